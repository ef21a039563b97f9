/** What a worker does when it is told to: the methods that the pool calls through comlink. */

import type { RangeKernel } from '../backend/wasm/jobs.ts';
import { joinThread, type ThreadParts } from '../backend/wasm/thread.ts';
import type { WasmMemory } from '../core/webAssembly.ts';
import type { Machine } from '../machine/machine.ts';
import { rowsKernel, type TraceParts } from './traceThreads.ts';

export interface WorkerControl {
  /** Makes the thread's instance; done when the thread could work. */
  start(parts: ThreadParts): void;
  /** What the thread fills traces from, from now on. */
  traces(parts: TraceParts): void;
  /** Works until the pool is closed or paused. The worker hears no messages meanwhile: it sleeps on the shared memory. */
  serve(): void;
}

/** `machine`: that of the provers whose rows the worker fills; the worker's script bundles it. */
export const createWorkerControl = (machine: Machine): WorkerControl => {
  let live: ((host: RangeKernel | undefined) => void) | undefined;
  let place: { readonly memory: WasmMemory; readonly index: number } | undefined;
  let host: RangeKernel | undefined;
  return {
    start(parts) {
      place = parts;
      live = joinThread(parts);
    },
    traces(parts) {
      if (place !== undefined) host = rowsKernel(machine, place.memory, parts, place.index);
    },
    serve() {
      live?.(host);
    },
  };
};
