/**
 * Evaluation domains of the lifted proof system. docs/protocol.md, "Domains".
 *
 * A table of 2^k rows has its trace on the subgroup of order 2^k, in natural order. Its low-degree extension at blow-up 2^b is on
 * the coset s_k <w_(k+b)> in bit-reversed order, where s_k = 31^(2^(27-k)).
 *
 * Because s_k = s_(k+1)^2, position j of the longest codeword corresponds to position j >> (n - k) of the codeword of 2^k rows.
 *
 * s_k^(2^k) = 31^(2^27) for every k. Its order is 15. So the coset meets no subgroup of two-power order, and x^(2^k) takes 2^b
 * values on it, which are the same for every k.
 */
import { reverseBits } from '../core/log2.ts';
import * as felt from './felt.ts';

/** s_k for a table of 2^logHeight rows. */
export const cosetShift = (logHeight: number): number => felt.pow(felt.GENERATOR, 2 ** (felt.TWO_ADICITY - logHeight));

/**
 * 1 / (x^N - 1) for N = 2^logHeight on the coset s_k <w_(k + logExpansion)> in bit-reversed order, k = logHeight. There is one
 * value for each block of N positions: x^N is constant on a block, because its exponents are equal modulo 2^logExpansion.
 */
export const vanishingInverses = (logHeight: number, logExpansion: number): number[] => {
  const power = felt.pow(cosetShift(logHeight), 2 ** logHeight);
  const root = felt.rootOfUnity(logExpansion);
  return Array.from({ length: 2 ** logExpansion }, (_, block) =>
    felt.inv(felt.sub(felt.mul(power, felt.pow(root, reverseBits(block, logExpansion))), 1)),
  );
};
