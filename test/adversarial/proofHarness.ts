/** Proofs to change, and what counts the work of refusing them. */
import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { DIGEST_WORDS } from '../../src/hash/digest.ts';
import type { HashSuite } from '../../src/hash/suite.ts';
import { decodeStatement } from '../../src/keys/statement.ts';
import { WordReader } from '../../src/stark/words.ts';
import { check, proveGuest, type TinyProof } from './tinyProof.ts';

export let tiny: TinyProof;
export let other: TinyProof;
export let blake3: TinyProof;
/** Words asked for from a proof since it was set to 0, by a read that found the end of the proof, too. */
let reads = 0;
/** The most that one read asked for since it was set to 0. */
let largest = 0;
const note = (words: number): void => {
  reads += words;
  largest = Math.max(largest, words);
};
/** Words of the largest read of any proof under the key: the opened values, were every chip there, with accumulator and quotient. */
const largestRead = ({ verifyingKey: { chips, config } }: TinyProof): number => {
  const columns = chips.reduce((sum, { program, packs }) => sum + program.preprocessedWidth + program.mainWidth + packs.length, 0);
  return config.extensionDegree * (columns + config.maxDegree);
};

/** Makes the proofs, and counts words read from them in every test of the file that calls it. */
export const useProofs = (): void => {
  beforeAll(async () => {
    tiny = await proveGuest('exit');
    blake3 = await proveGuest('exit', 'insecure-test', new Uint8Array(4), 'blake3');
    other = await proveGuest('fibonacci', 'insecure-test', Uint8Array.from([3, 0, 0, 0]));
  }, 120_000);

  beforeEach(() => {
    reads = 0;
    const { read, readDigest } = WordReader.prototype;
    vi.spyOn(WordReader.prototype, 'read').mockImplementation(function (this: WordReader, count: number, what: string) {
      note(count);
      return read.call(this, count, what);
    });
    vi.spyOn(WordReader.prototype, 'readDigest').mockImplementation(function (this: WordReader, suite: HashSuite, what: string) {
      note(DIGEST_WORDS);
      return readDigest.call(this, suite, what);
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
};

/**
 * Its reason. Work is counted in words that the verifier asks for: of a refused proof no more than the valid one has, and the one read that finds
 * the end. No read asks for more than the key allows, whatever the proof claims.
 */
export const refused = (proof: Uint8Array, what: string, subject: TinyProof = tiny): string => {
  const most = largestRead(subject);
  [reads, largest] = [0, 0];
  const verdict = check(subject, proof);
  expect(verdict.valid, what).toBe(false);
  expect(verdict.provenBits, what).toBe(0);
  expect(verdict.reason, what).toMatch(/^[ -~]+$/);
  expect(4 * reads, what).toBeLessThanOrEqual(subject.sections.stark.length + 4 * most);
  expect(largest, what).toBeLessThanOrEqual(most);
  return verdict.reason as string;
};

/** Bytes read from the proof of `subject` to accept it. */
export const bytesRead = (subject: TinyProof): number => {
  reads = 0;
  expect(check(subject, subject.proof)).toMatchObject({ valid: true, exitCode: 0 });
  return 4 * reads;
};

export const flip = (bytes: Uint8Array, at: number, mask: number): Uint8Array => {
  const changed = bytes.slice();
  changed[at] ^= mask;
  return changed;
};

export const statementOf = (subject: TinyProof) => {
  const decoded = decodeStatement('poseidon2', subject.sections.statement);
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.value;
};
