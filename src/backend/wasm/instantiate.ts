/** Compiles a kernel module, with a memory of its own, and checks that the engine computes what the module needs. */
import { kernelsInteger, kernelsRelaxed } from '../../../build/wasm/embedded.js';
import { PellucidError } from '../../core/error.ts';
import { decodeBinary, MAX_WASM_PAGES, WASM_PAGE, type WasmMemory, wasmEngine } from '../../core/webAssembly.ts';
import type { KernelExports } from './engine.ts';
import { createSerialJobs, createSharedJobs, type Jobs, type SharedJobs } from './jobs.ts';
import { THREAD_BYTES } from './kernelMemory.ts';
import { ConstantWriter, type Variant } from './layout.ts';
import { instantiate } from './thread.ts';

export interface Kernels {
  readonly variant: Variant;
  readonly memory: WasmMemory;
  readonly run: KernelExports;
  /** Runs kernels of `run` over ranges, on all threads. */
  readonly jobs: Jobs;
}
/** Kernels that other threads can join (thread.ts). They must join before the first call. */
export interface SharedKernels extends Kernels {
  readonly module: object;
  readonly jobs: SharedJobs;
}

/** 4 GiB less a page: the largest memory whose end still is a 32-bit address. */
export const DEFAULT_MAX_BYTES = 2 ** 32 - WASM_PAGE;
/** A shared memory smaller than this is not worth its threads. */
const MIN_SHARED_BYTES = 2 ** 28;

/** The import of the memory, `env.memory`, kind 2, up to its flags: 1 for a memory with a maximum, 3 for a shared one. */
const MEMORY_IMPORT = [3, ...new TextEncoder().encode('env'), 6, ...new TextEncoder().encode('memory'), 2];

/** Sets the flag of the memory import to shared. A module accepts only the kind of memory that it imports. */
const importShared = (bytes: Uint8Array<ArrayBuffer>): void => {
  const at = bytes.findIndex((_, i) => MEMORY_IMPORT.every((byte, j) => bytes[i + j] === byte)) + MEMORY_IMPORT.length;
  if (bytes[at] !== 1) throw new Error('the kernels import no memory with a maximum');
  bytes[at] = 3;
};

/** Whether relaxed_madd rounds once: (1 + 2^-30)(1 - 2^-30) - 1 = -2^-60, which two roundings turn into 0. */
export const isFused = (memory: WasmMemory, run: KernelExports): boolean => {
  const operands = new Float64Array(memory.buffer, THREAD_BYTES, 8);
  operands.set([1 + 2 ** -30, 1 + 2 ** -30, 1 - 2 ** -30, 1 - 2 ** -30, -1, -1]);
  run.fusedMultiplyAdd(THREAD_BYTES);
  const fused = operands[6] === -(2 ** -60) && operands[7] === -(2 ** -60);
  operands.fill(0);
  return fused;
};

const prepare = (variant: Variant, memory: WasmMemory, module: object): KernelExports => {
  const run = instantiate(module, memory);
  if (variant === 'relaxed' && !isFused(memory, run)) refuse(variant, 'a fused relaxed multiply-add');
  new ConstantWriter(memory.buffer, variant).writeAll();
  return run;
};

const refuse = (variant: Variant, why: string): never => {
  throw new PellucidError('unsupported-engine', `the ${variant} kernels need ${why}`, { variant });
};

/** The engine and the binary of a variant, if the engine can run it. */
const load = (variant: Variant, enableRelaxedSimd: (() => void) | undefined) => {
  const bytes = decodeBinary(variant === 'relaxed' ? kernelsRelaxed : kernelsInteger);
  const engine = wasmEngine();
  if (engine === undefined) return refuse(variant, 'WebAssembly');
  if (!engine.validate(bytes)) {
    if (variant === 'relaxed') enableRelaxedSimd?.();
    if (!engine.validate(bytes)) return refuse(variant, variant === 'relaxed' ? 'relaxed SIMD' : 'SIMD');
  }
  return { engine, bytes };
};

/**
 * The module of a variant. PellucidError 'unsupported-engine' if the engine cannot run it. `enableRelaxedSimd`: called
 * when the engine refuses relaxed SIMD, to switch it on before a second try (Node 20 has it behind a flag).
 */
export const instantiateKernels = (variant: Variant, enableRelaxedSimd?: () => void): Kernels => {
  const { engine, bytes } = load(variant, enableRelaxedSimd);
  const memory = new engine.Memory({ initial: THREAD_BYTES / WASM_PAGE + 1, maximum: MAX_WASM_PAGES });
  const run = prepare(variant, memory, new engine.Module(bytes));
  return { variant, memory, run, jobs: createSerialJobs(run) };
};

/**
 * The same on a memory that `threads` threads share. It has its full size from the start, which costs addresses only; a memory that
 * grew would leave threads with views of different lengths. PellucidError 'no-shared-memory' where there is none.
 */
export const instantiateSharedKernels = (
  variant: Variant,
  threads: number,
  maxBytes = DEFAULT_MAX_BYTES,
  enableRelaxedSimd?: () => void,
): SharedKernels => {
  const { engine, bytes } = load(variant, enableRelaxedSimd);
  const allocate = (size: number): WasmMemory => {
    const pages = Math.ceil(size / WASM_PAGE);
    try {
      return new engine.Memory({ initial: pages, maximum: pages, shared: true });
    } catch (cause) {
      // Some engines and limits of address space allow less.
      if (size / 2 >= MIN_SHARED_BYTES) return allocate(size / 2);
      throw new PellucidError('no-shared-memory', 'there is no shared memory', {}, cause);
    }
  };
  if (typeof SharedArrayBuffer === 'undefined') throw new PellucidError('no-shared-memory', 'there is no shared memory');
  const memory = allocate(Math.max(threads * THREAD_BYTES + WASM_PAGE, Math.min(maxBytes, DEFAULT_MAX_BYTES)));
  importShared(bytes);
  const module = new engine.Module(bytes);
  const run = prepare(variant, memory, module);
  return { variant, memory, run, module, jobs: createSharedJobs(memory, run, threads) };
};
