/**
 * Sums over rows: sums_c += sum_j g_j matrix[j][c], the barycentric formula's inner sum, for base columns c and extension weights
 * g_j. A block of 64 rows of split weights stays in L1 while all columns pass.
 */
import { P_INVERSE } from './gen/field';
import { K_HIGH, K_M, K_P, K_Q, scratch, thread, TILE } from './lib/layout';
import { fetch } from './lib/mem';
import { add, factorOf, joinHigh, joinLow, mulTwiddle, P32, packReduced, reduce } from './lib/vec';

/** Writes the extension elements at `src` (4 canonical words each) as weights (assembly/interpreter.ts) for plain words. */
function splitWeights(src: usize, out: usize, count: u32): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    for (const end = src + <usize>count * 16; src < end; src += 16, out += 64) {
      const c = v128.load(src);
      splitPair(f64x2.convert_low_i32x4_s(c), out);
      splitPair(f64x2.convert_low_i32x4_s(v128.shuffle<i32>(c, c, 2, 3, 2, 3)), out + 32);
    }
  } else {
    for (let i: u32 = 0; i < count * 4; i++) {
      const w = i32x4.extract_lane(factorOf(load<u32>(src + <usize>i * 4)), 0), at = out + <usize>i * 16;
      store<u32>(at, w, 0);
      store<u32>(at, w * P_INVERSE, 4);
    }
  }
}
/** Two coefficients, each as the pair (hi, lo) of 2^16 hi + lo = c or c - p, whichever is smaller: |lo| <= 2^15. */
// @ts-ignore: decorator
@inline
function splitPair(c: v128, out: usize): void {
  const M = v128.load(K_M), H = v128.load(K_HIGH);
  const x = reduce(c, v128.load(K_Q), M, v128.load(K_P));
  const high = f64x2.sub(f64x2.relaxed_madd(x, f64x2.splat(1.0 / 65536), M), M);
  const low = f64x2.relaxed_nmadd(high, H, x);
  v128.store(out, joinLow(high, low), 0);
  v128.store(out, joinHigh(high, low), 16);
}

/**
 * Rows [from, to) of `rows` (rowBytes apart), 4 `quads` columns; weights: 4 words per row; sums: 4 words per coefficient and
 * quad, that is quad q's coefficient i of its 4 columns at sums + 64 q + 16 i. Each thread adds to sums of its own, one after
 * the other from allSums on.
 *
 * Lazy: canonical words below 2^31 times |lo| <= 2^15, 64 rows: below 2^52.
 */
export function weightedSums(
  rows: usize, rowBytes: usize, quads: u32, weights: usize, allSums: usize, from: u32, to: u32,
): void {
  const sums = allSums + thread() * <usize>quads * 64, split = scratch() + TILE;
  for (let row = from; row < to; row += 64) {
    const count = min<u32>(64, to - row);
    splitWeights(weights + <usize>row * 16, split, count);
    const base = rows + <usize>row * rowBytes;
    fetch(base, base + <usize>count * rowBytes);
    for (let q: usize = 0; q < <usize>quads; q++) {
      if (ASC_FEATURE_RELAXED_SIMD) {
        quadSumsLazy(base + q * 16, rowBytes, split, sums + q * 64, count);
        quadSumsLazy(base + q * 16, rowBytes, split + 32, sums + q * 64 + 32, count);
      } else quadSumsInteger(base + q * 16, rowBytes, split, sums + q * 64, count);
    }
  }
}

/** Two coefficients of one quad of columns. */
function quadSumsLazy(p: usize, rowBytes: usize, w: usize, sums: usize, count: u32): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), P = v128.load(K_P), H = v128.load(K_HIGH);
  let xh0 = i32x4.splat(0), xl0 = xh0, xh1 = xh0, xl1 = xh0, yh0 = xh0, yl0 = xh0, yh1 = xh0, yl1 = xh0;
  for (let j: u32 = 0; j < count; j++) {
    const v = v128.load(p);
    const x = f64x2.convert_low_i32x4_s(v), y = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
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
    p += rowBytes;
    w += 64;
  }
  const x0 = reduce(f64x2.relaxed_madd(reduce(xh0, Q, M, P), H, reduce(xl0, Q, M, P)), Q, M, P);
  const y0 = reduce(f64x2.relaxed_madd(reduce(yh0, Q, M, P), H, reduce(yl0, Q, M, P)), Q, M, P);
  const x1 = reduce(f64x2.relaxed_madd(reduce(xh1, Q, M, P), H, reduce(xl1, Q, M, P)), Q, M, P);
  const y1 = reduce(f64x2.relaxed_madd(reduce(yh1, Q, M, P), H, reduce(yl1, Q, M, P)), Q, M, P);
  addCanonical(sums, packReduced(x0, y0, M, i32x4.splat(P32)));
  addCanonical(sums + 16, packReduced(x1, y1, M, i32x4.splat(P32)));
}

// @ts-ignore: decorator
@inline
function addCanonical(at: usize, v: v128): void {
  const t = i32x4.add(v128.load(at), v);
  v128.store(at, i32x4.min_u(t, i32x4.sub(t, i32x4.splat(P32))));
}

function quadSumsInteger(p: usize, rowBytes: usize, w: usize, sums: usize, count: u32): void {
  const P = v128.load(K_P);
  let s0 = i32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let j: u32 = 0; j < count; j++) {
    const x = v128.load(p);
    s0 = add(s0, mulTwiddle(x, v128.load32_splat(w, 0), v128.load32_splat(w, 4), P, P, P, P), P);
    s1 = add(s1, mulTwiddle(x, v128.load32_splat(w, 16), v128.load32_splat(w, 20), P, P, P, P), P);
    s2 = add(s2, mulTwiddle(x, v128.load32_splat(w, 32), v128.load32_splat(w, 36), P, P, P, P), P);
    s3 = add(s3, mulTwiddle(x, v128.load32_splat(w, 48), v128.load32_splat(w, 52), P, P, P, P), P);
    p += rowBytes;
    w += 64;
  }
  addCanonical(sums, s0);
  addCanonical(sums + 16, s1);
  addCanonical(sums + 32, s2);
  addCanonical(sums + 48, s3);
}
