/** Another Node binary against the one that runs: the same workloads, taking turns. */
import { execFileSync } from 'node:child_process';
import { HASHES, type HashName } from '../src/stark/config.ts';
import { type KernelReport, kernelsWith, measureWith, VARIANTS } from './children.ts';
import { table } from './table.ts';

const RUNS = 3;

interface Engine {
  readonly node: string;
  readonly version: string;
}
export interface Comparison {
  readonly versions: readonly string[];
  /** Fastest of the runs: steps per second of each engine; of one worker per second of the processor, whose load then does not matter. */
  readonly workloads: readonly {
    readonly name: string;
    readonly hash: HashName;
    readonly backend: string;
    readonly rates: readonly number[];
  }[];
  /** Smallest time of each engine. */
  readonly kernels: readonly { readonly kernel: string; readonly variant: string; readonly values: readonly number[] }[];
}

const engineOf = (node: string): Engine => ({
  node,
  version: execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim(),
});

const orFail = <T>(result: T | undefined, { version }: Engine): T => {
  if (result === undefined) throw new Error(`the measurement by Node ${version} failed`);
  return result;
};

/** `other`: path of the other binary. */
export const compareNodes = (other: string, workloads: readonly string[], hashes: readonly HashName[], workers: string): Comparison => {
  const engines = [process.execPath, other].map(engineOf);
  const turns = <T>(measure: (engine: Engine) => T): T[][] => {
    const results = engines.map((): T[] => []);
    for (let run = 0; run < RUNS; run++) engines.forEach((engine, i) => results[i].push(measure(engine)));
    return results;
  };
  const rows = workloads.flatMap((name) =>
    hashes.map((hash) => {
      process.stderr.write(`${name}, ${hash} ..\n`);
      const results = turns((engine) => orFail(measureWith(engine.node, name, hash, workers), engine));
      const rates = results.map((runs) =>
        Math.max(...runs.map((run) => run.steps / (run.workers === 1 ? run.processorSeconds : run.proveSeconds))),
      );
      return { name, hash, backend: results.map(([{ backend }]) => backend).join(', '), rates };
    }),
  );
  process.stderr.write('kernels ..\n');
  const reports = turns((engine) => orFail(kernelsWith(engine.node, '1'), engine));
  const valuesOf = (reports: readonly KernelReport[], variant: (typeof VARIANTS)[number], i: number): number =>
    Math.min(...reports.map((report) => report[variant]?.[i].value ?? Number.NaN));
  const kernels = VARIANTS.flatMap((variant) =>
    (reports[0][0][variant] ?? []).flatMap(({ kernel, unit }, i) => {
      // What is more when it is faster is left out: its time is there too.
      if (unit === 'GB/s') return [];
      return [{ kernel: `${kernel}, ${unit}`, variant, values: reports.map((each) => valuesOf(each, variant, i)) }];
    }),
  );
  return { versions: engines.map(({ version }) => version), workloads: rows, kernels };
};

/** Ratios are those of the other engine's rate, above 1 where it is faster. */
export const formatComparison = ({ versions, workloads, kernels }: Comparison): string => {
  const heads = versions.map((version) => `Node ${version}`);
  return [
    table([
      ['steps/s', 'hash', 'kernels', ...heads, 'ratio'],
      ...workloads.map(({ name, hash, backend, rates }) => [
        name,
        hash,
        backend,
        ...rates.map((rate) => `${Math.round(rate)}`),
        (rates[1] / rates[0]).toFixed(2),
      ]),
    ]),
    table([
      ['kernel', 'module', ...heads, 'ratio'],
      ...kernels.map(({ kernel, variant, values }) => [
        kernel,
        variant,
        ...values.map((value) => value.toPrecision(3)),
        (values[0] / values[1]).toFixed(2),
      ]),
    ]),
  ].join('\n\n');
};

export const DEFAULT_COMPARED = ['sort 2^10', 'sha256 2048 B'] as const;
export const hashesOf = (asked: HashName | undefined): readonly HashName[] => (asked === undefined ? HASHES : [asked]);
