/** Products and inverses in F_p[x] / (x^4 - W), W = 11, over slots. Element a has its coefficient i in slot a_i. */
import { K_C, K_K, K_M, K_ONE_FORM, K_P, K_Q, K_W } from './lib/layout';
import { operand } from './lib/mem';
import { add, companion, factor, mul, mulTwiddle, QUAD, reduce, sub } from './lib/vec';

/** 11 a, lazily: |11 a| must stay below 2^52. */
// @ts-ignore: decorator
@inline
function timesW(a: v128, W: v128, WQ: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.mul(a, W);
  return mulTwiddle(a, W, WQ, P, P, P, P);
}

/**
 * d = a b, by Karatsuba twice, 9 products of 16: halves A = a0 + a1 x, A' = a2 + a3 x and likewise B, B' give L = A B, H = A' B' and
 * N = (A + A')(B + B') - L - H, each of 3 products in the same way, and a b = L + x^2 N + W H.
 *
 * Lazy, in units of 0.64 p, the bound of a product: l1, h1, n0, n2 are below 3, n1 below 9, so |d| below 45.
 */
export function extMul(pc: usize, slots: usize, bytes: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const W = factor(K_W), WQ = companion(K_W);
  let d0 = slots + operand(pc, 0), d1 = slots + operand(pc, 1), d2 = slots + operand(pc, 2), d3 = slots + operand(pc, 3);
  const a0 = operand(pc, 4) + slots, a1 = operand(pc, 5) + slots, a2 = operand(pc, 6) + slots, a3 = operand(pc, 7) + slots;
  const b0 = operand(pc, 8) + slots, b1 = operand(pc, 9) + slots, b2 = operand(pc, 10) + slots, b3 = operand(pc, 11) + slots;
  for (let at: usize = 0; at < bytes; at += 16) {
    const x0 = v128.load(a0 + at), x1 = v128.load(a1 + at), x2 = v128.load(a2 + at), x3 = v128.load(a3 + at);
    const y0 = v128.load(b0 + at), y1 = v128.load(b1 + at), y2 = v128.load(b2 + at), y3 = v128.load(b3 + at);
    const l0 = mul(x0, y0, Q, M, C, K, P), l2 = mul(x1, y1, Q, M, C, K, P);
    const l1 = sub(sub(mul(add(x0, x1, P), add(y0, y1, P), Q, M, C, K, P), l0, P), l2, P);
    const h0 = mul(x2, y2, Q, M, C, K, P), h2 = mul(x3, y3, Q, M, C, K, P);
    const h1 = sub(sub(mul(add(x2, x3, P), add(y2, y3, P), Q, M, C, K, P), h0, P), h2, P);
    v128.store(d1 + at, add(l1, timesW(h1, W, WQ, P), P));
    const x02 = add(x0, x2, P), x13 = add(x1, x3, P), y02 = add(y0, y2, P), y13 = add(y1, y3, P);
    const m0 = mul(x02, y02, Q, M, C, K, P), m2 = mul(x13, y13, Q, M, C, K, P);
    const m1 = sub(sub(mul(add(x02, x13, P), add(y02, y13, P), Q, M, C, K, P), m0, P), m2, P);
    const n2 = sub(sub(m2, l2, P), h2, P);
    v128.store(d0 + at, add(l0, timesW(add(h0, n2, P), W, WQ, P), P));
    const n0 = sub(sub(m0, l0, P), h0, P);
    v128.store(d2 + at, add(add(l2, n0, P), timesW(h2, W, WQ, P), P));
    v128.store(d3 + at, sub(sub(m1, l1, P), h1, P));
  }
}

/**
 * Over F_p[y] / (y^2 - W) an element is a = A + x B with A = a0 + a2 y, B = a1 + a3 y, x^2 = y. With its conjugate A - x B,
 * (A + x B)(A - x B) = A^2 - y B^2 = e0 + e1 y, whose norm n = e0^2 - W e1^2 is in F_p. So 1 / a = (A - x B)(e0 - e1 y) / n.
 *
 * Lazy: |a_i| <= 2^34; e0, e1 below 34 * 0.64 p < 2^35.5, reduced; n below 12 * 0.64 p, reduced.
 */
