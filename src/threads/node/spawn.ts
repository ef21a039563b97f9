/** Worker threads of Node, for the pool. */
import { Worker } from 'node:worker_threads';
import nodeEndpoint, { type NodeEndpoint } from 'comlink/dist/esm/node-adapter.mjs';
import { workerCode } from '../../../build/worker/embedded.js';
import type { SpawnWorker } from '../pool.ts';

export const spawnNodeWorker: SpawnWorker = (index) => {
  // Flags of the process are not the worker's: loaders and inspectors among them would only delay it.
  const worker = new Worker(workerCode, { eval: true, execArgv: [], name: `pellucid ${index}` });
  const listeners: ((why: string) => void)[] = [];
  const died = (why: string): void => {
    for (const listener of listeners.splice(0)) listener(why);
  };
  worker.on('error', (error) => died(error.message));
  worker.on('exit', (code) => died(`exit code ${code}`));
  return {
    endpoint: nodeEndpoint(worker as unknown as NodeEndpoint),
    onDeath: (listener) => listeners.push(listener),
    detach: () => worker.unref(),
    attach: () => worker.ref(),
    terminate: async () => {
      await worker.terminate();
    },
  };
};
