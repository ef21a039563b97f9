/**
 * Poseidon2 over BabyBear, width 16 (eprint 2023/323): the permutation, the two-to-one compression and the sponge for
 * leaves. docs/protocol.md, "Hashing". Elements canonical throughout.
 */
import { add, mul } from '../field/felt.ts';
import { DIAGONAL, EXTERNAL_FINAL, EXTERNAL_INITIAL, INTERNAL, RATE, WIDTH } from './poseidon2.params.ts';

export const DIGEST_WORDS = 8;
/** A digest: 8 words. */
export type Digest = Uint32Array;

const sbox = (x: number): number => {
  const x2 = mul(x, x);
  const x3 = mul(x2, x);
  return mul(mul(x2, x2), x3);
};

/** M_E = circ(2 M4, M4, M4, M4) with M4 = [[2,3,1,1],[1,2,3,1],[1,1,2,3],[3,1,1,2]]. */
const externalLayer = (s: number[] | Uint32Array): void => {
  const columnSums = [0, 0, 0, 0];
  for (let b = 0; b < WIDTH; b += 4) {
    const [x0, x1, x2, x3] = [s[b], s[b + 1], s[b + 2], s[b + 3]];
    const total = add(add(x0, x1), add(x2, x3));
    s[b] = add(add(total, x0), add(x1, x1));
    s[b + 1] = add(add(total, x1), add(x2, x2));
    s[b + 2] = add(add(total, x2), add(x3, x3));
    s[b + 3] = add(add(total, x3), add(x0, x0));
    for (let i = 0; i < 4; i++) columnSums[i] = add(columnSums[i], s[b + i]);
  }
  for (let i = 0; i < WIDTH; i++) s[i] = add(s[i], columnSums[i % 4]);
};

const externalRound = (s: number[] | Uint32Array, constants: readonly number[]): void => {
  for (let i = 0; i < WIDTH; i++) s[i] = sbox(add(s[i], constants[i]));
  externalLayer(s);
};

const internalRound = (s: number[] | Uint32Array, constant: number): void => {
  s[0] = sbox(add(s[0], constant));
  let total = 0;
  for (let i = 0; i < WIDTH; i++) total = add(total, s[i]);
  for (let i = 0; i < WIDTH; i++) s[i] = add(mul(DIAGONAL[i], s[i]), total);
};

/** Permutes 16 canonical elements in place. */
export const permute = (state: number[] | Uint32Array): void => {
  externalLayer(state);
  for (const constants of EXTERNAL_INITIAL) externalRound(state, constants);
  for (const constant of INTERNAL) internalRound(state, constant);
  for (const constants of EXTERNAL_FINAL) externalRound(state, constants);
};

/**
 * Parent of two digests: the first 8 words of permute(left | right) + (left | right). The feed-forward makes it a one-way
 * function; the bare truncated permutation could be inverted (eprint 2023/323, section 1, "compression mode").
 */
export const compress = (left: Digest, right: Digest): Digest => {
  const state = new Uint32Array(WIDTH);
  state.set(left, 0);
  state.set(right, DIGEST_WORDS);
  permute(state);
  return Uint32Array.from({ length: DIGEST_WORDS }, (_, i) => add(state[i], left[i]));
};

/**
 * The sponge state that leaves start from. Word 15, in the capacity, is 1: a leaf's first permutation input is never that of an
 * inner node by construction of the transcript of shapes, and it separates leaves from the transcript's sponge.
 */
export const leafState = (): Uint32Array => {
  const state = new Uint32Array(WIDTH);
  state[WIDTH - 1] = 1;
  return state;
};

/** Absorbs words, a multiple of 8, in overwrite mode. */
export const absorbRow = (state: Uint32Array, row: ArrayLike<number>): void => {
  for (let i = 0; i < row.length; i += RATE) {
    for (let j = 0; j < RATE; j++) state[j] = row[i + j];
    permute(state);
  }
};

export const squeezeDigest = (state: Uint32Array): Digest => state.slice(0, DIGEST_WORDS);
