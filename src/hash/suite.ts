/** The hash suites: what a proof system needs of a hash, chosen by the key. docs/protocol.md, "Hashing" and "Transcript". */
import { isCanonical, P } from '../field/felt.ts';
import { BLAKE3_KEYS, compressBlake3, hashLeafBlake3, keyedDigest } from './blake3.ts';
import { Blake3Transcript } from './blake3Transcript.ts';
import { identityDigest } from './identity.ts';
import { type HashKernel, hashKernel, MAX_MESSAGE_WORDS } from './kernel.ts';
import { compress, DIGEST_WORDS, type Digest, hashLeaf, leafState, permute } from './poseidon2.ts';
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
  transcript: () => new Poseidon2Transcript(permute),
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

const PLAIN: Readonly<Record<HashName, HashSuite>> = { poseidon2, blake3 };

/** Whether rows, each padded to whole blocks, and a digest before them, are a message that the kernel takes. */
const fits = (rows: readonly ArrayLike<number>[]): boolean =>
  rows.reduce((total, row) => total + row.length + DIGEST_WORDS, 0) <= MAX_MESSAGE_WORDS && rows.every((row) => row.length > 0);

const withKernel = (kernel: HashKernel): Readonly<Record<HashName, HashSuite>> => ({
  poseidon2: {
    ...poseidon2,
    transcript: () => new Poseidon2Transcript(kernel.permute),
    hashLeaf: (rows) => (fits(rows) ? kernel.sponge(leafState(), rows) : poseidon2.hashLeaf(rows)),
    compress: kernel.compress,
  },
  blake3: {
    ...blake3,
    hashLeaf: (rows) =>
      fits(rows)
        ? rows.reduce<Digest>((below, row) => kernel.blake3(BLAKE3_KEYS.leaf, [below, row]), new Uint32Array(0))
        : blake3.hashLeaf(rows),
    compress: (left, right) => kernel.blake3(BLAKE3_KEYS.node, [left, right]),
  },
});

/** A suite in plain JavaScript: the twin of the kernel, and what there is where the engine has no kernel. */
export const plainSuiteOf = (name: HashName): HashSuite => PLAIN[name];

let suites: Readonly<Record<HashName, HashSuite>> | undefined;

/** A suite, by the kernel where there is one. The same results either way. */
export const suiteOf = (name: HashName): HashSuite => {
  if (suites === undefined) {
    const kernel = hashKernel();
    suites = kernel === undefined ? PLAIN : withKernel(kernel);
  }
  return suites[name];
};
