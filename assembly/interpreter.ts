/**
 * The interpreter: a vector machine over batches of up to 64 rows. Registers ("slots") hold one element in compute form for
 * each row of the batch; an instruction is an opcode and operands, all u32. The host compiles LogUp, quotients, DEEP quotients,
 * folds and combinations to it (src/wasm/compileProgram.ts, src/wasm/rowPrograms.ts) and there proves the lazy ranges that
 * lib/vec.ts asks for.
 *
 * Operands: d, a, b: byte offsets of slots; k: byte offset of a twiddle in the pool; w: byte offset of a weight in the pool;
 * r: number of a region. A region is 16 bytes: address, bytes from row to row, shift, mask; batch row j reads its row
 * (j >> shift) & mask. A weight is 64 bytes, an extension element that multiplies a base element: relaxed: for each coefficient c
 * the f64 pair (hi, lo), c = 2^16 hi + lo, |hi| <= 2^14, |lo| <= 2^15; integer: four twiddles of 16 bytes.
 */
import { K_C, K_HIGH, K_K, K_M, K_ONE_FORM, K_P, K_Q, K_W } from './lib/layout';
import {
  add, companion, ELEMENT, factor, interleaveHigh, interleaveLow, joinHigh, joinLow, mul, mulTwiddle, packForm, QUAD,
  reduce, sub, unpackForm,
} from './lib/vec';

const END: u32 = 0;
/** r byteOffset d0 d1 d2 d3: four adjacent words of a row. */
const LOAD4: u32 = 1;
/** r byteOffset a0 a1 a2 a3. */
const STORE4: u32 = 2;
/** d a b */
const ADD: u32 = 3;
const SUB: u32 = 4;
const MUL: u32 = 5;
/** d a k: a + k, k - a, a k. */
const ADD_CONSTANT: u32 = 6;
const SUB_FROM_CONSTANT: u32 = 7;
const MUL_CONSTANT: u32 = 8;
/** d a k: a k without reduction in the relaxed module. */
const SCALE: u32 = 9;
/** d a */
const REDUCE: u32 = 10;
/** d k */
const CONSTANT: u32 = 11;
/** n d0..d3 k0..k3 (a w) x n: d = k + sum of a w; lazy: sum of |a| 2^15 <= 2^51. */
const FOLD: u32 = 12;
/** d0..d3 a0..a3 b0..b3: extension product. Lazy: |a_i b_j| as for mul, |d| <= 34 * 0.64 p. */
const EXT_MUL: u32 = 13;
/** e0 e1 n a0..a3: see `norm`. */
const NORM: u32 = 14;
/** d0..d3 a0..a3 e0 e1 t: see `scaledInverse`. */
const SCALED_INVERSE: u32 = 15;
/** n (a prefix) x n: replaces every a by its inverse. */
const INVERT: u32 = 16;
/** r byteOffset d0 d1 d2 d3 logSize: as LOAD4, for the row at exponent + 2 of a bit-reversed coset of 2^logSize points. */
const LOAD4_NEXT: u32 = 17;

// @ts-ignore: decorator
@inline
function operand(pc: usize, i: usize): usize {
  return <usize>load<u32>(pc + i * 4);
}

function transposeIn(p0: usize, p1: usize, p2: usize, p3: usize, d0: usize, d1: usize, d2: usize, d3: usize): void {
  const a0 = v128.load(p0), a1 = v128.load(p1), a2 = v128.load(p2), a3 = v128.load(p3);
  const l01 = interleaveLow(a0, a1), l23 = interleaveLow(a2, a3);
  const h01 = interleaveHigh(a0, a1), h23 = interleaveHigh(a2, a3);
  unpackForm(d0, joinLow(l01, l23));
  unpackForm(d1, joinHigh(l01, l23));
  unpackForm(d2, joinLow(h01, h23));
  unpackForm(d3, joinHigh(h01, h23));
}

function load4(pc: usize, slots: usize, regions: usize, row: u32, count: u32): void {
  const region = regions + operand(pc, 0) * 16;
  const base = <usize>load<u32>(region, 0) + operand(pc, 1), bytes = <usize>load<u32>(region, 4);
  const shift = load<u32>(region, 8), mask = load<u32>(region, 12);
  let d0 = slots + operand(pc, 2), d1 = slots + operand(pc, 3), d2 = slots + operand(pc, 4), d3 = slots + operand(pc, 5);
  for (let j = row; j < row + count; j += 4) {
    transposeIn(
      base + <usize>((j >> shift) & mask) * bytes, base + <usize>(((j + 1) >> shift) & mask) * bytes,
      base + <usize>(((j + 2) >> shift) & mask) * bytes, base + <usize>(((j + 3) >> shift) & mask) * bytes,
      d0, d1, d2, d3,
    );
    d0 += QUAD;
    d1 += QUAD;
    d2 += QUAD;
    d3 += QUAD;
  }
}

