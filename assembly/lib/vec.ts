/**
 * Vectors of field elements in compute form, behind the same names in both modules.
 *
 * Relaxed module: two lanes of f64 holding plain integers ("lazy f64"), congruent mod p to the element and allowed to
 * grow. Exact under these preconditions, |.| bounding the magnitude of a value:
 *     add, sub          |a| + |b| < 2^53
 *     mul               |a b| <= 2^80 - 2^53   -> |r| <= 0.64 p
 *     mulTwiddle        |x| <= 2^49            -> |r| <= 0.57 p
 *     reduce            |x| < 2^52             -> |r| <= 0.5 p + 1
 * with C = p - 1 = 15 2^27, M = 1.5 2^52, K = M C + M: t = round(a b / p) + M, then K - t C is M - q C exactly (a
 * multiple of 2^27 of magnitude below 2^80; where a b is negative M adds to it, hence the 2^53), and the last addition is
 * exact because the result is small. relaxed_madd must be fused; the host checks that before it picks this module.
 *
 * Integer module: four lanes of canonical u32, in Montgomery form (factor 2^32) where `toForm` made them, else plain; the
 * operations are linear in that factor. Every result is canonical, in [0, p).
 *
 * The constants Q, M, C, K and P are arguments, so that a loop loads them once: an engine may not move loads out of a loop that stores. As literals
 * they make the modules a third larger and the product a quarter slower.
 *
 * A twiddle is a constant factor in 16 bytes: relaxed (w, w / p) as f64 with |w| <= p / 2; integer (w 2^32 mod p, that
 * times p^-1 mod 2^32) as u32. Multiplying by a twiddle leaves the form of the other operand as it is.
 */
import { P32 } from '../gen/field';
import { K_ONE, K_P, K_Q, K_R2 } from './layout';

/** Bytes of an element in compute form, and elements of a vector. */
// @ts-ignore: decorator
@inline export const ELEMENT: usize = ASC_FEATURE_RELAXED_SIMD ? 8 : 4;
/** Bytes of four elements in compute form. */
// @ts-ignore: decorator
@inline export const QUAD: usize = ASC_FEATURE_RELAXED_SIMD ? 32 : 16;
export { P32 };

// Montgomery product of signed lanes, |a b| < 2^31 p: in (-p, p). MU = p^-1 mod 2^32.
// @ts-ignore: decorator
@inline
export function montgomery(a: v128, b: v128, q: v128, P: v128): v128 {
  const y0 = i64x2.sub(i64x2.extmul_low_i32x4_s(a, b), i64x2.extmul_low_i32x4_s(q, P));
  const y1 = i64x2.sub(i64x2.extmul_high_i32x4_s(a, b), i64x2.extmul_high_i32x4_s(q, P));
  return v128.shuffle<i32>(y0, y1, 1, 3, 5, 7);
}
/** (-p, p) -> [0, p). */
// @ts-ignore: decorator
@inline
export function canonical(t: v128, P: v128): v128 {
  return i32x4.min_u(t, i32x4.add(t, P));
}
/** `mul` without the last correction: the result is in (-p, p), a legal operand of another product. Integer module only. */
// @ts-ignore: decorator
@inline
export function mulSigned(a: v128, b: v128, MU: v128, P: v128): v128 {
  const x0 = i64x2.extmul_low_i32x4_s(a, b), x1 = i64x2.extmul_high_i32x4_s(a, b);
  const q = i32x4.mul(v128.shuffle<i32>(x0, x1, 0, 2, 4, 6), MU);
  const y0 = i64x2.extmul_low_i32x4_s(q, P), y1 = i64x2.extmul_high_i32x4_s(q, P);
  return v128.shuffle<i32>(i64x2.sub(x0, y0), i64x2.sub(x1, y1), 1, 3, 5, 7);
}

// @ts-ignore: decorator
@inline
export function add(a: v128, b: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.add(a, b);
  const t = i32x4.add(a, b);
  return i32x4.min_u(t, i32x4.sub(t, P));
}
// @ts-ignore: decorator
@inline
export function sub(a: v128, b: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.sub(a, b);
  const t = i32x4.sub(a, b);
  return i32x4.min_u(t, i32x4.add(t, P));
}
// @ts-ignore: decorator
@inline
export function mul(a: v128, b: v128, Q: v128, M: v128, C: v128, K: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    const t = f64x2.relaxed_madd(f64x2.mul(a, b), Q, M);
    return f64x2.sub(f64x2.relaxed_madd(a, b, f64x2.relaxed_nmadd(t, C, K)), t);
  }
  return canonical(mulSigned(a, b, Q, P), P);
}
// @ts-ignore: decorator
@inline
export function mulTwiddle(x: v128, w: v128, wq: v128, M: v128, C: v128, K: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    const t = f64x2.relaxed_madd(x, wq, M);
    return f64x2.sub(f64x2.relaxed_madd(x, w, f64x2.relaxed_nmadd(t, C, K)), t);
  }
  return canonical(montgomery(x, w, i32x4.mul(x, wq), P), P);
}
/** Brings a lazy value back to |r| <= p / 2; nothing to do for integers. */
// @ts-ignore: decorator
@inline
export function reduce(x: v128, Q: v128, M: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(f64x2.sub(f64x2.relaxed_madd(x, Q, M), M), P, x);
  return x;
}

