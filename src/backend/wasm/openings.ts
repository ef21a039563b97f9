/** Values at a point, DEEP quotients and FRI folds. docs/protocol.md, "Openings" and "FRI". */

import { babyBear4 } from '../../field/babybear4.ts';
import { cosetShift } from '../../field/domain.ts';
import type { Ext } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import type { Matrix, Span } from '../types.ts';
import { addressOf } from './arena.ts';
import { Assembler, type Quad } from './assembler.ts';
import { basisMultiple } from './compileProgram.ts';
import { matrixRegion, type RowMachine, runRows, spanRegion, wordsRegion } from './rows.ts';
import type { Value } from './slots.ts';
import { domainPoints } from './transforms.ts';

const F = babyBear4;
/** Rows per call of the sums over rows; the kernel's batch is 64. */
const SUMS_SPLIT = { max: 2 ** 14, unit: 64 };

const cosetSpan = (machine: RowMachine, shift: number, logSize: number): Span =>
  domainPoints(machine.jobs, machine.arena, shift, logSize, (level) => felt.rootOfUnity(level + 1));

/** x - point and what its inverse needs. */
const difference = (asm: Assembler<void>, x: Value, point: Ext): ReturnType<typeof asm.norm> => {
  const minus = point.map((c) => asm.fixedConstant(felt.neg(c)));
  const [d1, d2, d3] = minus.slice(1).map((k) => asm.constantValue(k));
  return asm.norm([asm.addConstant(x, minus[0]), d1, d2, d3]);
};

/** x_j / (z - x_j) for the points x_j of s <w>. */
export const evaluationWeights = (machine: RowMachine, logHeight: number, point: Ext): Span => {
  const { arena, variant } = machine;
  const weights = arena.alloc(4 * Math.max(4, 2 ** logHeight));
  const mark = arena.mark();
  const asm = new Assembler<void>(variant);
  const [x] = asm.load4(1, 0);
  const element = difference(asm, x, point);
  asm.invert([element.n]);
  asm.store4(0, 0, asm.scaledInverse(element, asm.mulFixed(asm.mul(x, element.n), felt.neg(1))));
  const points = cosetSpan(machine, cosetShift(logHeight), logHeight);
  runRows(machine, asm.finish(), undefined, [spanRegion(weights, logHeight), wordsRegion(points, logHeight)], logHeight);
  arena.release(mark);
  return weights;
};

/**
 * Barycentric: f(z) = (z^N - s^N) / (N s^N) sum_j f(x_j) x_j / (z - x_j) over the N points of s <w>.
 */
export const evaluate = (machine: RowMachine, matrix: Matrix, logHeight: number, point: Ext, weights: Span): Ext[] => {
  const { arena, jobs } = machine;
  const mark = arena.mark();
  const height = 2 ** logHeight;
  const quads = Math.ceil(matrix.width / 4);
  const sums = arena.alloc(jobs.threads * 16 * quads);
  const { address, rowBytes } = matrixRegion(matrix);
  const sumsArguments = [address, rowBytes, quads, addressOf(weights), addressOf(sums)] as const;
  jobs.range('weightedSums', [...sumsArguments], height, SUMS_SPLIT);
  const power = felt.pow(cosetShift(logHeight), height);
  const factor = F.scale(F.sub(F.pow(point, height), F.fromBase(power)), felt.inv(felt.mul(power, felt.pow(2, logHeight))));
  const all = arena.view(sums);
  const words = all.slice(0, 16 * quads);
  for (let i = words.length; i < all.length; i++) {
    const at = i % words.length;
    words[at] = felt.add(words[at], all[i]);
  }
  const values = Array.from({ length: matrix.width }, (_, column) => {
    const at = 16 * Math.floor(column / 4) + (column % 4);
    return F.mul(factor, [words[at], words[at + 4], words[at + 8], words[at + 12]]);
  });
  arena.release(mark);
  return values;
};

export const reduceRows = (machine: RowMachine, matrix: Matrix, coefficients: readonly Ext[], target: Span, accumulate: boolean): void => {
  const asm = new Assembler<void>(machine.variant);
  let total: Quad | undefined = accumulate ? asm.load4(0, 0) : undefined;
  // 32 columns at a time: one fold each, and not more slots than the cache holds.
  for (let from = 0; from < matrix.width || !total; from += 32) {
    const terms: { a: Value; w: ReturnType<typeof asm.weight> }[] = [];
    for (let column = from; column < Math.min(matrix.width, from + 32); column += 4) {
      asm.load4(1, 4 * column).forEach((a, i) => {
        if (column + i < matrix.width) terms.push({ a, w: asm.weight(() => coefficients[column + i]) });
      });
    }
    const part = asm.fold(terms);
    total = total ? asm.addQuads(total, part) : part;
  }
  asm.store4(0, 0, total);
  const { logHeight } = matrix;
  runRows(machine, asm.finish(), undefined, [spanRegion(target, logHeight), matrixRegion(matrix)], logHeight);
};

