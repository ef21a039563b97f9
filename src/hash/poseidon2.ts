/**
 * Poseidon2 over BabyBear, width 16 (eprint 2023/323): the permutation, the two-to-one compression and the sponge for leaves.
 * docs/protocol.md, "Hashing". All elements are canonical.
 */
import { add, P } from '../field/felt.ts';
import { DIGEST_WORDS, type Digest } from './digest.ts';
import { DIAGONAL, EXTERNAL_FINAL, EXTERNAL_INITIAL, INTERNAL, RATE, WIDTH } from './poseidon2.params.ts';

const INV_P = 1 / P;

/**
 * a * b mod p, canonical, for integers a, b in [0, 2^37). The double a * b / p is off by less than 2^-9, so the quotient q is off
 * by at most one. The low 32 bits of a * b - q * p, read as signed, are then exact (as in src/field/felt.ts, for wider inputs).
 */
const mulWide = (a: number, b: number): number => {
  const q = Math.floor(a * b * INV_P);
  const r = (Math.imul(a, b) - Math.imul(q, P)) | 0;
  return r < 0 ? r + P : r >= P ? r - P : r;
};

/** x^7, canonical, for x in [0, 2^37). */
const sbox = (x: number): number => {
  const x2 = mulWide(x, x);
  const x3 = mulWide(x2, x);
  return mulWide(mulWide(x2, x2), x3);
};

const flatten = (rows: readonly (readonly number[])[]): Float64Array => Float64Array.from(rows.flat());
const INITIAL_CONSTANTS = flatten(EXTERNAL_INITIAL);
const FINAL_CONSTANTS = flatten(EXTERNAL_FINAL);
const INTERNAL_CONSTANTS = Float64Array.from(INTERNAL);
const DIAGONAL_ENTRIES = Float64Array.from(DIAGONAL);

/**
 * Multiplies by M_E = circ(2 M4, M4, M4, M4), M4 = [[2,3,1,1],[1,2,3,1],[1,1,2,3],[3,1,1,2]], without reduction. The entries of a
 * row sum to 35, so canonical inputs give outputs below 2^37.
 */
const externalLayer = (s: Float64Array): void => {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let b = 0; b < WIDTH; b += 4) {
    const x0 = s[b];
    const x1 = s[b + 1];
    const x2 = s[b + 2];
    const x3 = s[b + 3];
    const total = x0 + x1 + x2 + x3;
    sum0 += s[b] = total + x0 + 2 * x1;
    sum1 += s[b + 1] = total + x1 + 2 * x2;
    sum2 += s[b + 2] = total + x2 + 2 * x3;
    sum3 += s[b + 3] = total + x3 + 2 * x0;
  }
  for (let b = 0; b < WIDTH; b += 4) {
    s[b] += sum0;
    s[b + 1] += sum1;
    s[b + 2] += sum2;
    s[b + 3] += sum3;
  }
};

/** Four rounds; entries below 2^36.2 in and out, so with a constant below 2^37. */
const externalRounds = (s: Float64Array, constants: Float64Array): void => {
  for (let round = 0; round < constants.length; round += WIDTH) {
    for (let i = 0; i < WIDTH; i++) s[i] = sbox(s[i] + constants[round + i]);
    externalLayer(s);
  }
};

/** s_0 := (s_0 + c)^7, then s_i := d_i s_i + sum of s; entries stay below 2^32 after the first round. */
const internalRounds = (s: Float64Array): void => {
  for (let round = 0; round < INTERNAL_CONSTANTS.length; round++) {
    s[0] = sbox(s[0] + INTERNAL_CONSTANTS[round]);
    let total = 0;
    for (let i = 0; i < WIDTH; i++) total += s[i];
    total -= Math.floor(total * INV_P) * P;
    for (let i = 0; i < WIDTH; i++) s[i] = mulWide(DIAGONAL_ENTRIES[i], s[i]) + total;
  }
};

/** Working state of `permute`. It can be shared, because `permute` calls nothing that would call it again. */
const work = new Float64Array(WIDTH);

/** Permutes 16 canonical elements in place. */
export const permute = (state: number[] | Uint32Array): void => {
  for (let i = 0; i < WIDTH; i++) work[i] = state[i];
  externalLayer(work);
  externalRounds(work, INITIAL_CONSTANTS);
  internalRounds(work);
  externalRounds(work, FINAL_CONSTANTS);
  for (let i = 0; i < WIDTH; i++) state[i] = mulWide(work[i], 1);
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
 * The sponge state that leaves start from. Word 15, in the capacity, is 1, which separates leaves from the sponges of
 * transcripts (word 14) and identities (word 13).
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

/**
 * Hash of a row, padded with zeros to whole blocks: a leaf. With `node`, hash of node | row, which takes the node's place where a
 * lower matrix joins the tree.
 */
export const hashLeaf = (row: ArrayLike<number>, node?: Digest): Digest => {
  const state = leafState();
  if (node !== undefined) absorbRow(state, node);
  const padded = new Uint32Array(Math.ceil(row.length / RATE) * RATE);
  padded.set(row);
  absorbRow(state, padded);
  return squeezeDigest(state);
};
