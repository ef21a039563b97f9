/**
 * BLAKE3 keyed hashing of four messages at once, one to a lane: leaves and layers of Merkle trees, and proof of work. The
 * messages of a call have the same length, so all lanes take the same path through chunks and their tree. docs/protocol.md, "Hashing".
 *
 * Where fewer than four rows are left, the last row stands in for the missing ones and writes the same digest again.
 *
 * Scratch at TILE of the thread, in bytes, one vector to a word of the four messages:
 *     0  message block, 16 vectors
 *   256  state, 16 vectors; the chaining value is its first 8
 *   512  the key, 8 vectors
 *   640  chaining values of finished subtrees, 8 vectors each
 */
import { compress } from './gen/blake3';
import { CHUNK_WORDS, Flag } from './gen/blake3Params';
import { scratch, TILE } from './lib/layout';
import { interleaveHigh, interleaveLow, joinHigh, joinLow } from './lib/vec';

const STATE: usize = 256;
const KEY: usize = 512;
const STACK: usize = 640;
/** Bytes of a chaining value of four messages. */
const VALUE: usize = 128;

/** Flags of a message of one block. */
const SINGLE: u32 = Flag.KEYED_HASH | Flag.CHUNK_START | Flag.CHUNK_END | Flag.ROOT;

/** Words [0, 4) of four rows into message words from `at`. */
// @ts-ignore: decorator
@inline
function loadQuad(r0: usize, r1: usize, r2: usize, r3: usize, at: usize): void {
  const a0 = v128.load(r0), a1 = v128.load(r1), a2 = v128.load(r2), a3 = v128.load(r3);
  const l01 = interleaveLow(a0, a1), l23 = interleaveLow(a2, a3);
  const h01 = interleaveHigh(a0, a1), h23 = interleaveHigh(a2, a3);
  v128.store(at, joinLow(l01, l23));
  v128.store(at, joinHigh(l01, l23), 16);
  v128.store(at, joinLow(h01, h23), 32);
  v128.store(at, joinHigh(h01, h23), 48);
}
/** The chaining value as four digests of 32 bytes. */
function storeDigests(s: usize, d0: usize, d1: usize, d2: usize, d3: usize): void {
  for (let half: usize = 0; half < 2; half++) {
    const q = s + STATE + 64 * half;
    const a0 = v128.load(q), a1 = v128.load(q, 16), a2 = v128.load(q, 32), a3 = v128.load(q, 48);
    const l01 = interleaveLow(a0, a1), l23 = interleaveLow(a2, a3);
    const h01 = interleaveHigh(a0, a1), h23 = interleaveHigh(a2, a3);
    v128.store(d0 + 16 * half, joinLow(l01, l23));
    v128.store(d1 + 16 * half, joinHigh(l01, l23));
    v128.store(d2 + 16 * half, joinLow(h01, h23));
    v128.store(d3 + 16 * half, joinHigh(h01, h23));
  }
}
function splatKey(s: usize, key: usize): void {
  for (let w: usize = 0; w < 8; w++) v128.store(s + KEY + 16 * w, v128.load32_splat(key + 4 * w));
}
// @ts-ignore: decorator
@inline
function startValue(s: usize): void {
  memory.copy(s + STATE, s + KEY, VALUE);
}
/** Replaces the chaining value by its parent: the top of the stack is the left child, the chaining value the right one. */
function mergeTop(s: usize, top: usize, flags: u32): void {
  memory.copy(s, top, VALUE);
  memory.copy(s + VALUE, s + STATE, VALUE);
  startValue(s);
  compress(s, s + STATE, 0, 64, Flag.KEYED_HASH | Flag.PARENT | flags);
}

/**
 * Writes digests [from, to) of `count` rows, 32 bytes each, to `out`. A row is `words` words. Rows are `rowBytes` apart and padded with
 * zeros to a multiple of 8 words. If `prefix` is not 0, it is a list of digests; digest row >> shift goes before the row's words.
 */