/** The factor of a twiddle in all lanes, and its companion. */
// @ts-ignore: decorator
@inline
export function factor(at: usize): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.load64_splat(at, 0);
  return v128.load32_splat(at, 0);
}
// @ts-ignore: decorator
@inline
export function companion(at: usize): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.load64_splat(at, 8);
  return v128.load32_splat(at, 4);
}
/** The companion of a factor, lane by lane: both together are a twiddle. */
// @ts-ignore: decorator
@inline
export function companionPair(Q: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.replace_lane(Q, 0, 1);
  return i32x4.replace_lane(Q, 0, 1);
}
/** Writes the twiddle whose factor is in all lanes of `w`, a result of mulTwiddle. */
// @ts-ignore: decorator
@inline
export function storeTwiddle(at: usize, w: v128, pair: v128): void {
  if (ASC_FEATURE_RELAXED_SIMD) v128.store(at, f64x2.mul(w, pair));
  else v128.store(at, i32x4.mul(w, pair));
}

// @ts-ignore: decorator
@inline
function low(v: v128): v128 {
  return f64x2.convert_low_i32x4_s(v);
}
// @ts-ignore: decorator
@inline
function high(v: v128): v128 {
  return f64x2.convert_low_i32x4_s(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
}
/** Stores four canonical words in compute form (integer: plain). */
// @ts-ignore: decorator
@inline
export function unpackPlain(at: usize, v: v128): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    v128.store(at, low(v), 0);
    v128.store(at, high(v), 16);
  } else v128.store(at, v);
}
/** Stores four canonical words in compute form (integer: Montgomery). */
// @ts-ignore: decorator
@inline
export function unpackForm(at: usize, v: v128): void {
  if (ASC_FEATURE_RELAXED_SIMD) unpackPlain(at, v);
  else v128.store(at, mul(v, v128.load(K_R2), v128.load(K_Q), v, v, v, v128.load(K_P)));
}
/** Two reduced lazy vectors, |x| < p, as four canonical words. */
// @ts-ignore: decorator
@inline
export function packReduced(a: v128, b: v128, M: v128, P32V: v128): v128 {
  const v = v128.shuffle<i32>(f64x2.add(a, M), f64x2.add(b, M), 0, 2, 4, 6);
  return canonical(v, P32V);
}
/** Four elements in compute form (integer: Montgomery; lazy: |x| < 2^52) as canonical words. */
// @ts-ignore: decorator
@inline
export function packForm(at: usize, Q: v128, M: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    const a = reduce(v128.load(at, 0), Q, M, P), b = reduce(v128.load(at, 16), Q, M, P);
    return packReduced(a, b, M, i32x4.splat(P32));
  }
  return mul(v128.load(at), v128.load(K_ONE), Q, M, M, M, P);
}
/** The same times a twiddle; integer: plain. As in `mulTwiddle`, but t is taken off the low words: r + t and t are integers above M. */
// @ts-ignore: decorator
@inline
export function packScaled(at: usize, w: v128, wq: v128, M: v128, C: v128, K: v128, P: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) {
    const a = v128.load(at, 0), b = v128.load(at, 16);
    const s = f64x2.relaxed_madd(a, wq, M), t = f64x2.relaxed_madd(b, wq, M);
    const x = f64x2.relaxed_madd(a, w, f64x2.relaxed_nmadd(s, C, K)), y = f64x2.relaxed_madd(b, w, f64x2.relaxed_nmadd(t, C, K));
    return canonical(i32x4.sub(v128.shuffle<i32>(x, y, 0, 2, 4, 6), v128.shuffle<i32>(s, t, 0, 2, 4, 6)), i32x4.splat(P32));
  }
  return mulTwiddle(v128.load(at), w, wq, M, C, K, P);
}

/** Rows of a transposed 4 x 4 block of words. */
// @ts-ignore: decorator
@inline
export function interleaveLow(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 4, 1, 5);
}
// @ts-ignore: decorator
@inline
export function interleaveHigh(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 2, 6, 3, 7);
}
// @ts-ignore: decorator
@inline
export function joinLow(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(a, b, 0, 2);
}
// @ts-ignore: decorator
@inline
export function joinHigh(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(a, b, 1, 3);
}

/** a b mod p for canonical scalars. */
// @ts-ignore: decorator
@inline
export function mulScalar(a: u32, b: u32): u32 {
  return <u32>((<u64>a * <u64>b) % <u64>P32);
}
export function powScalar(base: u32, exponent: u32): u32 {
  let result: u32 = 1;
  for (let square = base, e = exponent; e != 0; e >>= 1) {
    if (e & 1) result = mulScalar(result, square);
    square = mulScalar(square, square);
  }
  return result;
}
/** A canonical scalar as the factor of a twiddle, in all lanes. */
// @ts-ignore: decorator
@inline
export function factorOf(a: u32): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.splat(<f64>a - (a > P32 >> 1 ? <f64>P32 : 0));
  return i32x4.splat(<u32>((<u64>a << 32) % <u64>P32));
}
// @ts-ignore: decorator
@inline
export function companionOf(w: v128, Q: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.mul(w, Q);
  return i32x4.mul(w, Q);
}
