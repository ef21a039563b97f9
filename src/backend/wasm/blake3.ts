/** Merkle trees and proof of work with BLAKE3, over assembly/blake3.ts. docs/protocol.md, "Hashing". */

import * as felt from '../../field/felt.ts';
import { BLAKE3_KEYS } from '../../hash/blake3.ts';
import type { Digest } from '../../hash/digest.ts';
import { layerOffset, treeWords } from '../../hash/merkle.ts';
import type { Matrix, MerkleTree, Span } from '../types.ts';
import { type Arena, addressOf } from './arena.ts';
import type { Jobs, Split } from './jobs.ts';

/** Compressions per call of a kernel: a few milliseconds. */
const CALL_COMPRESSIONS = 2 ** 16;
/** Parts are whole batches, because a batch that is not full writes its last row again. */
const split = (perRow: number): Split => ({ max: Math.ceil(CALL_COMPRESSIONS / perRow), unit: 64 });
/** Parts in a round of nonces. Threads stop at the end of a round, so few nonces are tried in vain. */
const GRIND_PARTS = 64;
const GRIND_SPLIT = { max: 2 ** 13, unit: 64 };

/** Places the words that go with a call. Returns their address. */
const place = (arena: Arena, words: Digest): number => {
  const span = arena.alloc(words.length);
  arena.view(span).set(words);
  return addressOf(span);
};

/** The rows of a lower matrix join the tree in the layer that has as many nodes. Each is hashed as a message that begins with its node. */
export const merkleBlake3 = (jobs: Jobs, arena: Arena, matrices: readonly Matrix[], target?: Span): MerkleTree => {
  const logLeaves = matrices[matrices.length - 1].logHeight;
  const span = target ?? arena.alloc(treeWords(logLeaves));
  const mark = arena.mark();
  const leafKey = place(arena, BLAKE3_KEYS.leaf);
  const nodeKey = place(arena, BLAKE3_KEYS.node);
  const byHeight = new Map(matrices.map((matrix) => [matrix.logHeight, matrix]));
  /** Hashes the rows of the matrix that has as many as the layer, if any, into its digests, after the nodes at `before`. */
  const join = (level: number, before: number): void => {
    const matrix = byHeight.get(logLeaves - level);
    if (matrix === undefined) return;
    const { span: rows, width, stride } = matrix;
    const count = 2 ** (logLeaves - level);
    const out = addressOf(span, layerOffset(logLeaves, level));
    jobs.range(
      'blake3Rows',
      [addressOf(rows), 4 * stride, width, count, before, 0, leafKey, out],
      count,
      split(Math.ceil((width + 8) / 16)),
    );
  };
  join(0, 0);
  for (let level = 0; level < logLeaves; level++) {
    const count = 2 ** (logLeaves - level - 1);
    const children = addressOf(span, layerOffset(logLeaves, level));
    const parents = addressOf(span, layerOffset(logLeaves, level + 1));
    jobs.range('blake3Layer', [children, count, nodeKey, parents], count, split(1));
    join(level + 1, parents);
  }
  arena.release(mark);
  const root = layerOffset(logLeaves, logLeaves);
  return { span, logLeaves, root: arena.view(span).slice(root, root + 8) };
};

export const grindBlake3 = (jobs: Jobs, arena: Arena, state: Uint32Array, bits: number): number => {
  const mark = arena.mark();
  const message = place(arena, state);
  const key = place(arena, BLAKE3_KEYS.work);
  try {
    const round = GRIND_PARTS * GRIND_SPLIT.max;
    for (let from = 0; from < felt.P - 1; from += round) {
      const to = Math.min(felt.P - 1, from + round);
      const nonce = jobs.range('blake3Grind', [message, 2 ** bits - 1, key], to, GRIND_SPLIT, from);
      if (nonce < to) return nonce;
    }
  } finally {
    arena.release(mark);
  }
  throw new RangeError(`no nonce gives ${bits} zero bits`);
};
