/** The hash suites: what a proof system needs of a hash, chosen by the key. docs/protocol.md, "Hashing" and "Transcript". */
import { isCanonical, P } from '../field/felt.ts';
import { BLAKE3_KEYS, compressBlake3, hashLeafBlake3, keyedDigest } from './blake3.ts';
import { Blake3Transcript } from './blake3Transcript.ts';
import { identityDigest } from './identity.ts';
import { compress, type Digest, hashLeaf } from './poseidon2.ts';
import { Poseidon2Transcript, type Transcript } from './transcript.ts';

export const HASHES = ['blake3', 'poseidon2'] as const;
export type HashName = (typeof HASHES)[number];
export const isHash = (name: string): name is HashName => (HASHES as readonly string[]).includes(name);

/** What a key takes when nothing is said: of the two, at the same proven bits, the one that proves and verifies direct proofs faster. */
export const DEFAULT_HASH: HashName = 'blake3';

export interface HashSuite {
  readonly name: HashName;
  readonly transcript: () => Transcript;
  /** Digest of one leaf: its rows, lowest matrix first, unpadded. */
  readonly hashLeaf: (rows: readonly ArrayLike<number>[]) => Digest;
  readonly compress: (left: Digest, right: Digest) => Digest;
  /** Digest that identifies a key or a program: of a domain (src/hash/identity.ts) and words that a digest may have. */
  readonly identity: (domain: number, words: readonly number[]) => Digest;
  /** Whether 8 words from outside can be a digest. */
  readonly isDigest: (words: ArrayLike<number>) => boolean;
  /** Bits of the birthday bound, by what would collide. */
  readonly collisions: readonly { readonly name: string; readonly bits: number }[];
}

/** 8 words of 30.9 bits. */
const POSEIDON2_COLLISION_BITS = (8 * Math.log2(P)) / 2;

const poseidon2: HashSuite = {
  name: 'poseidon2',
  transcript: () => new Poseidon2Transcript(),
  hashLeaf,
  compress,
  identity: identityDigest,
  isDigest: (words) => Array.prototype.every.call(words, isCanonical),
  collisions: [
    { name: 'digest collisions', bits: POSEIDON2_COLLISION_BITS },
    { name: 'sponge capacity', bits: POSEIDON2_COLLISION_BITS },
  ],
};

const blake3: HashSuite = {
  name: 'blake3',
  transcript: () => new Blake3Transcript(),
  hashLeaf: hashLeafBlake3,
  compress: compressBlake3,
  identity: (domain, words) => keyedDigest(BLAKE3_KEYS.identity, Uint32Array.of(domain, words.length, ...words)),
  isDigest: () => true,
  collisions: [
    { name: 'digest collisions', bits: 128 },
    { name: 'transcript state', bits: 128 },
  ],
};

const SUITES: Readonly<Record<HashName, HashSuite>> = { poseidon2, blake3 };

export const suiteOf = (name: HashName): HashSuite => SUITES[name];
