/**
 * `npm run bench -- [--quick] [--only TEXT] [--hash NAME] [--workers N]`: proves guests of several sizes, each in a process of its own;
 * then the kernels' own rates. Prints tables and writes build/bench.json.
 * `--efficiency`: the time that the counted work takes at the kernels' rates, over the time that it took; build/efficiency.json.
 * `--node PATH`: another Node binary against this one, taking turns; build/nodes.json.
 * `--repeat [--checkout PATH]`: the first against later proofs of one process, of this build and of a checkout that is built; build/repeated.json.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { enableFastKernels } from '../src/node.ts';
import { DEFAULT_HASH, type HashName, isHash } from '../src/stark/config.ts';
import { type KernelReport, kernelsWith, measureWith, repeatWith, VARIANTS } from './children.ts';
import { compareNodes, DEFAULT_COMPARED, formatComparison, hashesOf } from './compare.ts';
import { measureEfficiency } from './efficiency/measure.ts';
import { formatEfficiency } from './efficiency/report.ts';
import { benchKernels, type KernelRate } from './kernels.ts';
import { type Measurement, measure } from './measure.ts';
import { DEFAULT_REPEATED, formatRepeated, measureRepeated, type Repeated } from './repeated.ts';
import { formatKernels, formatMeasurements } from './report.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

const DEFAULT_EFFICIENCY = ['sort 2^12'] as const;
const engine = { node: process.versions.node, v8: process.versions.v8, cpu: cpus()[0]?.model, cpus: cpus().length };

const argumentAfter = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
};
const has = (name: string): boolean => process.argv.includes(name);

const only = argumentAfter('--only');
const asked = argumentAfter('--hash');
if (asked !== undefined && !isHash(asked)) throw new Error(`no hash is called '${asked}'`);
const hash: HashName = asked ?? DEFAULT_HASH;
const workersText = argumentAfter('--workers') ?? 'auto';
const workers = workersText === 'auto' ? workersText : Number(workersText);

const selected = (names: readonly string[]): readonly Workload[] =>
  WORKLOADS.filter(({ name }) => (only === undefined ? names.includes(name) : name.includes(only)));

const write = (path: string, value: object): void => {
  writeFileSync(path, `${JSON.stringify({ engine, ...value }, undefined, 1)}\n`);
  console.log(`\nwritten: ${path}`);
};

const runAll = (): number => {
  const results: Measurement[] = [];
  const failed: string[] = [];
  for (const { name } of selected(WORKLOADS.filter((w) => w.quick || !has('--quick')).map((w) => w.name))) {
    process.stderr.write(`${name} ..\n`);
    const result = measureWith(process.execPath, name, hash, workersText);
    if (result === undefined) failed.push(name);
    else results.push(result);
  }
  const [first] = results;
  const setting = `hash ${hash}, workers ${first?.workers ?? workersText}`;
  console.log(`${engine.cpu}, Node ${engine.node}, ${setting}\nbackend ${first?.backend ?? 'unknown'}: ${first?.backendReason ?? ''}\n`);
  if (results.length > 0) console.log(formatMeasurements(results));
  const kernels = only === undefined ? kernelsWith(process.execPath, workersText) : undefined;
  if (kernels !== undefined) console.log(`\n${formatKernels(kernels)}`);
  write('build/bench.json', { results, kernels });
  for (const name of failed) console.error(`failed: ${name}`);
  return failed.length === 0 ? 0 : 1;
};

const kernelReport = async (): Promise<KernelReport> => {
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

const efficiency = async (): Promise<void> => {
  console.log(`${engine.cpu}, Node ${engine.node}\n`);
  const reports = [];
  for (const workload of selected(DEFAULT_EFFICIENCY)) {
    for (const each of hashesOf(asked)) {
      const report = await measureEfficiency(workload, each, workers);
      console.log(`${formatEfficiency(report)}\n`);
      reports.push(report);
    }
  }
  write('build/efficiency.json', { reports });
};

const compare = (other: string): void => {
  const names = selected(DEFAULT_COMPARED).map(({ name }) => name);
  const comparison = compareNodes(other, names, hashesOf(asked), workersText);
  console.log(`${engine.cpu}, workers ${workersText}\n\n${formatComparison(comparison)}`);
  write('build/nodes.json', { comparison });
};

const RUNS = 3;

const repeat = (checkout: string | undefined): void => {
  const checkouts = ['.', ...(checkout === undefined ? [] : [checkout])];
  const results = selected(DEFAULT_REPEATED).map(({ name }) => {
    process.stderr.write(`${name} ..\n`);
    const runs = checkouts.map((): Repeated[] => []);
    for (let run = 0; run < RUNS; run++) {
      checkouts.forEach((each, i) => {
        const result = repeatWith(name, hash, workersText, each);
        if (result === undefined) throw new Error(`the proofs of ${name} by ${each} failed`);
        runs[i].push(result);
      });
    }
    return { name, runs };
  });
  console.log(`${engine.cpu}, Node ${engine.node}, hash ${hash}, workers ${workersText}\n\n${formatRepeated(checkouts, results)}`);
  write('build/repeated.json', { checkouts, results });
};

const workloadCalled = (name: string): Workload => {
  const workload = WORKLOADS.find((each) => each.name === name);
  if (workload === undefined) throw new Error(`no workload is called '${name}'`);
  return workload;
};

enableFastKernels();
const one = argumentAfter('--one');
const other = argumentAfter('--node');
const repeated = argumentAfter('--repeat-one');
if (one !== undefined) console.log(JSON.stringify(await measure(workloadCalled(one), hash, workers)));
else if (repeated !== undefined) {
  const checkout = argumentAfter('--checkout') ?? '.';
  console.log(JSON.stringify(await measureRepeated(workloadCalled(repeated), hash, workers, checkout)));
} else if (has('--repeat')) repeat(argumentAfter('--checkout'));
else if (has('--kernels')) console.log(JSON.stringify(await kernelReport()));
else if (has('--efficiency')) await efficiency();
else if (other !== undefined) compare(other);
else process.exitCode = runAll();
