/**
 * Proofs and keys of earlier versions (test/fixtures/README.md). Each is verified, or refused by a reason that says its format's
 * version. `EXPECTED` says which: a change of format updates it on purpose.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verify } from '../../src/api/verify.ts';
import { PellucidError } from '../../src/core/error.ts';
import { decodeProgramKey } from '../../src/keys/programKey.ts';
import { decodeProof } from '../../src/keys/proof.ts';
import { decodeVerifyingKey } from '../../src/keys/verifyingKey.ts';

const FIXTURES = 'test/fixtures';

type Outcome = 'verifies' | 'refused';

interface Expectation {
  /** What decoding the two keys does. */
  readonly keys: Outcome;
  /** What verifying the proof does, under its own key where that is read. */
  readonly proof: Outcome;
  readonly provenBits: number;
}

const EXPECTED: Readonly<Record<string, Expectation>> = {
  'format-0/insecure-test-blake3': { keys: 'refused', proof: 'refused', provenBits: 1 },
  'format-0/insecure-test-poseidon2': { keys: 'refused', proof: 'refused', provenBits: 1 },
  'format-0/small-blake3': { keys: 'refused', proof: 'refused', provenBits: 100 },
  'format-1/insecure-test-blake3': { keys: 'refused', proof: 'refused', provenBits: 1 },
  'format-1/insecure-test-poseidon2': { keys: 'refused', proof: 'refused', provenBits: 1 },
  'format-1/small-blake3': { keys: 'refused', proof: 'refused', provenBits: 100 },
  'format-2/insecure-test-blake3': { keys: 'refused', proof: 'refused', provenBits: 1 },
  'format-2/insecure-test-poseidon2': { keys: 'refused', proof: 'refused', provenBits: 1 },
  'format-2/small-blake3': { keys: 'refused', proof: 'refused', provenBits: 100 },
  'format-3/insecure-test-blake3': { keys: 'verifies', proof: 'verifies', provenBits: 1 },
  'format-3/insecure-test-poseidon2': { keys: 'verifies', proof: 'verifies', provenBits: 1 },
  'format-3/small-blake3': { keys: 'verifies', proof: 'verifies', provenBits: 100 },
};

/** fibonacci.elf, n = 20. */
const PUBLIC_VALUES = new Uint8Array(new BigUint64Array([6765n]).buffer);

/** What a reader does with a file: its value, or the message of its PellucidError. Any other error is a crash and passes through. */
const attempt = <T>(read: () => T): { readonly value: T } | { readonly refusal: string } => {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof PellucidError) return { refusal: `${error.code}: ${error.message}` };
    throw error;
  }
};

it('every frozen proof has an expectation', () => {
  const folders = readdirSync(FIXTURES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((format) =>
      readdirSync(`${FIXTURES}/${format.name}`, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [`${format.name}/${entry.name}`] : [],
      ),
    );
  expect(folders.sort()).toEqual(Object.keys(EXPECTED).sort());
});

describe.each(Object.entries(EXPECTED))('%s', (folder, expected) => {
  const file = (name: string): Uint8Array => readFileSync(`${FIXTURES}/${folder}/${name}`);
  const version = /^format-(\d+)\//.exec(folder)?.[1];
  const byName = new RegExp(`format version ${version}\\b`);

  it.each([
    ['verifying.key', decodeVerifyingKey],
    ['program.key', decodeProgramKey],
  ])('%s is read, or refused by name', (name, decode) => {
    const outcome = attempt<unknown>(() => decode(file(name)));
    if (expected.keys === 'verifies') expect(outcome).toHaveProperty('value');
    else expect(outcome).toMatchObject({ refusal: expect.stringMatching(byName) });
  });

  it('proof.bin verifies, or is refused by name', () => {
    const key = attempt(() => decodeVerifyingKey(file('verifying.key')));
    const program = attempt(() => decodeProgramKey(file('program.key')));
    if ('refusal' in key || 'refusal' in program) {
      // A proof whose keys are refused can be verified under no key. Its own header is read, or refused by name, too.
      expect(expected).toMatchObject({ keys: 'refused', proof: 'refused' });
      const decoded = decodeProof(file('proof.bin'));
      if (!decoded.ok) expect(decoded.reason).toMatch(byName);
      return;
    }
    const { programCommitment } = program.value;
    const verdict = verify({ verifyingKey: key.value, proof: file('proof.bin'), programCommitment, minBits: expected.provenBits });
    if (expected.proof === 'verifies') expect(verdict).toMatchObject({ valid: true, publicValues: PUBLIC_VALUES });
    else expect(verdict).toMatchObject({ valid: false, reason: expect.stringMatching(byName) });
  });
});
