/**
 * The instructions of the row interpreter (assembly/interpreter.ts), which the assembler of row programs emits (assembler.ts), and the
 * tables that they read. `npm run gen` writes assembly/gen/rowCodes.ts from this file.
 *
 * Operands, u32: d, a, b: byte offsets of slots; k: byte offset of a twiddle in the pool; w: byte offset of a weight in the pool;
 * r: number of a region; n: a count.
 */
export const RowCode = {
  END: 0,
  /** r byteOffset d0 d1 d2 d3: four adjacent words of a row. */
  LOAD4: 1,
  /** r byteOffset a0 a1 a2 a3. */
  STORE4: 2,
  /** d a b */
  ADD: 3,
  SUB: 4,
  MUL: 5,
  /** d a k: a + k, k - a, a k. */
  ADD_CONSTANT: 6,
  SUB_FROM_CONSTANT: 7,
  MUL_CONSTANT: 8,
  /** d a k: a k without reduction in the relaxed module. */
  SCALE: 9,
  /** d a */
  REDUCE: 10,
  /** d k */
  CONSTANT: 11,
  /** n d0..d3 k0..k3 (a w) x n: d = k + sum of a w; lazy: sum of |a| <= 2^38 - 2^22. */
  FOLD: 12,
  /** d0..d3 a0..a3 b0..b3: extension product. Lazy: 16 |a_i b_j| as for mul, |d| <= 45 * 0.64 p. */
  EXT_MUL: 13,
  /** e0 e1 n a0..a3: see `norm` in assembly/extension.ts. */
  NORM: 14,
  /** d0..d3 a0..a3 e0 e1 t: see `scaledInverse` there. */
  SCALED_INVERSE: 15,
  /** n (a prefix) x n: replaces every a by its inverse. */
  INVERT: 16,
  /** r byteOffset d0 d1 d2 d3 logHeight: as LOAD4, for the row of the next point of the subgroup of order 2^logHeight, on a bit-reversed coset. */
  LOAD4_NEXT: 17,
  /** r byteOffset bytes: as many of each row, which LOAD4 will read column by column. */
  FETCH: 18,
} as const;

/** Rows that run at once: a slot has room for one element of each. */
export const BATCH_ROWS = 64;

/** A region says where rows are: batch row j reads row (j >> shift) & mask. */
export const REGION_ADDRESS = 0;
/** Bytes from row to row. */
export const REGION_ROW_BYTES = 4;
export const REGION_SHIFT = 8;
export const REGION_MASK = 12;
export const REGION_BYTES = 16;
