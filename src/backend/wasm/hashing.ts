/** Merkle trees and proof of work, over assembly/merkle.ts. docs/protocol.md, "Commitments". */

import * as felt from '../../field/felt.ts';
import { layerOffset, treeWords } from '../../hash/merkle.ts';
import type { Matrix, MerkleTree, Span } from '../types.ts';
import { type Arena, addressOf } from './arena.ts';
import type { Jobs, Split } from './jobs.ts';

/** Permutations per call of a kernel: a few milliseconds. A multiple of the batch, 8 or 16. */
const CALL_PERMUTATIONS = 2 ** 13;
/** Parts are whole batches: a batch that reached over the end of its part would write rows of another thread. */
const split = (perRow: number): Split => ({ max: CALL_PERMUTATIONS / perRow, unit: 64 });
/** Parts in a round of nonces. Threads stop at the end of a round, so few nonces are tried in vain. */
const GRIND_PARTS = 64;
const GRIND_SPLIT = { max: 2 ** 11, unit: 64 };

/** The rows of a lower matrix join the tree in the layer that has as many nodes. Each follows its node in one sponge. */
export const merkle = (jobs: Jobs, arena: Arena, matrices: readonly Matrix[], target?: Span): MerkleTree => {
  const logLeaves = matrices[matrices.length - 1].logHeight;
  const span = target ?? arena.alloc(treeWords(logLeaves));
  const byHeight = new Map(matrices.map((matrix) => [matrix.logHeight, matrix]));
  /** Sponges of the matrix that has as many rows as the layer, if any, from `states` on: the layer's digests. */
  const absorb = (level: number, states: number): void => {
    const { span: rows, stride } = byHeight.get(logLeaves - level) as Matrix;
    const count = 2 ** (logLeaves - level);
    const out = addressOf(span, layerOffset(logLeaves, level));
    jobs.range('absorbRows', [addressOf(rows), 4 * stride, stride / 8, count, states, 0, out, 8], count, split(stride / 8));
  };
  const join = (level: number): void => {
    if (!byHeight.has(logLeaves - level)) return;
    const mark = arena.mark();
    const count = 2 ** (logLeaves - level);
    const nodes = addressOf(span, layerOffset(logLeaves, level));
    const states = addressOf(arena.alloc(16 * count));
    jobs.range('absorbRows', [nodes, 32, 1, count, 0, 0, states, 16], count, split(1));
    absorb(level, states);
    arena.release(mark);
  };
  absorb(0, 0);
  for (let level = 0; level < logLeaves; level++) {
    const count = 2 ** (logLeaves - level - 1);
    const children = addressOf(span, layerOffset(logLeaves, level));
    const parents = addressOf(span, layerOffset(logLeaves, level + 1));
    jobs.range('compressLayer', [children, parents, count], count, split(1));
    join(level + 1);
  }
  const root = layerOffset(logLeaves, logLeaves);
  return { span, logLeaves, root: arena.view(span).slice(root, root + 8) };
};

export const grind = (jobs: Jobs, arena: Arena, state: Uint32Array, bits: number): number => {
  const mark = arena.mark();
  const words = arena.alloc(16);
  arena.view(words).set(state);
  try {
    const round = GRIND_PARTS * GRIND_SPLIT.max;
    for (let from = 0; from < felt.P - 1; from += round) {
      const to = Math.min(felt.P - 1, from + round);
      const nonce = jobs.range('grind', [addressOf(words), 2 ** bits - 1], to, GRIND_SPLIT, from);
      if (nonce < to) return nonce;
    }
  } finally {
    arena.release(mark);
  }
  throw new RangeError(`no nonce gives ${bits} zero bits`);
};
