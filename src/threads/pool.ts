/** Workers around shared kernels: started, watched and ended together. Knows no platform; `SpawnWorker` makes the workers. */
import { type Endpoint, type Remote, wrap } from 'comlink';
import type { SharedKernels } from '../backend/wasm/instantiate.ts';
import { PellucidError } from '../core/error.ts';
import type { WorkerControl } from './control.ts';
import type { TraceParts } from './traceThreads.ts';

export interface WorkerHandle {
  readonly endpoint: Endpoint;
  /** Calls the listener with the reason when the worker ends, whatever the cause. */
  onDeath(listener: (why: string) => void): void;
  /** From now on the worker does not keep the process alive. */
  detach(): void;
  /** From now on the worker keeps the process alive, as it must while a message is on its way. */
  attach(): void;
  /** Ends the worker, whatever it is doing. */
  terminate(): Promise<void>;
}
/** `index`: from 1 on. */
export type SpawnWorker = (index: number) => WorkerHandle;

export interface Pool {
  /** Resolves when all workers take part; until then the others work. Rejects with PellucidError 'worker-died' if one cannot start. */
  readonly started: Promise<void>;
  /** Gives every worker the record that it fills traces from. Call it between operations. PellucidError 'worker-died'. */
  tell(parts: TraceParts): Promise<void>;
  /** Ends all workers; operations of the backend then throw. May be called again. */
  close(): Promise<void>;
}

interface Started {
  readonly control: Remote<WorkerControl>;
  /** Rejects when the worker ends. */
  readonly died: Promise<never>;
  /** Resolves when the worker has stopped serving and hears messages again. */
  served: Promise<void>;
}

/** Starts the threads that `kernels` was made for, except the calling one. */
export const startPool = (kernels: SharedKernels, spawn: SpawnWorker): Pool => {
  const { module, memory, jobs } = kernels;
  const workers: WorkerHandle[] = [];
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> => (ended ??= Promise.all(workers.map((worker) => worker.terminate())).then(() => {}));
  const close = (): Promise<void> => {
    jobs.stop(new PellucidError('closed', 'this prover was closed; make a new one'));
    return end();
  };
  // If one worker dies, all are ended: nobody knows what its part of the memory holds.
  jobs.onStop(() => void end());
  /** A worker that is being ended keeps the process alive until it has ended: somebody may wait for `close`. */
  const detach = (worker: WorkerHandle): void => {
    if (ended === undefined) worker.detach();
  };
  const start = async (index: number): Promise<Started> => {
    const worker = spawn(index);
    workers.push(worker);
    const died = new Promise<never>((_, reject) => {
      worker.onDeath((why) => {
        const error = new PellucidError('worker-died', `worker ${index} ended: ${why}; make a new prover`);
        jobs.stop(error);
        reject(error);
      });
    });
    // Once the worker has started, `stop` reports its death.
    died.catch(() => {});
    const control = wrap<WorkerControl>(worker.endpoint);
    await Promise.race([control.start({ module, memory, index }), died]);
    detach(worker);
    return { control, died, served: control.serve() };
  };
  const all = Promise.all(Array.from({ length: jobs.threads - 1 }, (_, i) => start(i + 1)));
  const started = all.then(
    () => {},
    async (cause: unknown) => {
      jobs.stop(
        new PellucidError(
          'worker-died',
          `a worker did not start: ${cause instanceof Error ? cause.message : String(cause)}; make a new prover`,
          {},
          cause,
        ),
      );
      await end();
      throw cause;
    },
  );
  // A caller that does not wait for the start learns of the failure from the operations, which throw from now on.
  started.catch(() => {});
  const tell = async (parts: TraceParts): Promise<void> => {
    const threads = await all;
    for (const worker of workers) worker.attach();
    jobs.pause();
    await Promise.all(threads.map(({ served, died }) => Promise.race([served, died])));
    await Promise.all(threads.map(({ control, died }) => Promise.race([control.traces(parts), died])));
    jobs.resume();
    for (const thread of threads) thread.served = thread.control.serve();
    for (const worker of workers) detach(worker);
  };
  return { started, tell, close };
};
