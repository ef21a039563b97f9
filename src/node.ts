/** What only Node has: engine switches, threads, and files that are written whole or not at all. */
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { CreatePellucidOptions } from './api/types.ts';
import { hasRelaxedSimd } from './backend/wasm/engine.ts';
import { spawnNodeWorker } from './threads/node/spawn.ts';
import { createParallelPellucid, MAX_WORKERS, type ParallelPellucid } from './threads/parallel.ts';

export type { ParallelPellucid } from './threads/parallel.ts';

export interface CreateNodePellucidOptions extends CreatePellucidOptions {
  /** Threads that compute, the calling one among them; `auto`, the default: as many as the machine runs at once. */
  readonly workers?: number | 'auto';
}

/** How many threads `auto` is. */
export const availableWorkers = (): number => Math.min(MAX_WORKERS, availableParallelism());

/**
 * A prover on several threads, with the same proof bytes whatever their number. Close it when it is no longer needed; the process
 * can end without. See createPellucid for the rest.
 *
 * @example
 * enableFastKernels();
 * const vm = await createNodePellucid({ workers: 2 });
 * const { proof } = await prove(vm, { program, input });
 * await vm.close();
 */
export const createNodePellucid = ({ workers = 'auto', ...options }: CreateNodePellucidOptions = {}): Promise<ParallelPellucid> =>
  createParallelPellucid({ ...options, workers: workers === 'auto' ? availableWorkers() : workers }, spawnNodeWorker);

/**
 * Turns on the engine's relaxed SIMD where it is behind a flag (Node 20). Call it before the first WebAssembly module is
 * compiled; the fast kernels need it. Where the engine refuses, the other kernels do the same work.
 */
export const enableFastKernels = (): void => {
  // An engine that has them without a flag complains about the flag.
  if (hasRelaxedSimd()) return;
  try {
    setFlagsFromString('--experimental-wasm-relaxed-simd');
  } catch {
    // Without the flag the backend is chosen by what the engine has.
  }
};

/** Writes a file under a temporary name beside it and renames it: a reader never sees a part of it. */
export const writeFileAtomic = (path: string, bytes: Uint8Array): void => {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, bytes, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
};
