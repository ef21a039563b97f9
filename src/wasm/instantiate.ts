/** Compiles a kernel module, with a memory of its own, and checks that the engine computes what the module needs. */
import { kernelsInteger, kernelsRelaxed } from '../../build/wasm/embedded.js';
import { PellucidError } from '../core/error.ts';
import { type WasmMemory, wasmEngine } from './engine.ts';
import { ARENA, ConstantWriter, type Variant } from './layout.ts';

/** Exports of assembly/kernels.ts; every number is a u32. */
export interface KernelExports {
  absorbRows(
    rows: number,
    rowBytes: number,
    blocks: number,
    count: number,
    states: number,
    shift: number,
    out: number,
    words: number,
    from: number,
    to: number,
  ): void;
  compressLayer(children: number, out: number, count: number, from: number, to: number): void;
  grind(state: number, mask: number, scratch: number, from: number, to: number): number;
  blake3Rows(
    rows: number,
    rowBytes: number,
    words: number,
    count: number,
    prefix: number,
    shift: number,
    key: number,
    out: number,
    from: number,
    to: number,
  ): void;
  blake3Layer(children: number, count: number, key: number, out: number, from: number, to: number): void;
  blake3Grind(message: number, mask: number, key: number, from: number, to: number): number;
  nttPass(
    src: number,
    dst: number,
    srcRow: number,
    dstRow: number,
    logSize: number,
    first: number,
    levels: number,
    quads: number,
    shift: number,
    scale: number,
    flags: number,
    from: number,
    to: number,
  ): void;
  fusedMultiplyAdd(at: number): void;
  mulForm(a: number, b: number, out: number, count: number, rounds: number): void;
  toForm(words: number, out: number, count: number): void;
  fromForm(form: number, out: number, count: number): void;
  scaleWords(words: number, out: number, by: number, count: number, scratch: number): void;
  runningSums(steps: number, out: number, rowBytes: number, sum: number, share: number, count: number): void;
  runProgram(program: number, slots: number, pool: number, regions: number, from: number, to: number): number;
  weightedSums(
    rows: number,
    rowBytes: number,
    quads: number,
    weights: number,
    sums: number,
    scratch: number,
    from: number,
    to: number,
  ): void;
}

export interface Kernels {
  readonly variant: Variant;
  readonly memory: WasmMemory;
  readonly run: KernelExports;
}

const PAGE = 65536;

const decodeBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** Whether relaxed_madd rounds once: (1 + 2^-30)(1 - 2^-30) - 1 = -2^-60, which two roundings turn into 0. */
export const isFused = (memory: WasmMemory, run: KernelExports): boolean => {
  const operands = new Float64Array(memory.buffer, ARENA, 8);
  operands.set([1 + 2 ** -30, 1 + 2 ** -30, 1 - 2 ** -30, 1 - 2 ** -30, -1, -1]);
  run.fusedMultiplyAdd(ARENA);
  const fused = operands[6] === -(2 ** -60) && operands[7] === -(2 ** -60);
  operands.fill(0);
  return fused;
};

/**
 * The module of a variant. PellucidError 'unsupported-engine' if the engine cannot run it. `enableRelaxedSimd`: called
 * when the engine refuses relaxed SIMD, to switch it on before a second try (Node 20 has it behind a flag).
 */
export const instantiateKernels = (variant: Variant, enableRelaxedSimd?: () => void): Kernels => {
  const bytes = decodeBase64(variant === 'relaxed' ? kernelsRelaxed : kernelsInteger);
  const refuse = (why: string): never => {
    throw new PellucidError('unsupported-engine', `the ${variant} kernels need ${why}`, { variant });
  };
  const engine = wasmEngine();
  if (engine === undefined) return refuse('WebAssembly');
  if (!engine.validate(bytes)) {
    if (variant === 'relaxed') enableRelaxedSimd?.();
    if (!engine.validate(bytes)) return refuse(variant === 'relaxed' ? 'relaxed SIMD' : 'SIMD');
  }
  const memory = new engine.Memory({ initial: ARENA / PAGE + 1, maximum: 65536 });
  const abort = (): never => {
    throw new Error('a kernel aborted');
  };
  const instance = new engine.Instance(new engine.Module(bytes), { env: { memory, abort } });
  const run = instance.exports as unknown as KernelExports;
  if (variant === 'relaxed' && !isFused(memory, run)) return refuse('a fused relaxed multiply-add');
  new ConstantWriter(memory.buffer, variant).writeAll();
  return { variant, memory, run };
};
