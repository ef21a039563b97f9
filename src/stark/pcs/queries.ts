/** The query phase's index arithmetic, shared by prover and verifier. docs/protocol.md, "Queries". */
import type { MatrixShape, Shape } from '../shape.ts';

export const sortedDistinct = (indices: readonly number[]): number[] => [...new Set(indices)].sort((a, b) => a - b);

/** Row of a matrix of 2^logHeight trace rows that position `index` of the longest codeword reads. */
export const rowIndex = (shape: Shape, matrix: MatrixShape, index: number): number => index >>> (shape.logN - matrix.logHeight);

/** Number of sibling digests in a pruned multi-proof of the given sorted, distinct leaves. */
export const siblingCount = (logLeaves: number, leaves: readonly number[]): number => {
  let nodes = leaves;
  let count = 0;
  for (let layer = 0; layer < logLeaves; layer++) {
    const present = new Set(nodes);
    for (const node of nodes) if (!present.has(node ^ 1)) count++;
    nodes = sortedDistinct(nodes.map((node) => node >>> 1));
  }
  return count;
};
