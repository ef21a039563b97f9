/** The fast backend: the kernels of assembly/ behind the interface of types.ts, for the field babyBear4 only. */

import { PellucidError } from '../core/error.ts';
import { babyBear4 } from '../field/babybear4.ts';
import type { ExtField } from '../field/ext.ts';
import { DEFAULT_HASH } from '../hash/suite.ts';
import { Arena, DEFAULT_MAX_BYTES } from '../wasm/arena.ts';
import { grindBlake3, merkleBlake3 } from '../wasm/blake3.ts';
import { compileProgram } from '../wasm/compileProgram.ts';
import { grind, merkle } from '../wasm/hashing.ts';
import { instantiateKernels, type Kernels } from '../wasm/instantiate.ts';
import type { Variant } from '../wasm/layout.ts';
import { accumulate, combineQuotient, logup, quotient } from '../wasm/lookups.ts';
import { addLifted, deepQuotient, evaluate, friFold, reduceRows } from '../wasm/openings.ts';
import { lde, splitQuotient } from '../wasm/transforms.ts';
import type { Backend } from './types.ts';

export interface WasmBackendOptions {
  /** 'auto' takes the relaxed kernels where the engine can run them, else the integer ones. Default 'auto'. */
  readonly variant?: Variant | 'auto';
  /** Only degree 4 with x^4 = 11 is compiled into the kernels. */
  readonly field?: ExtField;
  /** Limit of the memory in bytes, 4 GiB less a page by default and at most. */
  readonly maxBytes?: number;
  /** Switches relaxed SIMD on in an engine that has it behind a flag; the platform's entry provides it. */
  readonly enableRelaxedSimd?: () => void;
}

const chooseKernels = (variant: Variant | 'auto', enableRelaxedSimd: (() => void) | undefined): Kernels => {
  if (variant !== 'auto') return instantiateKernels(variant, enableRelaxedSimd);
  try {
    return instantiateKernels('relaxed', enableRelaxedSimd);
  } catch (error) {
    if (error instanceof PellucidError && error.code === 'unsupported-engine') return instantiateKernels('integer');
    throw error;
  }
};

export const createWasmBackend = (options: WasmBackendOptions = {}): Backend => {
  const { variant = 'auto', field = babyBear4, maxBytes = DEFAULT_MAX_BYTES, enableRelaxedSimd } = options;
  if (field.degree !== babyBear4.degree || field.nonResidue !== babyBear4.nonResidue) {
    const given = `x^${field.degree} = ${field.nonResidue}`;
    throw new PellucidError('unsupported-field', `the kernels compute with x^4 = 11, not with ${given}`);
  }
  const kernels = chooseKernels(variant, enableRelaxedSimd);
  const { run, memory } = kernels;
  const arena = new Arena(memory, Math.min(maxBytes, DEFAULT_MAX_BYTES));
  const machine = { variant: kernels.variant, memory, run, arena };
  return {
    name: `wasm-${kernels.variant}`,
    alloc: (words) => arena.alloc(words),
    allocMatrix: (logHeight, width) => {
      const stride = Math.ceil(width / 8) * 8;
      return { span: arena.alloc(2 ** logHeight * stride), logHeight, width, stride };
    },
    mark: () => arena.mark(),
    release: (mark) => arena.release(mark),
    view: (span) => arena.view(span),
    usage: () => arena.usage(),
    lde: (source, target) => lde(run, arena, source, target),
    merkle: (matrices, hash = DEFAULT_HASH) => (hash === 'blake3' ? merkleBlake3 : merkle)(run, arena, matrices),
    prepare: (program, groups) => compileProgram(program, groups, kernels.variant),
    logup: (...args) => logup(machine, ...args),
    accumulate: (...args) => accumulate(machine, ...args),
    quotient: (...args) => quotient(machine, ...args),
    combineQuotient: (...args) => combineQuotient(machine, ...args),
    splitQuotient: (span, logHeight, target) => splitQuotient(run, arena, span, logHeight, target),
    evaluate: (...args) => evaluate(machine, ...args),
    reduceRows: (...args) => reduceRows(machine, ...args),
    addLifted: (...args) => addLifted(machine, ...args),
    deepQuotient: (logHeight, logBlowup, a, aValue, aPoint, b, bValue, bPoint, target) => {
      const sources = [
        { span: a, value: aValue, point: aPoint },
        { span: b, value: bValue, point: bPoint },
      ];
      deepQuotient(machine, logHeight, logBlowup, sources, target);
    },
    friFold: (...args) => friFold(machine, ...args),
    codewordMatrix: (codeword, logSize, logArity) => {
      const width = 2 ** logArity * field.degree;
      if (width % 8 !== 0) throw new RangeError(`a row of ${width} words is not a multiple of the hash's rate`);
      return { span: codeword, logHeight: logSize - logArity, width, stride: width };
    },
    grind: (state, bits, hash = DEFAULT_HASH) => (hash === 'blake3' ? grindBlake3 : grind)(run, arena, state, bits),
  };
};
