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
import { scratch, TILE } from './lib/layout';
import { interleaveHigh, interleaveLow, joinHigh, joinLow } from './lib/vec';

const STATE: usize = 256;
const KEY: usize = 512;
const STACK: usize = 640;
/** Bytes of a chaining value of four messages. */
const VALUE: usize = 128;

const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 2;
const PARENT: u32 = 4;
const ROOT: u32 = 8;
const KEYED_HASH: u32 = 16;
/** Of a message of one block. */
const SINGLE: u32 = KEYED_HASH | CHUNK_START | CHUNK_END | ROOT;

const CHUNK_WORDS: u32 = 256;

// @ts-ignore: decorator
@inline
function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shr_u(x, by), i32x4.shl(x, 32 - by));
}
/** By 16, as a shuffle that engines know; one by bytes, for 8, is slower than shifts, as its pattern is made anew each time. */
// @ts-ignore: decorator
@inline
function rotateHalf(x: v128): v128 {
  return i8x16.shuffle(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

/** The quarter round on state words a, b, c, d with message words x, y. */
// @ts-ignore: decorator
@inline
function mix(s: usize, a: usize, b: usize, c: usize, d: usize, x: usize, y: usize): void {
  let vb = v128.load(s + STATE + 16 * b);
  let va = i32x4.add(i32x4.add(v128.load(s + STATE + 16 * a), vb), v128.load(s + 16 * x));
  let vd = rotateHalf(v128.xor(v128.load(s + STATE + 16 * d), va));
  let vc = i32x4.add(v128.load(s + STATE + 16 * c), vd);
  vb = rotate(v128.xor(vb, vc), 12);
  va = i32x4.add(i32x4.add(va, vb), v128.load(s + 16 * y));
  vd = rotate(v128.xor(vd, va), 8);
  vc = i32x4.add(vc, vd);
  v128.store(s + STATE + 16 * a, va);
  v128.store(s + STATE + 16 * d, vd);
  v128.store(s + STATE + 16 * c, vc);
  v128.store(s + STATE + 16 * b, rotate(v128.xor(vb, vc), 7));
}
/** A round: the columns, then the diagonals, with the message words in the order given. */
// @ts-ignore: decorator
@inline
function round(
  s: usize, m0: usize, m1: usize, m2: usize, m3: usize, m4: usize, m5: usize, m6: usize, m7: usize,
  m8: usize, m9: usize, m10: usize, m11: usize, m12: usize, m13: usize, m14: usize, m15: usize,
): void {
  mix(s, 0, 4, 8, 12, m0, m1);
  mix(s, 1, 5, 9, 13, m2, m3);
  mix(s, 2, 6, 10, 14, m4, m5);
  mix(s, 3, 7, 11, 15, m6, m7);
  mix(s, 0, 5, 10, 15, m8, m9);
  mix(s, 1, 6, 11, 12, m10, m11);
  mix(s, 2, 7, 8, 13, m12, m13);
  mix(s, 3, 4, 9, 14, m14, m15);
}

/** Compresses the message block into the chaining value. */
function compress(s: usize, counter: u32, bytes: u32, flags: u32): void {
  v128.store(s + STATE, i32x4.splat(0x6a09e667), 128);
  v128.store(s + STATE, i32x4.splat(0xbb67ae85), 144);
  v128.store(s + STATE, i32x4.splat(0x3c6ef372), 160);
  v128.store(s + STATE, i32x4.splat(0xa54ff53a), 176);
  v128.store(s + STATE, i32x4.splat(counter), 192);
  v128.store(s + STATE, i32x4.splat(0), 208);
  v128.store(s + STATE, i32x4.splat(bytes), 224);
  v128.store(s + STATE, i32x4.splat(flags), 240);
  round(s, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  round(s, 2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8);
  round(s, 3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1);
  round(s, 10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6);
  round(s, 12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4);
  round(s, 9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7);
  round(s, 11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13);
  for (let q = s + STATE; q < s + STATE + VALUE; q += 16) v128.store(q, v128.xor(v128.load(q), v128.load(q, 128)));
}

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
/** The top of the stack and the chaining value as children; the parent becomes the chaining value. */
function mergeTop(s: usize, top: usize, flags: u32): void {
  memory.copy(s, top, VALUE);
  memory.copy(s + VALUE, s + STATE, VALUE);
  startValue(s);
  compress(s, 0, 64, KEYED_HASH | PARENT | flags);
}

/**
 * Digests [from, to) of `count`, of 32 bytes each at `out`: of `words` words of a row, rows `rowBytes` apart and padded with zeros to a
 * multiple of 8 words. `prefix`, unless 0: digests, of which number row >> shift goes before the row's words.
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
      let flags = KEYED_HASH;
      if (within == 0) flags |= CHUNK_START;
      const ends = left <= 16;
      if (ends || within == CHUNK_WORDS - 16) flags |= CHUNK_END;
      if (ends && chunk == 0) flags |= ROOT;
      compress(s, chunk, 4 * min<u32>(left, 16), flags);
      if (ends) {
        while (top > s + STACK) {
          top -= VALUE;
          mergeTop(s, top, top == s + STACK ? ROOT : 0);
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

/** Parents [from, to) of `count`: two digests of `children` each, one of `out`. */
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
    compress(s, 0, 64, SINGLE);
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
    compress(s, 0, 64, SINGLE);
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
