/** The names of memory cells: a register by its number, a word of memory by its index (address / bytes of a word). */
import { Space } from '../../vm/record.ts';

/** Bits of the lower half of an address. */
const LOWER_BITS = 16;

/** log2 of the words that share the upper half of their address; a word has 2^logBytes bytes. */
export const lowerIndexBits = (logBytes: number): number => LOWER_BITS - logBytes;

/** The halves of the address of a cell. */
export const cellAddress = (space: number, index: number, logBytes = 2): { readonly upper: number; readonly lower: number } => {
  const bits = lowerIndexBits(logBytes);
  return space === Space.REG ? { upper: 0, lower: index } : { upper: index >>> bits, lower: (index & ((1 << bits) - 1)) << logBytes };
};

/** The index of the cell at an address. */
export const cellIndex = (space: number, upper: number, lower: number, logBytes = 2): number =>
  space === Space.REG ? lower : (upper << lowerIndexBits(logBytes)) + lower / 2 ** logBytes;