/**
 * The position after j in steps of 2 of the exponent, bit-reversed: adding 2 to rev(j) carries from the second highest of the
 * `bits` bits of j downwards, so it flips the run of ones there and the zero below it.
 */
function nextPosition(j: u32, bits: u32): u32 {
  if (bits < 2) return j;
  const ones = clz<u32>(~(j << (33 - bits)));
  const width = min<u32>(ones + 1, bits - 1);
  return j ^ (((<u32>1 << width) - 1) << (bits - 1 - width));
}

function load4Next(pc: usize, slots: usize, regions: usize, row: u32, count: u32): void {
  const region = regions + operand(pc, 0) * 16;
  const base = <usize>load<u32>(region, 0) + operand(pc, 1), bytes = <usize>load<u32>(region, 4);
  const mask = load<u32>(region, 12), bits = load<u32>(pc, 24);
  let d0 = slots + operand(pc, 2), d1 = slots + operand(pc, 3), d2 = slots + operand(pc, 4), d3 = slots + operand(pc, 5);
  for (let j = row; j < row + count; j += 4) {
    transposeIn(
      base + <usize>nextPosition(j & mask, bits) * bytes, base + <usize>nextPosition((j + 1) & mask, bits) * bytes,
      base + <usize>nextPosition((j + 2) & mask, bits) * bytes, base + <usize>nextPosition((j + 3) & mask, bits) * bytes,
      d0, d1, d2, d3,
    );
    d0 += QUAD;
    d1 += QUAD;
    d2 += QUAD;
    d3 += QUAD;
  }
}

function store4(pc: usize, slots: usize, regions: usize, row: u32, count: u32): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), P = v128.load(K_P);
  const region = regions + operand(pc, 0) * 16;
  const base = <usize>load<u32>(region, 0) + operand(pc, 1), bytes = <usize>load<u32>(region, 4);
  const shift = load<u32>(region, 8), mask = load<u32>(region, 12);
  let p0 = slots + operand(pc, 2), p1 = slots + operand(pc, 3), p2 = slots + operand(pc, 4), p3 = slots + operand(pc, 5);
  for (let j = row; j < row + count; j += 4) {
    const a0 = packForm(p0, Q, M, P), a1 = packForm(p1, Q, M, P), a2 = packForm(p2, Q, M, P), a3 = packForm(p3, Q, M, P);
    const l01 = interleaveLow(a0, a1), l23 = interleaveLow(a2, a3);
    const h01 = interleaveHigh(a0, a1), h23 = interleaveHigh(a2, a3);
    v128.store(base + <usize>((j >> shift) & mask) * bytes, joinLow(l01, l23));
    v128.store(base + <usize>(((j + 1) >> shift) & mask) * bytes, joinHigh(l01, l23));
    v128.store(base + <usize>(((j + 2) >> shift) & mask) * bytes, joinLow(h01, h23));
    v128.store(base + <usize>(((j + 3) >> shift) & mask) * bytes, joinHigh(h01, h23));
    p0 += QUAD;
    p1 += QUAD;
    p2 += QUAD;
    p3 += QUAD;
  }
}

