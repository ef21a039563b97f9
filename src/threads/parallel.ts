/** A prover on several threads. */
import { createPellucid, pellucidOf } from '../api/createPellucid.ts';
import { defaultMachine } from '../api/defaultMachine.ts';
import type { CreatePellucidOptions, Pellucid } from '../api/types.ts';
import { selectSharedBackend } from '../backend/select.ts';
import { createSharedWasmBackend } from '../backend/wasm/backend.ts';
import { PellucidError } from '../core/error.ts';
import { createSession } from '../orchestrator/session.ts';
import { type SpawnWorker, startPool } from './pool.ts';
import { createTraceThreads } from './traceThreads.ts';

/** Most threads: beyond it, barriers and the memory of each thread cost more than another thread gains. */
export const MAX_WORKERS = 64;

/** A prover with threads of its own. */
export interface ParallelPellucid extends Pellucid {
  /**
   * Resolves when all threads take part; they start while the prover works already. Rejects with PellucidError 'worker-died' if one
   * cannot start; the next operation then throws as well.
   */
  readonly started: Promise<void>;
  /** Ends the threads; the prover cannot be used afterwards. May be called again. */
  close(): Promise<void>;
  /** Time that each thread has worked on parts of operations [s], the calling thread first, modulo 71 minutes. Empty on one thread. */
  busySeconds(): readonly number[];
}
export interface ParallelOptions extends CreatePellucidOptions {
  /** Threads that compute, the calling one included: 1 starts no worker. */
  readonly workers: number;
}

type Shared = ReturnType<typeof createSharedWasmBackend>;

const share = ({
  backend = 'auto',
  maxMemoryBytes,
  interrupted,
  workers,
}: ParallelOptions): (Shared & { readonly reason: string }) | undefined => {
  if (backend === 'reference') return undefined;
  const limit = { ...(maxMemoryBytes !== undefined && { maxBytes: maxMemoryBytes }), ...(interrupted && { interrupted }) };
  if (backend !== 'auto') return { ...createSharedWasmBackend(workers, { ...limit, variant: backend }), reason: 'asked for' };
  const { made, reason } = selectSharedBackend(workers, limit);
  return made && { ...made, reason };
};

/**
 * createPellucid on `workers` threads. Without shared memory it runs on one thread, and `backendReason` says so. The proof bytes are the
 * same for every number of workers. If a worker dies, the operation under way and all later ones throw PellucidError 'worker-died'.
 */
export const createParallelPellucid = async (options: ParallelOptions, spawn: SpawnWorker): Promise<ParallelPellucid> => {
  const { workers, machine = defaultMachine } = options;
  if (!Number.isInteger(workers) || workers < 1 || workers > MAX_WORKERS) {
    throw new RangeError(`workers: give a whole number from 1 to ${MAX_WORKERS}, not ${workers}`);
  }
  const alone = (why?: string): ParallelPellucid => {
    const vm = createPellucid(options);
    return {
      ...vm,
      started: Promise.resolve(),
      backendReason: why === undefined ? vm.backendReason : `${vm.backendReason}; one thread: ${why}`,
      close: async () => {},
      busySeconds: () => [],
    };
  };
  if (workers === 1) return alone();
  let shared: ReturnType<typeof share>;
  try {
    shared = share(options);
  } catch (error) {
    if (error instanceof PellucidError && error.code === 'no-shared-memory') return alone(error.message);
    throw error;
  }
  if (shared === undefined) return alone('the reference has no threads');
  const { backend, kernels, reason } = shared;
  const { started, tell, close } = startPool(kernels, spawn);
  // The workers' script bundles the default machine: rows of another are filled on the calling thread.
  const traceThreads = machine === defaultMachine ? createTraceThreads(machine, kernels.memory, kernels.jobs, tell) : undefined;
  const session = createSession({ machine, backend, workers, ...(traceThreads && { traceThreads }) });
  return { ...pellucidOf(session, reason), started, close, busySeconds: kernels.jobs.busySeconds };
};
