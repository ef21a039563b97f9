/**
 * BLAKE3 in keyed mode, on little-endian 32-bit words. docs/protocol.md, "Hashing". Each use has its own key, the hash of a context
 * string, so a message of one use is never one of another.
 */
import { BLOCK_WORDS, CHUNK_WORDS, Flag, IV, PERMUTATION, ROUNDS } from './blake3.params.ts';
import { DIGEST_WORDS, type Digest } from './digest.ts';

const VALUE_WORDS = DIGEST_WORDS;

/** Message word that step i of each round takes. */
const SCHEDULE = ((): Uint8Array => {
  const rounds = [Array.from({ length: BLOCK_WORDS }, (_, i) => i)];
  for (let round = 1; round < ROUNDS; round++) rounds.push(PERMUTATION.map((i) => rounds[round - 1][i]));
  return Uint8Array.from(rounds.flat());
})();

/** Working state of `compressNode`. It can be shared, because `compressNode` calls nothing that would call it again. */
const s = new Int32Array(BLOCK_WORDS);

const mix = (a: number, b: number, c: number, d: number, x: number, y: number): void => {
  let va = (s[a] + s[b] + x) | 0;
  let vd = s[d] ^ va;
  vd = (vd >>> 16) | (vd << 16);
  let vc = (s[c] + vd) | 0;
  let vb = s[b] ^ vc;
  vb = (vb >>> 12) | (vb << 20);
  va = (va + vb + y) | 0;
  vd ^= va;
  vd = (vd >>> 8) | (vd << 24);
  vc = (vc + vd) | 0;
  vb ^= vc;
  s[a] = va;
  s[b] = (vb >>> 7) | (vb << 25);
  s[c] = vc;
  s[d] = vd;
};

/** A compression still to be done: chaining value, block and position. */
interface Node {
  readonly value: Uint32Array;
  /** 16 words, zeros after `bytes`. */
  readonly block: Uint32Array;
  readonly bytes: number;
  readonly counter: number;
  readonly flags: number;
}

/** Compresses. Returns all 16 words of output. */
const compressNode = ({ value, block: m, bytes, counter, flags }: Node): Uint32Array => {
  s.set(value);
  for (let i = 0; i < 4; i++) s[8 + i] = IV[i];
  s[12] = counter;
  s[13] = Math.floor(counter / 2 ** 32);
  s[14] = bytes;
  s[15] = flags;
  for (let r = 0; r < SCHEDULE.length; r += BLOCK_WORDS) {
    mix(0, 4, 8, 12, m[SCHEDULE[r]], m[SCHEDULE[r + 1]]);
    mix(1, 5, 9, 13, m[SCHEDULE[r + 2]], m[SCHEDULE[r + 3]]);
    mix(2, 6, 10, 14, m[SCHEDULE[r + 4]], m[SCHEDULE[r + 5]]);
    mix(3, 7, 11, 15, m[SCHEDULE[r + 6]], m[SCHEDULE[r + 7]]);
    mix(0, 5, 10, 15, m[SCHEDULE[r + 8]], m[SCHEDULE[r + 9]]);
    mix(1, 6, 11, 12, m[SCHEDULE[r + 10]], m[SCHEDULE[r + 11]]);
    mix(2, 7, 8, 13, m[SCHEDULE[r + 12]], m[SCHEDULE[r + 13]]);
    mix(3, 4, 9, 14, m[SCHEDULE[r + 14]], m[SCHEDULE[r + 15]]);
  }
  const out = new Uint32Array(BLOCK_WORDS);
  for (let i = 0; i < VALUE_WORDS; i++) {
    out[i] = s[i] ^ s[i + 8];
    out[i + 8] = s[i + 8] ^ value[i];
  }
  return out;
};

const chainingValue = (node: Node): Uint32Array => compressNode(node).subarray(0, VALUE_WORDS);