export function norm(pc: usize, slots: usize, bytes: usize): void {
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
export function scaledInverse(pc: usize, slots: usize, bytes: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const W = factor(K_W), WQ = companion(K_W);
  const d0 = slots + operand(pc, 0), d1 = slots + operand(pc, 1), d2 = slots + operand(pc, 2), d3 = slots + operand(pc, 3);
  const a0 = operand(pc, 4) + slots, a1 = operand(pc, 5) + slots, a2 = operand(pc, 6) + slots, a3 = operand(pc, 7) + slots;
  const e0 = operand(pc, 8) + slots, e1 = operand(pc, 9) + slots, t = operand(pc, 10) + slots;
  for (let at: usize = 0; at < bytes; at += 16) {
    const x0 = v128.load(a0 + at), x1 = v128.load(a1 + at), x2 = v128.load(a2 + at), x3 = v128.load(a3 + at);
    const s = v128.load(t + at);
    const f = mul(v128.load(e0 + at), s, Q, M, C, K, P), g = mul(v128.load(e1 + at), s, Q, M, C, K, P);
    // (a + b y)(f - g y) = a f - W b g + ((a + b)(f - g) - a f + b g) y, for A and for -B.
    const fg = sub(f, g, P);
    const x0f = mul(x0, f, Q, M, C, K, P), x2g = mul(x2, g, Q, M, C, K, P);
    const both02 = mul(add(x0, x2, P), fg, Q, M, C, K, P);
    v128.store(d0 + at, sub(x0f, timesW(x2g, W, WQ, P), P));
    v128.store(d2 + at, add(sub(both02, x0f, P), x2g, P));
    const x1f = mul(x1, f, Q, M, C, K, P), x3g = mul(x3, g, Q, M, C, K, P);
    const both13 = mul(add(x1, x3, P), fg, Q, M, C, K, P);
    v128.store(d1 + at, sub(timesW(x3g, W, WQ, P), x1f, P));
    v128.store(d3 + at, sub(sub(x1f, both13, P), x3g, P));
  }
}

/**
 * a^(p - 2), p - 2 = 7 2^28 + 2^27 - 1: two chains of squarings side by side, as each waits for its products. With e_k = a^(2^k - 1),
 * e_(j + k) = e_j^(2^k) e_k.
 */
function powerOfInverse(a: v128): v128 {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const e2 = mul(mul(a, a, Q, M, C, K, P), a, Q, M, C, K, P);
  const e3 = mul(mul(e2, e2, Q, M, C, K, P), a, Q, M, C, K, P);
  let low = e3, high = e3, step = e3;
  // e_6, e_9, e_18, e_27, and e_3^(2^24).
  for (let i = 0; i < 4; i++) {
    if (i == 2) step = low;
    for (let j = i < 2 ? 3 : 9; j > 0; j--) {
      low = mul(low, low, Q, M, C, K, P);
      high = mul(high, high, Q, M, C, K, P);
    }
    low = mul(low, step, Q, M, C, K, P);
  }
  for (let j = 0; j < 4; j++) high = mul(high, high, Q, M, C, K, P);
  return mul(high, low, Q, M, C, K, P);
}

/**
 * Inverts by Montgomery's trick, in each lane: prefix products over rows and slots, one inversion by Fermat, then backwards. Several
 * chains of products hide their latency, and all end in one inversion. One chain takes the even slots, one the odd slots. The relaxed
 * module has twice as many, for the two vectors of four rows. Lazy: |a| <= 2^49. Returns whether a value was 0.
 */
export function invert(pc: usize, slots: usize, bytes: usize): bool {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const count = operand(pc, 0), first = pc + 4, pairs = first + (count >> 1) * 16;
  const odd = slots + operand(pairs, 0), oddPrefix = slots + operand(pairs, 1), oddBytes = count & 1 ? bytes : 0;
  // Chains of the even slots, of the odd ones; x1 and y1 in the relaxed module only.
  let x0 = v128.load(K_ONE_FORM), x1 = x0, y0 = x0, y1 = x0;
  for (let pair = first; pair < pairs; pair += 16) {
    let a = slots + operand(pair, 0), prefix = slots + operand(pair, 1);
    const b = slots + operand(pair, 2) - a, other = slots + operand(pair, 3) - prefix;
    for (const end = a + bytes; a < end; a += QUAD, prefix += QUAD) {
      v128.store(prefix, x0);
      v128.store(prefix + other, y0);
      x0 = mul(x0, v128.load(a), Q, M, C, K, P);
      y0 = mul(y0, v128.load(a + b), Q, M, C, K, P);
      if (ASC_FEATURE_RELAXED_SIMD) {
        v128.store(prefix, x1, 16);
        v128.store(prefix + other, y1, 16);
        x1 = mul(x1, v128.load(a, 16), Q, M, C, K, P);
        y1 = mul(y1, v128.load(a + b, 16), Q, M, C, K, P);
      }
    }
  }
  for (let at: usize = 0; at < oddBytes; at += QUAD) {
    v128.store(oddPrefix + at, x0);
    x0 = mul(x0, v128.load(odd + at), Q, M, C, K, P);
    if (ASC_FEATURE_RELAXED_SIMD) {
      v128.store(oddPrefix + at, x1, 16);
      x1 = mul(x1, v128.load(odd + at, 16), Q, M, C, K, P);
    }
  }

  const x = ASC_FEATURE_RELAXED_SIMD ? mul(x0, x1, Q, M, C, K, P) : x0;
  const y = ASC_FEATURE_RELAXED_SIMD ? mul(y0, y1, Q, M, C, K, P) : y0;
  // The inverse is 0 mod p exactly when the product is, and then it is the number 0, as |reduced| < p.
  const inverse = reduce(powerOfInverse(mul(x, y, Q, M, C, K, P)), Q, M, P);
  if (ASC_FEATURE_RELAXED_SIMD) {
    if (v128.any_true(f64x2.eq(inverse, i32x4.splat(0)))) return true;
  } else if (!i32x4.all_true(inverse)) return true;
  const inverseX = mul(inverse, y, Q, M, C, K, P), inverseY = mul(inverse, x, Q, M, C, K, P);
  const px = x0, py = y0;
  x0 = ASC_FEATURE_RELAXED_SIMD ? mul(inverseX, x1, Q, M, C, K, P) : inverseX;
  y0 = ASC_FEATURE_RELAXED_SIMD ? mul(inverseY, y1, Q, M, C, K, P) : inverseY;
  x1 = mul(inverseX, px, Q, M, C, K, P);
  y1 = mul(inverseY, py, Q, M, C, K, P);

  for (let at = oddBytes; at > 0; ) {
    at -= QUAD;
    const value = v128.load(odd + at);
    v128.store(odd + at, mul(x0, v128.load(oddPrefix + at), Q, M, C, K, P));
    x0 = mul(x0, value, Q, M, C, K, P);
    if (ASC_FEATURE_RELAXED_SIMD) {
      const value1 = v128.load(odd + at, 16);
      v128.store(odd + at, mul(x1, v128.load(oddPrefix + at, 16), Q, M, C, K, P), 16);
      x1 = mul(x1, value1, Q, M, C, K, P);
    }
  }
  for (let pair = pairs - 16; pair >= first; pair -= 16) {
    const start = slots + operand(pair, 0), b = slots + operand(pair, 2) - start;
    let a = start + bytes, prefix = slots + operand(pair, 1) + bytes;
    const other = slots + operand(pair, 3) + bytes - prefix;
    while (a > start) {
      a -= QUAD;
      prefix -= QUAD;
      const v0 = v128.load(a), w0 = v128.load(a + b);
      v128.store(a, mul(x0, v128.load(prefix), Q, M, C, K, P));
      v128.store(a + b, mul(y0, v128.load(prefix + other), Q, M, C, K, P));
      x0 = mul(x0, v0, Q, M, C, K, P);
      y0 = mul(y0, w0, Q, M, C, K, P);
      if (ASC_FEATURE_RELAXED_SIMD) {
        const v1 = v128.load(a, 16), w1 = v128.load(a + b, 16);
        v128.store(a, mul(x1, v128.load(prefix, 16), Q, M, C, K, P), 16);
        v128.store(a + b, mul(y1, v128.load(prefix + other, 16), Q, M, C, K, P), 16);
        x1 = mul(x1, v1, Q, M, C, K, P);
        y1 = mul(y1, w1, Q, M, C, K, P);
      }
    }
  }
  return false;
}
