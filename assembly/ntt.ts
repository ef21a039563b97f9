/**
 * Transforms from coefficients in natural order to values in bit-reversed order, in passes of up to 10 levels over tiles
 * that fit the L1/L2 caches. SIMD lanes are columns, so a twiddle is one factor for a whole block of rows.
 *
 * After l levels the rows form 2^l blocks; block K holds f mod X^m - r^2 and becomes f mod X^(m/2) - r, f mod X^(m/2) + r,
 * where r = shift^(m/2) T[K] and T[K] is the product of w_(2^(i+2)) over the bits i of K. A pass over levels
 * [first, first + levels) takes, from block K of m rows, the 2^levels rows of equal index j mod m / 2^levels: one tile,
 * which only needs the block's own r and its repeated square roots (its table).
 *
 * Lazy values: canonical at load, growing by |w b| <= 0.57 p per level, so below 2^31 + 10 * 2^30.2 < 2^35 in a tile, and below
 * 2^31 + 20 * 2^30.2 < 2^36 where a second transform follows (ldePass): far from the 2^49 that mulTwiddle and packScaled take.
 */
import {
  COSET_LEVELS, COSET_LEVELS_BYTES, COSET_TILE, GENERATORS, K_C, K_K, K_M, K_P, K_Q, LEVELS, READ_REVERSED, ROOTS, scratch, TILE,
  WRITE_COEFFICIENTS,
} from './lib/layout';
import {
  add, companion, companionOf, companionPair, factor, factorOf, mulScalar, mulTwiddle, packScaled, powScalar, QUAD, storeTwiddle, sub,
  unpackPlain,
} from './lib/vec';

/** Fills the table of block K, whose r is that of the shift `s` (1: the subgroup): level l's block b has r_l T[b]. */
function fillLevels(table: usize, s: u32, logSize: u32, first: u32, levels: u32, block: u32): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  // The last level's r; each level above has its square.
  let r: u32 = s == 1 ? 1 : powScalar(s, <u32>1 << (logSize - first - levels));
  for (let bits = block; bits != 0; bits &= bits - 1) r = mulScalar(r, load<u32>(GENERATORS + (ctz(bits) + levels + 1) * 4));
  const pair = companionPair(Q);
  for (let l = levels; l-- > 0; ) {
    const w = factorOf(r), wq = companionOf(w, Q);
    const count: usize = (<usize>1) << l;
    for (let b: usize = 0; b < count; b++) {
      storeTwiddle(table + (count + b) * 16, mulTwiddle(factor(ROOTS + b * 16), w, wq, M, C, K, P), pair);
    }
    r = mulScalar(r, r);
  }
}

/** One level: combines the elements at `a` and `a + a1` into those at `d` and `d + half`. */
// @ts-ignore: decorator
@inline
function oneLevel(a: usize, a1: usize, d: usize, half: usize, w: v128, wq: v128, M: v128, C: v128, K: v128, P: v128): void {
  const x0 = v128.load(a), x1 = mulTwiddle(v128.load(a + a1), w, wq, M, C, K, P);
  v128.store(d, add(x0, x1, P));
  v128.store(d + half, sub(x0, x1, P));
}
/**
 * Two levels: elements at `a`, `a + a1`, `a + a2`, `a + a1 + a2` to places `quarter` apart. The latter two by the block's r, then each
 * half by its own.
 */
// @ts-ignore: decorator
@inline
function twoLevels(
  a: usize, a1: usize, a2: usize, d: usize, quarter: usize,
  w: v128, wq: v128, v: v128, vq: v128, u: v128, uq: v128, M: v128, C: v128, K: v128, P: v128,
): void {
  const b = a + a2, d2 = d + 2 * quarter;
  const x0 = v128.load(a), x1 = v128.load(a + a1);
  const x2 = mulTwiddle(v128.load(b), w, wq, M, C, K, P);
  const x3 = mulTwiddle(v128.load(b + a1), w, wq, M, C, K, P);
  const z = mulTwiddle(add(x1, x3, P), v, vq, M, C, K, P), y = mulTwiddle(sub(x1, x3, P), u, uq, M, C, K, P);
  const e = add(x0, x2, P), o = sub(x0, x2, P);
  v128.store(d, add(e, z, P));
  v128.store(d + quarter, sub(e, z, P));
  v128.store(d2, add(o, y, P));
  v128.store(d2 + quarter, sub(o, y, P));
}

