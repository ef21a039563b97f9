/** One measurement: proves and verifies one workload in this process. */
import { readFileSync } from 'node:fs';
import { loadProgram, type ProveResult, prove, setupMachine, verify } from '../src/index.ts';
import { rv32im } from '../src/machine/rv32im.ts';
import { createNodePellucid } from '../src/node.ts';
import type { HashName } from '../src/stark/config.ts';
import { processorTime } from './timing.ts';
import type { Workload } from './workloads.ts';

/** Chips that serve others: their rows do not follow the number of instructions. */
const TABLES = new Set([
  'program',
  'image',
  ...rv32im.fixedTables.flatMap(({ chip, small }) => [chip.name, ...(small ? [small.chip.name] : [])]),
]);

export interface Measurement {
  readonly name: string;
  readonly hash: HashName;
  readonly steps: number;
  readonly proveSeconds: number;
  /** The same in processor time of all threads, those that compile and collect garbage among them. */
  readonly processorSeconds: number;
  readonly phases: Readonly<Record<string, number>>;
  /** Committed cells; `tables` is the part of main and LogUp that tables have. */
  readonly cells: ProveResult['cells'] & { readonly tables: number };
  readonly peakMemoryBytes: number;
  readonly proofBytes: number;
  readonly verifyMilliseconds: number;
  readonly provenBits: number;
  readonly backend: string;
  readonly backendReason: string;
  readonly workers: number;
  readonly chips: ProveResult['chips'];
}

const VERIFY_RUNS = 3;

export const measure = async ({ name, guest, input }: Workload, hash: HashName, workers: number | 'auto'): Promise<Measurement> => {
  const elf = new Uint8Array(readFileSync(`guests/elf/${guest}.elf`));
  // From ELF and input in memory to proof bytes.
  const start = performance.now();
  const processorStart = processorTime();
  const program = loadProgram(elf);
  const vm = await createNodePellucid({ workers });
  const beforeKeys = performance.now();
  const provingKey = setupMachine(vm, { preset: 'fast', hash });
  const keySeconds = (performance.now() - beforeKeys) / 1000;
  const result = await prove(vm, { program, input, provingKey });
  const proveSeconds = (performance.now() - start) / 1000;
  const processorSeconds = processorTime() - processorStart;
  await vm.close();
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;

  let verifyMilliseconds = Number.POSITIVE_INFINITY;
  for (let i = 0; i < VERIFY_RUNS; i++) {
    const before = performance.now();
    const verdict = verify({ verifyingKey: provingKey.verifyingKey, proof: result.proof, anyProgram: true });
    verifyMilliseconds = Math.min(verifyMilliseconds, performance.now() - before);
    if (!verdict.valid) throw new Error(`the proof of ${name} is invalid: ${verdict.reason}`);
  }
  const tables = result.chips
    .filter((chip) => TABLES.has(chip.name))
    .reduce((total, chip) => total + 2 ** chip.logHeight * (chip.mainColumns + chip.logupColumns), 0);
  return {
    name,
    hash,
    steps: result.steps,
    proveSeconds,
    processorSeconds,
    phases: { ...result.phases, keys: (result.phases.keys ?? 0) + keySeconds },
    cells: { ...result.cells, tables },
    peakMemoryBytes,
    proofBytes: result.proof.length,
    verifyMilliseconds,
    provenBits: result.provenBits,
    backend: vm.backend,
    backendReason: vm.backendReason,
    workers: vm.workers,
    chips: result.chips,
  };
};
