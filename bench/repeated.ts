/**
 * First against later proofs and verifications of one process: the first proof derives keys, compiles constraint programs, and is run by code that the engine
 * has not compiled. Proofs are made by the built package of a checkout, so that two commits can be compared in turns.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HashName } from '../src/stark/config.ts';
import { table } from './table.ts';
import { elapsed, processorTime } from './timing.ts';
import type { Workload } from './workloads.ts';

export interface Repeated {
  readonly name: string;
  readonly steps: number;
  /** Of each proof, in order. */
  readonly proofs: readonly ProofTime[];
  /** Milliseconds of each verification of the last proof, in order. No verification comes before. */
  readonly verifications: readonly number[];
}
interface ProofTime {
  /** Milliseconds. */
  readonly elapsed: number;
  /** The same in processor time of all threads, in which the load of the machine hardly shows. */
  readonly processor: number;
}

export const DEFAULT_REPEATED = ['fibonacci(60)', 'sha256 2048 B', 'sort 2^12'] as const;

/** Proofs of a process: more of short runs, which the engine compiles over several proofs. */
const proofsOf = (steps: number): number => (steps < 2 ** 19 ? 8 : 4);

const VERIFICATIONS = 25;

export const measureRepeated = async (
  { name, guest, input }: Workload,
  hash: HashName,
  workers: number | 'auto',
  checkout: string,
): Promise<Repeated> => {
  const load = <T>(module: string): Promise<T> => import(pathToFileURL(join(checkout, 'build', module)).href);
  const { loadProgram, prove, setupMachine, verify } = await load<typeof import('../src/index.ts')>('index.js');
  const { createNodePellucid } = await load<typeof import('../src/node.ts')>('node.js');
  const vm = await createNodePellucid({ workers });
  const program = loadProgram(new Uint8Array(readFileSync(join(checkout, `guests/elf/${guest}.elf`))));
  const proofs: ProofTime[] = [];
  let steps = 0;
  let proof: Uint8Array = new Uint8Array(0);
  do {
    const [start, processorStart] = [elapsed(), processorTime()];
    ({ steps, proof } = await prove(vm, { program, input, hash }));
    proofs.push({ elapsed: 1000 * (elapsed() - start), processor: 1000 * (processorTime() - processorStart) });
  } while (proofs.length < proofsOf(steps));
  const { verifyingKey } = setupMachine(vm, { hash });
  const verifications = Array.from({ length: VERIFICATIONS }, () => {
    const start = elapsed();
    if (!verify({ verifyingKey, proof, anyProgram: true }).valid) throw new Error(`the proof of ${name} is not valid`);
    return 1000 * (elapsed() - start);
  });
  await vm.close();
  return { name, steps, proofs, verifications };
};

/** Of each workload, the runs by checkout. */
export const formatRepeated = (
  checkouts: readonly string[],
  workloads: readonly { readonly name: string; readonly runs: readonly (readonly Repeated[])[] }[],
): string => {
  const least = (proofs: readonly ProofTime[], clock: keyof ProofTime): string =>
    Math.min(...proofs.map((proof) => proof[clock])).toFixed(0);
  const columns = (runs: readonly Repeated[]): string[] => {
    const [first, later] = [runs.map(({ proofs }) => proofs[0]), runs.flatMap(({ proofs }) => proofs.slice(1))];
    return [first, later].flatMap((proofs) => [least(proofs, 'elapsed'), least(proofs, 'processor')]);
  };
  const heads = ['first', 'processor', 'later', 'processor'];
  const proofs = table([
    ['fastest of the runs, ms', 'steps', ...checkouts.flatMap((checkout) => [`${checkout}: ${heads[0]}`, ...heads.slice(1)])],
    ...workloads.map(({ name, runs }) => [name, `${runs[0][0].steps}`, ...runs.flatMap(columns)]),
  ]);
  const verified = (runs: readonly Repeated[]): string[] => {
    const [first, later] = [runs.map(({ verifications }) => verifications[0]), runs.flatMap(({ verifications }) => verifications.slice(1))];
    return [first, later].map((times) => Math.min(...times).toFixed(1));
  };
  const verifications = table([
    ['verification, ms', ...checkouts.flatMap((checkout) => [`${checkout}: first`, 'later'])],
    ...workloads.map(({ name, runs }) => [name, ...runs.flatMap(verified)]),
  ]);
  return `${proofs}\n\n${verifications}`;
};
