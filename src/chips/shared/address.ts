/**
 * rs1 + immediate, as loads, stores and JALR need it. The immediate is a signed operand of 12 bits. With a carry k of -1, 0 or 1,
 *   lower = b0 + imm - 2^16 k,   upper = b1 + k,
 * and the limbs of rs1 above these two are 0. So lower + 2^16 upper is rs1 + immediate as an integer in [-2^11, 2^32 + 2^11). k is
 * right where lower is shown to be in [0, 2^16).
 *
 * upper may be -1 or 2^16. There the address wraps to one above 2^32 - 2^11 or below 2^11. Both lie outside of guest memory, so the
 * instruction traps. It cannot be proved, because the chip bounds upper or because no cell has such a name. Likewise for the limbs
 * that must be 0: guest memory is below 2^30, and a negative rs1 leads above it or below 2^11.
 */
import type { AirBuilder } from '../../air/chip.ts';
import type { Offsets, Row } from '../../air/columns.ts';
import type { Expr, Operand } from '../../air/expr.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { fromSmall } from '../../field/felt.ts';
import { Insn, Space } from '../../vm/record.ts';
import { LIMB, LIMB_BITS, LIMB_MAX, putWord } from './limbs.ts';
import type { InstructionView } from './recordView.ts';
import type { Limbs, Word } from './word.ts';

/** b is rs1. */
export const addressColumns = <N extends Limbs>(word: Word<N>) => ({ b: word.columns, imm: 'felt', k: 'felt' }) as const;
type AddressColumns<N extends Limbs> = ReturnType<typeof addressColumns<N>>;
export type AddressRow<N extends Limbs> = Row<AddressColumns<N>>;

interface Address<T> {
  readonly upper: T;
  readonly lower: T;
}

export const effectiveAddress = <N extends Limbs>(b: AirBuilder, row: AddressRow<N>): Address<Expr> => {
  const { k } = row;
  b.zero('the carry is -1, 0 or 1', k.mul(k.add(1)).mul(k.sub(1)));
  const limbs: readonly Expr[] = row.b;
  limbs.slice(2).forEach((limb, i) => b.zero(`limb ${2 + i} of rs1 is 0`, limb));
  return { lower: limbs[0].add(row.imm).sub(k.mul(LIMB)), upper: limbs[1].add(k) };
};

/**
 * The name of the word at an address that lies `offset` bytes into the word. No lookup is needed. Cells exist only where their lower
 * half is a multiple of the bytes of a word in [0, 2^16). Here that half is lower - offset. So lower is in [0, 2^16), k is right, and
 * offset is lower modulo the bytes of a word.
 */
export const addressedWord = <N extends Limbs>(b: AirBuilder, row: AddressRow<N>, offset: Operand): Address<Expr> => {
  const { lower, upper } = effectiveAddress(b, row);
  return { upper, lower: lower.sub(offset) };
};

/** The space of a read. An address is a cell of one of the two spaces only, so it determines the flag. */
export const dataSpace = (isRom: Expr): Expr => isRom.mul(Space.ROM - Space.RAM).add(Space.RAM);

/** Fills the columns of an address. */
export const fillAddress = <N extends Limbs>(columns: Offsets<AddressColumns<N>>) => {
  const { b, imm, k } = columns;
  return (row: RowWriter, record: InstructionView): void => {
    const { cells, at } = row;
    const { words, at: r } = record;
    putWord(row, b, record, Insn.RS1);
    cells[at + imm] = fromSmall(record.insn.imm);
    cells[at + k] = fromSmall(((words[r + Insn.RS1] & LIMB_MAX) + record.insn.imm) >> LIMB_BITS);
  };
};
