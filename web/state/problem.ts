/** Errors as the page shows them: what happened, and what to do about it. */
import { PellucidError } from '../../src/verify.ts';

export interface Problem {
  readonly title: string;
  readonly message: string;
  /** What to do, where the message does not say. */
  readonly advice: string | undefined;
  /** The guest's last instructions before it failed. */
  readonly trace: readonly string[];
  /** The end of what it wrote to descriptors 1 and 2, where the run has no panel that shows it. */
  readonly console: string;
}

/** By code of PellucidError: a title, and what to do. */
const KNOWN: Readonly<Record<string, readonly [string, string?]>> = {
  'elf-invalid': [
    'This file cannot be run',
    'Guests are static RV32IM executables: -march=rv32im -mabi=ilp32, linked with -static -no-pie.',
  ],
  'guest-trap': ['The program trapped', 'A run that traps has no result and cannot be proved: mend the program, or give it another input.'],
  'guest-exit': ['The program reported a failure', 'Only runs with exit code 0 can be proved. The console may say what went wrong.'],
  'guest-steps-exceeded': ['The run is too long for one proof', 'Give it a smaller input.'],
  'trace-too-long': ['The run is too long for one proof', 'Give it a smaller input.'],
  'out-of-memory': ['Not enough memory', 'Give it a smaller input, or close other tabs.'],
  'key-invalid': ['This is not a usable verifying key', 'Ask for the file again, or let this page derive the key.'],
  'unsupported-engine': ['This browser cannot prove', 'A current Chrome, Edge, Firefox or Safari can.'],
  'worker-died': [
    'The prover ended unexpectedly',
    'The page starts it anew with the next action. If it happens again, close other tabs: memory may be short.',
  ],
};

export const problemOf = (error: unknown): Problem => {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof PellucidError)) return { title: 'Something went wrong', message, advice: undefined, trace: [], console: '' };
  const [title, advice] = KNOWN[error.code] ?? ['Something went wrong'];
  const { lastInstructions, console } = error.details;
  const isShown = error.code === 'guest-exit';
  const trace = Array.isArray(lastInstructions) ? lastInstructions.map(String) : [];
  return { title, message, advice, trace, console: typeof console === 'string' && !isShown ? console : '' };
};

export const isAborted = (error: unknown): boolean => error instanceof PellucidError && error.code === 'aborted';