function addSlots(d: usize, a: usize, b: usize, bytes: usize): void {
  const P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += 16, a += 16, b += 16) v128.store(d, add(v128.load(a), v128.load(b), P));
}
function subSlots(d: usize, a: usize, b: usize, bytes: usize): void {
  const P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += 16, a += 16, b += 16) v128.store(d, sub(v128.load(a), v128.load(b), P));
}
function mulSlots(d: usize, a: usize, b: usize, bytes: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += QUAD, a += QUAD, b += QUAD) {
    v128.store(d, mul(v128.load(a), v128.load(b), Q, M, C, K, P));
    if (ASC_FEATURE_RELAXED_SIMD) v128.store(d, mul(v128.load(a, 16), v128.load(b, 16), Q, M, C, K, P), 16);
  }
}
function addConstant(d: usize, a: usize, k: v128, bytes: usize): void {
  const P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += 16, a += 16) v128.store(d, add(v128.load(a), k, P));
}
function subFromConstant(d: usize, a: usize, k: v128, bytes: usize): void {
  const P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += 16, a += 16) v128.store(d, sub(k, v128.load(a), P));
}
function mulConstant(d: usize, a: usize, w: v128, wq: v128, bytes: usize): void {
  const M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += 16, a += 16) v128.store(d, mulTwiddle(v128.load(a), w, wq, M, C, K, P));
}
function scale(d: usize, a: usize, w: v128, bytes: usize): void {
  for (const end = d + bytes; d < end; d += 16, a += 16) v128.store(d, f64x2.mul(v128.load(a), w));
}
function reduceSlot(d: usize, a: usize, bytes: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), P = v128.load(K_P);
  for (const end = d + bytes; d < end; d += 16, a += 16) v128.store(d, reduce(v128.load(a), Q, M, P));
}
function fillConstant(d: usize, k: v128, bytes: usize): void {
  for (const end = d + bytes; d < end; d += 16) v128.store(d, k);
}

/** Coefficients i and i + 1 of a FOLD, for 4 rows at a time. */
function foldLazy(pc: usize, terms: usize, slots: usize, pool: usize, i: usize, bytes: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), P = v128.load(K_P), H = v128.load(K_HIGH);
  const first = pc + 36, last = first + terms * 8;
  const d0 = slots + operand(pc, 1 + i), d1 = slots + operand(pc, 2 + i);
  const k0 = factor(pool + operand(pc, 5 + i)), k1 = factor(pool + operand(pc, 6 + i));
  const half = pool + i * 16;
  for (let at: usize = 0; at < bytes; at += 32) {
    let xh0 = i32x4.splat(0), xl0 = xh0, xh1 = xh0, xl1 = xh0, yh0 = xh0, yl0 = xh0, yh1 = xh0, yl1 = xh0;
    const base = slots + at;
    for (let term = first; term < last; term += 8) {
      const a = base + <usize>load<u32>(term), w = half + <usize>load<u32>(term, 4);
      const x = v128.load(a), y = v128.load(a, 16);
      let c = v128.load64_splat(w, 0);
      xh0 = f64x2.relaxed_madd(x, c, xh0);
      yh0 = f64x2.relaxed_madd(y, c, yh0);
      c = v128.load64_splat(w, 8);
      xl0 = f64x2.relaxed_madd(x, c, xl0);
      yl0 = f64x2.relaxed_madd(y, c, yl0);
      c = v128.load64_splat(w, 16);
      xh1 = f64x2.relaxed_madd(x, c, xh1);
      yh1 = f64x2.relaxed_madd(y, c, yh1);
      c = v128.load64_splat(w, 24);
      xl1 = f64x2.relaxed_madd(x, c, xl1);
      yl1 = f64x2.relaxed_madd(y, c, yl1);
    }
    // |reduce(hi)| 2^16 + |lo| + |k| < 2^46 + 2^51 + 2^31 < 2^52.
    v128.store(d0 + at, reduce(f64x2.add(f64x2.relaxed_madd(reduce(xh0, Q, M, P), H, xl0), k0), Q, M, P), 0);
    v128.store(d0 + at, reduce(f64x2.add(f64x2.relaxed_madd(reduce(yh0, Q, M, P), H, yl0), k0), Q, M, P), 16);
    v128.store(d1 + at, reduce(f64x2.add(f64x2.relaxed_madd(reduce(xh1, Q, M, P), H, xl1), k1), Q, M, P), 0);
    v128.store(d1 + at, reduce(f64x2.add(f64x2.relaxed_madd(reduce(yh1, Q, M, P), H, yl1), k1), Q, M, P), 16);
  }
}
function foldInteger(pc: usize, terms: usize, slots: usize, pool: usize, bytes: usize): void {
  const P = v128.load(K_P);
  const first = pc + 36, last = first + terms * 8;
  const d0 = slots + operand(pc, 1), d1 = slots + operand(pc, 2), d2 = slots + operand(pc, 3), d3 = slots + operand(pc, 4);
  for (let at: usize = 0; at < bytes; at += 16) {
    let s0 = factor(pool + operand(pc, 5)), s1 = factor(pool + operand(pc, 6));
    let s2 = factor(pool + operand(pc, 7)), s3 = factor(pool + operand(pc, 8));
    for (let term = first; term < last; term += 8) {
      const x = v128.load(slots + at + <usize>load<u32>(term)), w = pool + <usize>load<u32>(term, 4);
      s0 = add(s0, mulTwiddle(x, factor(w), companion(w), P, P, P, P), P);
      s1 = add(s1, mulTwiddle(x, factor(w + 16), companion(w + 16), P, P, P, P), P);
      s2 = add(s2, mulTwiddle(x, factor(w + 32), companion(w + 32), P, P, P, P), P);
      s3 = add(s3, mulTwiddle(x, factor(w + 48), companion(w + 48), P, P, P, P), P);
    }
    v128.store(d0 + at, s0);
    v128.store(d1 + at, s1);
    v128.store(d2 + at, s2);
    v128.store(d3 + at, s3);
  }
}
function fold(pc: usize, slots: usize, pool: usize, bytes: usize): void {
  const terms = operand(pc, 0);
  if (ASC_FEATURE_RELAXED_SIMD) {
    foldLazy(pc, terms, slots, pool, 0, bytes);
    foldLazy(pc, terms, slots, pool, 2, bytes);
  } else foldInteger(pc, terms, slots, pool, bytes);
}

