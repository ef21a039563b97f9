/**
 * rs1 + immediate, as loads, stores and JALR need it. The immediate is a signed operand of 12 bits; with a carry k of -1, 0 or 1
 *   lower = b0 + imm - 2^16 k,   upper = b1 + k,
 * and lower + 2^16 upper is rs1 + immediate as an integer in [-2^11, 2^32 + 2^11). k is right where lower is shown to be in [0, 2^16).
 * upper may be -1 or 2^16: there the address wraps modulo 2^32 to one above 2^32 - 2^11 or below 2^11, and both lie outside of guest
 * memory, so the instruction traps; the chips' bounds on upper, or the absence of memory cells there, make it unprovable.
 */
import type { AirBuilder } from '../../air/chip.ts';
import { columnOffsets, LIMB, word } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { fromInt } from '../../field/felt.ts';
import { Space } from '../../vm/record.ts';

/** b is rs1. */
export const addressColumns = { b: word, imm: 'felt', k: 'felt' } as const;
export type AddressRow = { readonly [K in 'imm' | 'k']: Expr } & { readonly b: readonly Expr[] };
const ADDRESS = columnOffsets(addressColumns);

export const effectiveAddress = (b: AirBuilder, row: AddressRow): { readonly lower: Expr; readonly upper: Expr } => {
  const { k } = row;
  b.zero('the carry is -1, 0 or 1', k.mul(k.add(1)).mul(k.sub(1)));
  return { lower: row.b[0].add(row.imm).sub(k.mul(LIMB)), upper: row.b[1].add(k) };
};

/**
 * The word of the address, whose offset within the word is `offset` in [0, 4). Cells exist only where `lower` is a multiple of 4 in
 * [0, 2^16): as lower - offset is one, lower is in [0, 2^16), k is right and the offset is lower mod 4. No lookup is needed.
 */
export const addressedWord = (b: AirBuilder, row: AddressRow, offset: Expr | number) => {
  const { lower, upper } = effectiveAddress(b, row);
  return { upper, lower: lower.sub(offset) };
};

/** The space of a read: an address is a cell of one of the two spaces only, so the flag is determined by the address. */
export const dataSpace = (isRom: Expr): Expr => isRom.mul(Space.ROM - Space.RAM).add(Space.RAM);

/** Writes the columns of an address, the first of which is cells[at]. */
export const putAddress = (cells: Uint32Array, at: number, base: number, imm: number): void => {
  cells[at + ADDRESS.b[0]] = base & 0xffff;
  cells[at + ADDRESS.b[1]] = base >>> 16;
  cells[at + ADDRESS.imm] = fromInt(imm);
  cells[at + ADDRESS.k] = fromInt(((base & 0xffff) + imm) >> 16);
};

/** Words of memory that share the upper half of their address. */
export const WORDS_PER_UPPER_BITS = 14;

/** The halves of the address of a cell: a register, or a word of memory by its index. */
export const cellAddress = (space: number, index: number): { readonly upper: number; readonly lower: number } =>
  space === Space.REG
    ? { upper: 0, lower: index }
    : { upper: index >>> WORDS_PER_UPPER_BITS, lower: 4 * (index & ((1 << WORDS_PER_UPPER_BITS) - 1)) };

/** The index of the cell at an address. */
export const cellIndex = (space: number, upper: number, lower: number): number =>
  space === Space.REG ? lower : (upper << WORDS_PER_UPPER_BITS) + lower / 4;
