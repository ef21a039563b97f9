/**
 * The target of JALR: (rs1 + immediate) with bit 0 cleared. The low half is range checked, so the carry is right; 4 upper in
 * [0, 2^16) bounds upper, an integer in [-1, 2^16], to [0, 2^14), so the target is below 2^30 and no wrapped address passes
 * (address.ts). `low` is the bit that is cleared: pcs of the program table are multiples of 4, so an odd target, which a
 * wrong `low` gives, is received by no instruction.
 */
import type { AirBuilder } from '../../air/chip.ts';
import { LIMB } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { type AddressRow, effectiveAddress } from '../shared/address.ts';
import { range16 } from '../shared/instruction.ts';

export const jumpTarget = (b: AirBuilder, row: AddressRow & { readonly low: Expr }, on: Expr): Expr => {
  const { lower, upper } = effectiveAddress(b, row);
  range16(b, lower, on);
  range16(b, upper.mul(4), on);
  return lower.sub(row.low).add(upper.mul(LIMB));
};
