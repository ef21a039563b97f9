/**
 * Evaluation domains of the lifted proof system. docs/protocol.md, "Domains".
 *
 * A table of 2^k rows lives on the subgroup of order 2^k in natural order. Its low-degree extension at blow-up 2^b is on
 * the coset s_k <w_(k+b)> in bit-reversed order, with s_k = 31^(2^(27-k)): so s_k = s_(k+1)^2, and the lift of a short
 * column is read at position j >> (n - k) of the short codeword for position j of the longest. s_k^(2^k) = 31^(2^27) has
 * order 15 whatever k, so the coset never meets a subgroup of two-power order, and x^(2^k) takes 2^b values that do not
 * depend on k.
 */
import * as felt from './felt.ts';

/** s_k for a table of 2^logHeight rows. */
export const cosetShift = (logHeight: number): number => felt.pow(felt.GENERATOR, 2 ** (felt.TWO_ADICITY - logHeight));
