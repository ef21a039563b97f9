/** `pellucid verify`: verifies a proof under a verifying key, or under the key and commitment that a guest's ELF gives. */
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { createPellucid } from '../../api/createPellucid.ts';
import { loadProgram } from '../../api/load.ts';
import { setupMachine, setupProgram } from '../../api/setup.ts';
import { type Verdict, verify } from '../../api/verify.ts';
import { equalBytes, toHex } from '../../core/bytes.ts';
import { PellucidError } from '../../core/error.ts';
import { decodeProgramKey } from '../../keys/programKey.ts';
import { decodeProof } from '../../keys/proof.ts';
import { decodeVerifyingKey } from '../../keys/verifyingKey.ts';
import { isPreset } from '../../stark/config.ts';
import type { VerifyingKey } from '../../stark/key.ts';
import { inDirectory, isDirectory, isFile, readBytesArgument, readElf, readInput, readKey } from '../files.ts';
import { digestOption, elfOption, jsonOption, minBitsOption, presetNames } from '../options.ts';
import { ExitCode, note, type Outcome, print, printJson, printPairs, usageError } from '../output.ts';
import { PROGRAM_KEY_FILE, VERIFYING_KEY_FILE } from './setup.ts';

interface VerifyOptions {
  readonly proof: string;
  readonly verifyingKey?: string;
  readonly elf?: string;
  readonly program?: Uint8Array;
  readonly keyDigest?: Uint8Array;
  readonly anyProgram?: boolean;
  readonly minBits: number;
  readonly publicInputs?: string;
  readonly json?: boolean;
}

/** What the proof must be about. */
interface Expected {
  readonly verifyingKey: VerifyingKey;
  readonly programCommitment?: Uint8Array;
}

const fromKeyFile = (path: string): Expected => {
  const file = inDirectory(path, VERIFYING_KEY_FILE);
  const verifyingKey = readKey(file, 'the verifying key', decodeVerifyingKey);
  const programFile = join(dirname(file), PROGRAM_KEY_FILE);
  if (!isDirectory(path) || !isFile(programFile)) return { verifyingKey };
  const programKey = readKey(programFile, 'the program key', decodeProgramKey);
  if (!equalBytes(programKey.keyDigest, verifyingKey.digest)) {
    throw new PellucidError(
      'key-mismatch',
      `'${programFile}' belongs to the machine key ${toHex(programKey.keyDigest)}, not to '${file}'; make both with one \`pellucid setup -e\``,
    );
  }
  return { verifyingKey, programCommitment: programKey.programCommitment };
};

/** The keys of the guest under the preset and hash that the proof names; a reason when there is no such preset. */
const fromElf = async (path: string, proof: Uint8Array): Promise<Expected | string> => {
  const program = loadProgram(readElf(path));
  const decoded = decodeProof(proof);
  if (!decoded.ok) return decoded.reason;
  const { preset, hash } = decoded.value;
  if (!isPreset(preset)) return `the proof is for the unknown preset '${preset}', known are ${presetNames.join(', ')}`;
  const vm = createPellucid();
  const provingKey = setupMachine(vm, { preset, hash });
  const { programCommitment } = setupProgram(vm, { provingKey, program });
  return { verifyingKey: provingKey.verifyingKey, programCommitment };
};

/** `programGiven`: whether the proof was compared with a program. If not, it may be about any program, and the output must say so. */
const show = (verdict: Verdict, programGiven: boolean, json: boolean): Outcome => {
  const commitment = verdict.programCommitment && toHex(verdict.programCommitment);
  const publicValues = verdict.publicValues && toHex(verdict.publicValues);
  if (json) {
    const { valid, reason = null, exitCode = null, provenBits } = verdict;
    const programCommitment = commitment ?? null;
    printJson({ valid, reason, programGiven, programCommitment, exitCode, publicValues: publicValues ?? null, provenBits });
  } else if (verdict.valid) {
    print('valid');
    if (!programGiven) note('any program was accepted: compare the commitment');
    printPairs([
      ['program commitment', commitment ?? ''],
      ['exit code', `${verdict.exitCode}`],
      ['public values', publicValues || '(none)'],
      ['proven bits', verdict.provenBits.toFixed(1)],
    ]);
  } else {
    print(`invalid: ${verdict.reason}`);
  }
  return verdict.valid ? ExitCode.OK : ExitCode.FAILED;
};

const runVerify = async (options: VerifyOptions): Promise<Outcome> => {
  const { verifyingKey: keyPath, elf, minBits, json = false } = options;
  if ((keyPath === undefined) === (elf === undefined)) {
    usageError('give what to verify against: either a verifying key with -k, or the guest with -e');
  }
  const proof = readInput(options.proof, 'the proof', 'give the path of a proof file with -p');
  const expected = keyPath === undefined ? await fromElf(elf as string, proof) : fromKeyFile(keyPath);
  if (typeof expected === 'string') return show({ valid: false, reason: expected, provenBits: 0 }, true, json);
  const publicValues =
    options.publicInputs === undefined ? {} : { publicValues: readBytesArgument(options.publicInputs, 'the expected public values') };
  const keyDigest = options.keyDigest === undefined ? {} : { keyDigest: options.keyDigest };
  const programCommitment = whichProgram(options, expected);
  const common = { verifyingKey: expected.verifyingKey, proof, minBits, ...publicValues, ...keyDigest };
  const verdict = verify(programCommitment === undefined ? { ...common, anyProgram: true } : { ...common, programCommitment });
  return show(verdict, programCommitment !== undefined, json);
};

/** The commitment that the proof must be about; undefined where any was asked for. */
const whichProgram = ({ program, anyProgram = false }: VerifyOptions, expected: Expected): Uint8Array | undefined => {
  const found = expected.programCommitment;
  if (anyProgram) {
    if (program !== undefined) usageError('--program and --any-program contradict each other: give one');
    return undefined;
  }
  if (program !== undefined && found !== undefined && !equalBytes(program, found)) {
    usageError(`--program is ${toHex(program)}, but the guest or program.key that is given has ${toHex(found)}`);
  }
  return (
    program ??
    found ??
    usageError(
      'say which program the proof must be about: give its commitment with --program, or the guest with -e, or with -k a directory that holds its program.key; --any-program accepts all',
    )
  );
};

export const verifyCommand = (finish: (outcome: Outcome) => void): Command =>
  new Command('verify')
    .description('verify a proof')
    .requiredOption('-p, --proof <file>', 'the proof')
    .option('-k, --verifying-key <path>', 'verifying key: a file, or a directory that holds verifying.key and perhaps program.key')
    .addOption(elfOption())
    .addOption(digestOption('--program <hex>', 'commitment of the program that the proof must be about, as `pellucid setup -e` prints it'))
    .option('--any-program', 'accept a proof about any program')
    .addOption(digestOption('--key-digest <hex>', 'digest that the verifying key must have'))
    .addOption(minBitsOption())
    .option('-u, --public-inputs <hex or file>', 'the public values that the proof must show')
    .addOption(jsonOption())
    .action(async (options: VerifyOptions) => finish(await runVerify(options)));