/** 11 a, lazily: |11 a| must stay below 2^52. */
// @ts-ignore: decorator
@inline
function timesW(a: v128, W: v128, WQ: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.mul(a, W);
  return mulTwiddle(a, W, WQ, P, P, P, P);
}

function extMul(pc: usize, slots: usize, bytes: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const W = factor(K_W), WQ = companion(K_W);
  let d0 = slots + operand(pc, 0), d1 = slots + operand(pc, 1), d2 = slots + operand(pc, 2), d3 = slots + operand(pc, 3);
  const a0 = operand(pc, 4) + slots, a1 = operand(pc, 5) + slots, a2 = operand(pc, 6) + slots, a3 = operand(pc, 7) + slots;
  const b0 = operand(pc, 8) + slots, b1 = operand(pc, 9) + slots, b2 = operand(pc, 10) + slots, b3 = operand(pc, 11) + slots;
  for (let at: usize = 0; at < bytes; at += 16) {
    const x0 = v128.load(a0 + at), x1 = v128.load(a1 + at), x2 = v128.load(a2 + at), x3 = v128.load(a3 + at);
    const y0 = v128.load(b0 + at), y1 = v128.load(b1 + at), y2 = v128.load(b2 + at), y3 = v128.load(b3 + at);
    const h0 = add(add(mul(x1, y3, Q, M, C, K, P), mul(x2, y2, Q, M, C, K, P), P), mul(x3, y1, Q, M, C, K, P), P);
    v128.store(d0 + at, add(mul(x0, y0, Q, M, C, K, P), timesW(h0, W, WQ, P), P));
    const h1 = add(mul(x2, y3, Q, M, C, K, P), mul(x3, y2, Q, M, C, K, P), P);
    const l1 = add(mul(x0, y1, Q, M, C, K, P), mul(x1, y0, Q, M, C, K, P), P);
    v128.store(d1 + at, add(l1, timesW(h1, W, WQ, P), P));
    const h2 = mul(x3, y3, Q, M, C, K, P);
    const l2 = add(add(mul(x0, y2, Q, M, C, K, P), mul(x1, y1, Q, M, C, K, P), P), mul(x2, y0, Q, M, C, K, P), P);
    v128.store(d2 + at, add(l2, timesW(h2, W, WQ, P), P));
    const l30 = add(mul(x0, y3, Q, M, C, K, P), mul(x1, y2, Q, M, C, K, P), P);
    const l31 = add(mul(x2, y1, Q, M, C, K, P), mul(x3, y0, Q, M, C, K, P), P);
    v128.store(d3 + at, add(l30, l31, P));
  }
}

/**
 * Over F_p[y] / (y^2 - W) an element is a = A + x B with A = a0 + a2 y, B = a1 + a3 y, x^2 = y. With its conjugate A - x B,
 * (A + x B)(A - x B) = A^2 - y B^2 = e0 + e1 y, whose norm n = e0^2 - W e1^2 is in F_p. So 1 / a = (A - x B)(e0 - e1 y) / n.
 *
 * Lazy: |a_i| <= 2^34; e0, e1 below 34 * 0.64 p < 2^35.5, reduced; n below 12 * 0.64 p, reduced.
 */
