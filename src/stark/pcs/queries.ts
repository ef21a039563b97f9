/** Index arithmetic of the query phase. docs/protocol.md, "Queries". */
import type { MatrixShape, Shape } from '../shape.ts';

/** Shared by prover and verifier. */
export const sortedDistinct = (indices: readonly number[]): number[] => [...new Set(indices)].sort((a, b) => a - b);

/** Row of a matrix of 2^logHeight trace rows that position `index` of the longest codeword reads. */
export const rowIndex = (shape: Shape, matrix: MatrixShape, index: number): number => index >>> (shape.logN - matrix.logHeight);
