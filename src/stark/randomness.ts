/**
 * Everything that the prover draws at random, from one seed of 32 bytes. Words are BLAKE3, keyed by the seed, of a purpose and a
 * position. So equal seeds give equal bytes, on any number of threads and on any backend, and the words of one use tell nothing of
 * those of another.
 */
import { bytesToWords } from '../core/bytes.ts';
import { PellucidError } from '../core/error.ts';
import { P } from '../field/felt.ts';
import { BLOCK_WORDS } from '../hash/blake3.params.ts';
import { keyedBlake3 } from '../hash/blake3.ts';

export const SEED_BYTES = 32;

/** What words are drawn for. A number is never reused. */
export const Purpose = { SALT: 1 } as const;

export interface Randomness {
  /** `count` uniform field elements for a purpose, at a position that is used once. */
  elements(purpose: number, position: readonly number[], count: number): Uint32Array;
}

/** PellucidError 'bad-seed' if the seed is not 32 bytes. */
export const createRandomness = (seed: Uint8Array): Randomness => {
  if (seed.length !== SEED_BYTES) throw new PellucidError('bad-seed', `a seed has ${SEED_BYTES} bytes, not ${seed.length}`);
  const key = bytesToWords(seed);
  return {
    elements(purpose, position, count) {
      const output = keyedBlake3(key, Uint32Array.of(purpose, position.length, ...position));
      const elements = new Uint32Array(count);
      let block = output(0);
      for (let i = 0, next = 0; i < count; next++) {
        if (next > 0 && next % BLOCK_WORDS === 0) block = output(next / BLOCK_WORDS);
        // 31 bits, drawn again where they are no element, which is one time in sixteen.
        const value = block[next % BLOCK_WORDS] >>> 1;
        if (value < P) elements[i++] = value;
      }
      return elements;
    },
  };
};
