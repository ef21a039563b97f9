/** Merkle trees and proof of work with BLAKE3, over assembly/blake3.ts. docs/protocol.md, "Hashing". */
import type { Matrix, MerkleTree, Span } from '../backend/types.ts';
import * as felt from '../field/felt.ts';
import { BLAKE3_KEYS } from '../hash/blake3.ts';
import { layerOffset, treeWords } from '../hash/merkle.ts';
import type { Digest } from '../hash/poseidon2.ts';
import { type Arena, addressOf } from './arena.ts';
import type { Jobs, Split } from './jobs.ts';

/** Compressions per call of a kernel: a few milliseconds. */
const CALL_COMPRESSIONS = 2 ** 16;
/** Parts of whole batches, as a batch that is not full writes its last row again. */
const split = (perRow: number): Split => ({ max: Math.ceil(CALL_COMPRESSIONS / perRow), unit: 64 });
/** Nonces are tried in rounds, so that few are tried in vain. */
const GRIND_PARTS = 64;
const GRIND_SPLIT = { max: 2 ** 13, unit: 64 };

/** The address of words that go with a call. */
const place = (arena: Arena, words: Digest): number => {
  const span = arena.alloc(words.length);
  arena.view(span).set(words);
  return addressOf(span);
};

/** Digests of the rows of the lower matrices go upwards, each the beginning of the messages above it. */
export const merkleBlake3 = (jobs: Jobs, arena: Arena, matrices: readonly Matrix[], target?: Span): MerkleTree => {
  const logLeaves = matrices[matrices.length - 1].logHeight;
  const span = target ?? arena.alloc(treeWords(logLeaves));
  const mark = arena.mark();
  const leafKey = place(arena, BLAKE3_KEYS.leaf);
  const nodeKey = place(arena, BLAKE3_KEYS.node);
  let below = 0;
  matrices.forEach(({ span: rows, logHeight, width, stride }, i) => {
    const count = 2 ** logHeight;
    const out = addressOf(i === matrices.length - 1 ? span : arena.alloc(8 * count));
    const shift = i === 0 ? 0 : logHeight - matrices[i - 1].logHeight;
    const args = [addressOf(rows), 4 * stride, width, count, below, shift, leafKey, out] as const;
    jobs.range('blake3Rows', [...args], count, split(Math.ceil((width + 8) / 16)));
    below = out;
  });
  for (let level = 0; level < logLeaves; level++) {
    const count = 2 ** (logLeaves - level - 1);
    const children = addressOf(span, layerOffset(logLeaves, level));
    const parents = addressOf(span, layerOffset(logLeaves, level + 1));
    jobs.range('blake3Layer', [children, count, nodeKey, parents], count, split(1));
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
