/**
 * Poseidon2, width 16, on one batch: four vectors per lane of the state, so 8 permutations at once in the relaxed
 * module and 16 in the integer module. Lane i, vector v is at SPONGE + 64 i + 16 v of the thread's scratch. Loops over one lane of four independent
 * vectors keep the basic blocks small enough for the registers of x86-64 while hiding the latency of the products.
 *
 * Lazy ranges: an external linear layer multiplies by at most 35, so S-box inputs are below 35 p + p < 2^36.2 from
 * canonical input, and below 2^35.5 after an S-box (|r| <= 0.64 p); x^2 is then below 2^72.4. Lanes that enter `permute`
 * are canonical or reduced.
 */
import {
  DIAGONAL, EXTERNAL_CONSTANTS, INTERNAL_CONSTANTS, K_C, K_K, K_M, K_P, K_Q, scratch, SPONGE, SPONGE_SUMS,
} from './lib/layout';
import { add, canonical, mul, mulSigned, mulTwiddle, reduce, sub, factor, companion } from './lib/vec';

/** Permutations per batch. */
// @ts-ignore: decorator
@inline export const BATCH: u32 = ASC_FEATURE_RELAXED_SIMD ? 8 : 16;

/** Within an S-box the integer module keeps signed values, in (-p, p). */
// @ts-ignore: decorator
@inline
function mulInside(a: v128, b: v128, Q: v128, M: v128, C: v128, K: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return mul(a, b, Q, M, C, K, P);
  return mulSigned(a, b, Q, P);
}
// @ts-ignore: decorator
@inline
function settle(a: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return a;
  return canonical(a, P);
}
/** x plus a round constant; for integers the constant is stored minus p, and the sum is in [-p, p). */
// @ts-ignore: decorator
@inline
function addConstant(x: v128, k: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.add(x, k);
  return i32x4.add(x, k);
}
/** u + d x for a small integer d, exact without reduction in the relaxed module. */
// @ts-ignore: decorator
@inline
function addMultiple(x: v128, d: v128, dq: v128, u: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(x, d, u);
  return add(mulTwiddle(x, d, dq, P, P, P, P), u, P);
}

/** Multiplies by circ(2 M4, M4, M4, M4), except for the addition of the column sums, which are left in SPONGE_SUMS. */
function externalLayer(): void {
  const P = v128.load(K_P);
  const sponge = scratch() + SPONGE, sums = scratch() + SPONGE_SUMS;
  for (let v: usize = 0; v < 64; v += 16) {
    let s0 = i32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let q = sponge + v; q < sponge + 1024; q += 256) {
      const a0 = v128.load(q, 0), a1 = v128.load(q, 64), a2 = v128.load(q, 128), a3 = v128.load(q, 192);
      const t01 = add(a0, a1, P), t23 = add(a2, a3, P);
      const t = add(t01, t23, P);
      const t1 = add(t, a1, P), t3 = add(t, a3, P);
      const b0 = add(t1, t01, P), b1 = add(t1, add(a2, a2, P), P);
      const b2 = add(t3, t23, P), b3 = add(t3, add(a0, a0, P), P);
      v128.store(q, b0, 0);
      v128.store(q, b1, 64);
      v128.store(q, b2, 128);
      v128.store(q, b3, 192);
      s0 = add(s0, b0, P);
      s1 = add(s1, b1, P);
      s2 = add(s2, b2, P);
      s3 = add(s3, b3, P);
    }
    v128.store(sums + v, s0, 0);
    v128.store(sums + v, s1, 64);
    v128.store(sums + v, s2, 128);
    v128.store(sums + v, s3, 192);
  }
}

/** Adds the column sums to the lanes. */
function addSums(): void {
  const P = v128.load(K_P);
  const sponge = scratch() + SPONGE, sums = scratch() + SPONGE_SUMS;
  for (let at: usize = 0; at < 1024; at += 16) {
    v128.store(sponge + at, add(v128.load(sponge + at), v128.load(sums + (at & 255)), P));
  }
}

