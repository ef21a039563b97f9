/** `pellucid setup`: writes the keys of the machine and, given a guest, of the guest. */
import { join } from 'node:path';
import { Command } from 'commander';
import { createPellucid } from '../../api/createPellucid.ts';
import { loadProgram } from '../../api/load.ts';
import { setupMachine, setupProgram } from '../../api/setup.ts';
import { toHex } from '../../core/bytes.ts';
import { encodeProgramKey } from '../../keys/programKey.ts';
import { encodeProvingKey } from '../../keys/provingKey.ts';
import { encodeVerifyingKey } from '../../keys/verifyingKey.ts';
import { DEFAULT_HASH } from '../../stark/config.ts';
import { readElf, writeOutput } from '../files.ts';
import { DEFAULT_PRESET, elfOption, hashOption, jsonOption, presetOption } from '../options.ts';
import { bytes, ExitCode, type Outcome, printJson, printPairs } from '../output.ts';

export const PROVING_KEY_FILE = 'proving.key';
export const VERIFYING_KEY_FILE = 'verifying.key';
export const PROGRAM_KEY_FILE = 'program.key';

interface SetupOptions {
  readonly elf?: string;
  readonly output: string;
  readonly preset: string;
  readonly hash: string;
  readonly json?: boolean;
}

const setup = async ({ elf, output, preset, hash, json }: SetupOptions): Promise<Outcome> => {
  const program = elf === undefined ? undefined : loadProgram(readElf(elf));
  const vm = createPellucid();
  const provingKey = setupMachine(vm, { preset, hash });
  const programKey = program === undefined ? undefined : setupProgram(vm, { provingKey, program });
  const files: [string, Uint8Array][] = [
    [PROVING_KEY_FILE, encodeProvingKey(provingKey)],
    [VERIFYING_KEY_FILE, encodeVerifyingKey(provingKey.verifyingKey)],
  ];
  if (programKey !== undefined) files.push([PROGRAM_KEY_FILE, encodeProgramKey(programKey)]);
  for (const [name, content] of files) writeOutput(join(output, name), content);

  const keyDigest = toHex(provingKey.verifyingKey.digest);
  const commitment = programKey === undefined ? {} : { programCommitment: toHex(programKey.programCommitment) };
  if (json) {
    printJson({
      preset,
      hash,
      keyDigest,
      ...commitment,
      files: Object.fromEntries(files.map(([name, b]) => [join(output, name), b.length])),
    });
    return ExitCode.OK;
  }
  printPairs([
    ['preset', preset],
    ['hash', hash],
    ['key digest', keyDigest],
    ...Object.values(commitment).map((value): [string, string] => ['program commitment', value]),
    ...files.map(([name, content]): [string, string] => ['written', `${join(output, name)} (${bytes(content.length)})`]),
  ]);
  return ExitCode.OK;
};

export const setupCommand = (finish: (outcome: Outcome) => void): Command =>
  new Command('setup')
    .description('derive the keys of the machine and, with -e, of a guest')
    .addOption(elfOption())
    .requiredOption('-o, --output <directory>', 'where the keys go')
    .addOption(presetOption().default(DEFAULT_PRESET))
    .addOption(hashOption().default(DEFAULT_HASH))
    .addOption(jsonOption())
    .action(async (options: SetupOptions) => finish(await setup(options)));
