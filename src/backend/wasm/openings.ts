/** Values at a point, DEEP quotients and FRI folds. docs/protocol.md, "Openings" and "FRI". */

import { cosetShift } from '../../field/domain.ts';
import type { Ext } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import type { DeepTask, FoldTask, Matrix, Span } from '../types.ts';
import { addressOf } from './arena.ts';
import { Assembler } from './assembler.ts';
import { basisMultiple, type Element, type ElementOps, elementOps, type Invertible, quadsOf } from './extension.ts';
import { elementsRegion, matrixRegion, quadsRegion, quadWords, type RowMachine, runRows, wordsRegion } from './rows.ts';
import type { Value } from './slots.ts';
import { domainPoints } from './transforms.ts';

/** Rows per call of the sums over rows; the kernel's batch is 64. */
const SUMS_SPLIT = { max: 2 ** 14, unit: 64 };

const cosetSpan = (machine: RowMachine, shift: number, logSize: number): Span =>
  domainPoints(machine.jobs, machine.arena, shift, logSize, (level) => felt.rootOfUnity(level + 1));

/** x - point and what its inverse needs. */
const difference = (asm: Assembler<void>, ops: ElementOps<void>, x: Value, point: Ext): Invertible => {
  const [first, ...rest] = point.map((c) => asm.fixedConstant(felt.neg(c)));
  const others = rest.map((k) => asm.constantValue(k));
  return ops.invertible([asm.addConstant(x, first), ...others]);
};

/** x_j / (z - x_j) for the points x_j of s <w>, by fours of coefficients. */
export const evaluationWeights = (machine: RowMachine, logHeight: number, point: Ext): Span => {
  const { arena, variant, field } = machine;
  const quads = quadsOf(field.degree);
  const weights = arena.alloc(quads * quadWords(logHeight));
  const mark = arena.mark();
  const asm = new Assembler<void>(variant);
  const ops = elementOps(asm, field);
  const [x] = asm.load4(quads, 0);
  const element = difference(asm, ops, x, point);
  asm.invert([element.n]);
  ops.storeQuads(0, element.scaledInverse(asm.mulFixed(asm.mul(x, element.n), felt.neg(1))));
  const points = cosetSpan(machine, cosetShift(logHeight), logHeight);
  const regions = [...Array.from({ length: quads }, (_, i) => quadsRegion(weights, logHeight, i)), wordsRegion(points, logHeight)];
  runRows(machine, asm.finish(), undefined, regions, logHeight);
  arena.release(mark);
  return weights;
};

/**
 * Barycentric: f(z) = (z^N - s^N) / (N s^N) sum_j f(x_j) x_j / (z - x_j) over the N points of s <w>.
 */
export const evaluate = (machine: RowMachine, matrix: Matrix, logHeight: number, point: Ext, weights: Span): Ext[] => {
  const { field } = machine;
  const height = 2 ** logHeight;
  const power = felt.pow(cosetShift(logHeight), height);
  const factor = field.scale(field.sub(field.pow(point, height), field.fromBase(power)), felt.inv(felt.mul(power, felt.pow(2, logHeight))));
  const sums = Array.from({ length: quadsOf(field.degree) }, (_, i) =>
    weightedSums(machine, matrix, logHeight, addressOf(weights, i * quadWords(logHeight))),
  );
  return Array.from({ length: matrix.width }, (_, column) => {
    const at = 16 * Math.floor(column / 4) + (column % 4);
    const sum = Array.from({ length: field.degree }, (_, i) => sums[i >> 2][at + 4 * (i % 4)]);
    return field.mul(factor, sum);
  });
};

/** Sums over rows of columns times four coefficients of weights: word 16 q + 4 i + c is that of column 4 q + c and coefficient i. */
const weightedSums = (machine: RowMachine, matrix: Matrix, logHeight: number, weights: number): Uint32Array => {
  const { arena, jobs } = machine;
  const mark = arena.mark();
  const quads = Math.ceil(matrix.width / 4);
  const sums = arena.alloc(jobs.threads * 16 * quads);
  const { address, rowBytes } = matrixRegion(matrix);
  jobs.range('weightedSums', [address, rowBytes, quads, weights, addressOf(sums)], 2 ** logHeight, SUMS_SPLIT);
  const all = arena.view(sums);
  const words = all.slice(0, 16 * quads);
  for (let i = words.length; i < all.length; i++) {
    const at = i % words.length;
    words[at] = felt.add(words[at], all[i]);
  }
  arena.release(mark);
  return words;
};

