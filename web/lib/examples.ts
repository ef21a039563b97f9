/** The guests that the page offers, what they read, and what their public values mean. guests/README.md has the formats. */

import { toHex } from '../../src/verify.ts';
import { concat, u32, u64, utf8, viewOf } from './bytes.ts';
import { count } from './format.ts';

interface FieldBase {
  readonly id: string;
  readonly label: string;
  readonly initial: string;
}
export interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
}
export interface TextField extends FieldBase {
  readonly kind: 'text';
  readonly rows: number;
}
export type Field = NumberField | TextField;
export type Values = Readonly<Record<string, string>>;

/** A public value in the terms of its guest. */
export interface Meaning {
  readonly label: string;
  readonly value: string;
}

export interface Example {
  readonly id: string;
  readonly title: string;
  readonly language: 'C' | 'Rust';
  readonly about: string;
  readonly fields: readonly Field[];
  /** Of valid values. */
  encode(values: Values): Uint8Array;
  explain(publicValues: Uint8Array): readonly Meaning[];
}

const number = (id: string, label: string, initial: number, min: number, max: number): NumberField => ({
  kind: 'number',
  id,
  label,
  initial: String(initial),
  min,
  max,
});
const text = (id: string, label: string, initial: string, rows: number): TextField => ({ kind: 'text', id, label, initial, rows });
const digest = (publicValues: Uint8Array): readonly Meaning[] => [{ label: 'Digest', value: toHex(publicValues) }];
const hashInput = (values: Values): Uint8Array => concat(u32(Number(values.times)), utf8(values.message));

const JSON_KINDS = ['null', 'booleans', 'numbers', 'strings', 'arrays', 'objects'] as const;
const JSON_TEXT = `{
  "name": "Pellucid",
  "instructions": ["add", "mul", "div", "lw"],
  "answers": [42, -7, 3.14],
  "audited": false,
  "limit": { "fast": 2097152, "small": 131072 }
}`;
const SORT_WORDS = ['Checksum', 'Minimum', 'Median', 'Maximum'] as const;

export const EXAMPLES: readonly Example[] = [
  {
    id: 'fibonacci',
    title: 'Fibonacci',
    language: 'C',
    about: 'A loop of additions: the number at a place of the sequence, modulo 2⁶⁴.',
    fields: [number('n', 'Which number (n)', 10_000, 0, 150_000)],
    encode: ({ n }) => u64(BigInt(n)),
    explain: (out) => (out.length === 8 ? [{ label: 'fib(n) mod 2⁶⁴', value: String(viewOf(out).getBigUint64(0, true)) }] : []),
  },
  {
    id: 'sha256',
    title: 'SHA-256',
    language: 'Rust',
    about: 'The hash of a message, and of its own digest as often as you say.',
    fields: [text('message', 'Message', 'What is proved here was computed in this tab.', 3), number('times', 'How many times', 4, 1, 400)],
    encode: hashInput,
    explain: digest,
  },
  {
    id: 'keccak256',
    title: 'Keccak-256',
    language: 'C',
    about: "Ethereum's hash, of a message and then of its own digest.",
    fields: [text('message', 'Message', 'transfer(address,uint256)', 3), number('times', 'How many times', 4, 1, 100)],
    encode: hashInput,
    explain: digest,
  },
  {
    id: 'json',
    title: 'JSON statistics',
    language: 'Rust',
    about: 'Parses a document onto the heap and counts what is in it.',
    fields: [text('text', 'JSON document', JSON_TEXT, 8)],
    encode: ({ text: document }) => utf8(document),
    explain: (out) => {
      if (out.length !== 32) return [];
      const view = viewOf(out);
      const counts = JSON_KINDS.map((kind, i) => `${kind} ${count(view.getUint32(4 * i, true))}`);
      return [
        { label: 'Values', value: counts.join(' · ') },
        { label: 'Sum of the integers', value: String(view.getBigInt64(24, true)) },
      ];
    },
  },
  {
    id: 'sort',
    title: 'Sorting',
    language: 'C',
    about: 'Sorts pseudo-random numbers in memory and publishes the order statistics.',
    fields: [number('n', 'How many numbers', 600, 1, 6000), number('seed', 'Seed', 7, 1, 0xffff_ffff)],
    encode: ({ n, seed }) => concat(u32(Number(n)), u32(Number(seed))),
    explain: (out) =>
      out.length === 16 ? SORT_WORDS.map((label, i) => ({ label, value: String(viewOf(out).getUint32(4 * i, true)) })) : [],
  },
  {
    id: 'instructions',
    title: 'Every instruction',
    language: 'C',
    about: 'All of RV32IM on edge operands: every chip of the machine has something to prove.',
    fields: [],
    encode: () => new Uint8Array(0),
    explain: (out) =>
      out.length === 8
        ? [
            { label: 'Digest of the results', value: `0x${viewOf(out).getUint32(0, true).toString(16).padStart(8, '0')}` },
            { label: 'Results', value: count(viewOf(out).getUint32(4, true)) },
          ]
        : [],
  },
];

export const initialValues = ({ fields }: Pick<Example, 'fields'>): Values =>
  Object.fromEntries(fields.map(({ id, initial }) => [id, initial]));

/** What is wrong with a value, for the person who typed it. */
export const fieldError = (field: Field, value: string): string | undefined => {
  if (field.kind === 'text') return utf8(value).length > 2 ** 20 ? 'At most 1 MiB of text.' : undefined;
  const isWhole = /^\d{1,15}$/.test(value.trim());
  return isWhole && Number(value) >= field.min && Number(value) <= field.max
    ? undefined
    : `Enter a whole number from ${count(field.min)} to ${count(field.max)}.`;
};
