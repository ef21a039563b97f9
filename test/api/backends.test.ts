import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { loadProgram } from '../../src/api/load.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { verify } from '../../src/api/verify.ts';
import { toHex } from '../../src/core/bytes.ts';
import { HASHES } from '../../src/stark/config.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd');

const guest = (name: string) => loadProgram(readFileSync(new URL(`../../guests/elf/${name}.elf`, import.meta.url)));
const u64 = (n: number): Uint8Array => new Uint8Array(new BigUint64Array([BigInt(n)]).buffer);

/** The whole prover on every backend: same key, same proof bytes. */
describe('backends', () => {
  const proofs = async (
    name: string,
    input: Uint8Array,
    backends: readonly ('relaxed' | 'integer' | 'reference')[],
    preset: string,
    hash: string,
  ) => {
    const results = [];
    for (const backend of backends) {
      const vm = createPellucid({ backend });
      const provingKey = setupMachine(vm, { preset, hash });
      const { proof, publicValues } = await prove(vm, { program: guest(name), input, provingKey });
      results.push({ digest: toHex(provingKey.verifyingKey.digest), proof, publicValues, provingKey });
    }
    return results;
  };

  it.each(HASHES)(
    'give identical proof bytes for a real guest with %s: reference, relaxed and integer',
    { tags: ['slow'], timeout: 180_000 },
    async (hash) => {
      const [reference, relaxed, integer] = await proofs('fibonacci', u64(3), ['reference', 'relaxed', 'integer'], 'insecure-test', hash);
      expect(relaxed.digest).toBe(reference.digest);
      expect(integer.digest).toBe(reference.digest);
      expect(toHex(relaxed.proof)).toBe(toHex(reference.proof));
      expect(toHex(integer.proof)).toBe(toHex(reference.proof));
      expect(verify({ verifyingKey: reference.provingKey.verifyingKey, anyProgram: true, proof: reference.proof, minBits: 0 }).valid).toBe(
        true,
      );
    },
  );

  it.each(HASHES)(
    'give identical proof bytes for a longer run with the large tables and %s: relaxed and integer',
    async (hash) => {
      const [relaxed, integer] = await proofs('fibonacci', u64(4000), ['relaxed', 'integer'], 'fast', hash);
      expect(toHex(integer.proof)).toBe(toHex(relaxed.proof));
      const verdict = verify({ verifyingKey: integer.provingKey.verifyingKey, anyProgram: true, proof: integer.proof });
      expect(verdict).toMatchObject({ valid: true, exitCode: 0 });
      expect(verdict.valid && verdict.provenBits).toBeGreaterThanOrEqual(100);
    },
    60_000,
  );

  it.each(HASHES)('give the same bytes again in memory that other proofs and anything else were in, with %s', async (hash) => {
    const vm = createPellucid();
    const provingKey = setupMachine(vm, { preset: 'insecure-test', hash });
    const once = await prove(vm, { program: guest('exit'), provingKey });
    await prove(vm, { program: guest('fibonacci'), input: u64(10), provingKey });
    const start = vm.session.backend.mark();
    vm.session.backend.view(vm.session.backend.alloc(vm.session.backend.usage().peakWords)).fill(0xdeadbeef);
    vm.session.backend.release(start);
    const again = await prove(vm, { program: guest('exit'), provingKey });
    expect(toHex(again.proof)).toBe(toHex(once.proof));
  });
});