/** The levels from `l` on of a tile of 2^levels rows of one quad of columns: all, or an even number. */
function transformTile(tile: usize, levels: u32, table: usize, l: u32): void {
  const M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  if ((levels - l) & 1) {
    const w = factor(table + 16), wq = companion(table + 16);
    const half = QUAD << (levels - 1);
    for (let p = tile, end = tile + half; p < end; p += 16) oneLevel(p, half, p, half, w, wq, M, C, K, P);
    l = 1;
  }
  for (; l < levels; l += 2) {
    const quarter = QUAD << (levels - l - 2);
    let upper = table + ((<usize>16) << l), lower = table + ((<usize>32) << l);
    let p = tile;
    for (let b: u32 = 0; b < <u32>1 << l; b++) {
      const w = factor(upper), wq = companion(upper);
      const v = factor(lower), vq = companion(lower), u = factor(lower + 16), uq = companion(lower + 16);
      for (const end = p + quarter; p < end; p += 16) {
        twoLevels(p, quarter, 2 * quarter, p, quarter, w, wq, v, vq, u, uq, M, C, K, P);
      }
      p += 3 * quarter;
      upper += 16;
      lower += 32;
    }
  }
}

/** The bits in which reversed(n) and reversed(n + 1) differ: as many from the top as change from the bottom of n. `end` is 2^bits. */
// @ts-ignore: decorator
@inline
function reversedStep(n: u32, end: u32): u32 {
  return end - (end >> (ctz(n + 1) + 1));
}
function reversed(x: u32, bits: u32): u32 {
  let result: u32 = 0;
  for (let i: u32 = 0; i < bits; i++) result |= ((x >> i) & 1) << (bits - 1 - i);
  return result;
}

/** All levels, from a tile whose rows are in bit-reversed order to another tile. It costs no more than in place. */
function transformReversed(from: usize, to: usize, levels: u32, table: usize): void {
  const M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  // The first l levels take rows r + i 2^(levels - l), i < 2^l, which are side by side, ordered by rev(i). The rest are pairs of levels.
  const l: u32 = levels & 1 ? 1 : min<u32>(levels, 2);
  const rows = <u32>1 << (levels - l), part = QUAD << (levels - l);
  let reverse: u32 = 0;
  if (l == 2) {
    const w = factor(table + 16), wq = companion(table + 16);
    const v = factor(table + 32), vq = companion(table + 32), u = factor(table + 48), uq = companion(table + 48);
    for (let r: u32 = 0; r < rows; r++) {
      const a = from + <usize>reverse * (4 * QUAD), d = to + <usize>r * QUAD;
      twoLevels(a, 2 * QUAD, QUAD, d, part, w, wq, v, vq, u, uq, M, C, K, P);
      if (QUAD > 16) twoLevels(a + 16, 2 * QUAD, QUAD, d + 16, part, w, wq, v, vq, u, uq, M, C, K, P);
      reverse ^= reversedStep(r, rows);
    }
  } else if (l == 1) {
    const w = factor(table + 16), wq = companion(table + 16);
    for (let r: u32 = 0; r < rows; r++) {
      let a = from + <usize>reverse * (2 * QUAD), d = to + <usize>r * QUAD;
      for (const end = a + QUAD; a < end; a += 16) {
        oneLevel(a, QUAD, d, part, w, wq, M, C, K, P);
        d += 16;
      }
      reverse ^= reversedStep(r, rows);
    }
  } else memory.copy(to, from, QUAD);
  transformTile(to, levels, table, l);
}

/** Copies a row of `quads` quads (3 count as 4) to the same row of as many tiles. */
// @ts-ignore: decorator
@inline
function unpackRow(cell: usize, tileBytes: usize, row: usize, quads: u32): void {
  unpackPlain(cell, v128.load(row, 0));
  if (quads > 1) unpackPlain(cell + tileBytes, v128.load(row, 16));
  if (quads > 2) {
    unpackPlain(cell + 2 * tileBytes, v128.load(row, 32));
    unpackPlain(cell + 3 * tileBytes, v128.load(row, 48));
  }
}

/**
 * Tiles [from, to) of one pass over a transform of 2^logSize rows of `quads` (1 to 4) quads of columns; src and dst may be
 * equal without flags. Rows are srcRow and dstRow bytes apart; after each 2^logBlock of them come srcGap and dstGap bytes. `shift` is
 * used in the first pass only: its factors shift^j are applied at the store, after which the remaining levels are those of the
 * subgroup. `scale`: a factor on all results.
 */
