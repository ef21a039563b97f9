/** What commands print. With --json, stdout carries exactly one JSON object; everything for people goes to stderr. */
import { PellucidError } from '../core/error.ts';

export const ExitCode = { OK: 0, FAILED: 1, USAGE: 2, CANCELLED: 130 } as const;

/** A command's exit code, after the command has printed everything itself. */
export type Outcome = (typeof ExitCode)[keyof typeof ExitCode];

export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

export const printJson = (value: object): void => print(JSON.stringify(value));

export const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Wrong usage that the option parser cannot see. */
export const usageError = (message: string): never => {
  throw new PellucidError('usage', message);
};

/** What to do about errors whose message only says what is wrong. */
const REMEDIES: Readonly<Record<string, string>> = {
  'key-invalid': 'make the keys again with `pellucid setup`',
  'out-of-memory': 'allow more with --memory, or prove a shorter run',
};

export const errorLine = (error: unknown): { code: string; message: string } => {
  if (error instanceof PellucidError) {
    const remedy = REMEDIES[error.code];
    return { code: error.code, message: remedy === undefined ? error.message : `${error.message}; ${remedy}` };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `internal error: ${message}; please report it with the command line` };
};

/** What a guest wrote to descriptors 1 and 2, ended by a line break. */
export const showConsole = (text: Uint8Array | string, stream: NodeJS.WriteStream): void => {
  stream.write(text);
  const last = text.at(-1);
  if (last !== undefined && last !== 10 && last !== '\n') stream.write('\n');
};

export const seconds = (value: number): string => (value < 10 ? `${value.toFixed(3)} s` : `${value.toFixed(1)} s`);

export const bytes = (value: number): string => {
  if (value < 1e3) return `${value} B`;
  if (value < 1e6) return `${(value / 1e3).toFixed(1)} kB`;
  return value < 1e9 ? `${(value / 1e6).toFixed(1)} MB` : `${(value / 1e9).toFixed(2)} GB`;
};

/** Label and value lines with the values in one column. */
export const printPairs = (pairs: readonly (readonly [string, string])[]): void => {
  const width = Math.max(...pairs.map(([label]) => label.length));
  for (const [label, value] of pairs) print(`${label.padEnd(width)}  ${value}`);
};
