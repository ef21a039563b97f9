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
/** Words read from a proof since it was set to 0. */
let reads = 0;

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
      const words = read.call(this, count, what);
      reads += count;
      return words;
    });
    vi.spyOn(WordReader.prototype, 'readDigest').mockImplementation(function (this: WordReader, suite: HashSuite, what: string) {
      const digest = readDigest.call(this, suite, what);
      reads += DIGEST_WORDS;
      return digest;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
};

/** Its reason. Work is counted in words read from the proof: a refused proof must not make the verifier read more than there is in the valid one. */
export const refused = (proof: Uint8Array, what: string, subject: TinyProof = tiny): string => {
  reads = 0;
  const verdict = check(subject, proof);
  expect(verdict.valid, what).toBe(false);
  expect(verdict.provenBits, what).toBe(0);
  expect(verdict.reason, what).toMatch(/^[ -~]+$/);
  expect(4 * reads, what).toBeLessThanOrEqual(subject.sections.stark.length);
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
