/** The verifier's side of a Merkle tree: a leaf that a query opens must lead to the root. */
import type { Algebra, Kinds } from '../algebra.ts';
import type { Opening } from '../decode.ts';

/** Where a query's leaf stands in its tree. */
export interface Leaf<K extends Kinds> {
  readonly position: K['position'];
  /** The leaf's index is the position without so many low bits. */
  readonly from: number;
  /** Which row joins the tree in a node of which level; level 0 are the leaves. */
  readonly rowAt: ReadonlyMap<number, number>;
}

/** Asserts that the rows of the leaf lead to the root. Each bit of its index says on which side of a node the sibling stands. */
export const assertPath = <K extends Kinds>(
  { hashRow, parent, assertEqualDigest }: Algebra<K>,
  root: K['digest'],
  { rows, path }: Opening<K>,
  { position, from, rowAt }: Leaf<K>,
  reason: string,
): void => {
  let node = hashRow(rows[rowAt.get(0) as number]);
  path.forEach((sibling, level) => {
    node = parent(node, sibling, position, from + level);
    const row = rowAt.get(level + 1);
    if (row !== undefined) node = hashRow(rows[row], node);
  });
  assertEqualDigest(node, root, reason);
};
