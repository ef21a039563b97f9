/** Web workers, for the pool and for the lead. */
import type { WorkerHandle } from '../pool.ts';
import { webPlatform } from './platform.ts';

const MAY_BE_POLICY =
  "its script could not be loaded; a Content-Security-Policy has to allow it ('worker-src blob:', or the place that workerUrl names)";

/** `name` tells the worker what it is for (entry.ts). A web worker reports its end only if it failed. */
export const spawnWebWorker = (url: string, name: string): WorkerHandle => {
  const { Worker } = webPlatform;
  if (Worker === undefined) throw new Error('there are no web workers here');
  const worker = new Worker(url, { name });
  return {
    endpoint: worker,
    onDeath: (listener) => {
      worker.addEventListener('error', ((event: { message?: string }) => listener(event.message || MAY_BE_POLICY)) as never);
    },
    detach: () => {},
    attach: () => {},
    terminate: async () => worker.terminate(),
  };
};