export function blake3Rows(
  rows: usize, rowBytes: usize, words: u32, count: u32, prefix: usize, shift: u32, key: usize, out: usize,
  from: u32, to: u32,
): void {
  const s = scratch() + TILE;
  splatKey(s, key);
  const before: u32 = prefix == 0 ? 0 : 8;
  const total = before + words;
  const last = count - 1;
  for (let row = from; row < to; row += 4) {
    const i0 = <usize>row, i1 = <usize>min(row + 1, last), i2 = <usize>min(row + 2, last), i3 = <usize>min(row + 3, last);
    const r0 = rows + i0 * rowBytes, r1 = rows + i1 * rowBytes, r2 = rows + i2 * rowBytes, r3 = rows + i3 * rowBytes;
    let top = s + STACK;
    startValue(s);
    for (let word: u32 = 0; word < total; word += 16) {
      for (let q: u32 = 0; q < 16; q += 4) {
        const at = s + 16 * <usize>q;
        if (word + q < before) {
          const p = prefix + 4 * <usize>q;
          loadQuad(p + (i0 >> shift) * 32, p + (i1 >> shift) * 32, p + (i2 >> shift) * 32, p + (i3 >> shift) * 32, at);
        } else if (word + q < total) {
          const p = 4 * <usize>(word + q - before);
          loadQuad(r0 + p, r1 + p, r2 + p, r3 + p, at);
        } else memory.fill(at, 0, 64);
      }
      const chunk = word / CHUNK_WORDS, within = word % CHUNK_WORDS, left = total - word;
      let flags = Flag.KEYED_HASH;
      if (within == 0) flags |= Flag.CHUNK_START;
      const ends = left <= 16;
      if (ends || within == CHUNK_WORDS - 16) flags |= Flag.CHUNK_END;
      if (ends && chunk == 0) flags |= Flag.ROOT;
      compress(s, s + STATE, chunk, 4 * min<u32>(left, 16), flags);
      if (ends) {
        while (top > s + STACK) {
          top -= VALUE;
          mergeTop(s, top, top == s + STACK ? Flag.ROOT : 0);
        }
      } else if (within == CHUNK_WORDS - 16) {
        for (let subtrees = chunk + 1; (subtrees & 1) == 0; subtrees >>= 1) {
          top -= VALUE;
          mergeTop(s, top, 0);
        }
        memory.copy(top, s + STATE, VALUE);
        top += VALUE;
        startValue(s);
      }
    }
    storeDigests(s, out + i0 * 32, out + i1 * 32, out + i2 * 32, out + i3 * 32);
  }
}

/** Writes parents [from, to) of `count` to `out`, each of two digests of `children`. */
export function blake3Layer(children: usize, count: u32, key: usize, out: usize, from: u32, to: u32): void {
  const s = scratch() + TILE;
  splatKey(s, key);
  const last = count - 1;
  for (let row = from; row < to; row += 4) {
    const i0 = <usize>row, i1 = <usize>min(row + 1, last), i2 = <usize>min(row + 2, last), i3 = <usize>min(row + 3, last);
    for (let q: usize = 0; q < 64; q += 16) {
      loadQuad(children + i0 * 64 + q, children + i1 * 64 + q, children + i2 * 64 + q, children + i3 * 64 + q, s + 4 * q);
    }
    startValue(s);
    compress(s, s + STATE, 0, 64, SINGLE);
    storeDigests(s, out + i0 * 32, out + i1 * 32, out + i2 * 32, out + i3 * 32);
  }
}

/**
 * The smallest nonce in [from, to) for which word 8 of the output of the block `message` (16 words), with word 8 replaced by the
 * nonce, has the bits of `mask` clear; `to` if none.
 */
export function blake3Grind(message: usize, mask: u32, key: usize, from: u32, to: u32): u32 {
  const s = scratch() + TILE;
  splatKey(s, key);
  for (let w: usize = 0; w < 16; w++) v128.store(s + 16 * w, v128.load32_splat(message + 4 * w));
  for (let nonce = from; nonce < to; nonce += 4) {
    v128.store(s, i32x4.add(i32x4.splat(nonce), i32x4(0, 1, 2, 3)), 128);
    startValue(s);
    compress(s, s + STATE, 0, 64, SINGLE);
    // Output word 8 is state word 8 plus, in the second half of the output, word 0 of the key.
    const work = v128.and(v128.xor(v128.load(s + STATE, 128), v128.load(s + KEY)), i32x4.splat(mask));
    const found = i32x4.bitmask(i32x4.eq(work, i32x4.splat(0)));
    if (found != 0) {
      const first = nonce + ctz(found);
      if (first < to) return first;
    }
  }
  return to;
}
