/** Provers on several threads, closed when the test ends. */
import { setFlagsFromString } from 'node:v8';
import { onTestFinished } from 'vitest';
import { spawnNodeWorker } from '../../src/threads/node/spawn.ts';
import { createParallelPellucid, type ParallelOptions, type ParallelPellucid } from '../../src/threads/parallel.ts';
import type { SpawnWorker, WorkerHandle } from '../../src/threads/pool.ts';

setFlagsFromString('--experimental-wasm-relaxed-simd');

/** Makes worker threads and sees them end. */
export interface Watch {
  readonly spawn: SpawnWorker;
  readonly workers: readonly WorkerHandle[];
  /** Threads that have been started and have not ended. */
  alive(): number;
}

export const watch = (): Watch => {
  const workers: WorkerHandle[] = [];
  let ended = 0;
  return {
    workers,
    alive: () => workers.length - ended,
    spawn: (index) => {
      const worker = spawnNodeWorker(index);
      worker.onDeath(() => ended++);
      workers.push(worker);
      return worker;
    },
  };
};

export const watched = async (options: ParallelOptions): Promise<Watch & { readonly vm: ParallelPellucid }> => {
  const workers = watch();
  const vm = await createParallelPellucid(options, workers.spawn);
  onTestFinished(() => vm.close());
  return { ...workers, vm };
};
