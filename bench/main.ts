/**
 * `npm run bench [-- --quick] [-- --only TEXT] [-- --hash NAME] [-- --workers N]`: proves guests of several sizes, each in a process of its own so that peak
 * memory is its own; then the kernels' own rates. Prints tables and writes build/bench.json.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { enableFastKernels } from '../src/node.ts';
import { DEFAULT_HASH, HASHES, type HashName, isHash } from '../src/stark/config.ts';
import { type Efficiency, measureEfficiency } from './efficiency/measure.ts';
import { formatEfficiency } from './efficiency/report.ts';
import { benchKernels, type KernelRate } from './kernels.ts';
import { type Measurement, measure } from './measure.ts';
import { table } from './table.ts';
import { WORKLOADS } from './workloads.ts';

const OUTPUT = 'build/bench.json';
const VARIANTS = ['relaxed', 'integer'] as const;
const MAX_OUTPUT_BYTES = 1 << 24;

const report = (results: readonly Measurement[]): void => {
  const main = [
    ['guest', 'steps', 'seconds', 'steps/s', 'memory MB', 'proof kB', 'verify ms', 'proven bits'],
    ...results.map((r) => [
      r.name,
      `${r.steps}`,
      r.proveSeconds.toFixed(2),
      `${Math.round(r.steps / r.proveSeconds)}`,
      `${Math.round(r.peakMemoryBytes / 1e6)}`,
      `${Math.round(r.proofBytes / 1e3)}`,
      r.verifyMilliseconds.toFixed(0),
      r.provenBits.toFixed(1),
    ]),
  ];
  const perStep = (r: Measurement, cells: number): string => (cells / r.steps).toFixed(1);
  const cells = [
    ['cells per step', 'all', 'main', 'permutation', 'quotient', '(tables)', '(padding)'],
    ...results.map((r) => {
      const { main: m, permutation, quotient, tables, padding } = r.cells;
      return [r.name, ...[m + permutation + quotient, m, permutation, quotient, tables, padding].map((count) => perStep(r, count))];
    }),
  ];
  const names = [...new Set(results.flatMap((r) => Object.keys(r.phases)))];
  const phases = [
    ['seconds per phase', ...names],
    ...results.map((r) => [r.name, ...names.map((name) => (r.phases[name] ?? 0).toFixed(2))]),
  ];
  console.log([main, cells, phases].map(table).join('\n\n'));
};

/** Rates by kernel module, for the modules that the engine runs. */
type KernelReport = Readonly<Partial<Record<(typeof VARIANTS)[number], readonly KernelRate[]>>>;

const kernelReport = async (workers: number | 'auto'): Promise<KernelReport> => {
  const report: Record<string, readonly KernelRate[]> = {};
  for (const variant of VARIANTS) {
    try {
      report[variant] = await benchKernels(variant, workers);
    } catch (error) {
      console.error(`${variant}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return report;
};

const reportKernels = (kernels: KernelReport): void => {
  const variants = VARIANTS.filter((variant) => kernels[variant] !== undefined);
  const first = kernels[variants[0]] ?? [];
  const rate = (value: number): string => (value >= 1000 ? `${Math.round(value)}` : value.toPrecision(3));
  const rows = first.map(({ kernel, unit }) => [
    kernel,
    ...variants.map((variant) => rate(kernels[variant]?.find((k) => k.kernel === kernel)?.value ?? Number.NaN)),
    unit,
  ]);
  console.log(`\n${table([['kernel', ...variants, 'unit'], ...rows])}`);
};

/** Runs this script or another in a process of its own; its standard output, or undefined when it failed. */
const child = (args: readonly string[]): string | undefined => {
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return status === 0 ? stdout : undefined;
};

const runAll = (quick: boolean, only: string | undefined, hash: HashName, workers: string): number => {
  const self = fileURLToPath(import.meta.url);
  const results: Measurement[] = [];
  const failed: string[] = [];
  for (const { name, quick: isQuick } of WORKLOADS) {
    if ((quick && !isQuick) || (only !== undefined && !name.includes(only))) continue;
    process.stderr.write(`${name} ..\n`);
    const output = child([self, '--one', name, '--hash', hash, '--workers', workers]);
    if (output === undefined) failed.push(name);
    else results.push(JSON.parse(output));
  }
  const engine = { node: process.versions.node, v8: process.versions.v8, cpu: cpus()[0]?.model, cpus: cpus().length };
  const setting = `backend ${results[0]?.backend ?? 'unknown'}, hash ${hash}, workers ${results[0]?.workers ?? workers}`;
  console.log(`${engine.cpu}, Node ${engine.node}, ${setting}\n`);
  if (results.length > 0) report(results);
  const output = only === undefined ? child([self, '--kernels', '--workers', workers]) : undefined;
  const kernels: KernelReport | undefined = output && JSON.parse(output);
  if (kernels !== undefined) reportKernels(kernels);
  writeFileSync(OUTPUT, `${JSON.stringify({ engine, results, kernels }, undefined, 1)}\n`);
  console.log(`\nwritten: ${OUTPUT}`);
  for (const name of failed) console.error(`failed: ${name}`);
  return failed.length === 0 ? 0 : 1;
};

/** Of the workload asked for, else of the longest sort. */
const efficiency = async (only = 'sort 2^12', asked: string | undefined, workers: number | 'auto'): Promise<Efficiency[]> => {
  const all: Efficiency[] = [];
  for (const workload of WORKLOADS.filter(({ name }) => name.includes(only))) {
    for (const hash of HASHES.filter((name) => asked === undefined || asked === name)) {
      all.push(await measureEfficiency(workload, hash, workers));
    }
  }
  return all;
};

const argumentAfter = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
};

enableFastKernels();
const one = argumentAfter('--one');
const hash = argumentAfter('--hash') ?? DEFAULT_HASH;
if (!isHash(hash)) throw new Error(`no hash is called '${hash}'`);
const workersArgument = argumentAfter('--workers') ?? 'auto';
const workers = workersArgument === 'auto' ? workersArgument : Number(workersArgument);
if (process.argv.includes('--efficiency')) {
  const all = await efficiency(argumentAfter('--only'), argumentAfter('--hash'), workers);
  console.log(all.map(formatEfficiency).join('\n\n'));
} else if (process.argv.includes('--kernels')) {
  console.log(JSON.stringify(await kernelReport(workers)));
} else if (one === undefined) {
  process.exitCode = runAll(process.argv.includes('--quick'), argumentAfter('--only'), hash, workersArgument);
} else {
  const workload = WORKLOADS.find(({ name }) => name === one);
  if (workload === undefined) throw new Error(`no workload is called '${one}'`);
  console.log(JSON.stringify(await measure(workload, hash, workers)));
}