export function nttPass(
  src: usize, dst: usize, srcRow: usize, dstRow: usize, srcGap: usize, dstGap: usize, logBlock: u32,
  logSize: u32, first: u32, levels: u32, quads: u32, shift: u32, scale: u32, flags: u32, from: u32, to: u32,
): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const logStep = logSize - first - levels, step: u32 = <u32>1 << logStep, rows: u32 = <u32>1 << levels;
  const mask: u32 = (<u32>1 << logSize) - 1;
  const tileBytes = QUAD << levels, tile = scratch() + TILE, table = scratch() + LEVELS;
  let filled: u32 = 0xffffffff;
  // Bytes between the rows of a tile, which are in one block or in the same place of each.
  const srcSpan: u32 = flags & READ_REVERSED ? first : logStep;
  const srcStep = (srcRow << srcSpan) + ((<usize>1 << srcSpan) >> logBlock) * srcGap;
  const dstStep = (dstRow << logStep) + <usize>(step >> logBlock) * dstGap;
  let factorNow = mulScalar(scale, powScalar(shift, from & (step - 1)));
  for (let t = from; t < to; t++) {
    const block = t >> logStep, j = t & (step - 1);
    if (block != filled) {
      fillLevels(table, shift, logSize, first, levels, block);
      filled = block;
    }
    const start = (block << (logSize - first)) + j;

    let s = src, cell = tile, reverse: u32 = 0;
    if (flags & READ_REVERSED) s += <usize>block * srcRow + <usize>reversed(j, logStep) * (srcStep << levels);
    else s += <usize>start * srcRow + <usize>(start >> logBlock) * srcGap;
    for (let r: u32 = 0; r < rows; r++) {
      unpackRow(cell, tileBytes, s + <usize>(flags & READ_REVERSED ? reverse : r) * srcStep, quads);
      cell += QUAD;
      reverse ^= reversedStep(r, rows);
    }

    for (let q: u32 = 0; q < quads; q++) transformTile(tile + <usize>q * tileBytes, levels, table, 0);

    const w = factorOf(factorNow), wq = companionOf(w, Q);
    cell = tile;
    let d = dst + <usize>start * dstRow + <usize>(start >> logBlock) * dstGap;
    let coefficient = reversed(start, logSize);
    for (let r: u32 = 0; r < rows; r++) {
      if (flags & WRITE_COEFFICIENTS) d = dst + <usize>((0 - coefficient) & mask) * dstRow;
      v128.store(d, packScaled(cell, w, wq, M, C, K, P), 0);
      if (quads > 1) v128.store(d, packScaled(cell + tileBytes, w, wq, M, C, K, P), 16);
      if (quads > 2) {
        v128.store(d, packScaled(cell + 2 * tileBytes, w, wq, M, C, K, P), 32);
        v128.store(d, packScaled(cell + 3 * tileBytes, w, wq, M, C, K, P), 48);
      }
      cell += QUAD;
      d += dstStep;
      coefficient ^= reversedStep(r, rows) << first;
    }
    factorNow = j + 1 == step ? scale : mulScalar(factorNow, shift);
  }
}

/**
 * The last pass of an interpolation whose source was read backwards, left out if `inverse` is 0, and the first pass of the transforms
 * on `cosets` cosets, for blocks [from, to) of 2^levels rows. Coset c has the shift `shift` times w^rev(c), w of order cosets 2^logSize.
 * Tables are kept for two cosets: there may be more only if there is one block.
 *
 * Row b of block K becomes coefficient k1 + 2^first k2, k1 = rev(K), k2 = rev(b): so a block becomes tile k1 of the first pass, its rows
 * in bit-reversed order. Row r of the result is left as row r of block K, for READ_REVERSED. After each block come `gap` bytes; the next
 * coset begins dstCoset bytes behind. A block is read before it is written: dst may be src.
 */
export function ldePass(
  src: usize, dst: usize, srcRow: usize, dstRow: usize, gap: usize, dstCoset: usize,
  logSize: u32, levels: u32, quads: u32, inverse: u32, cosets: u32, shift: u32, scale: u32, from: u32, to: u32,
): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  const first = logSize - levels;
  const tileBytes = QUAD << levels, tile = scratch() + TILE, cosetTile = scratch() + COSET_TILE, table = scratch() + LEVELS;
  for (let t = from; t < to; t++) {
    let s = src + <usize>t * ((srcRow << levels) + gap);
    for (let cell = tile, end = tile + tileBytes; cell < end; cell += QUAD) {
      unpackRow(cell, tileBytes, s, quads);
      s += srcRow;
    }
    if (inverse) {
      fillLevels(table, 1, logSize, first, levels, t);
      for (let q: u32 = 0; q < quads; q++) transformTile(tile + <usize>q * tileBytes, levels, table, 0);
    }
    const k1 = reversed(t, first);
    let start = dst + <usize>t * ((dstRow << levels) + gap);
    for (let c: u32 = 0; c < cosets; c++) {
      let own = shift;
      for (let bits = c; bits != 0; bits &= bits - 1) own = mulScalar(own, load<u32>(GENERATORS + (ctz(bits) + logSize + 1) * 4));
      const cosetTable = scratch() + COSET_LEVELS + <usize>(c & 1) * COSET_LEVELS_BYTES;
      if (t == from) fillLevels(cosetTable, own, logSize, 0, levels, 0);
      const f = mulScalar(scale, powScalar(own, k1)), w = factorOf(f), wq = companionOf(w, Q);
      for (let q: usize = 0; q < quads; q++) {
        transformReversed(tile + q * tileBytes, cosetTile, levels, cosetTable);
        let d = start + 16 * q;
        for (let cell = cosetTile, end = cosetTile + tileBytes; cell < end; cell += QUAD) {
          v128.store(d, packScaled(cell, w, wq, M, C, K, P));
          d += dstRow;
        }
      }
      start += dstCoset;
    }
  }
}
