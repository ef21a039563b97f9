/**
 * Poseidon2 of one state, its 16 words in four vectors: lane i of vector b is word 4 b + i. Between calls words are canonical;
 * within, they are in Montgomery form, canonical where nothing else is said.
 */
import { P_INVERSE } from '../gen/field';
import { DIAGONAL, EXTERNAL, INPUT, INTERNAL, K_ONE, K_P, K_Q, K_R2, STATE } from '../gen/hashMemory';
import { add, canonical, mulSigned, P32 } from '../lib/vec';

/** The state in Montgomery form. */
let s0: v128 = i32x4.splat(0);
let s1: v128 = i32x4.splat(0);
let s2: v128 = i32x4.splat(0);
let s3: v128 = i32x4.splat(0);

// @ts-ignore: decorator
@inline
function mul(a: v128, b: v128, Q: v128, P: v128): v128 {
  return canonical(mulSigned(a, b, Q, P), P);
}
/** x^7 for lanes in [-p, p). */
// @ts-ignore: decorator
@inline
function sbox(x: v128, Q: v128, P: v128): v128 {
  const x2 = mulSigned(x, x, Q, P);
  return canonical(mulSigned(mulSigned(x, x2, Q, P), mulSigned(x2, x2, Q, P), Q, P), P);
}
/** Sum of the four lanes, in each of them. */
// @ts-ignore: decorator
@inline
function sumOfLanes(x: v128, P: v128): v128 {
  const pairs = add(x, v128.shuffle<i32>(x, x, 2, 3, 0, 1), P);
  return add(pairs, v128.shuffle<i32>(pairs, pairs, 1, 0, 3, 2), P);
}
/** M4 = circ(2, 3, 1, 1): the sum of all, plus x_i, plus 2 x_(i+1). */
// @ts-ignore: decorator
@inline
function mixLanes(x: v128, P: v128): v128 {
  const next = v128.shuffle<i32>(x, x, 1, 2, 3, 0);
  return add(add(sumOfLanes(x, P), x, P), add(next, next, P), P);
}
/** circ(2 M4, M4, M4, M4) */
function externalLayer(): void {
  const P = v128.load(K_P);
  const a = mixLanes(s0, P), b = mixLanes(s1, P), c = mixLanes(s2, P), d = mixLanes(s3, P);
  const columns = add(add(a, b, P), add(c, d, P), P);
  s0 = add(a, columns, P);
  s1 = add(b, columns, P);
  s2 = add(c, columns, P);
  s3 = add(d, columns, P);
}
/** Constants are stored less p, so that a word and its constant add up to [-p, p). */
function externalRounds(constants: usize): void {
  const Q = v128.load(K_Q), P = v128.load(K_P);
  for (let at = constants; at < constants + 256; at += 64) {
    s0 = sbox(i32x4.add(s0, v128.load(at, 0)), Q, P);
    s1 = sbox(i32x4.add(s1, v128.load(at, 16)), Q, P);
    s2 = sbox(i32x4.add(s2, v128.load(at, 32)), Q, P);
    s3 = sbox(i32x4.add(s3, v128.load(at, 48)), Q, P);
    externalLayer();
  }
}

/** Montgomery product of scalars in (-p, p], in (-p, p). */
// @ts-ignore: decorator
@inline
function mulScalar(a: i32, b: i32): i32 {
  const x = <i64>a * <i64>b;
  const q = <i32>x * <i32>P_INVERSE;
  return <i32>((x - <i64>q * <i64>P32) >> 32);
}
/** (-p, p) or [-p, p) to [0, p). */
// @ts-ignore: decorator
@inline
function settle(a: i32): i32 {
  return a + (P32 & (a >> 31));
}

/**
 * Word 0 is kept apart, as x: it alone goes through the S-box. With o the sum of the other words, u = x^7 + o is the sum of all;
 * word i becomes d_i s_i + u, and word 0, for which d = -2, u - 2 x^7 = o - x^7. The products d_i s_i and their sum do not
 * wait for the S-box: the next o is that sum plus 15 u.
 */
function internalRounds(): void {
  const Q = v128.load(K_Q), P = v128.load(K_P);
  const d0 = v128.load(DIAGONAL, 0), d1 = v128.load(DIAGONAL, 16), d2 = v128.load(DIAGONAL, 32), d3 = v128.load(DIAGONAL, 48);
  let x = i32x4.extract_lane(s0, 0);
  let a = i32x4.replace_lane(s0, 0, 0), b = s1, c = s2, d = s3;
  let o = i32x4.extract_lane(sumOfLanes(add(add(a, b, P), add(c, d, P), P), P), 0);
  for (let at = INTERNAL; at < INTERNAL + 52; at += 4) {
    const y = x + load<i32>(at);
    const y2 = mulScalar(y, y);
    const y7 = settle(mulScalar(mulScalar(y, y2), mulScalar(y2, y2)));
    const u = settle(y7 + o - P32);
    x = settle(o - y7);
    const splat = i32x4.splat(u);
    a = mul(a, d0, Q, P);
    b = mul(b, d1, Q, P);
    c = mul(c, d2, Q, P);
    d = mul(d, d3, Q, P);
    const products = i32x4.extract_lane(sumOfLanes(add(add(a, b, P), add(c, d, P), P), P), 0);
    o = <i32>((<u64>products + 15 * <u64>u) % <u64>P32);
    a = i32x4.replace_lane(add(a, splat, P), 0, 0);
    b = add(b, splat, P);
    c = add(c, splat, P);
    d = add(d, splat, P);
  }
  s0 = i32x4.replace_lane(a, 0, x);
  s1 = b;
  s2 = c;
  s3 = d;
}

function permuteState(): void {
  externalLayer();
  externalRounds(EXTERNAL);
  internalRounds();
  externalRounds(EXTERNAL + 256);
}

function toForm(at: usize): v128 {
  return mul(v128.load(at), v128.load(K_R2), v128.load(K_Q), v128.load(K_P));
}
function fromForm(x: v128): v128 {
  return mul(x, v128.load(K_ONE), v128.load(K_Q), v128.load(K_P));
}
function loadState(at: usize): void {
  s0 = toForm(at);
  s1 = toForm(at + 16);
  s2 = toForm(at + 32);
  s3 = toForm(at + 48);
}
function storeState(): void {
  v128.store(STATE, fromForm(s0), 0);
  v128.store(STATE, fromForm(s1), 16);
  v128.store(STATE, fromForm(s2), 32);
  v128.store(STATE, fromForm(s3), 48);
}

/** Permutes STATE in place. */
export function permute(): void {
  loadState(STATE);
  permuteState();
  storeState();
}

/** Absorbs `blocks` blocks of 8 words from INPUT into the sponge at STATE, in overwrite mode. */
export function absorb(blocks: u32): void {
  loadState(STATE);
  for (let at = INPUT; at < INPUT + 32 * <usize>blocks; at += 32) {
    s0 = toForm(at);
    s1 = toForm(at + 16);
    permuteState();
  }
  storeState();
}

/** The parent, to the first 8 words of STATE, of two digests at INPUT: the permutation with feed-forward. */
export function compress(): void {
  loadState(INPUT);
  permuteState();
  const P = v128.load(K_P);
  v128.store(STATE, add(fromForm(s0), v128.load(INPUT, 0), P), 0);
  v128.store(STATE, add(fromForm(s1), v128.load(INPUT, 16), P), 16);
}
