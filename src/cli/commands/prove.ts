/** `pellucid prove`: runs a guest and writes a proof of the run. */
import { Command } from 'commander';
import { loadProgram } from '../../api/load.ts';
import { prove } from '../../api/prove.ts';
import { setupMachine } from '../../api/setup.ts';
import type { Pellucid, ProveResult, ProvingKey } from '../../api/types.ts';
import { verify } from '../../api/verify.ts';
import { toHex } from '../../core/bytes.ts';
import { PellucidError } from '../../core/error.ts';
import { decodeProvingKey } from '../../keys/provingKey.ts';
import { createNodePellucid, type ParallelPellucid } from '../../node.ts';
import { inDirectory, readElf, readGuestInput, readKey, writeOutput } from '../files.ts';
import {
  DEFAULT_PRESET,
  hashOption,
  inputOption,
  jsonOption,
  maxStepsOption,
  memoryOption,
  presetOption,
  requiredElf,
  workersOption,
} from '../options.ts';
import { bytes, ExitCode, note, type Outcome, printJson, printPairs, seconds, showConsole } from '../output.ts';
import { interruptSignal, terminalProgress } from '../progress.ts';
import { PROVING_KEY_FILE } from './setup.ts';

interface ProveOptions {
  readonly elf: string;
  readonly input?: string;
  readonly provingKey?: string;
  readonly output: string;
  readonly preset?: string;
  readonly hash?: string;
  readonly maxSteps?: number;
  readonly workers: number | 'auto';
  readonly memory?: number;
  readonly verifyProofs?: boolean;
  readonly json?: boolean;
}

/** The proving key at `path`, which must be for `preset` and `hash` where they are given. */
const loadProvingKey = (path: string, preset: string | undefined, hash: string | undefined): ProvingKey => {
  const file = inDirectory(path, PROVING_KEY_FILE);
  const key = readKey(file, 'the proving key', decodeProvingKey);
  const { config } = key.verifyingKey;
  if (preset !== undefined && preset !== config.preset) {
    throw new PellucidError(
      'key-mismatch',
      `the key '${file}' is for preset ${config.preset}, not ${preset}; leave --preset out, or give another key with -k`,
    );
  }
  if (hash !== undefined && hash !== config.hash) {
    throw new PellucidError(
      'key-mismatch',
      `the key '${file}' is for hash ${config.hash}, not ${hash}; leave --hash out, or give another key with -k`,
    );
  }
  return key;
};

const summary = (
  result: ProveResult,
  { backend, backendReason, workers }: Pellucid,
  proveSeconds: number,
  output: string,
): (readonly [string, string])[] => {
  const { cells } = result;
  const total = cells.main + cells.logup + cells.quotient;
  const each = (count: number): string => (count / result.steps).toFixed(1);
  return [
    ['steps', `${result.steps} in ${result.segments} segment${result.segments === 1 ? '' : 's'}`],
    ['exit code', `${result.exitCode}`],
    ['public values', toHex(result.publicValues) || '(none)'],
    ['program commitment', toHex(result.programCommitment)],
    [
      'proved in',
      `${seconds(proveSeconds)} (${Math.round(result.steps / proveSeconds)} steps/s) by ${workers} worker${workers === 1 ? '' : 's'}`,
    ],
    ...Object.entries(result.phases).map(([phase, s]) => [`  ${phase}`, seconds(s)] as const),
    ['backend', `${backend}: ${backendReason}`],
    [
      'cells per step',
      `${each(total)} (main ${each(cells.main)}, LogUp ${each(cells.logup)}, quotient ${each(cells.quotient)}; padding ${each(cells.padding)})`,
    ],
    ['memory', `${bytes(process.resourceUsage().maxRSS * 1024)} at most, ${bytes(result.plannedBytes)} planned for the proof`],
    ['proven bits', result.provenBits.toFixed(1)],
    ['proof', `${output} (${bytes(result.proof.length)})`],
  ];
};

const runProve = async (options: ProveOptions): Promise<Outcome> => {
  const { preset, hash, output, json = false } = options;
  const elf = readElf(options.elf);
  const input = readGuestInput(options.input);
  const loaded = options.provingKey === undefined ? undefined : loadProvingKey(options.provingKey, preset, hash);
  const signal = interruptSignal();
  const progress = terminalProgress(json);

  const start = performance.now();
  let proveSeconds: number;
  let result: ProveResult;
  let keySeconds = 0;
  let provingKey = loaded;
  let vm: ParallelPellucid | undefined;
  try {
    const program = loadProgram(elf);
    vm = await createNodePellucid({
      workers: options.workers,
      ...(options.memory === undefined ? {} : { maxMemoryBytes: options.memory }),
    });
    if (provingKey === undefined) {
      progress.report({ phase: 'keys', done: 0 });
      const before = performance.now();
      provingKey = setupMachine(vm, { preset: preset ?? DEFAULT_PRESET, hash });
      keySeconds = (performance.now() - before) / 1000;
    }
    const maxSteps = options.maxSteps === undefined ? {} : { maxSteps: options.maxSteps };
    result = await prove(vm, { program, input, provingKey, signal, onProgress: (p) => progress.report(p), ...maxSteps });
    proveSeconds = (performance.now() - start) / 1000;
  } finally {
    progress.end();
    await vm?.close();
  }
  if (signal.aborted) throw new PellucidError('aborted', 'aborted before the proof was written');
  showConsole(result.console, process.stderr);
  writeOutput(output, result.proof);

  const phases = { ...result.phases, keys: (result.phases.keys ?? 0) + keySeconds };
  if (json) {
    printJson({
      steps: result.steps,
      exitCode: result.exitCode,
      publicValues: toHex(result.publicValues),
      programCommitment: toHex(result.programCommitment),
      segments: result.segments,
      proveSeconds,
      backend: vm.backend,
      backendReason: vm.backendReason,
      workers: vm.workers,
      phases,
      proofBytes: result.proof.length,
      cells: result.cells,
      chips: result.chips,
      plannedMemoryBytes: result.plannedBytes,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      provenBits: result.provenBits,
    });
  } else {
    printPairs(summary({ ...result, phases }, vm, proveSeconds, output));
  }
  if (!options.verifyProofs) return ExitCode.OK;
  const { verifyingKey } = provingKey;
  // The caller has chosen the preset; its bits are printed.
  const verdict = verify({
    verifyingKey,
    proof: result.proof,
    minBits: 0,
    programCommitment: result.programCommitment,
    publicValues: result.publicValues,
  });
  note(verdict.valid ? 'verified: valid' : `verified: invalid: ${verdict.reason}`);
  return verdict.valid ? ExitCode.OK : ExitCode.FAILED;
};

export const proveCommand = (finish: (outcome: Outcome) => void): Command =>
  new Command('prove')
    .description('run a guest and prove the run')
    .addOption(requiredElf())
    .addOption(inputOption())
    .option('-k, --proving-key <path>', 'proving key: a file, or a directory that holds proving.key (default: derived)')
    .requiredOption('-o, --output <file>', 'where the proof goes')
    .addOption(presetOption())
    .addOption(hashOption())
    .addOption(maxStepsOption())
    .addOption(workersOption())
    .addOption(memoryOption())
    .option('-y, --verify-proofs', 'verify the proof at once')
    .addOption(jsonOption())
    .action(async (options: ProveOptions) => finish(await runProve(options)));
