import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadProgram } from '../../src/api/load.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { verify } from '../../src/api/verify.ts';
import { toHex } from '../../src/core/bytes.ts';
import { HASHES } from '../../src/hash/suite.ts';
import { watched } from './threads.ts';

const fibonacci = loadProgram(readFileSync(new URL('../../guests/elf/fibonacci.elf', import.meta.url)));
const u64 = (n: number): Uint8Array => new Uint8Array(new BigUint64Array([BigInt(n)]).buffer);

const proofOf = async (workers: number, backend: 'relaxed' | 'integer', preset: string, n: number, hash = 'blake3') => {
  const { vm } = await watched({ workers, backend });
  expect(vm.workers).toBe(workers);
  const provingKey = setupMachine(vm, { preset, hash });
  const { proof } = await prove(vm, { program: fibonacci, input: u64(n), provingKey });
  return { proof: toHex(proof), verdict: verify({ verifyingKey: provingKey.verifyingKey, anyProgram: true, proof, minBits: 0 }) };
};

describe('the proof', () => {
  it.each(HASHES.flatMap((hash) => (['relaxed', 'integer'] as const).map((backend) => [backend, hash] as const)))(
    'has the same bytes on 1, 2 and 3 threads, %s, %s',
    async (backend, hash) => {
      const one = await proofOf(1, backend, 'insecure-test', 50, hash);
      expect(one.verdict.valid).toBe(true);
      for (const workers of [2, 3])
        expect((await proofOf(workers, backend, 'insecure-test', 50, hash)).proof === one.proof, `${workers} workers`).toBe(true);
    },
    120_000,
  );
  it('has the same bytes on 1 and 2 threads, with real parameters', async () => {
    const [one, two] = [await proofOf(1, 'relaxed', 'fast', 4000), await proofOf(2, 'relaxed', 'fast', 4000)];
    expect(two.verdict.valid).toBe(true);
    expect(two.proof === one.proof).toBe(true);
  }, 120_000);
});

describe('a cancelled proof', () => {
  it('leaves the prover as it was, ready for the next', async () => {
    const { vm } = await watched({ workers: 2 });
    const provingKey = setupMachine(vm, { preset: 'insecure-test' });
    // The groups that a session keeps are there from the first proof on.
    await prove(vm, { program: fibonacci, input: u64(50), provingKey });
    const before = vm.session.backend.usage().words;
    const controller = new AbortController();
    const cancelled = prove(vm, {
      program: fibonacci,
      input: u64(50),
      provingKey,
      signal: controller.signal,
      onProgress: ({ phase }) => phase === 'logup' && controller.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    expect(vm.session.backend.usage().words).toBe(before);
    const { proof } = await prove(vm, { program: fibonacci, input: u64(50), provingKey });
    expect(verify({ verifyingKey: provingKey.verifyingKey, anyProgram: true, proof, minBits: 0 }).valid).toBe(true);
  }, 60_000);
});

describe('an interrupted proof', () => {
  it.each([1, 2])(
    'ends within a phase, with %i threads',
    async (workers) => {
      let looks = 0;
      let limit = Number.POSITIVE_INFINITY;
      const { vm } = await watched({ workers, interrupted: () => ++looks > limit });
      const parameters = { program: fibonacci, input: u64(50), provingKey: setupMachine(vm, { preset: 'insecure-test' }) };
      await prove(vm, parameters);
      const [before] = [looks, (looks = 0)];
      expect(before).toBeGreaterThan(100);
      limit = 60;
      await expect(prove(vm, parameters)).rejects.toMatchObject({ code: 'aborted' });
      expect(looks).toBe(limit + 1);
    },
    60_000,
  );
});
