/**
 * Products of two words given as bytes. Digit i of base 2^16 is the sum of b_j c_l 2^(8 (j + l) - 16 i) over bytes with j + l in {2
 * i, 2 i + 1}. It is at most 255^2 (4 * 256 + 3) < 2^26, so digits with carries never wrap in the field.
 */
import type { AirBuilder } from '../../air/chip.ts';
import type { Expr } from '../../air/expr.ts';
import { ByteOp, bytesBus } from '../shared/buses.ts';

/** Bits of a carry between digits, which is at most 1,020. */
export const CARRY_BITS = 12;

/** Digit i in [0, 4) of the 64-bit product before carries. */
export const productDigit = (b: readonly Expr[], c: readonly Expr[], digit: number): Expr => {
  const terms = b.flatMap((x, j) =>
    c.flatMap((y, l) => {
      if (j + l === 2 * digit) return [x.mul(y)];
      return j + l === 2 * digit + 1 ? [x.mul(y).mul(256)] : [];
    }),
  );
  return terms.reduce((sum, term) => sum.add(term));
};

/** Constrains cells to bytes, two by each lookup. */
export const areBytes = (builder: AirBuilder, bytes: readonly Expr[], on: Expr): void => {
  for (let i = 0; i < bytes.length; i += 2) builder.lookup(bytesBus, { op: ByteOp.PAIR, x: bytes[i], y: bytes[i + 1], z: 0 }, on);
};

/** The digits of b * c as plain numbers, below 2^26. */
export const productDigits = (b: number, c: number): number[] =>
  [0, 1, 2, 3].map((digit) => {
    let sum = 0;
    for (let j = 0; j < 4; j++) {
      for (let l = 0; l < 4; l++) {
        const term = ((b >>> (8 * j)) & 0xff) * ((c >>> (8 * l)) & 0xff);
        if (j + l === 2 * digit) sum += term;
        if (j + l === 2 * digit + 1) sum += 256 * term;
      }
    }
    return sum;
  });