function norm(pc: usize, slots: usize, bytes: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const W = factor(K_W), WQ = companion(K_W);
  const de0 = slots + operand(pc, 0), de1 = slots + operand(pc, 1), dn = slots + operand(pc, 2);
  const a0 = operand(pc, 3) + slots, a1 = operand(pc, 4) + slots, a2 = operand(pc, 5) + slots, a3 = operand(pc, 6) + slots;
  for (let at: usize = 0; at < bytes; at += 16) {
    const x0 = v128.load(a0 + at), x1 = v128.load(a1 + at), x2 = v128.load(a2 + at), x3 = v128.load(a3 + at);
    const x13 = mul(x1, x3, Q, M, C, K, P), x02 = mul(x0, x2, Q, M, C, K, P);
    const w0 = timesW(sub(mul(x2, x2, Q, M, C, K, P), add(x13, x13, P), P), W, WQ, P);
    const e0 = reduce(add(mul(x0, x0, Q, M, C, K, P), w0, P), Q, M, P);
    const w1 = timesW(mul(x3, x3, Q, M, C, K, P), W, WQ, P);
    const e1 = reduce(sub(sub(add(x02, x02, P), mul(x1, x1, Q, M, C, K, P), P), w1, P), Q, M, P);
    v128.store(de0 + at, e0);
    v128.store(de1 + at, e1);
    const n = sub(mul(e0, e0, Q, M, C, K, P), timesW(mul(e1, e1, Q, M, C, K, P), W, WQ, P), P);
    v128.store(dn + at, reduce(n, Q, M, P));
  }
}

/** d = (A - x B)(e0 - e1 y) t: with t = m / n, this is m / a. Lazy: |d| <= 12 * 0.64 p. */
function scaledInverse(pc: usize, slots: usize, bytes: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const W = factor(K_W), WQ = companion(K_W);
  const d0 = slots + operand(pc, 0), d1 = slots + operand(pc, 1), d2 = slots + operand(pc, 2), d3 = slots + operand(pc, 3);
  const a0 = operand(pc, 4) + slots, a1 = operand(pc, 5) + slots, a2 = operand(pc, 6) + slots, a3 = operand(pc, 7) + slots;
  const e0 = operand(pc, 8) + slots, e1 = operand(pc, 9) + slots, t = operand(pc, 10) + slots;
  for (let at: usize = 0; at < bytes; at += 16) {
    const x0 = v128.load(a0 + at), x1 = v128.load(a1 + at), x2 = v128.load(a2 + at), x3 = v128.load(a3 + at);
    const s = v128.load(t + at);
    const f = mul(v128.load(e0 + at), s, Q, M, C, K, P), g = mul(v128.load(e1 + at), s, Q, M, C, K, P);
    v128.store(d0 + at, sub(mul(x0, f, Q, M, C, K, P), timesW(mul(x2, g, Q, M, C, K, P), W, WQ, P), P));
    v128.store(d1 + at, sub(timesW(mul(x3, g, Q, M, C, K, P), W, WQ, P), mul(x1, f, Q, M, C, K, P), P));
    v128.store(d2 + at, sub(mul(x2, f, Q, M, C, K, P), mul(x0, g, Q, M, C, K, P), P));
    v128.store(d3 + at, sub(mul(x1, g, Q, M, C, K, P), mul(x3, f, Q, M, C, K, P), P));
  }
}

/**
 * Montgomery's trick, each lane by itself: prefix products over rows and slots, one inversion by Fermat, then backwards. The
 * relaxed module has two chains, the two vectors of each four rows, which hide half of the latency of the products and meet
 * in one inversion. Lazy: |a| <= 2^49. Returns whether a value was 0.
 */