/** Four external rounds; reads lanes without, and leaves them without, the column sums. */
function externalRounds(constants: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const sponge = scratch() + SPONGE, allSums = scratch() + SPONGE_SUMS;
  for (let round = 0; round < 4; round++) {
    for (let at: usize = 0; at < 1024; at += 64) {
      const q = sponge + at, sums = allSums + (at & 255), k = factor(constants);
      const x0 = addConstant(add(v128.load(q, 0), v128.load(sums, 0), P), k);
      const x1 = addConstant(add(v128.load(q, 16), v128.load(sums, 16), P), k);
      const x2 = addConstant(add(v128.load(q, 32), v128.load(sums, 32), P), k);
      const x3 = addConstant(add(v128.load(q, 48), v128.load(sums, 48), P), k);
      const y0 = mulInside(x0, x0, Q, M, C, K, P), y1 = mulInside(x1, x1, Q, M, C, K, P);
      const y2 = mulInside(x2, x2, Q, M, C, K, P), y3 = mulInside(x3, x3, Q, M, C, K, P);
      const z0 = mulInside(x0, y0, Q, M, C, K, P), z1 = mulInside(x1, y1, Q, M, C, K, P);
      const z2 = mulInside(x2, y2, Q, M, C, K, P), z3 = mulInside(x3, y3, Q, M, C, K, P);
      const w0 = mulInside(y0, y0, Q, M, C, K, P), w1 = mulInside(y1, y1, Q, M, C, K, P);
      const w2 = mulInside(y2, y2, Q, M, C, K, P), w3 = mulInside(y3, y3, Q, M, C, K, P);
      v128.store(q, settle(mulInside(z0, w0, Q, M, C, K, P), P), 0);
      v128.store(q, settle(mulInside(z1, w1, Q, M, C, K, P), P), 16);
      v128.store(q, settle(mulInside(z2, w2, Q, M, C, K, P), P), 32);
      v128.store(q, settle(mulInside(z3, w3, Q, M, C, K, P), P), 48);
      constants += 8;
    }
    externalLayer();
  }
}

/**
 * The internal rounds. Lane 0 is multiplied by -2: with o the sum of the other lanes and x its S-box, u = x + o is the sum of
 * all and the new lane is u - 2 x = o - x. DIAGONAL lists the other lanes in records of 32 bytes (offset from SPONGE, then a twiddle):
 * first the 6 with a small integer factor 1, 2, 3, 4, -3, -4, then 9 with a general one.
 *
 * Lazy ranges: o is reduced, |x| <= 0.64 p, so |u| < 2^31.2. A small factor lets a lane grow to 4^4 2^35.5 + 2^38 < 2^44 in four
 * rounds, then it is reduced (factor 1: 2^35.5 + 13 u < 2^36 without); the others stay below 0.57 p + u. The sum of lanes is
 * below 2^48. What is left for the external rounds: below 2^36.
 */
