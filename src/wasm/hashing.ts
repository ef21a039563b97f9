/** Merkle trees and proof of work, over assembly/merkle.ts. docs/protocol.md, "Commitments". */
import type { Matrix, MerkleTree, Span } from '../backend/types.ts';
import * as felt from '../field/felt.ts';
import { layerOffset, treeWords } from '../hash/merkle.ts';
import { type Arena, addressOf } from './arena.ts';
import type { Jobs, Split } from './jobs.ts';

/** Permutations per call of a kernel: a few milliseconds. A multiple of the batch, 8 or 16. */
const CALL_PERMUTATIONS = 2 ** 13;
/** Parts of whole batches: a batch that reaches over the end of its part would write rows of another thread's. */
const split = (perRow: number): Split => ({ max: CALL_PERMUTATIONS / perRow, unit: 64 });
/** Nonces are tried in rounds, so that few are tried in vain. */
const GRIND_PARTS = 64;
const GRIND_SPLIT = { max: 2 ** 11, unit: 64 };

/** Sponge states of the rows of the lower matrices go upwards; the tallest one's become digests. */
export const merkle = (jobs: Jobs, arena: Arena, matrices: readonly Matrix[], target?: Span): MerkleTree => {
  const logLeaves = matrices[matrices.length - 1].logHeight;
  const span = target ?? arena.alloc(treeWords(logLeaves));
  const mark = arena.mark();
  let states = 0;
  matrices.forEach((matrix, i) => {
    const isLast = i === matrices.length - 1;
    const height = 2 ** matrix.logHeight;
    const out = addressOf(isLast ? span : arena.alloc(16 * height));
    const shift = i === 0 ? 0 : matrix.logHeight - matrices[i - 1].logHeight;
    const blocks = matrix.stride / 8;
    const rows = addressOf(matrix.span);
    const words = isLast ? 8 : 16;
    jobs.range('absorbRows', [rows, 4 * matrix.stride, blocks, height, states, shift, out, words], height, split(blocks));
    states = out;
  });
  arena.release(mark);
  for (let level = 0; level < logLeaves; level++) {
    const count = 2 ** (logLeaves - level - 1);
    const children = addressOf(span, layerOffset(logLeaves, level));
    const parents = addressOf(span, layerOffset(logLeaves, level + 1));
    jobs.range('compressLayer', [children, parents, count], count, split(1));
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