/** The last block of a chunk, once the blocks before it are compressed. `words`: at most 256; the last may be filled only in part. */
const chunkNode = (key: Uint32Array, flags: number, words: Uint32Array, bytes: number, counter: number): Node => {
  let value = key;
  for (let start = 0; ; start += BLOCK_WORDS) {
    const block = new Uint32Array(BLOCK_WORDS);
    block.set(words.subarray(start, start + BLOCK_WORDS));
    const left = bytes - 4 * start;
    const isLast = left <= 4 * BLOCK_WORDS;
    const place = (start === 0 ? Flag.CHUNK_START : 0) | (isLast ? Flag.CHUNK_END : 0);
    const node = { value, block, bytes: Math.min(left, 4 * BLOCK_WORDS), counter, flags: flags | place };
    if (isLast) return node;
    value = chainingValue(node);
  }
};

/** The root of the tree over chunks. Its left subtree has the largest power of two of chunks that is below their number. */
const treeNode = (key: Uint32Array, flags: number, words: Uint32Array, bytes: number, counter: number): Node => {
  if (bytes <= 4 * CHUNK_WORDS) return chunkNode(key, flags, words, bytes, counter);
  let chunks = 1;
  while (2 * chunks * 4 * CHUNK_WORDS < bytes) chunks *= 2;
  const split = chunks * CHUNK_WORDS;
  const block = new Uint32Array(BLOCK_WORDS);
  block.set(chainingValue(treeNode(key, flags, words.subarray(0, split), 4 * split, counter)));
  block.set(chainingValue(treeNode(key, flags, words.subarray(split), bytes - 4 * split, counter + chunks)), VALUE_WORDS);
  return { value: key, block, bytes: 4 * BLOCK_WORDS, counter: 0, flags: flags | Flag.PARENT };
};

/** Output words of BLAKE3, 16 at a time: block i holds bytes [64 i, 64 i + 64) of the extended output. */
export type Output = (block: number) => Uint32Array;

const outputOf =
  (root: Node): Output =>
  (block) =>
    compressNode({ ...root, counter: block, flags: root.flags | Flag.ROOT });

/** BLAKE3 of bytes, without a key. */
export const blake3 = (bytes: Uint8Array): Output => {
  const words = new Uint32Array(Math.ceil(bytes.length / 4));
  bytes.forEach((byte, i) => {
    words[i >>> 2] |= byte << (8 * (i & 3));
  });
  return outputOf(treeNode(IV, 0, words, bytes.length, 0));
};

/** Keyed BLAKE3 of words. */
export const keyedBlake3 = (key: Digest, words: Uint32Array): Output =>
  outputOf(treeNode(key, Flag.KEYED_HASH, words, 4 * words.length, 0));

const keyOf = (use: string): Digest => blake3(new TextEncoder().encode(`pellucid 0 ${use}`))(0).slice(0, VALUE_WORDS);

/** The keys of the suite, by use. */
export const BLAKE3_KEYS = {
  leaf: keyOf('leaf'),
  node: keyOf('node'),
  transcript: keyOf('transcript'),
  work: keyOf('work'),
  identity: keyOf('identity'),
} as const;

/** The first 8 words of keyed BLAKE3. */
export const keyedDigest = (key: Digest, words: Uint32Array): Digest => keyedBlake3(key, words)(0).slice(0, VALUE_WORDS);

/** Parent of two digests. */
export const compressBlake3 = (left: Digest, right: Digest): Digest => {
  const words = new Uint32Array(2 * VALUE_WORDS);
  words.set(left);
  words.set(right, VALUE_WORDS);
  return keyedDigest(BLAKE3_KEYS.node, words);
};

const NO_NODE: Digest = new Uint32Array(0);

/** Hash of a row: a leaf. With `node`, hash of node | row, which takes the node's place where a lower matrix joins the tree. */
export const hashLeafBlake3 = (row: ArrayLike<number>, node: Digest = NO_NODE): Digest => {
  const words = new Uint32Array(node.length + row.length);
  words.set(node);
  words.set(row, node.length);
  return keyedDigest(BLAKE3_KEYS.leaf, words);
};
