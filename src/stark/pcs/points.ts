/** Points of a domain by the bits of a position, so that a circuit can compute them. */
import * as felt from '../../field/felt.ts';

/**
 * Entry j of the powers of a root of order 2^logOrder, in bit-reversed order, is the product of factors[i] over the bits i of j that are 1:
 * bit i stands for root^(2^(logOrder - 1 - i)).
 */
export const pointFactors = (root: number, logOrder: number): number[] => {
  const factors: number[] = [];
  for (let power = root; factors.length < logOrder; power = felt.mul(power, power)) factors.unshift(power);
  return factors;
};
