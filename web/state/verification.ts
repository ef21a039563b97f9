/** Verifying: the proof just made, and proofs from files. */

import { batch, computed, signal } from '@preact/signals';
import type { Keys, Prover } from '../../src/browser.ts';
import { decodeProgramKey } from '../../src/index.ts';
import { toHex, type Verdict } from '../../src/verify.ts';
import { EXAMPLE_ELFS } from '../lib/exampleElfs.ts';
import { EXAMPLES } from '../lib/examples.ts';
import { type NamedBytes, recognise } from '../lib/files.ts';
import { theProver } from './engine.ts';
import { type Problem, problemOf } from './problem.ts';

/** The program that a proof was held against, or that its commitment was found to be, by where the commitment is from. */
export interface KnownProgram {
  readonly from: 'elf' | 'program-key' | 'example';
  /** Of the file, which is whatever its sender called it; of an example its title. */
  readonly name: string;
}

/** What the verdict is based on, beside the proof. */
export interface Basis {
  /** Whether there was a key file: the same key as this page derives. */
  readonly keyGiven: boolean;
  /** Undefined if it is unknown. */
  readonly program: KnownProgram | undefined;
}
export type Check =
  | { readonly status: 'none' }
  | { readonly status: 'checking' }
  | { readonly status: 'done'; readonly verdict: Verdict; readonly seconds: number; readonly basis: Basis }
  | { readonly status: 'failed'; readonly problem: Problem };

/** Files to verify, as they were given. */
export const proofFile = signal<NamedBytes | undefined>(undefined);
export const keyFile = signal<NamedBytes | undefined>(undefined);
/** An ELF or a program key. */
export const programFile = signal<NamedBytes | undefined>(undefined);
export const refusedFiles = signal<readonly string[]>([]);
export const fileCheck = signal<Check>({ status: 'none' });
export const hasFiles = computed(() => (proofFile.value ?? keyFile.value ?? programFile.value) !== undefined);

const slots = { proof: proofFile, 'verifying-key': keyFile, 'program-key': programFile, elf: programFile } as const;

/** Puts each file where its kind belongs. */
export const takeFiles = (files: readonly NamedBytes[]): void =>
  batch(() => {
    fileCheck.value = { status: 'none' };
    const refused: string[] = [];
    for (const file of files) {
      const { kind } = recognise(file.bytes);
      if (kind in slots) slots[kind as keyof typeof slots].value = file;
      else refused.push(file.name);
    }
    refusedFiles.value = refused;
  });

export const dropFiles = (): void =>
  batch(() => {
    for (const slot of [proofFile, keyFile, programFile]) slot.value = undefined;
    refusedFiles.value = [];
    fileCheck.value = { status: 'none' };
  });

/** Deriving keys needs a program; which one does not matter for the machine's key. */
const keysOf = async (prover: Prover, elf: Uint8Array, choice: { preset?: string; hash?: string }): Promise<Keys> =>
  prover.setup({ program: await prover.load(elf), ...choice });

interface Given extends KnownProgram {
  readonly commitment: Uint8Array;
}

const givenProgram = async (prover: Prover, file: NamedBytes, choice: { preset?: string; hash?: string }): Promise<Given> =>
  recognise(file.bytes).kind === 'elf'
    ? { from: 'elf', name: file.name, commitment: (await keysOf(prover, file.bytes, choice)).programCommitment }
    : { from: 'program-key', name: file.name, commitment: decodeProgramKey(file.bytes).programCommitment };

/** The example that a proof is about. */
const findExample = async (
  prover: Prover,
  commitment: Uint8Array,
  choice: { preset?: string; hash?: string },
): Promise<KnownProgram | undefined> => {
  for (const { id, title } of EXAMPLES) {
    const { programCommitment } = await keysOf(prover, EXAMPLE_ELFS[id], choice);
    if (toHex(programCommitment) === toHex(commitment)) return { from: 'example', name: title };
  }
  return undefined;
};

const timed = async <T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> => {
  const start = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - start) / 1000 };
};

const foreignKey = (name: string): Problem => ({
  title: 'This is another verifying key',
  message: `${name} is not the key of this machine with the proof's preset and hash: what it accepts says nothing`,
  advice: 'Remove it, and this page verifies with the key that it derives; or get a proof and its key of the same version.',
  trace: [],
  console: '',
});

/** Verifies `proofFile` with what other files there are. */
export const checkFiles = async (): Promise<void> => {
  const file = proofFile.value;
  if (file === undefined) return;
  // Files may change while this works, and another check begin: each answers for itself only.
  const own: Check = { status: 'checking' };
  fileCheck.value = own;
  const stillAsked = (): boolean => fileCheck.value === own;
  try {
    const prover = await theProver();
    const { preset, hash } = recognise(file.bytes);
    const choice = { ...(preset !== undefined && { preset }), ...(hash !== undefined && { hash }) };
    const program = programFile.value && (await givenProgram(prover, programFile.value, choice));
    const ours = await keysOf(prover, EXAMPLE_ELFS[EXAMPLES[0].id], choice);
    const { verifyingKey } = ours;
    // Under a key that somebody made up, anything can be proved: the only key that counts is the one derived here.
    const given = keyFile.value;
    if (given !== undefined && toHex(given.bytes) !== toHex(verifyingKey)) {
      if (stillAsked()) fileCheck.value = { status: 'failed', problem: foreignKey(given.name) };
      return;
    }
    const { value: verdict, seconds } = await timed(() =>
      prover.verify({ verifyingKey, proof: file.bytes, ...(program ? { programCommitment: program.commitment } : { anyProgram: true }) }),
    );
    // A key says which commitment, not which program: an example is known by its ELF.
    const example = verdict.valid && program?.from !== 'elf' ? await findExample(prover, verdict.programCommitment, choice) : undefined;
    const known = example ?? (program && { from: program.from, name: program.name });
    if (!stillAsked()) return;
    fileCheck.value = { status: 'done', verdict, seconds, basis: { keyGiven: given !== undefined, program: known } };
  } catch (error) {
    if (stillAsked()) fileCheck.value = { status: 'failed', problem: problemOf(error) };
  }
};

export interface OwnVerdict {
  readonly verdict: Verdict;
  readonly seconds: number;
}

/** Verifies a proof just made; with `tampered`, after one bit in its middle was changed. */
export const checkOwn = async (proof: Uint8Array, keys: Keys, tampered: boolean): Promise<OwnVerdict> => {
  const prover = await theProver();
  const shown = proof.slice();
  if (tampered) shown[shown.length >>> 1] ^= 1;
  const { verifyingKey, programCommitment } = keys;
  const { value: verdict, seconds } = await timed(() => prover.verify({ verifyingKey, programCommitment, proof: shown }));
  return { verdict, seconds };
};
