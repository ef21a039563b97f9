/**
 * The reference backend: every operation of src/backend/types.ts in plain TypeScript over src/field and src/hash. Kernels are
 * compared with it, and it runs where there is no WebAssembly SIMD.
 */
import { babyBear4 } from '../../field/babybear4.ts';
import type { ExtField } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import { DIGEST_WORDS } from '../../hash/digest.ts';
import { buildInnerLayers, treeWords } from '../../hash/merkle.ts';
import { type HashSuite, plainSuiteOf } from '../../hash/suite.ts';
import { strideOf } from '../stride.ts';
import type { Backend, Matrix, MerkleTree, Span } from '../types.ts';
import { accumulate, combineQuotient } from './accumulator.ts';
import { readExt, writeExt } from './extensions.ts';
import { logup, quotient } from './lookups.ts';
import { Memory } from './memory.ts';
import { deepQuotient, evaluate, friFold, lde, reduceRows, splitQuotient } from './polynomials.ts';

const merkle = (memory: Memory, matrices: readonly Matrix[], { hashLeaf, compress }: HashSuite, target?: Span): MerkleTree => {
  const logLeaves = matrices[matrices.length - 1].logHeight;
  const span = target ?? memory.alloc(treeWords(logLeaves));
  const words = memory.view(span);
  const tallest = matrices[matrices.length - 1];
  for (let leaf = 0; leaf < 2 ** logLeaves; leaf++) words.set(hashLeaf(memory.row(tallest, leaf)), leaf * DIGEST_WORDS);
  const byHeight = new Map(matrices.map((matrix) => [matrix.logHeight, matrix]));
  const root = buildInnerLayers(compress, words, logLeaves, (level, index, node) => {
    const matrix = byHeight.get(logLeaves - level);
    return matrix === undefined ? node : hashLeaf(memory.row(matrix, index), node);
  });
  return { span, logLeaves, root };
};

const grind = (state: Uint32Array, bits: number, { work }: HashSuite): number => {
  for (let nonce = 0; nonce < felt.P - 1; nonce++) if (work(state, nonce) % 2 ** bits === 0) return nonce;
  throw new RangeError(`no nonce gives ${bits} zero bits`);
};

/** The leaves of a FRI layer: rows of a codeword, filled up with zeros. */
const codewordMatrix = (memory: Memory, codeword: Span, rows: number, width: number): Matrix => {
  const logHeight = Math.log2(rows);
  if (strideOf(width) === width) return { span: codeword, logHeight, width, stride: width };
  const matrix = memory.allocMatrix(logHeight, width);
  const words = memory.view(codeword);
  for (let row = 0; row < rows; row++) memory.row(matrix, row).set(words.subarray(row * width, (row + 1) * width));
  return matrix;
};

export const createReferenceBackend = (field: ExtField = babyBear4): Backend => {
  const memory = new Memory();
  return {
    name: 'reference',
    alloc: (words) => memory.alloc(words),
    allocMatrix: (logHeight, width) => memory.allocMatrix(logHeight, width),
    mark: () => memory.mark(),
    release: (mark) => memory.release(mark),
    view: (span) => memory.view(span),
    // Memory grows as it must. It has no limit of its own.
    reserve: () => {},
    usage: () => memory.usage(),
    lde: (source, target) => lde(memory, source, target),
    merkle: (matrices, hash, target) => merkle(memory, matrices, plainSuiteOf(hash), target),
    prepare: (program, packs) => ({ program, packs }),
    logup: (task) => logup(field, memory, task),
    accumulate: (task) => accumulate(field, memory, task),
    quotient: (task) => quotient(field, memory, task),
    combineQuotient: (task) => combineQuotient(field, memory, task),
    splitQuotient: (task) => splitQuotient(field, memory, task),
    evaluationWeights: () => memory.alloc(0),
    evaluate: (matrix, logHeight, point) => evaluate(field, memory, matrix, logHeight, point),
    reduceRows: (matrix, coefficients, target, accumulate) => reduceRows(field, memory, { matrix, coefficients, target, accumulate }),
    addLifted: (source, logSource, target, logTarget) => {
      const from = memory.view(source);
      const to = memory.view(target);
      for (let j = 0; j < 2 ** logTarget; j++) {
        const value = readExt(field, from, Math.floor(j / 2 ** (logTarget - logSource)));
        writeExt(to, j, field.add(readExt(field, to, j), value));
      }
    },
    deepQuotient: (task) => deepQuotient(field, memory, task),
    friFold: (task) => friFold(field, memory, task),
    codewordMatrix: (codeword, logSize, logArity) =>
      codewordMatrix(memory, codeword, 2 ** (logSize - logArity), 2 ** logArity * field.degree),
    grind: (state, bits, hash) => grind(state, bits, plainSuiteOf(hash)),
  };
};
