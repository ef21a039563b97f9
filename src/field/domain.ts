/**
 * Evaluation domains of the lifted proof system. docs/protocol.md, "Domains".
 *
 * A table of 2^k rows lives on the subgroup of order 2^k in natural order. Its low-degree extension at blow-up 2^b is on
 * the coset s_k <w_(k+b)> in bit-reversed order, with s_k = 31^(2^(27-k)): so s_k = s_(k+1)^2, and the lift of a short
 * column is read at position j >> (n - k) of the short codeword for position j of the longest. s_k^(2^k) = 31^(2^27) has
 * order 15 whatever k, so the coset never meets a subgroup of two-power order, and x^(2^k) takes 2^b values that do not
 * depend on k.
 */
import { reverseBits } from '../core/log2.ts';
import * as felt from './felt.ts';

/** s_k for a table of 2^logHeight rows. */
export const cosetShift = (logHeight: number): number => felt.pow(felt.GENERATOR, 2 ** (felt.TWO_ADICITY - logHeight));

/**
 * 1 / (x^N - 1), N = 2^logHeight, on the coset s_k <w_(k + logExpansion)> in bit-reversed order, k = logHeight: one value for each block of N
 * positions, as the exponents of a block are equal modulo 2^logExpansion.
 */
export const vanishingInverses = (logHeight: number, logExpansion: number): number[] => {
  const power = felt.pow(cosetShift(logHeight), 2 ** logHeight);
  const root = felt.rootOfUnity(logExpansion);
  return Array.from({ length: 2 ** logExpansion }, (_, block) =>
    felt.inv(felt.sub(felt.mul(power, felt.pow(root, reverseBits(block, logExpansion))), 1)),
  );
};
