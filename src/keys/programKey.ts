/** Program keys: a guest's commitment under one machine key, and its file form. */
import type { Backend } from '../backend/types.ts';
import { equalBytes, fromHex, toHex } from '../core/bytes.ts';
import { decodeContainer, encodeContainer } from '../core/container.ts';
import { PellucidError } from '../core/error.ts';
import { type ProgramTable, programTableOf } from '../machine/programTable.ts';
import { type HashName, isHash, PRESETS, type StarkConfig } from '../stark/config.ts';
import type { VerifyingKey } from '../stark/key.ts';
import { commitPreprocessed, type PreparedGroup } from '../stark/preprocessed.ts';
import { decodeStatement, encodeStatement, programCommitment } from './statement.ts';

const PROGRAM_KEY_KIND = 'program-key';

export interface ProgramKey {
  /** Digest of the machine's verifying key, 32 bytes. */
  readonly keyDigest: Uint8Array;
  readonly preset: string;
  readonly hash: HashName;
  /** The statement with exit code 0 and no public values, in canonical bytes. The commitment is the digest of its first words. */
  readonly statement: Uint8Array;
  /** 32 bytes. */
  readonly programCommitment: Uint8Array;
}

/** PellucidError 'program-too-large' if no proof under these parameters can hold the tables of the program. */
export const assertProgramFits = ({ preset, maxLogHeight }: StarkConfig, { info, imageRows }: ProgramTable): void => {
  if (Math.max(...info.logHeights) <= maxLogHeight) return;
  const [bytes, maxBytes] = [4 * imageRows, 4 * 2 ** maxLogHeight];
  const larger = maxLogHeight < PRESETS.fast.maxLogHeight ? `, preset 'fast' ${4 * 2 ** PRESETS.fast.maxLogHeight}` : '';
  throw new PellucidError(
    'program-too-large',
    `the program's code, constants and initialised data have ${bytes} bytes; preset '${preset}' holds ${maxBytes}${larger}`,
    { bytes, maxBytes },
  );
};

/** Commits the guest's tables; their memory stays allocated for the proof. */
export const prepareProgram = (backend: Backend, { config, groups, chips }: VerifyingKey, table: ProgramTable): PreparedGroup => {
  const own = groups.filter(({ root }) => root === undefined).flatMap((group) => group.chips);
  return commitPreprocessed(
    backend,
    config,
    own.map((chip) => programTableOf(table, chips[chip].name)),
  );
};

export const generateProgramKey = (backend: Backend, key: VerifyingKey, table: ProgramTable): ProgramKey => {
  assertProgramFits(key.config, table);
  const start = backend.mark();
  const { root } = prepareProgram(backend, key, table).tree;
  backend.release(start);
  const statement = { program: table.info, programRoot: root, exitCode: 0, publicValues: new Uint8Array(0) };
  return {
    keyDigest: key.digest,
    preset: key.config.preset,
    hash: key.config.hash,
    statement: encodeStatement(statement),
    programCommitment: programCommitment(key.config.hash, statement),
  };
};

/**
 * The key as a file.
 *
 * @example
 * const bytes = encodeProgramKey(setupProgram(vm, { provingKey, program }));
 */
export const encodeProgramKey = (key: ProgramKey): Uint8Array =>
  encodeContainer({
    kind: PROGRAM_KEY_KIND,
    meta: { preset: key.preset, hash: key.hash, keyDigest: toHex(key.keyDigest), programCommitment: toHex(key.programCommitment) },
    sections: { statement: key.statement },
  });

/**
 * Reads a program key. Throws a PellucidError 'key-invalid' that says what is wrong.
 *
 * @example
 * const { programCommitment } = decodeProgramKey(programKeyBytes);
 */
export const decodeProgramKey = (bytes: Uint8Array): ProgramKey => {
  const invalid = (reason: string): never => {
    throw new PellucidError('key-invalid', `program key: ${reason}`);
  };
  const decoded = decodeContainer(bytes, PROGRAM_KEY_KIND, ['statement']);
  if (!decoded.ok) return invalid(decoded.reason);
  const { meta, sections } = decoded.value;
  const hash = meta.hash ?? '';
  if (!isHash(hash)) return invalid('it is for an unknown hash');
  const statement = decodeStatement(hash, sections.statement);
  if (!statement.ok) return invalid(statement.reason);
  const keyDigest = fromHex(meta.keyDigest ?? '');
  const claimed = fromHex(meta.programCommitment ?? '');
  const commitment = programCommitment(hash, statement.value);
  if (keyDigest?.length !== 32 || claimed === undefined || !equalBytes(claimed, commitment)) {
    return invalid('its commitment is not that of its contents');
  }
  return { keyDigest, preset: meta.preset ?? '', hash, statement: Uint8Array.from(sections.statement), programCommitment: commitment };
};
