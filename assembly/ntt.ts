/**
 * Transforms from coefficients in natural order to values in bit-reversed order, in passes of up to 10 levels over tiles
 * that fit the L1/L2 caches. SIMD lanes are columns, so a twiddle is one factor for a whole block of rows.
 *
 * After l levels the rows form 2^l blocks; block K holds f mod X^m - r^2 and becomes f mod X^(m/2) - r, f mod X^(m/2) + r,
 * where r = shift^(m/2) T[K] and T[K] is the product of w_(2^(i+2)) over the bits i of K. A pass over levels
 * [first, first + levels) takes, from block K of m rows, the 2^levels rows of equal index j mod m / 2^levels: one tile,
 * which only needs the block's own r and its repeated square roots (LEVELS).
 *
 * Lazy values: canonical at load, growing by |w b| <= 0.57 p per level, so below 2^31 + 10 * 2^30.2 < 2^35 in a tile.
 */
import { GENERATORS, K_C, K_K, K_M, K_P, K_Q, LEVELS, ROOTS, scratch, TILE } from './lib/layout';
import {
  add, companion, companionOf, companionPair, factor, factorOf, mulScalar, mulTwiddle, packScaled, powScalar, QUAD, storeTwiddle, sub,
  unpackPlain,
} from './lib/vec';

/** Fills LEVELS for block K, whose r is that of the shift `s` (1: the subgroup): level l's block b has r_l T[b]. */
function fillLevels(s: u32, logSize: u32, first: u32, levels: u32, block: u32): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  // The last level's r; each level above has its square.
  let r: u32 = s == 1 ? 1 : powScalar(s, <u32>1 << (logSize - first - levels));
  for (let bits = block; bits != 0; bits &= bits - 1) r = mulScalar(r, load<u32>(GENERATORS + (ctz(bits) + levels + 1) * 4));
  const pair = companionPair(Q);
  const table = scratch() + LEVELS;
  for (let l = levels; l-- > 0; ) {
    const w = factorOf(r), wq = companionOf(w, Q);
    const count: usize = (<usize>1) << l;
    for (let b: usize = 0; b < count; b++) {
      storeTwiddle(table + (count + b) * 16, mulTwiddle(factor(ROOTS + b * 16), w, wq, M, C, K, P), pair);
    }
    r = mulScalar(r, r);
  }
}

/** All levels of a tile of 2^levels rows of one quad of columns. */
function transformTile(tile: usize, levels: u32): void {
  const M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const table = scratch() + LEVELS;
  let l: u32 = 0;
  if (levels & 1) {
    const w = factor(table + 16), wq = companion(table + 16);
    const half = QUAD << (levels - 1);
    for (let p = tile, end = tile + half; p < end; p += 16) {
      const x0 = v128.load(p), x1 = mulTwiddle(v128.load(p + half), w, wq, M, C, K, P);
      v128.store(p, add(x0, x1, P));
      v128.store(p + half, sub(x0, x1, P));
    }
    l = 1;
  }
  // Two levels at a time: x2, x3 by the block's r, then each half by its own.
  for (; l < levels; l += 2) {
    const quarter = QUAD << (levels - l - 2);
    let upper = table + ((<usize>16) << l), lower = table + ((<usize>32) << l);
    let p = tile;
    for (let b: u32 = 0; b < <u32>1 << l; b++) {
      const w = factor(upper), wq = companion(upper);
      const v = factor(lower), vq = companion(lower), u = factor(lower + 16), uq = companion(lower + 16);
      for (const end = p + quarter; p < end; p += 16) {
        const p2 = p + 2 * quarter;
        const x0 = v128.load(p), x1 = v128.load(p + quarter);
        const x2 = mulTwiddle(v128.load(p2), w, wq, M, C, K, P);
        const x3 = mulTwiddle(v128.load(p2 + quarter), w, wq, M, C, K, P);
        const z = mulTwiddle(add(x1, x3, P), v, vq, M, C, K, P), y = mulTwiddle(sub(x1, x3, P), u, uq, M, C, K, P);
        const e = add(x0, x2, P), o = sub(x0, x2, P);
        v128.store(p, add(e, z, P));
        v128.store(p + quarter, sub(e, z, P));
        v128.store(p2, add(o, y, P));
        v128.store(p2 + quarter, sub(o, y, P));
      }
      p += 3 * quarter;
      upper += 16;
      lower += 32;
    }
  }
}

