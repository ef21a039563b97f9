/** Checks of the engine and of the arithmetic, points of a domain, and running sums. */
import { K_C, K_K, K_M, K_P, K_Q, scratch, TILE } from './lib/layout';
import { companionOf, factorOf, mul, mulScalar, mulTwiddle, P32, packForm, packScaled, QUAD, unpackForm, unpackPlain } from './lib/vec';

/**
 * out = a b + c in one rounding if relaxed_madd is fused, for the f64 pairs at `at`, at + 16, at + 32; to at + 48. The operands
 * come from memory, so that no optimiser computes the result at compile time. The integer module writes 0.
 */
export function fusedMultiplyAdd(at: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) {
    v128.store(at, f64x2.relaxed_madd(v128.load(at), v128.load(at, 16), v128.load(at, 32)), 48);
  } else v128.store(at, i32x4.splat(0), 48);
}

/** Products of `count` (a multiple of 4) elements in compute form; `rounds` times, to measure. */
export function mulForm(a: usize, b: usize, out: usize, count: u32, rounds: u32): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  for (let round: u32 = 0; round < rounds; round++) {
    for (let at: usize = 0; at < (<usize>count >> 2) * QUAD; at += QUAD) {
      v128.store(out + at, mul(v128.load(a + at), v128.load(b + at), Q, M, C, K, P));
      if (ASC_FEATURE_RELAXED_SIMD) {
        v128.store(out + at, mul(v128.load(a + at, 16), v128.load(b + at, 16), Q, M, C, K, P), 16);
      }
    }
  }
}
/** Canonical words to compute form and back; count a multiple of 4. */
export function toForm(words: usize, out: usize, count: u32): void {
  for (let i: usize = 0; i < <usize>count >> 2; i++) unpackForm(out + i * QUAD, v128.load(words + i * 16));
}
export function fromForm(form: usize, out: usize, count: u32): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), P = v128.load(K_P);
  for (let i: usize = 0; i < <usize>count >> 2; i++) v128.store(out + i * 16, packForm(form + i * QUAD, Q, M, P));
}

/**
 * out[i] = factor * words[i] for i in [from, to), canonical. From 4 elements on, these are whole vectors. With the points of
 * half a domain and its next root as factor, this makes the second half of the next domain, bit-reversed.
 */
export function scaleWords(words: usize, out: usize, by: u32, from: u32, to: u32): void {
  const Q = v128.load(K_Q), M = v128.load(K_M), C = v128.load(K_C), K = v128.load(K_K), P = v128.load(K_P);
  if (to - from < 4) {
    for (let i: usize = from; i < <usize>to; i++) store<u32>(out + i * 4, mulScalar(load<u32>(words + i * 4), by));
    return;
  }
  const w = factorOf(by), wq = companionOf(w, Q);
  const cell = scratch() + TILE;
  for (let i: usize = from; i < <usize>to; i += 4) {
    unpackPlain(cell, v128.load(words + i * 4));
    v128.store(out + i * 4, packScaled(cell, w, wq, M, C, K, P));
  }
}

/**
 * Running sums of extension elements of 4 words: row j of `out` (rowBytes apart) gets `sum`, then sum += steps[j] - share.
 * sum and share are 4 canonical words each; `sum` is updated.
 */
export function runningSums(steps: usize, out: usize, rowBytes: usize, sum: usize, share: usize, count: u32): void {
  const P = i32x4.splat(P32);
  const minus = v128.load(share);
  let total = v128.load(sum);
  for (let j: u32 = 0; j < count; j++) {
    v128.store(out, total);
    let t = i32x4.sub(v128.load(steps), minus);
    t = i32x4.add(total, i32x4.min_u(t, i32x4.add(t, P)));
    total = i32x4.min_u(t, i32x4.sub(t, P));
    out += rowBytes;
    steps += 16;
  }
  v128.store(sum, total);
}
