/** `pellucid verify-constraints`: checks every constraint and bus on the trace itself, without proving. */
import { Command } from 'commander';
import { checkConstraints } from '../../api/check.ts';
import { loadProgram } from '../../api/load.ts';
import { readElf, readGuestInput } from '../files.ts';
import { inputOption, jsonOption, maxStepsOption, requiredElf } from '../options.ts';
import { ExitCode, type Outcome, print, printJson } from '../output.ts';

interface CheckOptions {
  readonly elf: string;
  readonly input?: string;
  readonly maxSteps?: number;
  readonly json?: boolean;
}

const check = async (options: CheckOptions): Promise<Outcome> => {
  const program = loadProgram(readElf(options.elf));
  const input = readGuestInput(options.input);
  const maxSteps = options.maxSteps === undefined ? {} : { maxSteps: options.maxSteps };
  const { ok, failures, steps, chips } = checkConstraints({ program, input, ...maxSteps });
  if (options.json) printJson({ ok, steps, failures });
  else if (ok) {
    const rows = chips.reduce((total, chip) => total + chip.rows, 0);
    print(`all constraints hold: ${steps} steps, ${chips.length} chips, ${rows} rows`);
  } else {
    for (const failure of failures) print(failure);
    print(`the constraints do not hold: ${failures.length} failures shown`);
  }
  return ok ? ExitCode.OK : ExitCode.FAILED;
};

export const verifyConstraintsCommand = (finish: (outcome: Outcome) => void): Command =>
  new Command('verify-constraints')
    .description('check every constraint and bus of a run, and name what fails')
    .addOption(requiredElf())
    .addOption(inputOption())
    .addOption(maxStepsOption())
    .addOption(jsonOption())
    .action(async (options: CheckOptions) => finish(await check(options)));
