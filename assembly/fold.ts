/**
 * FOLD: sums of base values times constant extension elements. The relaxed kernels split each coefficient in two halves of 16
 * bits, so that products are exact and need no reduction: two fused multiply-adds per coefficient and term.
 */
import { K_C, K_HIGH, K_K, K_M, K_P, K_Q } from './lib/layout';
import { operand } from './lib/mem';
import { add, companion, factor, mulTwiddle } from './lib/vec';

/**
 * 2^16 high + low mod p, |r| <= 0.5 p + 1, for |high| <= 2^52 and |low| < 2^53. The sum, rounded, is good enough for the quotient q of it
 * by p; |q| < 2^38. Then 2^16 high - q C + M = r + q - low + M is exact, being a multiple of 2^16 below 2^54, and r + q + M, which
 * is less than 2^39 from M.
 */
// @ts-ignore: decorator
@inline
function join(high: v128, low: v128, H: v128, Q: v128, M: v128, C: v128, K: v128): v128 {
  const t = f64x2.relaxed_madd(f64x2.relaxed_madd(high, H, low), Q, M);
  return f64x2.sub(f64x2.add(f64x2.relaxed_madd(high, H, f64x2.relaxed_nmadd(t, C, K)), low), t);
}

/** Coefficients i and i + 1 of a FOLD, for 4 rows at a time. */
function foldLazy(pc: usize, terms: usize, slots: usize, pool: usize, i: usize, bytes: usize): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), H = v128.load(K_HIGH);
  const first = pc + 36, last = first + terms * 8;
  const d0 = slots + operand(pc, 1 + i), d1 = slots + operand(pc, 2 + i);
  const k0 = factor(pool + operand(pc, 5 + i)), k1 = factor(pool + operand(pc, 6 + i));
  const half = pool + i * 16;
  for (let at: usize = 0; at < bytes; at += 32) {
    let xh0 = i32x4.splat(0), xh1 = xh0, yh0 = xh0, yh1 = xh0;
    let xl0 = k0, yl0 = k0, xl1 = k1, yl1 = k1;
    const base = slots + at;
    for (let term = first; term < last; term += 8) {
      const a = base + <usize>load<u32>(term), w = half + <usize>load<u32>(term, 4);
      const x = v128.load(a), y = v128.load(a, 16);
      let c = v128.load64_splat(w, 0);
      xh0 = f64x2.relaxed_madd(c, x, xh0);
      yh0 = f64x2.relaxed_madd(c, y, yh0);
      c = v128.load64_splat(w, 8);
      xl0 = f64x2.relaxed_madd(c, x, xl0);
      yl0 = f64x2.relaxed_madd(c, y, yl0);
      c = v128.load64_splat(w, 16);
      xh1 = f64x2.relaxed_madd(c, x, xh1);
      yh1 = f64x2.relaxed_madd(c, y, yh1);
      c = v128.load64_splat(w, 24);
      xl1 = f64x2.relaxed_madd(c, x, xl1);
      yl1 = f64x2.relaxed_madd(c, y, yl1);
    }
    v128.store(d0 + at, join(xh0, xl0, H, Q, M, C, K), 0);
    v128.store(d0 + at, join(yh0, yl0, H, Q, M, C, K), 16);
    v128.store(d1 + at, join(xh1, xl1, H, Q, M, C, K), 0);
    v128.store(d1 + at, join(yh1, yl1, H, Q, M, C, K), 16);
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
export function fold(pc: usize, slots: usize, pool: usize, bytes: usize): void {
  const terms = operand(pc, 0);
  if (ASC_FEATURE_RELAXED_SIMD) {
    foldLazy(pc, terms, slots, pool, 0, bytes);
    foldLazy(pc, terms, slots, pool, 2, bytes);
  } else foldInteger(pc, terms, slots, pool, bytes);
}
