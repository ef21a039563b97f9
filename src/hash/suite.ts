/** The hash suites: what a proof system needs of a hash, chosen by the key. docs/protocol.md, "Hashing" and "Transcript". */
import { PellucidError } from '../core/error.ts';
import { isCanonical, P } from '../field/felt.ts';
import { BLAKE3_KEYS, compressBlake3, hashLeafBlake3, keyedBlake3, keyedDigest } from './blake3.ts';
import { Blake3Transcript, WORK_WORD } from './blake3Transcript.ts';
import { DIGEST_WORDS, type Digest } from './digest.ts';
import { identityDigest } from './identity.ts';
import { type HashKernel, hashKernel, MAX_MESSAGE_WORDS } from './kernel.ts';
import { compress, hashLeaf, leafState, permute } from './poseidon2.ts';
import { Poseidon2Transcript, type Transcript } from './transcript.ts';

/** Names of the hash suites. */
export const HASHES = ['blake3', 'poseidon2'] as const;
export type HashName = (typeof HASHES)[number];
export const isHash = (name: string): name is HashName => (HASHES as readonly string[]).includes(name);

/** The suite of a key unless the caller says otherwise. With equal proven bits it proves and verifies faster than the other one. */
export const DEFAULT_HASH: HashName = 'blake3';

/**
 * Everything that prover and verifier ask of a hash. A new suite is one more table like those below, and its name in HASHES. Its
 * kernels are one line in src/backend/wasm/hashKernels.ts; without them only the reference backend proves with the suite.
 * docs/recipes/add-a-hash-suite.md says how.
 */
export interface HashSuite {
  /** The name that keys use. */
  readonly name: string;
  readonly transcript: () => Transcript;
  /**
   * Hash of a row, which comes unpadded: a leaf of a tree. With `node`, what takes that node's place where a lower matrix joins the
   * tree.
   */
  readonly hashLeaf: (row: ArrayLike<number>, node?: Digest) => Digest;
  readonly compress: (left: Digest, right: Digest) => Digest;
  /** The digest that identifies a key or a program. `domain`: src/hash/identity.ts. `words`: as the words of the suite's digests. */
  readonly identity: (domain: number, words: ArrayLike<number>) => Digest;
  /** Whether DIGEST_WORDS words from outside can be a digest. */
  readonly isDigest: (words: ArrayLike<number>) => boolean;
  /**
   * The word that shows the work of a nonce. `state`: from the transcript's grindState. absorbNonce accepts `bits` bits if so many
   * low bits of the word are 0.
   */
  readonly work: (state: Uint32Array, nonce: number) => number;
  /** What could collide, with the bits of its birthday bound. */
  readonly collisions: readonly { readonly name: string; readonly bits: number }[];
}

/** A word is an element, of log2 p = 30.9 bits. */
const POSEIDON2_COLLISION_BITS = (DIGEST_WORDS * Math.log2(P)) / 2;

const poseidon2: HashSuite = {
  name: 'poseidon2',
  transcript: () => new Poseidon2Transcript(permute),
  hashLeaf,
  compress,
  identity: identityDigest,
  isDigest: (words) => Array.prototype.every.call(words, isCanonical),
  work: (state, nonce) => {
    const attempt = state.slice();
    attempt[0] = nonce;
    permute(attempt);
    return attempt[0];
  },
  collisions: [
    { name: 'digest collisions', bits: POSEIDON2_COLLISION_BITS },
    { name: 'sponge capacity', bits: POSEIDON2_COLLISION_BITS },
  ],
};

const identityMessage = (domain: number, words: ArrayLike<number>): Uint32Array => {
  const message = new Uint32Array(2 + words.length);
  message[0] = domain;
  message[1] = words.length;
  message.set(words, 2);
  return message;
};

const blake3: HashSuite = {
  name: 'blake3',
  transcript: () => new Blake3Transcript(),
  hashLeaf: hashLeafBlake3,
  compress: compressBlake3,
  identity: (domain, words) => keyedDigest(BLAKE3_KEYS.identity, identityMessage(domain, words)),
  isDigest: () => true,
  work: (state, nonce) => {
    const message = state.slice();
    message[WORK_WORD] = nonce;
    return keyedBlake3(BLAKE3_KEYS.work, message)(0)[WORK_WORD];
  },
  collisions: [
    { name: 'digest collisions', bits: 128 },
    { name: 'transcript state', bits: 128 },
  ],
};

const PLAIN: Readonly<Record<HashName, HashSuite>> = { poseidon2, blake3 };

/** Whether the kernel has room for the row, padded to whole blocks, and a digest before it. */
const fits = (row: ArrayLike<number>): boolean => row.length > 0 && row.length + 2 * DIGEST_WORDS <= MAX_MESSAGE_WORDS;
const parts = (row: ArrayLike<number>, node: Digest | undefined): ArrayLike<number>[] => (node === undefined ? [row] : [node, row]);

const withKernel = (kernel: HashKernel): Readonly<Record<HashName, HashSuite>> => ({
  ...PLAIN,
  poseidon2: {
    ...poseidon2,
    transcript: () => new Poseidon2Transcript(kernel.permute),
    hashLeaf: (row, node) => (fits(row) ? kernel.sponge(leafState(), parts(row, node)) : poseidon2.hashLeaf(row, node)),
    compress: kernel.compress,
  },
  blake3: {
    ...blake3,
    hashLeaf: (row, node) => (fits(row) ? kernel.blake3(BLAKE3_KEYS.leaf, parts(row, node)) : blake3.hashLeaf(row, node)),
    compress: (left, right) => kernel.blake3(BLAKE3_KEYS.node, [left, right]),
    identity: (domain, words) =>
      fits(words) ? kernel.blake3(BLAKE3_KEYS.identity, [identityMessage(domain, words)]) : blake3.identity(domain, words),
  },
});

const named = (suites: Readonly<Record<HashName, HashSuite>>, name: string): HashSuite => {
  if (!isHash(name)) throw new PellucidError('unknown-hash', `unknown hash '${name}': choose one of ${HASHES.join(', ')}`);
  return suites[name];
};

/** A suite in plain JavaScript: the twin of the kernel, used where the engine has no kernel. PellucidError 'unknown-hash'. */
export const plainSuiteOf = (name: string): HashSuite => named(PLAIN, name);

let suites: Readonly<Record<HashName, HashSuite>> | undefined;

/** A suite, by the kernel where there is one. Results are the same either way. PellucidError 'unknown-hash'. */
export const suiteOf = (name: string): HashSuite => {
  if (suites === undefined) {
    const kernel = hashKernel();
    suites = kernel === undefined ? PLAIN : withKernel(kernel);
  }
  return named(suites, name);
};
