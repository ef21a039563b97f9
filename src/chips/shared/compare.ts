/**
 * left < right, by subtraction with borrows. m is the top bit of a signed operand: x being its top limb, 2 x - 2^16 m in [0, 2^16)
 * holds for one boolean only. For an unsigned operand m = 0. For each limb, d_i = left_i - right_i - k_(i-1) + 2^16 k_i is range
 * checked, where the top limbs are x - 2^16 m and the last borrow is lt. Each difference lies in [-2^16, 2^16), so the checks
 * determine all borrows.
 */
import type { AirBuilder } from '../../air/chip.ts';
import type { Expr } from '../../air/expr.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { LIMB, range16 } from './limbs.ts';

export interface Comparison {
  readonly left: readonly Expr[];
  readonly right: readonly Expr[];
  /** Top bits of signed operands. */
  readonly mLeft: Expr;
  readonly mRight: Expr;
  /** Borrows of all limbs but the last. */
  readonly k: readonly Expr[];
  readonly lt: Expr;
  readonly on: Expr;
}

/** m is the top bit of the word on the rows where `signed` is 1. */
export const isTopBit = (b: AirBuilder, limbs: readonly Expr[], m: Expr, signed: Expr): void =>
  range16(b, limbs[limbs.length - 1].mul(2).sub(m.mul(LIMB)), signed);

/** lt says whether left < right. */
export const constrainLess = (b: AirBuilder, { left, right, mLeft, mRight, k, lt, on }: Comparison): void => {
  const top = left.length - 1;
  left.forEach((limb, i) => {
    const difference = i < top ? limb.sub(right[i]) : limb.sub(mLeft.mul(LIMB)).sub(right[i].sub(mRight.mul(LIMB)));
    const borrowed = i === 0 ? difference : difference.sub(k[i - 1]);
    range16(b, borrowed.add((i < top ? k[i] : lt).mul(LIMB)), on);
  });
};

/** Fills the borrows of left - right for all limbs but the top one, from the cells of both, which are filled. Returns the last of them. */
export const putBorrows = (row: RowWriter, k: readonly number[], left: readonly number[], right: readonly number[]): number => {
  const { cells, at } = row;
  let borrow = 0;
  for (let i = 0; i < k.length; i++) {
    borrow = cells[at + left[i]] - cells[at + right[i]] < borrow ? 1 : 0;
    cells[at + k[i]] = borrow;
  }
  return borrow;
};
