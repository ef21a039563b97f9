/** The memory plan: never less than what is used, not much more, and refused before the work where there is less. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { loadProgram } from '../../src/api/load.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine } from '../../src/api/setup.ts';
import type { ProvingKey } from '../../src/api/types.ts';
import { createNodePellucid } from '../../src/node.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd');

const guest = (name: string) => loadProgram(readFileSync(new URL(`../../guests/elf/${name}.elf`, import.meta.url)));
const u64 = (n: number): Uint8Array => new Uint8Array(new BigUint64Array([BigInt(n)]).buffer);
const words = (...values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

const keys = new Map<string, ProvingKey>();
const keyOf = (preset: string, hash: string): ProvingKey => {
  const name = `${preset} ${hash}`;
  const key = keys.get(name) ?? setupMachine(createPellucid(), { preset, hash });
  keys.set(name, key);
  return key;
};
/** Bytes of one instruction's record, at least. */
const RECORD_BYTES = 64;

describe('the plan', () => {
  it.each([
    ['exit', new Uint8Array(0), 'fast', 'blake3', 1, 3],
    ['fibonacci', u64(50), 'fast', 'poseidon2', 1, 2],
    ['fibonacci', u64(50), 'small', 'blake3', 1, 1.25],
    ['fibonacci', u64(8000), 'fast', 'blake3', 1, 1.1],
    ['fibonacci', u64(8000), 'fast', 'poseidon2', 2, 1.1],
    ['fibonacci', u64(1000), 'small', 'blake3', 1, 1.1],
    ['sort', words(600, 7), 'fast', 'blake3', 3, 1.1],
  ] as const)(
    'covers what proving %s takes, %#',
    async (name, input, preset, hash, workers, most) => {
      const provingKey = keyOf(preset, hash);
      const vm = await createNodePellucid({ workers });
      const { plannedBytes, backendBytes, steps } = await prove(vm, { program: guest(name), input, provingKey });
      await vm.close();
      expect(backendBytes + RECORD_BYTES * steps).toBeLessThanOrEqual(plannedBytes);
      expect(plannedBytes / (backendBytes + RECORD_BYTES * steps)).toBeLessThan(most);
    },
    60_000,
  );

  it('is kept: with what it says there is enough, with less nothing is begun', async () => {
    const parameters = { program: guest('fibonacci'), input: u64(2000), provingKey: keyOf('fast', 'blake3') };
    const { plannedBytes, proof } = await prove(createPellucid(), parameters);
    // Beside the plan: the kernels' constants.
    const enough = createPellucid({ maxMemoryBytes: plannedBytes + 2 ** 19 });
    expect((await prove(enough, parameters)).proof).toEqual(proof);
    const phases: string[] = [];
    const less = createPellucid({ maxMemoryBytes: plannedBytes - 2 ** 16 });
    const refused = prove(less, { ...parameters, onProgress: ({ phase }) => phases.push(phase) });
    await expect(refused).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringMatching(/^the proof needs \d+ MiB of memory, the limit is \d+ MiB$/),
      details: { maxBytes: plannedBytes - 2 ** 16, bytes: expect.any(Number) },
    });
    expect(phases).toEqual(['execute', 'keys']);
    expect(less.session.backend.usage().words).toBe(0);
    // And it is good for a smaller one.
    expect((await prove(less, { ...parameters, input: u64(3) })).steps).toBeLessThan(1000);
  }, 60_000);
});
