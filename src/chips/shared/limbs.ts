/**
 * Limbs: a machine word is held in field elements of 16 bits, low limb first. Here are their bounds, and the filling of
 * words, bytes and integers by limbs.
 */
import type { AirBuilder } from '../../air/chip.ts';
import type { Expr, Operand } from '../../air/expr.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { inv } from '../../field/felt.ts';
import { rangeBus } from './buses.ts';
import type { RecordView } from './recordView.ts';

export const LIMB_BITS = 16;
export const LIMB = 1 << LIMB_BITS;
/** The largest limb. */
export const LIMB_MAX = LIMB - 1;
/** 2^-16 in the field. A carry between limbs is an expression times this. */
export const INV_LIMB = inv(LIMB);

/** 0 <= value < 2^16 on the rows where `on` is 1. */
export const range16 = (b: AirBuilder, value: Operand, on: Operand): void => b.lookup(rangeBus, { value, bits: LIMB_BITS }, on);

/** The limb of two bytes. */
export const limbOfBytes = (low: Expr, high: Expr): Expr => low.add(high.mul(256));

/** Limb i of an integer below 2^53 in absolute value, in two's complement. */
export const limbOfInteger = (value: number, i: number): number =>
  ((i < 2 ? value : Math.floor(value / 2 ** 32)) >>> (LIMB_BITS * (i & 1))) & LIMB_MAX;

/** Writes the limbs of a word of the record. The columns of an array are adjacent. */
export const putWord = (row: RowWriter, columns: readonly number[], record: RecordView, field: number): void => {
  const { cells } = row;
  const low = record.words[record.at + field];
  const at = row.at + columns[0];
  cells[at] = low & LIMB_MAX;
  cells[at + 1] = low >>> LIMB_BITS;
  if (columns.length === 2) return;
  const high = record.upper(field);
  row.set(columns[2], high & LIMB_MAX);
  row.set(columns[3], high >>> LIMB_BITS);
};

/** Writes the bytes of a word of the record. */
export const putWordBytes = (row: RowWriter, columns: readonly number[], record: RecordView, field: number): void => {
  putU32Bytes(row, columns, record.get(field));
  if (columns.length > 4) putU32Bytes(row, columns.slice(4), record.upper(field));
};

/** Writes the limbs of an integer below 2^53 in absolute value. */
export const putInteger = (row: RowWriter, columns: readonly number[], value: number): void => {
  for (let i = 0; i < columns.length; i++) row.set(columns[i], limbOfInteger(value, i));
};

/** Writes the two limbs of a u32. */
export const putU32 = (row: RowWriter, columns: readonly [number, number], value: number): void => {
  const { cells, at } = row;
  cells[at + columns[0]] = value & LIMB_MAX;
  cells[at + columns[1]] = value >>> LIMB_BITS;
};

/** Writes the four bytes of a u32. */
export const putU32Bytes = (row: RowWriter, columns: readonly number[], value: number): void => {
  const { cells, at } = row;
  cells[at + columns[0]] = value & 0xff;
  cells[at + columns[1]] = (value >>> 8) & 0xff;
  cells[at + columns[2]] = (value >>> 16) & 0xff;
  cells[at + columns[3]] = value >>> 24;
};
