/**
 * Merkle trees over matrices of several heights, and proofs of many leaves at once that share their paths. Layout and
 * leaves: src/backend/types.ts, `MerkleTree` and `merkle`. docs/protocol.md, "Commitments".
 */
import { DIGEST_WORDS, type Digest } from './digest.ts';

/** Parent of two digests: of the tree's hash suite. */
type Compress = (left: Digest, right: Digest) => Digest;
/**
 * What takes the place of node `index` of layer `level` (from 1 on; 0 are the leaves). Where a matrix has as many rows as the layer has nodes,
 * its row joins the tree in the node: so a root has one row of it in each place, whichever leaves are opened.
 */
export type Join = (level: number, index: number, node: Digest) => Digest;
const joinNothing: Join = (_level, _index, node) => node;

/** Word offset of layer `level` (0: the leaves) in a tree of 2^logLeaves leaves. */
export const layerOffset = (logLeaves: number, level: number): number =>
  (2 ** (logLeaves + 1) - 2 ** (logLeaves + 1 - level)) * DIGEST_WORDS;

/** Words of a whole tree. */
export const treeWords = (logLeaves: number): number => (2 ** (logLeaves + 1) - 1) * DIGEST_WORDS;

/** Fills the inner layers above the leaf digests at the start of `words`; returns the root. */
export const buildInnerLayers = (compress: Compress, words: Uint32Array, logLeaves: number, join = joinNothing): Digest => {
  const digest = (at: number): Digest => words.subarray(at, at + DIGEST_WORDS);
  for (let level = 0; level < logLeaves; level++) {
    const below = layerOffset(logLeaves, level);
    const above = layerOffset(logLeaves, level + 1);
    for (let i = 0; i < 2 ** (logLeaves - level - 1); i++) {
      const left = below + 2 * i * DIGEST_WORDS;
      const node = compress(digest(left), digest(left + DIGEST_WORDS));
      words.set(join(level + 1, i, node), above + i * DIGEST_WORDS);
    }
  }
  return digest(layerOffset(logLeaves, logLeaves)).slice();
};

/** The parents of ascending distinct nodes: ascending and distinct again. */
const parents = (nodes: readonly number[]): number[] =>
  nodes.map((node) => Math.floor(node / 2)).filter((node, i, all) => i === 0 || all[i - 1] !== node);

/**
 * The siblings that prove the leaves at `indices` (ascending, distinct, below 2^logLeaves): layer by layer from the leaves
 * up, by ascending index, only those that do not follow from nodes already known.
 */
export const openMultiProof = (tree: Uint32Array, logLeaves: number, indices: readonly number[]): Digest[] => {
  const siblings: Digest[] = [];
  let known = [...indices];
  for (let level = 0; level < logLeaves; level++) {
    const offset = layerOffset(logLeaves, level);
    const present = new Set(known);
    for (const node of known) {
      const sibling = node % 2 === 0 ? node + 1 : node - 1;
      if (present.has(sibling)) continue;
      siblings.push(tree.slice(offset + sibling * DIGEST_WORDS, offset + (sibling + 1) * DIGEST_WORDS));
    }
    known = parents(known);
  }
  return siblings;
};

/** A multi-proof and the hash of its tree, over nodes of any type. */
export interface MultiProof<N> {
  readonly logLeaves: number;
  /** Indices of the leaves, ascending, below 2^logLeaves. The same one may come again. */
  readonly leaves: readonly number[];
  /** Their digests. */
  readonly nodes: readonly N[];
  readonly compress: (left: N, right: N) => N;
  /** The next sibling of the proof, in the order of `openMultiProof`. */
  readonly nextSibling: () => N;
  /** As `Join`, but for the node above `leaves[leaf]`. */
  readonly join: (level: number, leaf: number, node: N) => N;
}

/**
 * Unfolds a multi-proof: the path of each leaf, its siblings from the leaf up to below the root. A sibling that the proof leaves out is
 * the node above another leaf of it, and is computed. Whether a path leads to the root is not checked.
 */
export const unfoldMultiProof = <N>({ logLeaves, leaves, nodes, compress, nextSibling, join }: MultiProof<N>): N[][] => {
  const paths = leaves.map(() => new Array<N>(logLeaves));
  let above = nodes;
  for (let level = 0; level < logLeaves; level++) {
    const known = above;
    const next: N[] = [];
    // Leaves from `first` on, before `middle` and before `end` are below the left child, the right child and nothing else.
    for (let first = 0, end = 0; first < leaves.length; first = end) {
      const parent = leaves[first] >>> (level + 1);
      let middle = first;
      while (middle < leaves.length && leaves[middle] >>> level === 2 * parent) middle++;
      end = middle;
      while (end < leaves.length && leaves[end] >>> (level + 1) === parent) end++;
      const left = middle === first ? nextSibling() : known[first];
      const right = end === middle ? nextSibling() : known[middle];
      const node = join(level + 1, first, compress(left, right));
      for (let leaf = first; leaf < end; leaf++) {
        paths[leaf][level] = leaf < middle ? right : left;
        next.push(node);
      }
    }
    above = next;
  }
  return paths;
};
