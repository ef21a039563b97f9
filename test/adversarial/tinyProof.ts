/** Real proofs of a guest that does nothing but exit, small enough to be attacked word by word. */
import { readFileSync } from 'node:fs';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { loadProgram } from '../../src/api/load.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { type Verdict, verify } from '../../src/api/verify.ts';
import { decodeContainer, FORMAT_VERSION } from '../../src/core/container.ts';
import type { VerifyingKey } from '../../src/stark/key.ts';

export interface TinyProof {
  readonly verifyingKey: VerifyingKey;
  readonly proof: Uint8Array;
  readonly sections: { readonly statement: Uint8Array; readonly stark: Uint8Array };
  /** Bytes before the first section. */
  readonly headerBytes: number;
}

export const proveGuest = async (
  guest: string,
  preset = 'insecure-test',
  input = new Uint8Array(4),
  hash = 'poseidon2',
): Promise<TinyProof> => {
  const vm = createPellucid();
  const provingKey = setupMachine(vm, { preset, hash });
  const program = loadProgram(readFileSync(new URL(`../../guests/elf/${guest}.elf`, import.meta.url)));
  const { proof } = await prove(vm, { program, provingKey, input });
  const decoded = decodeContainer(proof, 'proof', ['statement', 'stark']);
  if (!decoded.ok) throw new Error(decoded.reason);
  const { statement, stark } = decoded.value.sections;
  return {
    verifyingKey: provingKey.verifyingKey,
    proof,
    sections: { statement, stark },
    headerBytes: proof.length - statement.length - stark.length,
  };
};

/** The proof file with these sections, lengths in the header to match. */
export const fileOf = (statement: Uint8Array, stark: Uint8Array, preset = 'insecure-test', hash = 'poseidon2'): Uint8Array => {
  const header = new TextEncoder().encode(
    `PELLUCID\n{"kind":"proof","version":${FORMAT_VERSION},"meta":{"preset":"${preset}","hash":"${hash}"},"sections":[["statement",${statement.length}],["stark",${stark.length}]]}\n`,
  );
  return Uint8Array.from([...header, ...statement, ...stark]);
};

export const check = ({ verifyingKey }: Pick<TinyProof, 'verifyingKey'>, proof: Uint8Array): Verdict =>
  verify({ verifyingKey, anyProgram: true, proof, minBits: 0 });