function invert(pc: usize, slots: usize, bytes: usize): bool {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const first = pc + 4, last = first + operand(pc, 0) * 8;
  let x = v128.load(K_ONE_FORM), y = x;
  for (let term = first; term < last; term += 8) {
    let a = slots + operand(term, 0), prefix = slots + operand(term, 1);
    for (const end = a + bytes; a < end; a += QUAD, prefix += QUAD) {
      v128.store(prefix, x);
      x = mul(x, v128.load(a), Q, M, C, K, P);
      if (ASC_FEATURE_RELAXED_SIMD) {
        v128.store(prefix, y, 16);
        y = mul(y, v128.load(a, 16), Q, M, C, K, P);
      }
    }
  }
  const product = ASC_FEATURE_RELAXED_SIMD ? mul(x, y, Q, M, C, K, P) : x;
  // p - 2 = 0x77ffffff: all ones but bit 27, from bit 30 down.
  let inverse = product;
  for (let bit = 29; bit >= 0; bit--) {
    inverse = mul(inverse, inverse, Q, M, C, K, P);
    if (bit != 27) inverse = mul(inverse, product, Q, M, C, K, P);
  }
  // The inverse is 0 mod p exactly when the product is, and then it is the number 0, as |reduced| < p.
  inverse = reduce(inverse, Q, M, P);
  if (ASC_FEATURE_RELAXED_SIMD) {
    if (v128.any_true(f64x2.eq(inverse, i32x4.splat(0)))) return true;
  } else if (!i32x4.all_true(inverse)) return true;
  const xy = x;
  x = ASC_FEATURE_RELAXED_SIMD ? mul(inverse, y, Q, M, C, K, P) : inverse;
  y = mul(inverse, xy, Q, M, C, K, P);
  for (let term = last - 8; term >= first; term -= 8) {
    const start = slots + operand(term, 0);
    let a = start + bytes, prefix = slots + operand(term, 1) + bytes;
    while (a > start) {
      a -= QUAD;
      prefix -= QUAD;
      const value = v128.load(a);
      v128.store(a, mul(x, v128.load(prefix), Q, M, C, K, P));
      x = mul(x, value, Q, M, C, K, P);
      if (ASC_FEATURE_RELAXED_SIMD) {
        const other = v128.load(a, 16);
        v128.store(a, mul(y, v128.load(prefix, 16), Q, M, C, K, P), 16);
        y = mul(y, other, Q, M, C, K, P);
      }
    }
  }
  return false;
}

/**
 * Runs a program over rows [from, to), a multiple of 4, in batches of 64. Returns the first row of the batch in which INVERT
 * met a 0, else `to`.
 */
export function runProgram(program: usize, slots: usize, pool: usize, regions: usize, from: u32, to: u32): u32 {
  for (let row = from; row < to; row += 64) {
    const count = min<u32>(64, to - row);
    const bytes = <usize>count * ELEMENT;
    let pc = program;
    for (;;) {
      const code = load<u32>(pc);
      pc += 4;
      if (code == END) break;
      const d = slots + operand(pc, 0), a = slots + operand(pc, 1);
      switch (code) {
        case LOAD4: {
          load4(pc, slots, regions, row, count);
          pc += 24;
          break;
        }
        case STORE4: {
          store4(pc, slots, regions, row, count);
          pc += 24;
          break;
        }
        case ADD: {
          addSlots(d, a, slots + operand(pc, 2), bytes);
          pc += 12;
          break;
        }
        case SUB: {
          subSlots(d, a, slots + operand(pc, 2), bytes);
          pc += 12;
          break;
        }
        case MUL: {
          mulSlots(d, a, slots + operand(pc, 2), bytes);
          pc += 12;
          break;
        }
        case ADD_CONSTANT: {
          addConstant(d, a, factor(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case SUB_FROM_CONSTANT: {
          subFromConstant(d, a, factor(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case MUL_CONSTANT: {
          mulConstant(d, a, factor(pool + operand(pc, 2)), companion(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case SCALE: {
          if (ASC_FEATURE_RELAXED_SIMD) scale(d, a, factor(pool + operand(pc, 2)), bytes);
          else mulConstant(d, a, factor(pool + operand(pc, 2)), companion(pool + operand(pc, 2)), bytes);
          pc += 12;
          break;
        }
        case REDUCE: {
          reduceSlot(d, a, bytes);
          pc += 8;
          break;
        }
        case CONSTANT: {
          fillConstant(d, factor(pool + operand(pc, 1)), bytes);
          pc += 8;
          break;
        }
        case FOLD: {
          fold(pc, slots, pool, bytes);
          pc += 36 + operand(pc, 0) * 8;
          break;
        }
        case EXT_MUL: {
          extMul(pc, slots, bytes);
          pc += 48;
          break;
        }
        case NORM: {
          norm(pc, slots, bytes);
          pc += 28;
          break;
        }
        case SCALED_INVERSE: {
          scaledInverse(pc, slots, bytes);
          pc += 44;
          break;
        }
        case INVERT: {
          if (invert(pc, slots, bytes)) return row;
          pc += 4 + operand(pc, 0) * 8;
          break;
        }
        case LOAD4_NEXT: {
          load4Next(pc, slots, regions, row, count);
          pc += 28;
          break;
        }
        default:
          unreachable();
      }
    }
  }
  return to;
}
