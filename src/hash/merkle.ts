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

const validIndices = (logLeaves: number, indices: readonly number[]): boolean =>
  indices.length > 0 &&
  indices.every((index, i) => Number.isInteger(index) && index >= 0 && index < 2 ** logLeaves && (i === 0 || indices[i - 1] < index));

/**
 * Whether `leafDigests` are the leaves at `indices` of the tree with this root, with the rows of lower matrices that `join` puts
 * in. `join` is called for the ancestors of the leaves only. Untrusted arguments: never throws, accepts only ascending distinct indices, digests of 8 words and exactly the siblings of `openMultiProof`.
 */
export const verifyMultiProof = (
  compress: Compress,
  root: Digest,
  logLeaves: number,
  indices: readonly number[],
  leafDigests: readonly Digest[],
  siblings: readonly Digest[],
  join = joinNothing,
): boolean => {
  if (!validIndices(logLeaves, indices) || leafDigests.length !== indices.length) return false;
  const wellFormed = (digest: Digest): boolean => digest.length === DIGEST_WORDS;
  if (!wellFormed(root) || !leafDigests.every(wellFormed) || !siblings.every(wellFormed)) return false;

  let nodes = indices.map((index, i) => ({ index, digest: leafDigests[i] }));
  let used = 0;
  for (let level = 0; level < logLeaves; level++) {
    const above: typeof nodes = [];
    for (let i = 0; i < nodes.length; i++) {
      const { index, digest } = nodes[i];
      const isLeft = index % 2 === 0;
      let sibling: Digest | undefined;
      if (isLeft && nodes[i + 1]?.index === index + 1) sibling = nodes[++i].digest;
      else sibling = siblings[used++];
      if (sibling === undefined) return false;
      const node = isLeft ? compress(digest, sibling) : compress(sibling, digest);
      const parent = Math.floor(index / 2);
      above.push({ index: parent, digest: join(level + 1, parent, node) });
    }
    nodes = above;
  }
  return used === siblings.length && nodes[0].digest.every((word, i) => word === root[i]);
};
