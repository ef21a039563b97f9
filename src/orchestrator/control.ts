/** What a worker does when it is told to: the methods that the pool calls through comlink. */
import { joinThread, type ThreadParts } from '../wasm/thread.ts';

export interface WorkerControl {
  /** Makes the thread's instance; done when the thread could work. */
  start(parts: ThreadParts): void;
  /** Works until the pool is closed. The worker hears no messages meanwhile: it sleeps on the shared memory. */
  serve(): void;
}

export const createWorkerControl = (): WorkerControl => {
  let live: (() => void) | undefined;
  return {
    start(parts) {
      live = joinThread(parts);
    },
    serve() {
      live?.();
    },
  };
};
