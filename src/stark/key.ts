/**
 * The verifying key of a machine: everything that a verifier needs to know of it. The constraint programs are in it, so a verifier
 * needs no chips. The guest's program is not: a preprocessed group with `root` undefined belongs to the statement.
 */
import { packInteractions } from '../air/packing.ts';
import type { ConstraintProgram } from '../air/program.ts';
import type { Digest } from '../hash/digest.ts';
import type { BoundaryRule } from './boundary.ts';
import type { StarkConfig } from './config.ts';

export interface KeyChip {
  readonly name: string;
  readonly columnNames: readonly string[];
  readonly program: ConstraintProgram;
  /** The interactions that each LogUp column sums, by index. Derived from the program and the maximum degree. */
  readonly packs: readonly (readonly number[])[];
  /** Index into VerifyingKey.groups, when the chip has preprocessed columns. */
  readonly preprocessedGroup: number | undefined;
}

/** A Merkle tree over the preprocessed columns of some chips. */
export interface PreprocessedGroup {
  readonly name: string;
  /** Chips by index, in the order of the key, and log2 of their heights. Where `root` is undefined, the statement has the heights. */
  readonly chips: readonly number[];
  readonly logHeights: readonly number[] | undefined;
  readonly root: Digest | undefined;
}

export interface VerifyingKey {
  readonly config: StarkConfig;
  readonly busNames: readonly string[];
  readonly chips: readonly KeyChip[];
  readonly groups: readonly PreprocessedGroup[];
  readonly boundary: readonly BoundaryRule[];
  /** Identifies all of the above: 32 bytes. */
  readonly digest: Uint8Array;
}

export const keyChip = (
  source: { readonly name: string; readonly columnNames: readonly string[]; readonly program: ConstraintProgram },
  preprocessedGroup: number | undefined,
  config: StarkConfig,
): KeyChip => ({
  name: source.name,
  columnNames: source.columnNames,
  program: source.program,
  packs: packInteractions(source.program, config.maxDegree),
  preprocessedGroup,
});

/** Words of the longest message, which is how many betas are drawn beyond beta_0. */
export const maxMessageLength = ({ chips, boundary }: VerifyingKey): number => {
  const messages: { readonly fields: readonly unknown[] }[] = [...chips.flatMap((chip) => chip.program.interactions), ...boundary];
  return messages.reduce((longest, { fields }) => Math.max(longest, fields.length), -1);
};
