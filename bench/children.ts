/** Bench processes: each measurement has one of its own, so that its peak memory is its own. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HashName } from '../src/stark/config.ts';
import type { KernelRate } from './kernels.ts';
import type { Measurement } from './measure.ts';
import type { Repeated } from './repeated.ts';

export const VARIANTS = ['relaxed', 'integer'] as const;
/** Rates by kernel module, for the modules that the engine runs. */
export type KernelReport = Readonly<Partial<Record<(typeof VARIANTS)[number], readonly KernelRate[]>>>;

const MAX_OUTPUT_BYTES = 1 << 24;

/** Runs this script by a Node binary; the JSON that it prints, or undefined when it failed. */
const child = <T>(node: string, args: readonly string[]): T | undefined => {
  const { status, stdout } = spawnSync(node, [fileURLToPath(import.meta.url), ...args], {
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return status === 0 ? JSON.parse(stdout) : undefined;
};

export const measureWith = (node: string, workload: string, hash: HashName, workers: string): Measurement | undefined =>
  child(node, ['--one', workload, '--hash', hash, '--workers', workers]);

export const kernelsWith = (node: string, workers: string): KernelReport | undefined => child(node, ['--kernels', '--workers', workers]);

export const repeatWith = (workload: string, hash: HashName, workers: string, checkout: string): Repeated | undefined =>
  child(process.execPath, ['--repeat-one', workload, '--hash', hash, '--workers', workers, '--checkout', checkout]);
