/** Comparison of execution records with a message that names the first difference. */
import { expect } from 'vitest';
import {
  ADVANCE_WORDS,
  Advance,
  ECALL_WORDS,
  Ecall,
  type ExecutionRecord,
  INSN_WORDS,
  Insn,
  IO_WORDS,
  Io,
  TOUCHED_WORDS,
  Touched,
} from '../../src/vm/record.ts';

const LAYOUTS = {
  insns: [INSN_WORDS, Insn],
  ecalls: [ECALL_WORDS, Ecall],
  io: [IO_WORDS, Io],
  advances: [ADVANCE_WORDS, Advance],
  touched: [TOUCHED_WORDS, Touched],
} as const;

const nameOf = (fields: Readonly<Record<string, number>>, word: number): string =>
  Object.keys(fields).find((key) => fields[key] === word) ?? `word ${word}`;

/** Undefined where the records are equal. */
const firstDifference = (actual: ExecutionRecord, expected: ExecutionRecord): string | undefined => {
  for (const [kind, [words, fields]] of Object.entries(LAYOUTS)) {
    const [a, b] = [actual[kind as keyof typeof LAYOUTS], expected[kind as keyof typeof LAYOUTS]];
    if (a.length % words !== 0) return `${kind}: ${a.length} words are no whole records`;
    for (let i = 0; i < Math.min(a.length, b.length); i++)
      if (a[i] !== b[i]) return `${kind}[${Math.floor(i / words)}].${nameOf(fields, i % words)}: ${a[i]}, expected ${b[i]}`;
    if (a.length !== b.length) return `${a.length / words} ${kind}, expected ${b.length / words}`;
  }
  return undefined;
};

export const expectSameRecord = (actual: ExecutionRecord, expected: ExecutionRecord): void => {
  expect(firstDifference(actual, expected)).toBeUndefined();
  const { steps, exitCode, publicValues, console } = expected;
  expect(actual).toMatchObject({ steps, exitCode });
  expect(Buffer.compare(actual.publicValues, publicValues)).toBe(0);
  expect(Buffer.compare(actual.console, console)).toBe(0);
};