export const reduceRows = (machine: RowMachine, matrix: Matrix, coefficients: readonly Ext[], target: Span, accumulate: boolean): void => {
  const asm = new Assembler<void>(machine.variant);
  const ops = elementOps(asm, machine.field);
  let total: Element | undefined = accumulate ? ops.load(0, 0) : undefined;
  // 32 columns at a time: one fold each, and not more slots than the cache holds.
  for (let from = 0; from < matrix.width || !total; from += 32) {
    const terms: { a: Value; w: ReturnType<typeof ops.weight> }[] = [];
    for (let column = from; column < Math.min(matrix.width, from + 32); column += 4) {
      asm.load4(1, 4 * column).forEach((a, i) => {
        if (column + i < matrix.width) terms.push({ a, w: ops.weight(() => coefficients[column + i]) });
      });
    }
    const part = ops.fold(terms);
    total = total ? ops.add(total, part) : part;
  }
  ops.store(0, 0, total);
  const { logHeight } = matrix;
  runRows(machine, asm.finish(), undefined, [elementsRegion(machine, target, logHeight), matrixRegion(matrix)], logHeight);
};

export const addLifted = (machine: RowMachine, source: Span, logSource: number, target: Span, logTarget: number): void => {
  const asm = new Assembler<void>(machine.variant);
  const ops = elementOps(asm, machine.field);
  ops.store(0, 0, ops.add(ops.load(0, 0), ops.load(1, 0)));
  const regions = [elementsRegion(machine, target, logTarget), elementsRegion(machine, source, logSource, logTarget - logSource)];
  runRows(machine, asm.finish(), undefined, regions, logTarget);
};

export const deepQuotient = (machine: RowMachine, { logHeight, logBlowup, sources, target }: DeepTask): void => {
  const { arena, variant } = machine;
  const mark = arena.mark();
  const logSize = logHeight + logBlowup;
  const points = cosetSpan(machine, cosetShift(logHeight), logSize);
  const asm = new Assembler<void>(variant);
  const ops = elementOps(asm, machine.field);
  const [x] = asm.load4(1, 0);
  const elements = sources.map(({ point }) => difference(asm, ops, x, point));
  asm.invert(elements.map(({ n }) => n));
  const terms = sources.map(({ value }, i) => {
    const numerator = ops.load(2 + i, 0).map((word, c) => asm.addConstant(word, asm.fixedConstant(felt.neg(value[c]))));
    return ops.mul(numerator, elements[i].scaledInverse(elements[i].n));
  });
  ops.store(
    0,
    0,
    terms.reduce((a, b) => ops.add(a, b)),
  );
  const spans = sources.map(({ span }) => elementsRegion(machine, span, logSize));
  runRows(machine, asm.finish(), undefined, [elementsRegion(machine, target, logSize), wordsRegion(points, logSize), ...spans], logSize);
  arena.release(mark);
};

/**
 * Folding once per bit of the arity, with rho, rho^2, rho^4, .., is folding with the powers of rho. Neighbours are f(x) and
 * f(-x); the fold is (f(x) + f(-x)) / 2 + rho (f(x) - f(-x)) / (2 x).
 */
export const friFold = (machine: RowMachine, { codeword, logSize, logArity, shift, rho, target }: FoldTask): void => {
  const { arena, jobs, variant, field } = machine;
  const D = field.degree;
  const mark = arena.mark();
  const half = felt.inv(2);
  let source = codeword;
  let challenge = rho;
  let cosetOf = shift;
  for (let log = logSize; log > logSize - logArity; log--) {
    const logNext = log - 1;
    const last = log === logSize - logArity + 1;
    const out = last ? target : arena.alloc(D * 2 ** logNext, 'any');
    // 1 / (2 x) for x at the even positions of the coset, whose bit l stands for the factor w_(2^(l + 2)).
    const start = felt.mul(half, felt.inv(cosetOf));
    const inverses = domainPoints(jobs, arena, start, logNext, (level) => felt.inv(felt.rootOfUnity(level + 2)));
    const asm = new Assembler<void>(variant);
    const ops = elementOps(asm, field);
    const [a, b] = [ops.load(1, 0), ops.load(1, 4 * D)];
    const [inverse] = asm.load4(2, 0);
    const even = ops.add(a, b).map((value) => asm.mulFixed(value, half));
    const odd = ops.sub(a, b).map((value) => asm.mul(value, inverse));
    const weight = challenge;
    const folded = ops.fold(odd.map((value, i) => ({ a: value, w: ops.weight(() => basisMultiple(field, weight, i)) })));
    ops.store(0, 0, ops.add(even, folded));
    const pairs = { address: addressOf(source), rowBytes: 8 * D, logHeight: logNext };
    runRows(machine, asm.finish(), undefined, [elementsRegion(machine, out, logNext), pairs, wordsRegion(inverses, logNext)], logNext);
    source = out;
    challenge = field.square(challenge);
    cosetOf = felt.mul(cosetOf, cosetOf);
  }
  arena.release(mark);
};
