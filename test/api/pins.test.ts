/** Pins of a verification: none is dropped without a word, whatever a caller from JavaScript gives. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { loadProgram } from '../../src/api/load.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine, setupProgram } from '../../src/api/setup.ts';
import { verify } from '../../src/api/verify.ts';
import { fromHex, toHex } from '../../src/core/bytes.ts';

const program = loadProgram(readFileSync(new URL('../../guests/elf/exit.elf', import.meta.url)));
const vm = createPellucid();
const provingKey = setupMachine(vm, { preset: 'insecure-test' });
const { verifyingKey } = provingKey;
const { programCommitment } = setupProgram(vm, { provingKey, program });
const { proof, publicValues } = await prove(vm, { program, provingKey });
const base = { verifyingKey, proof, minBits: 0 };

/** As a caller without types does. */
const call = (parameters: object) => verify(parameters as Parameters<typeof verify>[0]);
const refusal = (argument: string) => expect.objectContaining({ code: 'invalid-argument', details: expect.objectContaining({ argument }) });

describe('pins', () => {
  it('hold as bytes and as hex', () => {
    const hex = toHex(programCommitment);
    for (const pin of [programCommitment, hex, `0x${hex.toUpperCase()}`]) {
      expect(call({ ...base, programCommitment: pin }), String(pin)).toMatchObject({ valid: true });
    }
    const all = { ...base, programCommitment: hex, keyDigest: toHex(verifyingKey.digest), publicValues: toHex(publicValues) };
    expect(call(all)).toMatchObject({ valid: true });
    const other = '11'.repeat(32);
    for (const wrong of [{ programCommitment: other }, { keyDigest: other }, { publicValues: '00' }]) {
      expect(call({ ...all, ...wrong }), Object.keys(wrong)[0]).toMatchObject({ valid: false });
    }
  });
  it.each(['programCommitment', 'keyDigest', 'publicValues'])('%s that is there but broken is an error', (argument) => {
    const which = argument === 'programCommitment' ? {} : { anyProgram: true };
    const broken = [undefined, null, fromHex('no hex'), 'no hex', '0x123', 7, true, [1, 2], {}, new ArrayBuffer(32)];
    const short = argument === 'publicValues' ? [] : [new Uint8Array(0), programCommitment.subarray(1), new Uint8Array(33), '', '00'];
    for (const value of [...broken, ...short]) {
      expect(() => call({ ...base, ...which, [argument]: value }), String(value)).toThrow(refusal(argument));
    }
  });
  it('minBits that is there but no number of bits is an error', () => {
    for (const minBits of [undefined, null, false, '', '0', '100', [], Number.NaN, -1]) {
      expect(() => call({ ...base, anyProgram: true, minBits }), String(minBits)).toThrow(refusal('minBits'));
    }
  });
  it('any program is accepted only by that word', () => {
    expect(() => call(base)).toThrow(refusal('programCommitment'));
    expect(() => call({ ...base, anyProgram: false })).toThrow(refusal('programCommitment'));
    expect(() => call({ ...base, programcommitment: programCommitment })).toThrow(refusal('programCommitment'));
    expect(() => call({ ...base, anyProgram: true, programCommitment })).toThrow(refusal('programCommitment'));
    for (const anyProgram of ['true', 1, null])
      expect(() => call({ ...base, anyProgram }), String(anyProgram)).toThrow(refusal('anyProgram'));
    expect(call({ ...base, anyProgram: true })).toMatchObject({ valid: true });
  });
  it('a proof that is no bytes is an error', () => {
    for (const wrong of [undefined, null, 'proof', [], {}]) {
      expect(() => call({ ...base, anyProgram: true, proof: wrong }), String(wrong)).toThrow(refusal('proof'));
    }
  });
});
