/** A thread beside the one that proves: an instance of the same module on the same memory. */
import { requireWasmEngine, type WasmMemory } from '../../core/webAssembly.ts';
import type { KernelExports } from './engine.ts';
import { type RangeKernel, serveJobs } from './jobs.ts';

/** The parts that a thread is made from, in a form that can be sent to a worker. */
export interface ThreadParts {
  /** The compiled module. */
  readonly module: object;
  readonly memory: WasmMemory;
  /** From 1 on: 0 is the thread that proves. */
  readonly index: number;
}

export const instantiate = (module: object, memory: WasmMemory): KernelExports => {
  const abort = (): never => {
    throw new Error('a kernel aborted');
  };
  const { Instance } = requireWasmEngine();
  return new Instance(module, { env: { memory, abort } }).exports as KernelExports;
};

/** Makes the thread's instance. Returns its loop (jobs.ts), which takes the host kernel. */
export const joinThread = ({ module, memory, index }: ThreadParts): ((host: RangeKernel | undefined) => void) => {
  const run = instantiate(module, memory);
  run.setThread(index);
  return (host) => serveJobs(memory, run, index, host);
};
