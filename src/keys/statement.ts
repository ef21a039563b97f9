/**
 * The statement of a proof: "there is an input with which the program with this commitment, started at its entry with its own memory
 * image, halts with this exit code and these public values". Its canonical bytes travel with the proof and open the transcript.
 * docs/protocol.md, "Statement".
 */
import { bytesToWords, wordsToBytes } from '../core/bytes.ts';
import type { Decoded } from '../core/container.ts';
import { TWO_ADICITY } from '../field/felt.ts';
import { DIGEST_WORDS, type Digest } from '../hash/digest.ts';
import { IdentityDomain } from '../hash/identity.ts';
import { type HashName, suiteOf } from '../hash/suite.ts';
import { MAX_GAPS, MEMORY_END, WORD_END, WORD_START } from '../isa/memory.ts';
import { MAX_PUBLIC_BYTES } from '../isa/syscalls.ts';
import { statementLists } from '../machine/boundary.ts';
import type { ProgramInfo } from '../machine/programTable.ts';
import { boundaryMessages } from '../stark/boundary.ts';
import type { VerifyingKey } from '../stark/key.ts';
import type { StarkStatement } from '../stark/statement.ts';

const MAX_TABLES = 16;

export interface Statement {
  readonly program: ProgramInfo;
  readonly programRoot: Digest;
  /** uint32 */
  readonly exitCode: number;
  readonly publicValues: Uint8Array;
}

/** A placeholder for the program's root where only shapes matter. */
export const UNKNOWN_ROOT: Digest = new Uint32Array(DIGEST_WORDS);

const programWords = ({ program, programRoot }: Pick<Statement, 'program' | 'programRoot'>): number[] => [
  program.entry,
  program.logHeights.length,
  ...program.logHeights,
  program.gaps.length,
  ...program.gaps.flatMap(({ start, end }) => [start, end]),
  ...programRoot,
];

/** 32 bytes that identify the guest: its code, its initial memory and its entry, under the key's blow-up and hash. */
export const programCommitment = (hash: HashName, statement: Pick<Statement, 'program' | 'programRoot'>): Uint8Array =>
  wordsToBytes(suiteOf(hash).identity(IdentityDomain.PROGRAM, programWords(statement)));

export const encodeStatement = (statement: Statement): Uint8Array => {
  const words = [...programWords(statement), statement.exitCode, statement.publicValues.length];
  const out = new Uint8Array(words.length * 4 + statement.publicValues.length);
  out.set(wordsToBytes(words));
  out.set(statement.publicValues, words.length * 4);
  return out;
};

/** Reads a statement under a hash suite; everything in it is checked, nothing is allocated by a claimed length. */
export const decodeStatement = (hash: HashName, bytes: Uint8Array): Decoded<Statement> => {
  const fail = (reason: string): Decoded<Statement> => ({ ok: false, reason: `statement: ${reason}` });
  // Everything before the public values.
  const words = bytesToWords(bytes.subarray(0, 4 * (2 * MAX_GAPS + 64)));
  let position = 0;
  const take = (count: number): number[] => {
    const taken = Array.from(words.subarray(position, position + count));
    position += count;
    return taken;
  };
  const [entry, tables] = take(2);
  if (entry === undefined || entry >= MEMORY_END || entry % 4 !== 0) return fail('bad entry');
  if (!(tables <= MAX_TABLES)) return fail('bad number of tables');
  const logHeights = take(tables);
  if (logHeights.some((log) => log > TWO_ADICITY)) return fail('bad table heights');
  const [gapCount] = take(1);
  if (gapCount === undefined || gapCount > MAX_GAPS) return fail('bad number of memory gaps');
  const flat = take(2 * gapCount);
  if (flat.length !== 2 * gapCount) return fail('truncated');
  const gaps = Array.from({ length: gapCount }, (_, i) => ({ start: flat[2 * i], end: flat[2 * i + 1] }));
  let from = WORD_START;
  for (const { start, end } of gaps) {
    if (start < from || end <= start || end > WORD_END) return fail('bad memory gap');
    from = end;
  }
  const root = take(DIGEST_WORDS);
  const [exitCode, publicLength] = take(2);
  if (publicLength === undefined || !suiteOf(hash).isDigest(root)) return fail('bad root or truncated');
  if (publicLength > MAX_PUBLIC_BYTES) return fail('too many public values');
  if (bytes.length !== 4 * position + publicLength) return fail('wrong length');
  return {
    ok: true,
    value: {
      program: { entry, logHeights, gaps },
      programRoot: Uint32Array.from(root),
      exitCode,
      // Not `slice`, which on a Node Buffer gives a view of the caller's bytes.
      publicValues: Uint8Array.from(bytes.subarray(4 * position)),
    },
  };
};

/** The statement as the proof system takes it under a key. */
export const starkStatement = ({ groups, boundary }: VerifyingKey, statement: Statement): StarkStatement => {
  const { program, programRoot } = statement;
  const own = groups.filter(({ root }) => root === undefined);
  return {
    bytes: encodeStatement(statement),
    groups: Object.fromEntries(own.map(({ name }) => [name, { root: programRoot, logHeights: program.logHeights }])),
    boundary: boundaryMessages(boundary, statementLists(program, statement)),
  };
};
