/**
 * The arithmetic of shifts of 32 bits, shared by `shift-immediate` and `shift-register`. With t = amount mod 16, each limb is cut
 * in two, b_i = 2^k u_i + v_i, at k = 16 - t for a left and k = t for a right shift; R = 2^(16-k).
 *   left by t        [v0 R, v1 R + u0]         left by 16 + t     [0, v0 R]
 *   right by t       [u0 + v1 R, u1 + s]       right by 16 + t    [u1 + s, 65535 m]
 * m is the sign (arithmetic shifts only) and s = m (65536 - R) its copies. v_i < 2^k and u_i < 2^(16-k) are range lookups. The
 * constraint (b_i - v_i) R = 65536 u_i says b_i - v_i = 2^k u_i mod p. This holds over the integers too, because both sides are
 * below 2^16 in absolute value. Results have 16 bits: v R is a multiple of R below 2^16, u < R, and u1 + s < R + 65536 - R.
 */
import type { AirBuilder } from '../../air/chip.ts';
import type { Offsets, Row } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { rangeBus } from '../shared/buses.ts';
import { LIMB, LIMB_BITS, LIMB_MAX, putU32, range16 } from '../shared/limbs.ts';
import { word32 } from '../shared/word.ts';

export const shiftColumns = {
  b: word32.columns,
  u: word32.columns,
  v: word32.columns,
  k: 'felt',
  R: 'felt',
  a: word32.columns,
  leftSmall: 'bool',
  leftLarge: 'bool',
  rightSmall: 'bool',
  rightLarge: 'bool',
  isSra: 'bool',
  m: 'bool',
} as const;
export type ShiftRow = Row<typeof shiftColumns>;

/** Constrains a = b shifted as the flags, k and R say; returns the flags' sums. */
export const constrainShift = (b: AirBuilder, row: ShiftRow): { readonly on: Expr; readonly left: Expr; readonly right: Expr } => {
  const { k, R, m, isSra } = row;
  const left = row.leftSmall.add(row.leftLarge);
  const right = row.rightSmall.add(row.rightLarge);
  const on = left.add(right);
  b.bool('at most one direction and size', on);
  b.when(isSra).zero('an arithmetic shift goes right', right.not());
  b.when(isSra.not()).zero('only an arithmetic shift has a sign', m);
  range16(b, row.b[1].mul(2).sub(m.mul(LIMB)), isSra);
  row.b.forEach((limb, i) => {
    b.equal(`limb ${i} is 2^k u + v`, limb.sub(row.v[i]).mul(R), row.u[i].mul(LIMB));
    b.lookup(rangeBus, { value: row.v[i], bits: k }, on);
    b.lookup(rangeBus, { value: row.u[i], bits: k.neg().add(LIMB_BITS) }, on);
  });
  const [v0R, v1R] = [row.v[0].mul(R), row.v[1].mul(R)];
  const top = row.u[1].add(m.mul(R.neg().add(LIMB)));
  const low = row.leftSmall
    .mul(v0R)
    .add(row.rightSmall.mul(row.u[0].add(v1R)))
    .add(row.rightLarge.mul(top));
  const high = row.leftSmall.mul(v1R.add(row.u[0])).add(row.leftLarge.mul(v0R)).add(row.rightSmall.mul(top));
  b.equal('low limb of the result', row.a[0], low);
  b.equal('high limb of the result', row.a[1], high.add(row.rightLarge.mul(m.mul(LIMB_MAX))));
  return { on, left, right };
};

export interface ShiftKind {
  readonly left: boolean;
  readonly arithmetic: boolean;
  /** In [0, 32). */
  readonly amount: number;
}

/** k, R and which of the four cases: the numbers that the program table or the row has. */
export const shiftCase = ({ left, amount }: ShiftKind) => {
  const t = amount & 15;
  const k = left ? 16 - t : t;
  return { t, k, R: 1 << (16 - k), selector: (left ? 0 : 2) + (amount >= 16 ? 1 : 0) };
};

/** Fills the columns of a shift of `operand` to `result`. */
export const fillShift = (o: Offsets<typeof shiftColumns>) => {
  const cases = [o.leftSmall, o.leftLarge, o.rightSmall, o.rightLarge];
  return (row: RowWriter, kind: ShiftKind, operand: number, result: number): void => {
    const { cells, at } = row;
    const { k, R, selector } = shiftCase(kind);
    const mask = (1 << k) - 1;
    putU32(row, o.b, operand);
    cells[at + o.u[0]] = (operand & LIMB_MAX) >>> k;
    cells[at + o.u[1]] = (operand >>> LIMB_BITS) >>> k;
    cells[at + o.v[0]] = operand & mask;
    cells[at + o.v[1]] = (operand >>> LIMB_BITS) & mask;
    cells[at + o.k] = k;
    cells[at + o.R] = R;
    putU32(row, o.a, result);
    cells[at + cases[selector]] = 1;
    cells[at + o.isSra] = kind.arithmetic ? 1 : 0;
    cells[at + o.m] = kind.arithmetic ? operand >>> 31 : 0;
  };
};
