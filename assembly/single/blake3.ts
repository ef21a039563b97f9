/** BLAKE3 keyed hashing of one message of whole words. docs/protocol.md, "Hashing". */
import { BLOCK_WORDS, CHUNK_WORDS, Flag } from '../gen/blake3Params';
import { INPUT, KEY, STACK, STATE } from '../gen/hashMemory';
import { rotate, rotateHalf } from '../lib/rotate';

const CHUNK_BYTES: u32 = 4 * CHUNK_WORDS;
const BLOCK_BYTES: u32 = 4 * BLOCK_WORDS;
/** Bytes of a chaining value. */
const VALUE: usize = 32;

// @ts-ignore: decorator
@inline
function rotate8(x: v128): v128 {
  return i8x16.shuffle(x, x, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
}

/**
 * Compresses the block at `message` into the chaining value at `value`. The state is the rows a, b, c, d; four quarter rounds at
 * once work on its columns, then, with the rows turned, on its diagonals. The message is kept in the order of use: m0 m2 m4 m6, m1 m3
 * m5 m7, m8 m10 m12 m14, m9 m11 m13 m15, and permuted from round to round.
 */
function compress(value: usize, message: usize, counter: u32, bytes: u32, flags: u32): void {
  let a = v128.load(value, 0), b = v128.load(value, 16);
  let c = i32x4(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a);
  let d = i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(0), 0, counter), 2, bytes), 3, flags);
  const m0 = v128.load(message, 0), m1 = v128.load(message, 16), m2 = v128.load(message, 32), m3 = v128.load(message, 48);
  let x0 = v128.shuffle<i32>(m0, m1, 0, 2, 4, 6), y0 = v128.shuffle<i32>(m0, m1, 1, 3, 5, 7);
  let x1 = v128.shuffle<i32>(m2, m3, 0, 2, 4, 6), y1 = v128.shuffle<i32>(m2, m3, 1, 3, 5, 7);
  for (let round = 0; round < 7; round++) {
    a = i32x4.add(i32x4.add(a, b), x0);
    d = rotateHalf(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = rotate(v128.xor(b, c), 12);
    a = i32x4.add(i32x4.add(a, b), y0);
    d = rotate8(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = rotate(v128.xor(b, c), 7);
    b = v128.shuffle<i32>(b, b, 1, 2, 3, 0);
    c = v128.shuffle<i32>(c, c, 2, 3, 0, 1);
    d = v128.shuffle<i32>(d, d, 3, 0, 1, 2);
    a = i32x4.add(i32x4.add(a, b), x1);
    d = rotateHalf(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = rotate(v128.xor(b, c), 12);
    a = i32x4.add(i32x4.add(a, b), y1);
    d = rotate8(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = rotate(v128.xor(b, c), 7);
    b = v128.shuffle<i32>(b, b, 3, 0, 1, 2);
    c = v128.shuffle<i32>(c, c, 2, 3, 0, 1);
    d = v128.shuffle<i32>(d, d, 1, 2, 3, 0);
    // 2 6 3 10 7 0 4 13 1 11 12 5 9 14 15 8
    const nextX0 = v128.shuffle<i32>(x0, y0, 1, 5, 7, 2);
    const nextY0 = v128.shuffle<i32>(v128.shuffle<i32>(x0, x1, 3, 5, 0, 0), y1, 0, 1, 2, 6);
    const nextX1 = v128.shuffle<i32>(v128.shuffle<i32>(y0, x1, 0, 6, 0, 0), y1, 0, 1, 4, 7);
    y1 = v128.shuffle<i32>(v128.shuffle<i32>(y1, y0, 1, 6, 0, 0), x1, 0, 1, 7, 4);
    x0 = nextX0;
    y0 = nextY0;
    x1 = nextX1;
  }
  v128.store(value, v128.xor(a, c), 0);
  v128.store(value, v128.xor(b, d), 16);
}

/** The initial chaining value: the key. */
// @ts-ignore: decorator
@inline
function start(value: usize): void {
  memory.copy(value, KEY, VALUE);
}
/** Compresses the two values below `top` into the lower one. */
function merge(top: usize, flags: u32): void {
  start(top);
  compress(top, top - 2 * VALUE, 0, BLOCK_BYTES, Flag.KEYED_HASH | Flag.PARENT | flags);
  memory.copy(top - 2 * VALUE, top, VALUE);
}

/**
 * Hashes `words` words, at least one, at INPUT, padded with zeros to a whole block; the first 8 words of output to STATE. Values
 * of finished subtrees wait on the stack; the number of chunks done says how many of the top ones are as high as each other.
 */
export function blake3(words: u32): void {
  let top = STACK;
  const total: u32 = 4 * words;
  for (let at: u32 = 0, chunk: u32 = 0; at < total; at += CHUNK_BYTES, chunk++) {
    start(top);
    const last = at + CHUNK_BYTES >= total;
    const end = min<u32>(total, at + CHUNK_BYTES);
    for (let block = at; block < end; block += BLOCK_BYTES) {
      let flags = Flag.KEYED_HASH;
      if (block == at) flags |= Flag.CHUNK_START;
      if (block + BLOCK_BYTES >= end) flags |= last && chunk == 0 ? Flag.CHUNK_END | Flag.ROOT : Flag.CHUNK_END;
      compress(top, INPUT + <usize>block, chunk, min<u32>(BLOCK_BYTES, end - block), flags);
    }
    top += VALUE;
    if (last) break;
    for (let done = chunk + 1; (done & 1) == 0; done >>= 1) {
      merge(top, 0);
      top -= VALUE;
    }
  }
  while (top > STACK + VALUE) {
    const root = top == STACK + 2 * VALUE;
    merge(top, root ? Flag.ROOT : 0);
    top -= VALUE;
  }
  memory.copy(STATE, STACK, VALUE);
}
