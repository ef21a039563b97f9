/** Workers around shared kernels: started, watched and ended together. Knows no platform; `SpawnWorker` makes the workers. */
import { type Endpoint, wrap } from 'comlink';
import { PellucidError } from '../core/error.ts';
import type { SharedKernels } from '../wasm/instantiate.ts';
import type { WorkerControl } from './control.ts';

export interface WorkerHandle {
  readonly endpoint: Endpoint;
  /** Calls the listener, with the reason, when the worker ends by whatever cause. */
  onDeath(listener: (why: string) => void): void;
  /** From now on the worker does not keep the process alive. */
  detach(): void;
  /** Ends the worker, whatever it is doing. */
  terminate(): Promise<void>;
}
/** `index`: from 1 on. */
export type SpawnWorker = (index: number) => WorkerHandle;

export interface Pool {
  /** Ends all workers; operations of the backend then throw. May be called again. */
  close(): Promise<void>;
}

/** Starts the threads that `kernels` was made for, less the calling one. PellucidError 'worker-died' if one cannot start. */
export const startPool = async (kernels: SharedKernels, spawn: SpawnWorker): Promise<Pool> => {
  const { module, memory, jobs } = kernels;
  const workers: WorkerHandle[] = [];
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> => (ended ??= Promise.all(workers.map((worker) => worker.terminate())).then(() => {}));
  const close = (): Promise<void> => {
    jobs.stop(new PellucidError('closed', 'this prover was closed; make a new one'));
    return end();
  };
  // A worker that died takes the others with it: what its part of the memory holds is not known.
  jobs.onStop(() => void end());
  const start = async (index: number): Promise<void> => {
    const worker = spawn(index);
    workers.push(worker);
    const died = new Promise<never>((_, reject) => {
      worker.onDeath((why) => {
        const error = new PellucidError('worker-died', `worker ${index} ended: ${why}; make a new prover`);
        jobs.stop(error);
        reject(error);
      });
    });
    // Once the worker has started, `stop` is what tells of its death.
    died.catch(() => {});
    const control = wrap<WorkerControl>(worker.endpoint);
    await Promise.race([control.start({ module, memory, index }), died]);
    control.serve().catch(() => {});
    worker.detach();
  };
  try {
    await Promise.all(Array.from({ length: jobs.threads - 1 }, (_, i) => start(i + 1)));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
};
