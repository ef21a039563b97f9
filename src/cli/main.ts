/** The command line. Exit codes: 0 done, 1 failed or invalid, 2 wrong usage, 130 cancelled. */
import { Command, CommanderError } from 'commander';
import { PellucidError } from '../core/error.ts';
import { VERSION } from '../core/version.ts';
import { enableFastKernels } from '../node.ts';
import { canonicalArguments } from './aliases.ts';
import { infoCommand } from './commands/info.ts';
import { proveCommand } from './commands/prove.ts';
import { runCommand } from './commands/run.ts';
import { setupCommand } from './commands/setup.ts';
import { verifyCommand } from './commands/verify.ts';
import { verifyConstraintsCommand } from './commands/verifyConstraints.ts';
import { ExitCode, errorLine, note, type Outcome, printJson, showConsole } from './output.ts';

const main = async (args: readonly string[]): Promise<Outcome> => {
  const json = args.includes('--json');
  let outcome: Outcome = ExitCode.OK;
  const finish = (result: Outcome): void => {
    outcome = result;
  };
  // Messages of the parser are printed below, so that --json can turn them into an object.
  const settings = (command: Command): Command => command.exitOverride().configureOutput({ writeErr: () => {} });
  const program = settings(new Command('pellucid')).description('Proofs of ordinary RISC-V programs.').version(VERSION).helpCommand(true);
  const commands = [runCommand, setupCommand, verifyConstraintsCommand, proveCommand, verifyCommand, infoCommand];
  for (const command of commands) program.addCommand(settings(command(finish)));

  const fail = (code: string, message: string, exit: Outcome): Outcome => {
    if (json) printJson({ error: { code, message } });
    else note(`error: ${message}`);
    return exit;
  };
  if (args.length === 0) {
    note(program.helpInformation());
    return ExitCode.USAGE;
  }
  try {
    await program.parseAsync(canonicalArguments(args), { from: 'user' });
    return outcome;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return ExitCode.OK;
      const message = error.message.replace(/^error: /, '').replace(/\n/g, ' ');
      const command = program.commands.find((c) => c.name() === args[0])?.name();
      return fail('usage', `${message}; see \`pellucid ${command === undefined ? '' : `${command} `}--help\``, ExitCode.USAGE);
    }
    const line = errorLine(error);
    if (line.code === 'aborted') return fail(line.code, 'cancelled; nothing was written', ExitCode.CANCELLED);
    const console = error instanceof PellucidError ? error.details.console : undefined;
    if (typeof console === 'string') showConsole(console, process.stderr);
    return fail(line.code, line.message, line.code === 'usage' ? ExitCode.USAGE : ExitCode.FAILED);
  }
};

// A reader that closes the pipe, such as `head`, is no error: the work goes on without output.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
// Before the first module is compiled.
enableFastKernels();
process.exitCode = await main(process.argv.slice(2));
