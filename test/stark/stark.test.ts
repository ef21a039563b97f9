import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import { HASHES, presetConfig } from '../../src/stark/config.ts';
import { verifyStark } from '../../src/stark/verifier.ts';
import { proveToy, toyKey, toyRun } from './toyMachine.ts';

describe.each(HASHES)('the lifted STARK on a toy machine, with %s', (hash) => {
  // Its verifier takes six times as long.
  const tags = hash === 'poseidon2' ? ['slow'] : [];
  const backend = createReferenceBackend();
  const insecure = presetConfig('insecure-test', hash);
  const { key, group } = toyKey(backend, insecure);

  it.each([
    ['equal heights', 16, {}],
    ['a height-1 table', 1, {}],
    ['a chip taller than the table', 13, { padLog: 7 }],
    ['padding rows and a height-1 chip without interactions', 5, { padLog: 0 }],
    ['more rows than needed', 3, { stepLog: 6, padLog: 1 }],
    ['FRI folds of two arities', 9, { padLog: 9 }],
  ])('proves and verifies: %s', async (_, steps, options) => {
    const run = toyRun(steps);
    const proof = await proveToy(backend, key, group, run, options);
    expect(verifyStark(key, run.statement, proof.bytes, 0)).toMatchObject({ ok: true });
    const other = toyRun(steps + 1).statement;
    expect(verifyStark(key, other, proof.bytes, 0)).toMatchObject({ ok: false });
    expect(verifyStark(key, { ...run.statement, boundary: other.boundary }, proof.bytes, 0)).toMatchObject({ ok: false });
  });

  it('proves with blow-up 16', async () => {
    const small = toyKey(backend, { ...insecure, logBlowup: 4 });
    const run = toyRun(12);
    const proof = await proveToy(backend, small.key, small.group, run, { padLog: 6 });
    expect(verifyStark(small.key, run.statement, proof.bytes, 0)).toMatchObject({ ok: true });
    expect(verifyStark(key, run.statement, proof.bytes, 0)).toMatchObject({ ok: false });
  });

  it('grinds every slot when the target asks for it', async () => {
    const ground = toyKey(backend, { ...insecure, targetBits: 121, queryGrinding: 3 });
    const run = toyRun(7);
    const proof = await proveToy(backend, ground.key, ground.group, run, { padLog: 7 });
    expect(verifyStark(ground.key, run.statement, proof.bytes, 0)).toMatchObject({ ok: true });
  });

  it('refuses every changed word, every truncation and any extension of a proof', { tags, timeout: 300_000 }, async () => {
    const run = toyRun(11);
    const { bytes } = await proveToy(backend, key, group, run, { padLog: 6 });
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i] ^= 1 << (i % 8);
      expect(verifyStark(key, run.statement, changed, 0).ok, `byte ${i}`).toBe(false);
    }
    for (let length = 0; length < bytes.length; length += 7) {
      expect(verifyStark(key, run.statement, bytes.subarray(0, length), 0).ok).toBe(false);
    }
    expect(verifyStark(key, run.statement, Uint8Array.from([...bytes, 0]), 0).ok).toBe(false);
    expect(verifyStark(key, run.statement, Uint8Array.from([...bytes, 0, 0, 0, 0]), 0).ok).toBe(false);
  });

  it('is refused under a key with another hash', async () => {
    const run = toyRun(4);
    const { bytes } = await proveToy(backend, key, group, run);
    for (const other of HASHES) {
      const config = { ...key.config, hash: other };
      expect(verifyStark({ ...key, config }, run.statement, bytes, 0).ok).toBe(other === hash);
    }
  });

  it('refuses an insecure proof when bits are asked for', async () => {
    const run = toyRun(4);
    const { bytes } = await proveToy(backend, key, group, run);
    expect(verifyStark(key, run.statement, bytes, 100)).toMatchObject({ ok: false, reason: expect.stringContaining('proven bits') });
  });

  it.each([
    ['a wrong value on a bus', 0, 1, 5, 'unbalanced-buses'],
    ['a dropped row', 0, 4, 0, 'unbalanced-buses'],
    ['a wrong lookup', 0, 3, 7, 'constraints-unsatisfied'],
    ['a multiplicity that is not boolean', 0, 4, 2, 'constraints-unsatisfied'],
    ['a broken constraint', 2, 1, 2, 'constraints-unsatisfied'],
  ])('does not prove %s, and the verifier refuses the proof made all the same', async (_, chip, cell, value, code) => {
    const run = toyRun(6);
    const options = {
      padLog: 6,
      tamper: (c: number, cells: Uint32Array, _stride: number, column: number) => {
        if (c === chip) cells[column + cell] = value;
      },
    };
    await expect(proveToy(backend, key, group, run, options)).rejects.toMatchObject({
      code: expect.stringMatching(`unbalanced-buses|${code}`),
    });
    const forged = await proveToy(backend, key, group, run, { ...options, selfCheck: false });
    expect(verifyStark(key, run.statement, forged.bytes, 0)).toMatchObject({ ok: false });
  });
});
