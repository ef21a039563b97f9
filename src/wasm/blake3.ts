/** Merkle trees and proof of work with BLAKE3, over assembly/blake3.ts. docs/protocol.md, "Hashing". */
import type { Matrix, MerkleTree } from '../backend/types.ts';
import * as felt from '../field/felt.ts';
import { BLAKE3_KEYS } from '../hash/blake3.ts';
import { layerOffset, treeWords } from '../hash/merkle.ts';
import type { Digest } from '../hash/poseidon2.ts';
import { type Arena, addressOf } from './arena.ts';
import type { KernelExports } from './instantiate.ts';

/** Compressions per call of a kernel: a few milliseconds. */
const CALL_COMPRESSIONS = 2 ** 16;

const inCalls = (count: number, perRow: number, call: (from: number, to: number) => void): void => {
  const step = Math.max(64, Math.ceil(CALL_COMPRESSIONS / perRow / 64) * 64);
  for (let from = 0; from < count; from += step) call(from, Math.min(count, from + step));
};

/** The address of words that go with a call. */
const place = (arena: Arena, words: Digest): number => {
  const span = arena.alloc(words.length);
  arena.view(span).set(words);
  return addressOf(span);
};

/** Digests of the rows of the lower matrices go upwards, each the beginning of the messages above it. */
export const merkleBlake3 = (run: KernelExports, arena: Arena, matrices: readonly Matrix[]): MerkleTree => {
  const logLeaves = matrices[matrices.length - 1].logHeight;
  const span = arena.alloc(treeWords(logLeaves));
  const mark = arena.mark();
  const leafKey = place(arena, BLAKE3_KEYS.leaf);
  const nodeKey = place(arena, BLAKE3_KEYS.node);
  let below = 0;
  matrices.forEach(({ span: rows, logHeight, width, stride }, i) => {
    const count = 2 ** logHeight;
    const out = addressOf(i === matrices.length - 1 ? span : arena.alloc(8 * count));
    const shift = i === 0 ? 0 : logHeight - matrices[i - 1].logHeight;
    inCalls(count, Math.ceil((width + 8) / 16), (from, to) => {
      run.blake3Rows(addressOf(rows), 4 * stride, width, count, below, shift, leafKey, out, from, to);
    });
    below = out;
  });
  for (let level = 0; level < logLeaves; level++) {
    const count = 2 ** (logLeaves - level - 1);
    const children = addressOf(span, layerOffset(logLeaves, level));
    const parents = addressOf(span, layerOffset(logLeaves, level + 1));
    inCalls(count, 1, (from, to) => run.blake3Layer(children, count, nodeKey, parents, from, to));
  }
  arena.release(mark);
  const root = layerOffset(logLeaves, logLeaves);
  return { span, logLeaves, root: arena.view(span).slice(root, root + 8) };
};

export const grindBlake3 = (run: KernelExports, arena: Arena, state: Uint32Array, bits: number): number => {
  const mark = arena.mark();
  const message = place(arena, state);
  const key = place(arena, BLAKE3_KEYS.work);
  try {
    for (let from = 0; from < felt.P - 1; from += CALL_COMPRESSIONS) {
      const to = Math.min(felt.P - 1, from + CALL_COMPRESSIONS);
      const nonce = run.blake3Grind(message, 2 ** bits - 1, key, from, to) >>> 0;
      if (nonce < to) return nonce;
    }
  } finally {
    arena.release(mark);
  }
  throw new RangeError(`no nonce gives ${bits} zero bits`);
};
