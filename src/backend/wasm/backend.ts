/** The fast backend: the kernels of assembly/ behind the interface of types.ts. */

import type { ConstraintProgram } from '../../air/program.ts';
import { PellucidError } from '../../core/error.ts';
import { babyBear4 } from '../../field/babybear4.ts';
import type { ExtField } from '../../field/ext.ts';
import { strideOf } from '../stride.ts';
import type { Backend, Contents, Matrix } from '../types.ts';
import { Arena } from './arena.ts';
import { compileProgram, type WasmProgram } from './compileProgram.ts';
import { hashKernels } from './hashKernels.ts';
import { DEFAULT_MAX_BYTES, instantiateKernels, instantiateSharedKernels, type Kernels, type SharedKernels } from './instantiate.ts';
import { THREAD_BYTES } from './kernelMemory.ts';
import type { Variant } from './layout.ts';
import { accumulate, combineQuotient, logup, quotient } from './lookups.ts';
import { addLifted, deepQuotient, evaluate, evaluationWeights, friFold, reduceRows } from './openings.ts';
import { lde, splitQuotient } from './transforms.ts';

/** Least degree of the extension. An element must have as many words as a vector. */
const MIN_DEGREE = 4;

export interface WasmBackendOptions {
  /** 'auto' takes the relaxed kernels where the engine can run them, else the integer ones. Default 'auto'. */
  readonly variant?: Variant | 'auto';
  /**
   * The extension field. Degree 4 with x^4 = 11, the default, has instructions in the kernels. Others of degree 4 and more take
   * several times as long.
   */
  readonly field?: ExtField;
  /** Limit of the memory in bytes. Default and most: 4 GiB less a page. */
  readonly maxBytes?: number;
  /** Asked every few milliseconds of an operation. True makes the operation throw PellucidError 'aborted'. */
  readonly interrupted?: () => boolean;
  /** Switches relaxed SIMD on in an engine that has it behind a flag; the platform's entry provides it. */
  readonly enableRelaxedSimd?: () => void;
}

const choose = <K>(variant: Variant | 'auto', instantiate: (variant: Variant) => K): K => {
  if (variant !== 'auto') return instantiate(variant);
  try {
    return instantiate('relaxed');
  } catch (error) {
    if (error instanceof PellucidError && error.code === 'unsupported-engine') return instantiate('integer');
    throw error;
  }
};

export const createWasmBackend = (options: WasmBackendOptions = {}): Backend =>
  backendOn(
    choose(options.variant ?? 'auto', (variant) => instantiateKernels(variant, options.enableRelaxedSimd)),
    options,
  );

/**
 * A backend whose operations are shared by `threads` threads, and what the others need to join: each of them must call
 * joinThread (wasm/thread.ts) with these kernels before the first operation. PellucidError 'no-shared-memory' where there is none.
 */
export const createSharedWasmBackend = (
  threads: number,
  options: WasmBackendOptions = {},
): { readonly backend: Backend; readonly kernels: SharedKernels } => {
  const kernels = choose(options.variant ?? 'auto', (variant) =>
    instantiateSharedKernels(variant, threads, options.maxBytes, options.enableRelaxedSimd),
  );
  return { backend: backendOn(kernels, options), kernels };
};

const backendOn = (kernels: Kernels, options: WasmBackendOptions): Backend => {
  const { field = babyBear4, maxBytes = DEFAULT_MAX_BYTES } = options;
  if (field.degree < MIN_DEGREE) {
    throw new PellucidError('unsupported-field', `the kernels take extensions of degree ${MIN_DEGREE} and more, not of ${field.degree}`);
  }
  const { run, memory, jobs } = kernels;
  if (options.interrupted) jobs.interruptWhen(options.interrupted);
  const limit = Math.min(maxBytes, DEFAULT_MAX_BYTES);
  const arena = new Arena(memory, jobs.threads * THREAD_BYTES, limit, jobs.threads > 1);
  /** Compiling takes longer than proving a short run, so a key's programs are compiled once. */
  const compiled = new WeakMap<ConstraintProgram, WasmProgram>();
  const machine = { variant: kernels.variant, field, memory, run, jobs, arena };
  const allocMatrix = (logHeight: number, width: number, contents?: Contents): Matrix => {
    const stride = strideOf(width);
    return { span: arena.alloc(2 ** logHeight * stride, contents), logHeight, width, stride };
  };
  return {
    name: `wasm-${kernels.variant}`,
    alloc: (words, contents) => arena.alloc(words, contents),
    allocMatrix,
    mark: () => arena.mark(),
    release: (mark) => arena.release(mark),
    view: (span) => arena.view(span),
    reserve: (words, besides) => arena.reserve(words, besides),
    usage: () => arena.usage(),
    lde: (source, target) => lde(jobs, arena, source, target),
    merkle: (matrices, hash, target) => hashKernels(hash).merkle(jobs, arena, matrices, target),
    prepare: (program, packs) => {
      const known = compiled.get(program);
      if (known?.packs === packs) return known;
      const made = compileProgram(program, packs, machine);
      compiled.set(program, made);
      return made;
    },
    logup: (task) => logup(machine, task),
    accumulate: (task) => accumulate(machine, task),
    quotient: (task) => quotient(machine, task),
    combineQuotient: (task) => combineQuotient(machine, task),
    splitQuotient: (task) => splitQuotient(jobs, arena, field.degree, task),
    evaluationWeights: (...args) => evaluationWeights(machine, ...args),
    evaluate: (...args) => evaluate(machine, ...args),
    reduceRows: (...args) => reduceRows(machine, ...args),
    addLifted: (...args) => addLifted(machine, ...args),
    deepQuotient: (task) => deepQuotient(machine, task),
    friFold: (task) => friFold(machine, task),
    codewordMatrix: (codeword, logSize, logArity) => {
      const width = 2 ** logArity * field.degree;
      const logHeight = logSize - logArity;
      if (strideOf(width) === width) return { span: codeword, logHeight, width, stride: width };
      const matrix = allocMatrix(logHeight, width);
      const [from, to] = [arena.view(codeword), arena.view(matrix.span)];
      for (let row = 0; row < 2 ** logHeight; row++) to.set(from.subarray(row * width, (row + 1) * width), row * matrix.stride);
      return matrix;
    },
    grind: (state, bits, hash) => hashKernels(hash).grind(jobs, arena, state, bits),
  };
};
