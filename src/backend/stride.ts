/** How rows lie in memory. */

/** A row is filled up with zeros to a multiple of so many words: the rate of Poseidon2's sponge, and two vectors of the kernels. */
const ROW_UNIT = 8;

/** Words from row to row of a matrix of so many columns. */
export const strideOf = (width: number): number => Math.ceil(width / ROW_UNIT) * ROW_UNIT;