export const addLifted = (machine: RowMachine, source: Span, logSource: number, target: Span, logTarget: number): void => {
  const asm = new Assembler<void>(machine.variant);
  asm.store4(0, 0, asm.addQuads(asm.load4(0, 0), asm.load4(1, 0)));
  const regions = [spanRegion(target, logTarget), spanRegion(source, logSource, logTarget - logSource)];
  runRows(machine, asm.finish(), undefined, regions, logTarget);
};

export const deepQuotient = (
  machine: RowMachine,
  logHeight: number,
  logBlowup: number,
  sources: readonly { readonly span: Span; readonly value: Ext; readonly point: Ext }[],
  target: Span,
): void => {
  const { arena, variant } = machine;
  const mark = arena.mark();
  const logSize = logHeight + logBlowup;
  const points = cosetSpan(machine, cosetShift(logHeight), logSize);
  const asm = new Assembler<void>(variant);
  const [x] = asm.load4(1, 0);
  const elements = sources.map(({ point }) => difference(asm, x, point));
  asm.invert(elements.map(({ n }) => n));
  const terms = sources.map(({ value }, i) => {
    const numerator = asm.load4(2 + i, 0).map((word, c) => asm.addConstant(word, asm.fixedConstant(felt.neg(value[c])))) as unknown as Quad;
    return asm.extMul(numerator, asm.scaledInverse(elements[i], elements[i].n));
  });
  asm.store4(
    0,
    0,
    terms.reduce((a, b) => asm.addQuads(a, b)),
  );
  const regions = [spanRegion(target, logSize), wordsRegion(points, logSize), ...sources.map(({ span }) => spanRegion(span, logSize))];
  runRows(machine, asm.finish(), undefined, regions, logSize);
  arena.release(mark);
};

/**
 * Folding once per bit of the arity, with beta, beta^2, beta^4, .., is folding with the powers of beta. Neighbours are f(x) and
 * f(-x); the fold is (f(x) + f(-x)) / 2 + beta (f(x) - f(-x)) / (2 x).
 */
export const friFold = (
  machine: RowMachine,
  codeword: Span,
  logSize: number,
  logArity: number,
  shift: number,
  beta: Ext,
  target: Span,
): void => {
  const { arena, jobs, variant } = machine;
  const mark = arena.mark();
  const half = felt.inv(2);
  let source = codeword;
  let challenge = beta;
  let cosetOf = shift;
  for (let log = logSize; log > logSize - logArity; log--) {
    const logNext = log - 1;
    const last = log === logSize - logArity + 1;
    const out = last ? target : arena.alloc(4 * 2 ** logNext, 'any');
    // 1 / (2 x) for x at the even positions of the coset, whose bit l stands for the factor w_(2^(l + 2)).
    const start = felt.mul(half, felt.inv(cosetOf));
    const inverses = domainPoints(jobs, arena, start, logNext, (level) => felt.inv(felt.rootOfUnity(level + 2)));
    const asm = new Assembler<void>(variant);
    const [a, b] = [asm.load4(1, 0), asm.load4(1, 16)];
    const [inverse] = asm.load4(2, 0);
    const even = asm.addQuads(a, b).map((value) => asm.mulFixed(value, half)) as unknown as Quad;
    const odd = asm.subQuads(a, b).map((value) => asm.mul(value, inverse));
    const weight = challenge;
    const folded = asm.fold(odd.map((value, i) => ({ a: value, w: asm.weight(() => basisMultiple(weight, i)) })));
    asm.store4(0, 0, asm.addQuads(even, folded));
    const pairs = { address: addressOf(source), rowBytes: 32, logHeight: logNext };
    runRows(machine, asm.finish(), undefined, [spanRegion(out, logNext), pairs, wordsRegion(inverses, logNext)], logNext);
    source = out;
    challenge = F.square(challenge);
    cosetOf = felt.mul(cosetOf, cosetOf);
  }
  arena.release(mark);
};
