/**
 * The compression of BLAKE3, of four messages at once, one to a lane. Written by `npm run gen` (scripts/genBlake3.ts). The rotation by 8
 * is one by shifts here: a shuffle by bytes is slower, as engines make its pattern anew each time.
 */
import { rotate, rotateHalf } from '../lib/rotate';

// @ts-ignore: decorator
@inline
function word(message: usize, i: usize): v128 {
  return v128.load(message + 16 * i);
}
/** a and the word first: they do not wait for b. */
// @ts-ignore: decorator
@inline
function sum(a: v128, word: v128, b: v128): v128 {
  return i32x4.add(i32x4.add(a, word), b);
}

/** Compresses the 16 words at `message` into the chaining value, the first 8 of the 16 words at `state`; 16 bytes to a word. */
export function compress(message: usize, state: usize, counter: u32, bytes: u32, flags: u32): void {
  let s0 = word(state, 0), s1 = word(state, 1), s2 = word(state, 2), s3 = word(state, 3), s4 = word(state, 4), s5 = word(state, 5), s6 = word(state, 6), s7 = word(state, 7);
  let s8 = i32x4.splat(0x6a09e667), s9 = i32x4.splat(0xbb67ae85), s10 = i32x4.splat(0x3c6ef372), s11 = i32x4.splat(0xa54ff53a);
  let s12 = i32x4.splat(counter), s13 = i32x4.splat(0), s14 = i32x4.splat(bytes), s15 = i32x4.splat(flags);
  // Round 1.
  s0 = sum(s0, word(message, 0), s4), s12 = rotateHalf(v128.xor(s12, s0)), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 12);
  s0 = sum(s0, word(message, 1), s4), s12 = rotate(v128.xor(s12, s0), 8), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 7);
  s1 = sum(s1, word(message, 2), s5), s13 = rotateHalf(v128.xor(s13, s1)), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 12);
  s1 = sum(s1, word(message, 3), s5), s13 = rotate(v128.xor(s13, s1), 8), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 7);
  s2 = sum(s2, word(message, 4), s6), s14 = rotateHalf(v128.xor(s14, s2)), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 12);
  s2 = sum(s2, word(message, 5), s6), s14 = rotate(v128.xor(s14, s2), 8), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 7);
  s3 = sum(s3, word(message, 6), s7), s15 = rotateHalf(v128.xor(s15, s3)), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 12);
  s3 = sum(s3, word(message, 7), s7), s15 = rotate(v128.xor(s15, s3), 8), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 7);
  s0 = sum(s0, word(message, 8), s5), s15 = rotateHalf(v128.xor(s15, s0)), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 12);
  s0 = sum(s0, word(message, 9), s5), s15 = rotate(v128.xor(s15, s0), 8), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 7);
  s1 = sum(s1, word(message, 10), s6), s12 = rotateHalf(v128.xor(s12, s1)), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 12);
  s1 = sum(s1, word(message, 11), s6), s12 = rotate(v128.xor(s12, s1), 8), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 7);
  s2 = sum(s2, word(message, 12), s7), s13 = rotateHalf(v128.xor(s13, s2)), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 12);
  s2 = sum(s2, word(message, 13), s7), s13 = rotate(v128.xor(s13, s2), 8), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 7);
  s3 = sum(s3, word(message, 14), s4), s14 = rotateHalf(v128.xor(s14, s3)), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 12);
  s3 = sum(s3, word(message, 15), s4), s14 = rotate(v128.xor(s14, s3), 8), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 7);
  // Round 2.
  s0 = sum(s0, word(message, 2), s4), s12 = rotateHalf(v128.xor(s12, s0)), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 12);
  s0 = sum(s0, word(message, 6), s4), s12 = rotate(v128.xor(s12, s0), 8), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 7);
  s1 = sum(s1, word(message, 3), s5), s13 = rotateHalf(v128.xor(s13, s1)), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 12);
  s1 = sum(s1, word(message, 10), s5), s13 = rotate(v128.xor(s13, s1), 8), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 7);
  s2 = sum(s2, word(message, 7), s6), s14 = rotateHalf(v128.xor(s14, s2)), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 12);
  s2 = sum(s2, word(message, 0), s6), s14 = rotate(v128.xor(s14, s2), 8), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 7);
  s3 = sum(s3, word(message, 4), s7), s15 = rotateHalf(v128.xor(s15, s3)), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 12);
  s3 = sum(s3, word(message, 13), s7), s15 = rotate(v128.xor(s15, s3), 8), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 7);
  s0 = sum(s0, word(message, 1), s5), s15 = rotateHalf(v128.xor(s15, s0)), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 12);
  s0 = sum(s0, word(message, 11), s5), s15 = rotate(v128.xor(s15, s0), 8), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 7);
  s1 = sum(s1, word(message, 12), s6), s12 = rotateHalf(v128.xor(s12, s1)), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 12);
  s1 = sum(s1, word(message, 5), s6), s12 = rotate(v128.xor(s12, s1), 8), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 7);
  s2 = sum(s2, word(message, 9), s7), s13 = rotateHalf(v128.xor(s13, s2)), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 12);
  s2 = sum(s2, word(message, 14), s7), s13 = rotate(v128.xor(s13, s2), 8), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 7);
  s3 = sum(s3, word(message, 15), s4), s14 = rotateHalf(v128.xor(s14, s3)), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 12);
  s3 = sum(s3, word(message, 8), s4), s14 = rotate(v128.xor(s14, s3), 8), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 7);
  // Round 3.
  s0 = sum(s0, word(message, 3), s4), s12 = rotateHalf(v128.xor(s12, s0)), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 12);
  s0 = sum(s0, word(message, 4), s4), s12 = rotate(v128.xor(s12, s0), 8), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 7);
  s1 = sum(s1, word(message, 10), s5), s13 = rotateHalf(v128.xor(s13, s1)), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 12);
  s1 = sum(s1, word(message, 12), s5), s13 = rotate(v128.xor(s13, s1), 8), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 7);
  s2 = sum(s2, word(message, 13), s6), s14 = rotateHalf(v128.xor(s14, s2)), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 12);
  s2 = sum(s2, word(message, 2), s6), s14 = rotate(v128.xor(s14, s2), 8), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 7);
  s3 = sum(s3, word(message, 7), s7), s15 = rotateHalf(v128.xor(s15, s3)), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 12);
  s3 = sum(s3, word(message, 14), s7), s15 = rotate(v128.xor(s15, s3), 8), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 7);
  s0 = sum(s0, word(message, 6), s5), s15 = rotateHalf(v128.xor(s15, s0)), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 12);
  s0 = sum(s0, word(message, 5), s5), s15 = rotate(v128.xor(s15, s0), 8), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 7);
  s1 = sum(s1, word(message, 9), s6), s12 = rotateHalf(v128.xor(s12, s1)), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 12);
  s1 = sum(s1, word(message, 0), s6), s12 = rotate(v128.xor(s12, s1), 8), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 7);
  s2 = sum(s2, word(message, 11), s7), s13 = rotateHalf(v128.xor(s13, s2)), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 12);
  s2 = sum(s2, word(message, 15), s7), s13 = rotate(v128.xor(s13, s2), 8), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 7);
  s3 = sum(s3, word(message, 8), s4), s14 = rotateHalf(v128.xor(s14, s3)), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 12);
  s3 = sum(s3, word(message, 1), s4), s14 = rotate(v128.xor(s14, s3), 8), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 7);
  // Round 4.
  s0 = sum(s0, word(message, 10), s4), s12 = rotateHalf(v128.xor(s12, s0)), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 12);
  s0 = sum(s0, word(message, 7), s4), s12 = rotate(v128.xor(s12, s0), 8), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 7);
  s1 = sum(s1, word(message, 12), s5), s13 = rotateHalf(v128.xor(s13, s1)), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 12);
  s1 = sum(s1, word(message, 9), s5), s13 = rotate(v128.xor(s13, s1), 8), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 7);
  s2 = sum(s2, word(message, 14), s6), s14 = rotateHalf(v128.xor(s14, s2)), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 12);
  s2 = sum(s2, word(message, 3), s6), s14 = rotate(v128.xor(s14, s2), 8), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 7);
  s3 = sum(s3, word(message, 13), s7), s15 = rotateHalf(v128.xor(s15, s3)), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 12);
  s3 = sum(s3, word(message, 15), s7), s15 = rotate(v128.xor(s15, s3), 8), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 7);
  s0 = sum(s0, word(message, 4), s5), s15 = rotateHalf(v128.xor(s15, s0)), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 12);
  s0 = sum(s0, word(message, 0), s5), s15 = rotate(v128.xor(s15, s0), 8), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 7);
  s1 = sum(s1, word(message, 11), s6), s12 = rotateHalf(v128.xor(s12, s1)), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 12);
  s1 = sum(s1, word(message, 2), s6), s12 = rotate(v128.xor(s12, s1), 8), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 7);
  s2 = sum(s2, word(message, 5), s7), s13 = rotateHalf(v128.xor(s13, s2)), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 12);
  s2 = sum(s2, word(message, 8), s7), s13 = rotate(v128.xor(s13, s2), 8), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 7);
  s3 = sum(s3, word(message, 1), s4), s14 = rotateHalf(v128.xor(s14, s3)), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 12);
  s3 = sum(s3, word(message, 6), s4), s14 = rotate(v128.xor(s14, s3), 8), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 7);
  // Round 5.
  s0 = sum(s0, word(message, 12), s4), s12 = rotateHalf(v128.xor(s12, s0)), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 12);
  s0 = sum(s0, word(message, 13), s4), s12 = rotate(v128.xor(s12, s0), 8), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 7);
  s1 = sum(s1, word(message, 9), s5), s13 = rotateHalf(v128.xor(s13, s1)), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 12);
  s1 = sum(s1, word(message, 11), s5), s13 = rotate(v128.xor(s13, s1), 8), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 7);
  s2 = sum(s2, word(message, 15), s6), s14 = rotateHalf(v128.xor(s14, s2)), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 12);
  s2 = sum(s2, word(message, 10), s6), s14 = rotate(v128.xor(s14, s2), 8), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 7);
  s3 = sum(s3, word(message, 14), s7), s15 = rotateHalf(v128.xor(s15, s3)), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 12);
  s3 = sum(s3, word(message, 8), s7), s15 = rotate(v128.xor(s15, s3), 8), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 7);
  s0 = sum(s0, word(message, 7), s5), s15 = rotateHalf(v128.xor(s15, s0)), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 12);
  s0 = sum(s0, word(message, 2), s5), s15 = rotate(v128.xor(s15, s0), 8), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 7);
  s1 = sum(s1, word(message, 5), s6), s12 = rotateHalf(v128.xor(s12, s1)), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 12);
  s1 = sum(s1, word(message, 3), s6), s12 = rotate(v128.xor(s12, s1), 8), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 7);
  s2 = sum(s2, word(message, 0), s7), s13 = rotateHalf(v128.xor(s13, s2)), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 12);
  s2 = sum(s2, word(message, 1), s7), s13 = rotate(v128.xor(s13, s2), 8), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 7);
  s3 = sum(s3, word(message, 6), s4), s14 = rotateHalf(v128.xor(s14, s3)), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 12);
  s3 = sum(s3, word(message, 4), s4), s14 = rotate(v128.xor(s14, s3), 8), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 7);
  // Round 6.
  s0 = sum(s0, word(message, 9), s4), s12 = rotateHalf(v128.xor(s12, s0)), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 12);
  s0 = sum(s0, word(message, 14), s4), s12 = rotate(v128.xor(s12, s0), 8), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 7);
  s1 = sum(s1, word(message, 11), s5), s13 = rotateHalf(v128.xor(s13, s1)), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 12);
  s1 = sum(s1, word(message, 5), s5), s13 = rotate(v128.xor(s13, s1), 8), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 7);
  s2 = sum(s2, word(message, 8), s6), s14 = rotateHalf(v128.xor(s14, s2)), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 12);
  s2 = sum(s2, word(message, 12), s6), s14 = rotate(v128.xor(s14, s2), 8), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 7);
  s3 = sum(s3, word(message, 15), s7), s15 = rotateHalf(v128.xor(s15, s3)), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 12);
  s3 = sum(s3, word(message, 1), s7), s15 = rotate(v128.xor(s15, s3), 8), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 7);
  s0 = sum(s0, word(message, 13), s5), s15 = rotateHalf(v128.xor(s15, s0)), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 12);
  s0 = sum(s0, word(message, 3), s5), s15 = rotate(v128.xor(s15, s0), 8), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 7);
  s1 = sum(s1, word(message, 0), s6), s12 = rotateHalf(v128.xor(s12, s1)), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 12);
  s1 = sum(s1, word(message, 10), s6), s12 = rotate(v128.xor(s12, s1), 8), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 7);
  s2 = sum(s2, word(message, 2), s7), s13 = rotateHalf(v128.xor(s13, s2)), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 12);
  s2 = sum(s2, word(message, 6), s7), s13 = rotate(v128.xor(s13, s2), 8), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 7);
  s3 = sum(s3, word(message, 4), s4), s14 = rotateHalf(v128.xor(s14, s3)), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 12);
  s3 = sum(s3, word(message, 7), s4), s14 = rotate(v128.xor(s14, s3), 8), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 7);
  // Round 7.
  s0 = sum(s0, word(message, 11), s4), s12 = rotateHalf(v128.xor(s12, s0)), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 12);
  s0 = sum(s0, word(message, 15), s4), s12 = rotate(v128.xor(s12, s0), 8), s8 = i32x4.add(s8, s12), s4 = rotate(v128.xor(s4, s8), 7);
  s1 = sum(s1, word(message, 5), s5), s13 = rotateHalf(v128.xor(s13, s1)), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 12);
  s1 = sum(s1, word(message, 0), s5), s13 = rotate(v128.xor(s13, s1), 8), s9 = i32x4.add(s9, s13), s5 = rotate(v128.xor(s5, s9), 7);
  s2 = sum(s2, word(message, 1), s6), s14 = rotateHalf(v128.xor(s14, s2)), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 12);
  s2 = sum(s2, word(message, 9), s6), s14 = rotate(v128.xor(s14, s2), 8), s10 = i32x4.add(s10, s14), s6 = rotate(v128.xor(s6, s10), 7);
  s3 = sum(s3, word(message, 8), s7), s15 = rotateHalf(v128.xor(s15, s3)), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 12);
  s3 = sum(s3, word(message, 6), s7), s15 = rotate(v128.xor(s15, s3), 8), s11 = i32x4.add(s11, s15), s7 = rotate(v128.xor(s7, s11), 7);
  s0 = sum(s0, word(message, 14), s5), s15 = rotateHalf(v128.xor(s15, s0)), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 12);
  s0 = sum(s0, word(message, 10), s5), s15 = rotate(v128.xor(s15, s0), 8), s10 = i32x4.add(s10, s15), s5 = rotate(v128.xor(s5, s10), 7);
  s1 = sum(s1, word(message, 2), s6), s12 = rotateHalf(v128.xor(s12, s1)), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 12);
  s1 = sum(s1, word(message, 12), s6), s12 = rotate(v128.xor(s12, s1), 8), s11 = i32x4.add(s11, s12), s6 = rotate(v128.xor(s6, s11), 7);
  s2 = sum(s2, word(message, 3), s7), s13 = rotateHalf(v128.xor(s13, s2)), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 12);
  s2 = sum(s2, word(message, 4), s7), s13 = rotate(v128.xor(s13, s2), 8), s8 = i32x4.add(s8, s13), s7 = rotate(v128.xor(s7, s8), 7);
  s3 = sum(s3, word(message, 7), s4), s14 = rotateHalf(v128.xor(s14, s3)), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 12);
  s3 = sum(s3, word(message, 13), s4), s14 = rotate(v128.xor(s14, s3), 8), s9 = i32x4.add(s9, s14), s4 = rotate(v128.xor(s4, s9), 7);
  v128.store(state, v128.xor(s0, s8), 0);
  v128.store(state, v128.xor(s1, s9), 16);
  v128.store(state, v128.xor(s2, s10), 32);
  v128.store(state, v128.xor(s3, s11), 48);
  v128.store(state, v128.xor(s4, s12), 64);
  v128.store(state, v128.xor(s5, s13), 80);
  v128.store(state, v128.xor(s6, s14), 96);
  v128.store(state, v128.xor(s7, s15), 112);
  v128.store(state, s8, 128);
}
