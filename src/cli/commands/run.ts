/** `pellucid run`: runs a guest and shows what it says. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Command } from 'commander';
import { execute } from '../../api/execute.ts';
import { loadProgram } from '../../api/load.ts';
import { toHex } from '../../core/bytes.ts';
import { readElf, readGuestInput } from '../files.ts';
import { inputOption, jsonOption, maxStepsOption, requiredElf } from '../options.ts';
import { ExitCode, note, type Outcome, print, printJson, showConsole } from '../output.ts';
import { interruptSignal } from '../progress.ts';

interface RunOptions {
  readonly elf: string;
  readonly input?: string;
  readonly maxSteps?: number;
  readonly metrics?: boolean;
  readonly json?: boolean;
}

/** The processor's frequency; 0 when the system does not say. */
const cpuMegahertz = (): number => {
  const speed = cpus()[0]?.speed ?? 0;
  if (speed > 0) return speed;
  try {
    return Math.round(Number(/^cpu MHz\s*:\s*([\d.]+)/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 0));
  } catch {
    return 0;
  }
};

/** Steps, time, rate, and processor clocks per step at the frequency that the system names. */
const metricsOf = (steps: number, duration: number) => {
  const megahertz = cpuMegahertz();
  return { steps, seconds: duration, msteps: steps / duration / 1e6, megahertz, clocksPerStep: (megahertz * 1e6 * duration) / steps };
};

const run = async (options: RunOptions): Promise<Outcome> => {
  const program = loadProgram(readElf(options.elf));
  const input = readGuestInput(options.input);
  const start = performance.now();
  const maxSteps = options.maxSteps === undefined ? {} : { maxSteps: options.maxSteps };
  const result = await execute({ program, input, signal: interruptSignal(), ...maxSteps });
  const metrics = metricsOf(result.steps, (performance.now() - start) / 1000);
  const { steps, exitCode } = result;
  const publicValues = toHex(result.publicValues);

  showConsole(result.console, options.json ? process.stderr : process.stdout);
  if (options.json) {
    printJson({ steps, exitCode, publicValues, ...(options.metrics ? { metrics } : {}) });
  } else {
    print(`public values: ${publicValues === '' ? '(none)' : publicValues}`);
    if (options.metrics) {
      const { seconds, msteps, megahertz, clocksPerStep } = metrics;
      const rate = `tp=${msteps.toFixed(4)} Msteps/s freq=${megahertz} ${clocksPerStep.toFixed(2)} clocks/step`;
      print(`run() steps=${steps} duration=${seconds.toFixed(4)} ${rate}`);
    }
  }
  if (exitCode === 0) return ExitCode.OK;
  note(`error: the guest exited with code ${exitCode} after ${steps} steps; a run that can be proved ends with exit code 0`);
  return ExitCode.FAILED;
};

export const runCommand = (finish: (outcome: Outcome) => void): Command =>
  new Command('run')
    .description('run a guest, and print its console output and public values')
    .addOption(requiredElf())
    .addOption(inputOption())
    .addOption(maxStepsOption())
    .option('-m, --metrics', 'print steps, time, rate and clocks per step')
    .addOption(jsonOption())
    .action(async (options: RunOptions) => finish(await run(options)));
