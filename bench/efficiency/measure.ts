/**
 * Ideal against actual: the time that the counted work of a proof takes at the rates of the kernels, over the time that the proof took. Runs
 * and rates alternate in one process; of each the fastest counts, so that the load of the machine falls out. One worker is measured in
 * processor time for the same reason; several in elapsed time, as a thread that waits for others is a loss too.
 */
import { readFileSync } from 'node:fs';
import type { Variant } from '../../src/backend/wasm/layout.ts';
import { BUSES } from '../../src/chips/shared/buses.ts';
import { loadProgram, type ProveResult, prove, setupMachine } from '../../src/index.ts';
import { createNodePellucid } from '../../src/node.ts';
import type { HashName } from '../../src/stark/config.ts';
import type { VerifyingKey } from '../../src/stark/key.ts';
import { type Clock, elapsed, processorTime } from '../timing.ts';
import type { Workload } from '../workloads.ts';
import { type Call, countingBackend } from './counting.ts';
import { fasterRates, measureRates, type Rates } from './rates.ts';
import { addWork, UNITS, type Work } from './work.ts';

export interface Line {
  readonly name: string;
  readonly calls: number;
  /** Seconds of all workers. */
  readonly actual: number;
  readonly ideal: number;
  /** Ideal seconds with every kernel at its ceiling, if it is not faster. */
  readonly atCeiling: number;
  readonly work: Work;
}
export interface Efficiency {
  readonly name: string;
  readonly hash: HashName;
  readonly steps: number;
  readonly backend: string;
  readonly backendReason: string;
  readonly workers: number;
  readonly rates: Rates;
  readonly phases: readonly Line[];
  readonly operations: readonly Line[];
  readonly total: Line;
}

const RUNS = 3;

interface Run {
  readonly result: ProveResult;
  readonly calls: readonly Call[];
  readonly phases: Readonly<Record<string, number>>;
}

/** Of all workers together. */
const clockOf = (workers: number): Clock => (workers > 1 ? () => workers * elapsed() : processorTime);

/** Live cells, and their messages to tables: what filling the traces has to write and to count. */
const fillWork = (key: VerifyingKey, chips: ProveResult['chips']): Work => {
  const isLookup = new Set(BUSES.filter((bus) => bus.kind === 'lookup').map((bus) => bus.id));
  const programs = new Map(key.chips.map(({ name, program }) => [name, program]));
  return chips.reduce<Work>((total, { name, rows, mainColumns }) => {
    const lookups = programs.get(name)?.interactions.filter((i) => isLookup.has(i.bus) && !i.counter).length ?? 0;
    return addWork(total, { cell: rows * mainColumns, lookup: rows * lookups });
  }, {});
};

const idealSeconds = (work: Work, nanoseconds: (unit: keyof Rates) => number): number =>
  UNITS.reduce((total, unit) => total + (work[unit] ?? 0) * nanoseconds(unit), 0) / 1e9;

const lineOf = (rates: Rates, name: string, calls: number, actual: number, work: Work): Line => ({
  name,
  calls,
  actual,
  ideal: idealSeconds(work, (unit) => rates[unit].measured),
  atCeiling: idealSeconds(work, (unit) => Math.min(rates[unit].measured, rates[unit].ceiling ?? Number.POSITIVE_INFINITY)),
  work,
});

const sumOf = (calls: readonly Call[]): Work => calls.reduce<Work>((total, { work }) => addWork(total, work), {});

export const measureEfficiency = async (workload: Workload, hash: HashName, workersAsked: number | 'auto'): Promise<Efficiency> => {
  const program = loadProgram(new Uint8Array(readFileSync(`guests/elf/${workload.guest}.elf`)));
  const vm = await createNodePellucid({ workers: workersAsked });
  const { workers, backendReason } = vm;
  const { name: backend } = vm.session.backend;
  if (!backend.startsWith('wasm-')) throw new Error(`there are no kernels to compare with: ${backendReason}`);
  const variant = backend.slice('wasm-'.length) as Variant;
  const provingKey = setupMachine(vm, { preset: 'fast', hash });

  let rates = measureRates(variant);
  const runs: Run[] = [];
  for (let i = 0; i < RUNS; i++) {
    const counting = countingBackend(vm.session.backend, clockOf(workers));
    const onProgress = ({ phase }: { readonly phase: string }): void => counting.enter(phase);
    const result = await prove(
      { ...vm, session: { ...vm.session, backend: counting.backend } },
      { program, input: workload.input, provingKey, onProgress },
    );
    runs.push({ result, calls: counting.calls, phases: counting.finish() });
    rates = fasterRates(rates, measureRates(variant));
  }
  await vm.close();

  const [{ result, calls, phases: firstPhases }] = runs;
  const fastest = (seconds: (run: Run) => number): number => Math.min(...runs.map(seconds));
  const outside: Readonly<Record<string, Work>> = {
    execute: { step: result.steps },
    trace: fillWork(provingKey.verifyingKey, result.chips),
  };
  const phases = Object.keys(firstPhases).map((phase) => {
    const within = calls.filter((call) => call.phase === phase);
    const actual = fastest((run) => run.phases[phase]);
    return lineOf(rates, phase, within.length, actual, addWork(sumOf(within), outside[phase] ?? {}));
  });
  const operations = [...new Set(calls.map(({ operation }) => operation))].map((operation) => {
    const indices = calls.flatMap((call, i) => (call.operation === operation ? [i] : []));
    const actual = fastest((run) => indices.reduce((total, i) => total + run.calls[i].seconds, 0));
    return lineOf(rates, operation, indices.length, actual, sumOf(indices.map((i) => calls[i])));
  });
  const sum = (lines: readonly Line[]): Line =>
    lineOf(
      rates,
      'all',
      calls.length,
      lines.reduce((total, { actual }) => total + actual, 0),
      lines.reduce<Work>((total, { work }) => addWork(total, work), {}),
    );
  const { steps } = result;
  return { name: workload.name, hash, steps, backend, backendReason, workers, rates, phases, operations, total: sum(phases) };
};
