/**
 * The target of JALR: rs1 + immediate with bit 0 cleared. The low half is range checked, so the carry is right. upper is an integer
 * in [-1, 2^16], and 4 upper in [0, 2^16) bounds it to [0, 2^14). So the target is below 2^30 and no wrapped address passes
 * (address.ts). `low` is the bit that is cleared. Pcs of the program table are multiples of 4. A wrong `low` gives an odd target,
 * which no instruction receives.
 */
import type { AirBuilder } from '../../air/chip.ts';
import type { Offsets, Row } from '../../air/columns.ts';
import { nested } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { Insn } from '../../vm/record.ts';
import { addressColumns, effectiveAddress, fillAddress } from '../shared/address.ts';
import { LIMB, range16 } from '../shared/limbs.ts';
import type { InstructionView } from '../shared/recordView.ts';
import type { Limbs, Word } from '../shared/word.ts';

export const targetColumns = <N extends Limbs>(word: Word<N>) => ({ address: nested(addressColumns(word)), low: 'bool' }) as const;
type TargetColumns<N extends Limbs> = ReturnType<typeof targetColumns<N>>;

export const jumpTarget = <N extends Limbs>(b: AirBuilder, { address, low }: Row<TargetColumns<N>>, on: Expr): Expr => {
  const { lower, upper } = effectiveAddress(b, address);
  range16(b, lower, on);
  range16(b, upper.mul(4), on);
  return lower.sub(low).add(upper.mul(LIMB));
};

export const fillTarget = <N extends Limbs>({ address, low }: Offsets<TargetColumns<N>>) => {
  const fillColumns = fillAddress(address);
  return (row: RowWriter, record: InstructionView): void => {
    const { cells, at } = row;
    const { words, at: r } = record;
    fillColumns(row, record);
    cells[at + low] = (words[r + Insn.RS1] ^ record.insn.imm) & 1;
  };
};
