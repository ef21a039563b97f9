/** The methods of a worker that the pool calls through comlink. */

import type { RangeKernel } from '../backend/wasm/jobs.ts';
import { joinThread, type ThreadParts } from '../backend/wasm/thread.ts';
import type { WasmMemory } from '../core/webAssembly.ts';
import type { Machine } from '../machine/machine.ts';
import { rowsKernel, type TraceParts } from './traceThreads.ts';

export interface WorkerControl {
  /** Makes the thread's instance. Returns when the thread could work. */
  start(parts: ThreadParts): void;
  /** Sets the record that the thread fills traces from. */
  traces(parts: TraceParts): void;
  /** Works until the pool is closed or paused. The worker hears no messages meanwhile: it sleeps on the shared memory. */
  serve(): void;
}

/** `machine`: the machine of the provers whose rows the worker fills. The worker's script bundles it. */
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