/** The next number in bit-reversed counting of `bits` bits. */
// @ts-ignore: decorator
@inline
function nextReversed(x: u32, bits: u32): u32 {
  let bit = (<u32>1 << bits) >> 1;
  while (x & bit) {
    x ^= bit;
    bit >>= 1;
  }
  return x | bit;
}
function reversed(x: u32, bits: u32): u32 {
  let result: u32 = 0;
  for (let i: u32 = 0; i < bits; i++) result |= ((x >> i) & 1) << (bits - 1 - i);
  return result;
}

/** 1: rows of src in bit-reversed order. */
const READ_REVERSED: u32 = 1;
/**
 * 2: the last pass of an interpolation. The transform of natural-order values v at bit-reversed row i is sum_j v_j w^(i j),
 * N times coefficient -i: so it goes to row (N - rev(i)) mod N.
 */
const WRITE_COEFFICIENTS: u32 = 2;

/**
 * Tiles [from, to) of one pass over a transform of 2^logSize rows of `quads` (1 to 4) quads of columns; src and dst may be
 * equal without flags. Rows are srcRow and dstRow bytes apart. `shift` is used in the first pass only: its factors
 * shift^j are applied at the store, after which the remaining levels are those of the subgroup. `scale`: a factor on
 * all results.
 */
export function nttPass(
  src: usize, dst: usize, srcRow: usize, dstRow: usize, logSize: u32, first: u32, levels: u32, quads: u32,
  shift: u32, scale: u32, flags: u32, from: u32, to: u32,
): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const logStep = logSize - first - levels, step: u32 = <u32>1 << logStep, rows: u32 = <u32>1 << levels;
  const mask: u32 = (<u32>1 << logSize) - 1;
  const tileBytes = QUAD << levels, tile = scratch() + TILE;
  let filled: u32 = 0xffffffff;
  let factorNow = mulScalar(scale, powScalar(shift, from & (step - 1)));
  for (let t = from; t < to; t++) {
    const block = t >> logStep, j = t & (step - 1);
    if (block != filled) {
      fillLevels(shift, logSize, first, levels, block);
      filled = block;
    }
    const start = (block << (logSize - first)) + j;

    let index = flags & READ_REVERSED ? reversed(start, logSize) : start;
    let cell = tile;
    for (let r: u32 = 0; r < rows; r++) {
      const s = src + <usize>index * srcRow;
      unpackPlain(cell, v128.load(s, 0));
      if (quads > 1) unpackPlain(cell + tileBytes, v128.load(s, 16));
      if (quads > 2) {
        unpackPlain(cell + 2 * tileBytes, v128.load(s, 32));
        unpackPlain(cell + 3 * tileBytes, v128.load(s, 48));
      }
      cell += QUAD;
      // Reversed, the tile's row number counts in the bits from logSize - levels - logStep = first upwards.
      if (flags & READ_REVERSED) index = reversed(start + ((r + 1) << logStep), logSize);
      else index += step;
    }

    for (let q: u32 = 0; q < quads; q++) transformTile(tile + <usize>q * tileBytes, levels);

    const w = factorOf(factorNow), wq = companionOf(w, Q);
    cell = tile;
    let coefficient = flags & WRITE_COEFFICIENTS ? reversed(start, logSize) : 0;
    index = start;
    for (let r: u32 = 0; r < rows; r++) {
      const d = dst + <usize>(flags & WRITE_COEFFICIENTS ? (0 - coefficient) & mask : index) * dstRow;
      v128.store(d, packScaled(cell, w, wq, M, C, K, P), 0);
      if (quads > 1) v128.store(d, packScaled(cell + tileBytes, w, wq, M, C, K, P), 16);
      if (quads > 2) {
        v128.store(d, packScaled(cell + 2 * tileBytes, w, wq, M, C, K, P), 32);
        v128.store(d, packScaled(cell + 3 * tileBytes, w, wq, M, C, K, P), 48);
      }
      cell += QUAD;
      index += step;
      if (flags & WRITE_COEFFICIENTS) coefficient = nextReversed(coefficient, logSize);
    }
    factorNow = j + 1 == step ? scale : mulScalar(factorNow, shift);
  }
}
