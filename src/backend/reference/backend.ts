/**
 * The reference backend: every operation of src/backend/types.ts in plain TypeScript over src/field and src/hash. It is the
 * specification that the kernels are compared with, and what runs where there is no WebAssembly SIMD.
 */
import { babyBear4 } from '../../field/babybear4.ts';
import type { ExtField } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import { BLAKE3_KEYS, keyedBlake3 } from '../../hash/blake3.ts';
import { buildInnerLayers, treeWords } from '../../hash/merkle.ts';
import { DIGEST_WORDS, permute } from '../../hash/poseidon2.ts';
import { type HashName, plainSuiteOf } from '../../hash/suite.ts';
import type { Backend, Matrix, MerkleTree, Span } from '../types.ts';
import { accumulate, combineQuotient } from './accumulator.ts';
import { readExt, writeExt } from './extensions.ts';
import { logup, quotient } from './lookups.ts';
import { Memory } from './memory.ts';
import { deepQuotient, evaluate, friFold, lde, reduceRows, splitQuotient } from './polynomials.ts';

const merkle = (memory: Memory, matrices: readonly Matrix[], hash: HashName, target?: Span): MerkleTree => {
  const { hashLeaf, compress } = plainSuiteOf(hash);
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

/** The word that shows the work of a nonce. */
const workOf: Readonly<Record<HashName, (state: Uint32Array, nonce: number) => number>> = {
  poseidon2: (state, nonce) => {
    const attempt = state.slice();
    attempt[0] = nonce;
    permute(attempt);
    return attempt[0];
  },
  blake3: (state, nonce) => {
    const message = state.slice();
    message[8] = nonce;
    return keyedBlake3(BLAKE3_KEYS.work, message)(0)[8];
  },
};

const grind = (state: Uint32Array, bits: number, hash: HashName): number => {
  for (let nonce = 0; nonce < felt.P - 1; nonce++) if (workOf[hash](state, nonce) % 2 ** bits === 0) return nonce;
  throw new RangeError(`no nonce gives ${bits} zero bits`);
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
    // Grows as it must; there is no limit of its own.
    reserve: () => {},
    usage: () => memory.usage(),
    lde: (source, target) => lde(memory, source, target),
    merkle: (matrices, hash, target) => merkle(memory, matrices, hash, target),
    prepare: (program, groups) => ({ program, groups }),
    logup: (prepared, preprocessed, main, challenges, target, rowSums) =>
      logup(field, memory, prepared, preprocessed, main, challenges, target, rowSums),
    accumulate: (rowSums, logHeight, total, target) => accumulate(field, memory, rowSums, logHeight, total, target),
    quotient: (prepared, logHeight, preprocessed, main, permutation, challenges, weights, target, columnSums) =>
      quotient(field, memory, prepared, logHeight, preprocessed, main, permutation, challenges, weights, target, columnSums),
    combineQuotient: (logHeight, parts, phi, weight, total, target) =>
      combineQuotient(field, memory, logHeight, parts, phi, weight, total, target),
    splitQuotient: (span, logHeight, target) => splitQuotient(field, memory, span, logHeight, target),
    evaluationWeights: () => memory.alloc(0),
    evaluate: (matrix, logHeight, point) => evaluate(field, memory, matrix, logHeight, point),
    reduceRows: (matrix, coefficients, target, add) => reduceRows(field, memory, matrix, coefficients, target, add),
    addLifted: (source, logSource, target, logTarget) => {
      const from = memory.view(source);
      const to = memory.view(target);
      for (let j = 0; j < 2 ** logTarget; j++) {
        const value = readExt(field, from, Math.floor(j / 2 ** (logTarget - logSource)));
        writeExt(to, j, field.add(readExt(field, to, j), value));
      }
    },
    deepQuotient: (logHeight, logBlowup, a, aValue, aPoint, b, bValue, bPoint, target) =>
      deepQuotient(
        field,
        memory,
        logHeight,
        logBlowup,
        [
          { span: a, value: aValue, point: aPoint },
          { span: b, value: bValue, point: bPoint },
        ],
        target,
      ),
    friFold: (codeword, logSize, logArity, shift, beta, target) => friFold(field, memory, codeword, logSize, logArity, shift, beta, target),
    codewordMatrix: (codeword, logSize, logArity) => {
      const width = 2 ** logArity * field.degree;
      if (width % 8 !== 0) throw new RangeError(`a row of ${width} words is not a multiple of the hash's rate`);
      return { span: codeword, logHeight: logSize - logArity, width, stride: width };
    },
    grind: (state, bits, hash) => grind(state, bits, hash),
  };
};