function internalRounds(): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const sponge = scratch() + SPONGE;
  let x0 = v128.load(sponge, 0), x1 = v128.load(sponge, 16), x2 = v128.load(sponge, 32), x3 = v128.load(sponge, 48);
  let o0 = i32x4.splat(0), o1 = o0, o2 = o0, o3 = o0;
  for (let q = sponge + 64; q < sponge + 1024; q += 64) {
    o0 = add(o0, v128.load(q, 0), P);
    o1 = add(o1, v128.load(q, 16), P);
    o2 = add(o2, v128.load(q, 32), P);
    o3 = add(o3, v128.load(q, 48), P);
  }
  for (let round: usize = 0; round < 13; round++) {
    const k = factor(INTERNAL_CONSTANTS + round * 8);
    x0 = addConstant(x0, k);
    x1 = addConstant(x1, k);
    x2 = addConstant(x2, k);
    x3 = addConstant(x3, k);
    const y0 = mulInside(x0, x0, Q, M, C, K, P), y1 = mulInside(x1, x1, Q, M, C, K, P);
    const y2 = mulInside(x2, x2, Q, M, C, K, P), y3 = mulInside(x3, x3, Q, M, C, K, P);
    x0 = mulInside(mulInside(x0, y0, Q, M, C, K, P), mulInside(y0, y0, Q, M, C, K, P), Q, M, C, K, P);
    x1 = mulInside(mulInside(x1, y1, Q, M, C, K, P), mulInside(y1, y1, Q, M, C, K, P), Q, M, C, K, P);
    x2 = mulInside(mulInside(x2, y2, Q, M, C, K, P), mulInside(y2, y2, Q, M, C, K, P), Q, M, C, K, P);
    x3 = mulInside(mulInside(x3, y3, Q, M, C, K, P), mulInside(y3, y3, Q, M, C, K, P), Q, M, C, K, P);
    x0 = settle(x0, P);
    x1 = settle(x1, P);
    x2 = settle(x2, P);
    x3 = settle(x3, P);
    o0 = reduce(o0, Q, M, P);
    o1 = reduce(o1, Q, M, P);
    o2 = reduce(o2, Q, M, P);
    o3 = reduce(o3, Q, M, P);
    const u0 = add(x0, o0, P), u1 = add(x1, o1, P), u2 = add(x2, o2, P), u3 = add(x3, o3, P);
    x0 = sub(o0, x0, P);
    x1 = sub(o1, x1, P);
    x2 = sub(o2, x2, P);
    x3 = sub(o3, x3, P);
    o0 = i32x4.splat(0);
    o1 = o0;
    o2 = o0;
    o3 = o0;
    for (let record = DIAGONAL; record < DIAGONAL + 6 * 32; record += 32) {
      const q = sponge + <usize>load<u32>(record), d = factor(record + 16), dq = companion(record + 16);
      const a0 = addMultiple(v128.load(q, 0), d, dq, u0, P), a1 = addMultiple(v128.load(q, 16), d, dq, u1, P);
      const a2 = addMultiple(v128.load(q, 32), d, dq, u2, P), a3 = addMultiple(v128.load(q, 48), d, dq, u3, P);
      v128.store(q, a0, 0);
      v128.store(q, a1, 16);
      v128.store(q, a2, 32);
      v128.store(q, a3, 48);
      o0 = add(o0, a0, P);
      o1 = add(o1, a1, P);
      o2 = add(o2, a2, P);
      o3 = add(o3, a3, P);
    }
    for (let record = DIAGONAL + 6 * 32; record < DIAGONAL + 15 * 32; record += 32) {
      const q = sponge + <usize>load<u32>(record), d = factor(record + 16), dq = companion(record + 16);
      const a0 = add(mulTwiddle(v128.load(q, 0), d, dq, M, C, K, P), u0, P);
      const a1 = add(mulTwiddle(v128.load(q, 16), d, dq, M, C, K, P), u1, P);
      const a2 = add(mulTwiddle(v128.load(q, 32), d, dq, M, C, K, P), u2, P);
      const a3 = add(mulTwiddle(v128.load(q, 48), d, dq, M, C, K, P), u3, P);
      v128.store(q, a0, 0);
      v128.store(q, a1, 16);
      v128.store(q, a2, 32);
      v128.store(q, a3, 48);
      o0 = add(o0, a0, P);
      o1 = add(o1, a1, P);
      o2 = add(o2, a2, P);
      o3 = add(o3, a3, P);
    }
    if (ASC_FEATURE_RELAXED_SIMD && (round & 3) == 3) reduceSmallLanes();
  }
  v128.store(sponge, x0, 0);
  v128.store(sponge, x1, 16);
  v128.store(sponge, x2, 32);
  v128.store(sponge, x3, 48);
}

/** Reduces the lanes whose factor is 2, 3, 4, -3 or -4. */
function reduceSmallLanes(): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), P = v128.load(K_P);
  const sponge = scratch() + SPONGE;
  for (let record = DIAGONAL + 32; record < DIAGONAL + 6 * 32; record += 32) {
    const q = sponge + <usize>load<u32>(record);
    for (let v: usize = 0; v < 64; v += 16) v128.store(q + v, reduce(v128.load(q + v), Q, M, P));
  }
}

/** Permutes the batch in place. Output below 2^35.5. */
export function permute(): void {
  externalLayer();
  externalRounds(EXTERNAL_CONSTANTS);
  addSums();
  internalRounds();
  memory.fill(scratch() + SPONGE_SUMS, 0, 256);
  externalRounds(EXTERNAL_CONSTANTS + 512);
  addSums();
}

/** Reduces the capacity between two permutations of a sponge. */
export function reduceCapacity(): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const Q = v128.load(K_Q), M = v128.load(K_M), P = v128.load(K_P);
  const sponge = scratch() + SPONGE;
  for (let q = sponge + 512; q < sponge + 1024; q += 16) v128.store(q, reduce(v128.load(q), Q, M, P));
}
