/** Low-degree extension, openings, DEEP quotients and FRI folds. docs/protocol.md, "Openings" and "FRI". */
import { cosetShift } from '../../field/domain.ts';
import type { Ext, ExtField } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import { bitReversePermute, cosetPoints, evaluateOnCoset, interpolateFromCoset } from '../../field/ntt.ts';
import type { DeepTask, FoldTask, Matrix, Span, SplitTask } from '../types.ts';
import { readExt, writeExt } from './extensions.ts';
import type { Memory } from './memory.ts';

/** Coefficients, natural order, to evaluations on the coset s_k <w_logSize>. */
const extend = (coefficients: Uint32Array, logHeight: number, logSize: number): Uint32Array => {
  const values = new Uint32Array(2 ** logSize);
  values.set(coefficients);
  evaluateOnCoset(values, cosetShift(logHeight));
  return values;
};

export const lde = (memory: Memory, source: Matrix, target: Matrix): void => {
  for (let column = 0; column < source.width; column++) {
    const values = memory.column(source, column);
    bitReversePermute(values);
    interpolateFromCoset(values, 1);
    memory.setColumn(target, column, extend(values, source.logHeight, target.logHeight));
  }
};

export const splitQuotient = (field: ExtField, memory: Memory, task: SplitTask): void => {
  const { logHeight, logExpansion, pieces, pieceLength, target } = task;
  const words = memory.view(task.quotient);
  const D = field.degree;
  for (let i = 0; i < D; i++) {
    const values = Uint32Array.from({ length: 2 ** (logHeight + logExpansion) }, (_, j) => words[j * D + i]);
    interpolateFromCoset(values, cosetShift(logHeight));
    for (let piece = 0; piece < pieces; piece++) {
      const part = values.subarray(piece * pieceLength, (piece + 1) * pieceLength);
      memory.setColumn(target.matrix, target.column + piece * D + i, extend(part, logHeight, target.matrix.logHeight));
    }
  }
};

export const evaluate = (field: ExtField, memory: Memory, matrix: Matrix, logHeight: number, point: Ext): Ext[] =>
  Array.from({ length: matrix.width }, (_, column) => {
    const values = memory.column(matrix, column, 2 ** logHeight);
    interpolateFromCoset(values, cosetShift(logHeight));
    return values.reduceRight<Ext>((sum, c) => field.add(field.mul(sum, point), field.fromBase(c)), field.zero);
  });

/** The arguments of Backend.reduceRows. */
interface Reduction {
  readonly matrix: Matrix;
  readonly coefficients: readonly Ext[];
  readonly target: Span;
  readonly accumulate: boolean;
}

export const reduceRows = (field: ExtField, memory: Memory, { matrix, coefficients, target, accumulate }: Reduction): void => {
  const out = memory.view(target);
  for (let row = 0; row < 2 ** matrix.logHeight; row++) {
    const start = accumulate ? readExt(field, out, row) : field.zero;
    const values = memory.row(matrix, row);
    writeExt(
      out,
      row,
      coefficients.reduce((sum, c, i) => field.add(sum, field.scale(c, values[i])), start),
    );
  }
};

export const deepQuotient = (field: ExtField, memory: Memory, { logHeight, logBlowup, sources, target }: DeepTask): void => {
  const logSize = logHeight + logBlowup;
  const points = cosetPoints(cosetShift(logHeight), logSize);
  const totals = new Array<Ext>(points.length).fill(field.zero);
  for (const { span, value, point } of sources) {
    const words = memory.view(span);
    const inverses = field.batchInv(Array.from(points, (x) => field.sub(field.fromBase(x), point)));
    inverses.forEach((inverse, j) => {
      totals[j] = field.add(totals[j], field.mul(field.sub(readExt(field, words, j), value), inverse));
    });
  }
  const out = memory.view(target);
  totals.forEach((total, j) => {
    writeExt(out, j, total);
  });
};

/** Folds once per bit of the arity, with rho, rho^2, rho^4, ... Together that is one fold by the powers of rho. */
export const friFold = (field: ExtField, memory: Memory, { codeword, logSize, logArity, shift, rho, target }: FoldTask): void => {
  const words = memory.view(codeword);
  let values = Array.from({ length: 2 ** logSize }, (_, i) => readExt(field, words, i));
  let challenge = rho;
  let cosetOf = shift;
  for (let log = logSize; log > logSize - logArity; log--) {
    // Neighbours are f(x) and f(-x): the even part is half their sum, the odd part half their difference over x.
    const points = cosetPoints(cosetOf, log).filter((_, i) => i % 2 === 0);
    const halves = points.map((x) => felt.mul(2, x));
    felt.batchInvert(halves);
    values = Array.from({ length: values.length / 2 }, (_, i) => {
      const even = field.scale(field.add(values[2 * i], values[2 * i + 1]), felt.inv(2));
      const odd = field.scale(field.sub(values[2 * i], values[2 * i + 1]), halves[i]);
      return field.add(even, field.mul(challenge, odd));
    });
    challenge = field.square(challenge);
    cosetOf = felt.mul(cosetOf, cosetOf);
  }
  const out = memory.view(target);
  values.forEach((value, i) => {
    writeExt(out, i, value);
  });
};
