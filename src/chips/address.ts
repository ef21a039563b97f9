/**
 * rs1 + immediate, as loads, stores and JALR need it. The immediate comes from the program table as its low 16 bits and its
 * sign s, so its upper half is -s. With one carry k that the low half determines,
 *   lo = b0 + immLo - 2^16 k,   hi = b1 - s + k,
 * and lo + 2^16 hi is rs1 + immediate as an integer in [-2^11, 2^32 + 2^11): hi may be -1 or 2^16. There the address wraps
 * modulo 2^32 to one above 2^32 - 2^11 or below 2^11, and both lie outside of guest memory, so the instruction traps; the
 * chips' bounds on hi, or the absence of memory cells at such an index, make it unprovable.
 */
import type { AirBuilder } from '../air/chip.ts';
import { LIMB } from '../air/columns.ts';
import type { Expr } from '../air/expr.ts';
import { inv } from '../field/felt.ts';
import { Space } from '../vm/record.ts';
import { rangeBus } from './buses.ts';

export interface AddressColumns<Cell> {
  /** rs1. */
  readonly b: readonly Cell[];
  readonly immLo: Cell;
  readonly sign: Cell;
  readonly k0: Cell;
}

export const effectiveAddress = (row: AddressColumns<Expr>): { readonly lo: Expr; readonly hi: Expr } => ({
  lo: row.b[0].add(row.immLo).sub(row.k0.mul(LIMB)),
  hi: row.b[1].sub(row.sign).add(row.k0),
});

const INV_4 = inv(4);
const WORDS_PER_LIMB_BITS = 14;

/**
 * The word index of the address, whose offset within the word is `offset` in [0, 4). One lookup shows that
 * (lo - offset) / 4 is an integer in [0, 2^14), so lo is in [0, 2^16), k0 is right and the offset is lo mod 4. The index is
 * an integer in [-2^14, 2^30 + 2^14), and cells exist only in [2^10, 2^28).
 */
export const wordIndex = (b: AirBuilder, row: AddressColumns<Expr>, offset: Expr | number, on: Expr): Expr => {
  const { lo, hi } = effectiveAddress(row);
  const low = lo.sub(offset).mul(INV_4);
  b.lookup(rangeBus, { value: low, bits: WORDS_PER_LIMB_BITS }, on);
  return hi.mul(1 << WORDS_PER_LIMB_BITS).add(low);
};

/** The space of a read: an address is a cell of one of the two spaces only, so the flag is determined by the address. */
export const dataSpace = (isRom: Expr): Expr => isRom.mul(Space.ROM - Space.RAM).add(Space.RAM);

export const putAddress = (cells: Uint32Array, at: number, c: AddressColumns<number>, base: number, imm: number): void => {
  cells[at + c.b[0]] = base & 0xffff;
  cells[at + c.b[1]] = base >>> 16;
  cells[at + c.immLo] = imm & 0xffff;
  cells[at + c.sign] = imm < 0 ? 1 : 0;
  cells[at + c.k0] = (base & 0xffff) + (imm & 0xffff) > 0xffff ? 1 : 0;
};
