/** The last FRI codeword as coefficients. */

import { PellucidError } from '../../core/error.ts';
import { reverseBits } from '../../core/log2.ts';
import type { Ext, ExtField } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';

/**
 * Interpolates 2^logSize extension values on shift <w_logSize> (bit-reversed), by the definition: there are a few hundred values at
 * most. PellucidError 'degree-too-high' if a coefficient after the first `length` is not zero.
 */
export const finalPolynomial = (field: ExtField, words: Uint32Array, logSize: number, shift: number, length: number): Ext[] => {
  const size = 2 ** logSize;
  const D = field.degree;
  const inverseRoot = felt.inv(felt.rootOfUnity(logSize));
  const powers = [1];
  for (let i = 1; i < size; i++) powers.push(felt.mul(powers[i - 1], inverseRoot));
  const inverseSize = felt.inv(felt.fromInt(size));
  const inverseShift = felt.inv(shift);
  return Array.from({ length: size }, (_, k) => {
    const sum = new Array<number>(D).fill(0);
    for (let j = 0; j < size; j++) {
      const power = powers[(reverseBits(j, logSize) * k) % size];
      for (let d = 0; d < D; d++) sum[d] = felt.add(sum[d], felt.mul(words[j * D + d], power));
    }
    const scale = felt.mul(inverseSize, felt.pow(inverseShift, k));
    return sum.map((x) => felt.mul(x, scale));
  }).filter((coefficient, k) => {
    if (k >= length && !field.isZero(coefficient)) {
      throw new PellucidError('degree-too-high', `coefficient ${k} of the final polynomial is not zero: a constraint does not hold`);
    }
    return k < length;
  });
};
