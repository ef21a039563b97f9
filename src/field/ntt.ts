/**
 * Number-theoretic transforms, the readable reference. docs/protocol.md, "Domains". Evaluations on a coset shift <w> of order 2^k
 * are in bit-reversed order: position i holds the value at shift * w^rev(i). Coefficients are in natural order. So no transform
 * permutes.
 */
import { log2Exact, reverseBits } from '../core/log2.ts';
import * as felt from './felt.ts';

/** T[b] = w_(2n)^rev(b) for b < n = 2^logLength: the roots of the blocks of every level up to n blocks. */
const bitReversedRoots = (logLength: number): Uint32Array => {
  const roots = new Uint32Array(2 ** logLength);
  roots[0] = 1;
  for (let level = 0; level < logLength; level++) {
    const root = felt.rootOfUnity(level + 2);
    for (let b = 0; b < 2 ** level; b++) roots[2 ** level + b] = felt.mul(roots[b], root);
  }
  return roots;
};

/** values[i] *= factor * shift^i. */
const scaleByPowers = (values: Uint32Array, shift: number, factor: number): void => {
  let power = factor;
  for (let i = 0; i < values.length; i++) {
    values[i] = felt.mul(values[i], power);
    power = felt.mul(power, shift);
  }
};

/**
 * Coefficients to evaluations, in place. On each level a block holds f mod X^(2m) - c^2 and becomes f mod X^m - c and f mod X^m +
 * c. c is the same for a whole block.
 */
export const evaluateOnCoset = (values: Uint32Array, shift: number): void => {
  const logLength = log2Exact(values.length);
  if (shift !== 1) scaleByPowers(values, shift, 1);
  const roots = bitReversedRoots(Math.max(0, logLength - 1));
  for (let half = values.length / 2; half >= 1; half /= 2) {
    for (let block = 0, start = 0; start < values.length; block++, start += 2 * half) {
      for (let i = start; i < start + half; i++) {
        const product = felt.mul(values[i + half], roots[block]);
        values[i + half] = felt.sub(values[i], product);
        values[i] = felt.add(values[i], product);
      }
    }
  }
};

/** Evaluations to coefficients, in place: evaluateOnCoset backwards. */
export const interpolateFromCoset = (values: Uint32Array, shift: number): void => {
  const logLength = log2Exact(values.length);
  const inverses = bitReversedRoots(Math.max(0, logLength - 1));
  felt.batchInvert(inverses);
  for (let half = 1; half < values.length; half *= 2) {
    for (let block = 0, start = 0; start < values.length; block++, start += 2 * half) {
      for (let i = start; i < start + half; i++) {
        const difference = felt.sub(values[i], values[i + half]);
        values[i] = felt.add(values[i], values[i + half]);
        values[i + half] = felt.mul(difference, inverses[block]);
      }
    }
  }
  scaleByPowers(values, felt.inv(shift), felt.inv(values.length % felt.P));
};

/** Swaps natural and bit-reversed order. */
export const bitReversePermute = (values: Uint32Array): void => {
  const logLength = log2Exact(values.length);
  for (let i = 0; i < values.length; i++) {
    const j = reverseBits(i, logLength);
    if (i < j) [values[i], values[j]] = [values[j], values[i]];
  }
};

/** The points of shift <w_logSize> in bit-reversed order. */
export const cosetPoints = (shift: number, logSize: number): Uint32Array => {
  const points = new Uint32Array(2 ** logSize);
  points[0] = shift;
  for (let level = 0; level < logSize; level++) {
    const root = felt.rootOfUnity(level + 1);
    for (let i = 0; i < 2 ** level; i++) points[2 ** level + i] = felt.mul(points[i], root);
  }
  return points;
};
