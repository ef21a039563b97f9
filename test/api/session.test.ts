/** What one prover keeps for its next proof: nothing is derived or committed twice, and no proof depends on the ones before. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it, vi } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { loadProgram } from '../../src/api/load.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine, setupProgram } from '../../src/api/setup.ts';
import type { Pellucid, ProveParameters } from '../../src/api/types.ts';
import { verify } from '../../src/api/verify.ts';
import { createNodePellucid } from '../../src/node.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd');

const guest = (name: string) => loadProgram(readFileSync(new URL(`../../guests/elf/${name}.elf`, import.meta.url)));
const u64 = (n: number): Uint8Array => new Uint8Array(new BigUint64Array([BigInt(n)]).buffer);
const test = { preset: 'insecure-test' } as const;
const fibonacci = guest('fibonacci');
const sha256 = guest('sha256');
const alone = async (parameters: ProveParameters): Promise<Uint8Array> => (await prove(createPellucid(), parameters)).proof;

/** Trees that the backend commits while `work` runs. */
const commitments = async (vm: Pellucid, work: () => Promise<unknown>): Promise<number> => {
  const merkle = vi.spyOn(vm.session.backend, 'merkle');
  try {
    await work();
    return merkle.mock.calls.length;
  } finally {
    merkle.mockRestore();
  }
};

describe('a session', () => {
  it('commits the program and the fixed tables once', async () => {
    const vm = createPellucid();
    const parameters = { ...test, program: fibonacci, input: u64(2000) };
    const first = await commitments(vm, () => prove(vm, parameters));
    const second = await commitments(vm, () => prove(vm, { ...parameters, input: u64(2001) }));
    // The program's tree and at least one of fixed tables.
    expect(first - second).toBeGreaterThanOrEqual(2);
  });

  it('keeps the groups of the last key and program only', async () => {
    const vm = createPellucid();
    const keptWords = async (parameters: ProveParameters): Promise<number> => {
      await prove(vm, parameters);
      return vm.session.backend.usage().words;
    };
    const one = await keptWords({ ...test, program: fibonacci, input: u64(5) });
    expect(one).toBeGreaterThan(0);
    const other = await keptWords({ ...test, program: sha256, input: u64(5) });
    const otherKey = await keptWords({ ...test, hash: 'poseidon2', program: sha256, input: u64(5) });
    const both = await keptWords({ ...test, program: fibonacci, input: u64(5) });
    expect(otherKey).toBe(other);
    expect(both).toBe(one);
  });

  it('gives the bytes of a new prover whatever it proved before', async () => {
    const jobs: ProveParameters[] = [
      { ...test, program: fibonacci, input: u64(7) },
      { ...test, program: sha256, input: u64(9) },
      { ...test, program: fibonacci, input: u64(3000) },
      { ...test, hash: 'poseidon2', program: fibonacci, input: u64(7) },
      { ...test, program: fibonacci, input: u64(7) },
    ];
    const vm = createPellucid();
    for (const job of jobs) expect((await prove(vm, job)).proof).toEqual(await alone(job));
  });

  it('refuses a program that was changed after its first proof', async () => {
    const program = guest('fibonacci');
    const vm = createPellucid();
    await prove(vm, { ...test, program, input: u64(3) });
    const words = [...program.ram, ...program.rom].flatMap((range) => Array.from(range.words.keys(), (i) => ({ range, i })));
    const { range, i } = words[words.length - 1];
    range.words[i] ^= 1;
    await expect(prove(vm, { ...test, program, input: u64(3) })).rejects.toMatchObject({ code: 'program-changed' });
    range.words[i] ^= 1;
    await prove(vm, { ...test, program, input: u64(3) });
    // All else cannot be changed.
    const change = (target: object): boolean => Object.keys(target).some((name) => Reflect.set(target, name, 1));
    const { instructions, ram, rom, symbols } = program;
    expect([program, instructions, instructions[3], ram, ...ram, rom, ...rom, symbols, ...symbols].some(change)).toBe(false);
  });

  it('makes room for a proof by what it kept', async () => {
    const small = { ...test, program: fibonacci, input: u64(5) };
    const large = { ...test, program: fibonacci, input: u64(4000) };
    const { plannedBytes } = await prove(createPellucid(), large);
    const vm = createPellucid({ maxMemoryBytes: plannedBytes + 2 ** 19 });
    await prove(vm, { ...small, program: sha256 });
    expect((await prove(vm, large)).proof).toEqual(await alone(large));
  });

  it('serves another proof after one that was cancelled in each phase', async () => {
    const parameters = { ...test, program: fibonacci, input: u64(50) };
    const wanted = await alone(parameters);
    const vm = createPellucid();
    for (const phase of ['execute', 'keys', 'trace', 'commit main', 'quotient', 'queries']) {
      const stop = new AbortController();
      const onProgress = (progress: { readonly phase: string }): void => {
        if (progress.phase === phase) stop.abort();
      };
      await prove(vm, { ...parameters, onProgress, signal: stop.signal }).catch(() => {});
      expect((await prove(vm, parameters)).proof).toEqual(wanted);
    }
  });
});

describe.each([1, 2])('overlapping calls on %i threads', (workers) => {
  it('of prove wait for each other, one that fails among them', async () => {
    const vm = await createNodePellucid({ workers });
    const parameters = { ...test, program: fibonacci, input: u64(20) };
    const [first, failed, third] = await Promise.allSettled([
      prove(vm, parameters),
      prove(vm, { ...parameters, maxSteps: 3 }),
      prove(vm, { ...parameters, input: u64(21) }),
    ]);
    await vm.close();
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'guest-steps-exceeded' } });
    expect(first).toMatchObject({ status: 'fulfilled', value: { proof: await alone(parameters) } });
    expect(third).toMatchObject({ status: 'fulfilled', value: { proof: await alone({ ...parameters, input: u64(21) }) } });
  });

  it('of the verbs that do not wait are refused while a proof is made', async () => {
    const vm = await createNodePellucid({ workers });
    const provingKey = setupMachine(vm, test);
    const busy = expect.objectContaining({ code: 'busy' });
    const proving = prove(vm, { program: fibonacci, input: u64(20), provingKey });
    expect(() => setupProgram(vm, { provingKey, program: fibonacci })).toThrow(busy);
    expect(() => setupMachine(vm)).toThrow(busy);
    const { proof } = await proving;
    const { programCommitment } = setupProgram(vm, { provingKey, program: fibonacci });
    await vm.close();
    expect(verify({ verifyingKey: provingKey.verifyingKey, programCommitment, proof, minBits: 0 })).toMatchObject({ valid: true });
  });
});
