/** Digests that identify keys and programs: the suite's sponge over a domain, a length and elements. */

import type { Digest } from './digest.ts';
import { RATE, WIDTH } from './poseidon2.params.ts';
import { absorbRow, squeezeDigest } from './poseidon2.ts';

/** Word 13, in the capacity: separates identities from leaves (word 15) and transcripts (word 14). */
const IDENTITY_DOMAIN_WORD = 13;
/** Domains of identities. A number is never reused. */
export const IdentityDomain = { KEY: 1, PROGRAM: 2, MACHINE: 3 } as const;

/** Digest of canonical elements, their number included. */
export const identityDigest = (domain: number, elements: ArrayLike<number>): Digest => {
  const state = new Uint32Array(WIDTH);
  state[IDENTITY_DOMAIN_WORD] = domain;
  const words = [elements.length, ...Array.from(elements)];
  while (words.length % RATE !== 0) words.push(0);
  absorbRow(state, words);
  return squeezeDigest(state);
};

/** Two bytes to an element, little-endian, for an even number of bytes. */
export const bytesToElements = (bytes: Uint8Array): number[] =>
  Array.from({ length: bytes.length / 2 }, (_, i) => bytes[2 * i] | (bytes[2 * i + 1] << 8));
