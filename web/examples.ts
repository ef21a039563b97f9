/** Guests that come with the page: what they do, how their input is written, what their public values mean. */
import { hex } from './format.ts';

export interface Example {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  /** The label of the field for its input. */
  readonly asks: string;
  readonly control: 'number' | 'text';
  readonly initial: string;
  /** The guest's input; throws an Error for people. */
  readonly encode: (value: string) => Uint8Array;
  readonly read: (publicValues: Uint8Array, value: string) => string;
}

const numberIn = (value: string, least: number, most: number): number => {
  const n = Number(value);
  if (!Number.isInteger(n) || n < least || n > most) throw new Error(`Give a whole number from ${least} to ${most.toLocaleString('en')}.`);
  return n;
};
const view = (value: Uint8Array): DataView => new DataView(value.buffer, value.byteOffset, value.byteLength);
const words = (...values: readonly number[]): Uint8Array => {
  const out = new Uint8Array(4 * values.length);
  values.forEach((word, i) => view(out).setUint32(4 * i, word, true));
  return out;
};
const message = (text: string): Uint8Array => {
  const encoded = new TextEncoder().encode(text);
  const out = new Uint8Array(4 + encoded.length);
  out.set(words(1));
  out.set(encoded, 4);
  return out;
};

const JSON_TEXT = JSON.stringify(
  {
    invoice: 4711,
    paid: true,
    items: Array.from({ length: 8 }, (_, i) => ({ name: `item ${i + 1}`, cents: 199 + 350 * i, tags: ['a', 'b'] })),
    note: null,
  },
  undefined,
  1,
);

export const EXAMPLES: readonly Example[] = [
  {
    id: 'fibonacci',
    title: 'Fibonacci',
    what: 'The n-th Fibonacci number, mod 2⁶⁴. C.',
    asks: 'n',
    control: 'number',
    initial: '1000',
    encode: (value) => words(numberIn(value, 0, 150_000), 0),
    read: (values, n) => `F(${n}) mod 2⁶⁴ = ${view(values).getBigUint64(0, true)}`,
  },
  {
    id: 'sha256',
    title: 'SHA-256',
    what: 'I know a message with this hash. Rust.',
    asks: 'Message',
    control: 'text',
    initial: 'The quick brown fox jumps over the lazy dog',
    encode: message,
    read: (values) => `SHA-256 of a message that the prover knows: ${hex(values)}`,
  },
  {
    id: 'keccak256',
    title: 'Keccak-256',
    what: 'The hash of Ethereum, of a message. C.',
    asks: 'Message',
    control: 'text',
    initial: 'The quick brown fox jumps over the lazy dog',
    encode: message,
    read: (values) => `Keccak-256 of a message that the prover knows: ${hex(values)}`,
  },
  {
    id: 'sort',
    title: 'Sort',
    what: 'n pseudo-random numbers, sorted. C.',
    asks: 'n',
    control: 'number',
    initial: '1000',
    encode: (value) => words(numberIn(value, 1, 7000), 7),
    read: (values, n) => {
      const [least, median, most] = [4, 8, 12].map((at) => view(values).getUint32(at, true));
      return `Of ${n} numbers the least is ${least}, the median ${median}, the largest ${most}`;
    },
  },
  {
    id: 'json',
    title: 'JSON',
    what: 'Parses a document, counts what is in it. Rust, with a heap.',
    asks: 'Document',
    control: 'text',
    initial: JSON_TEXT,
    encode: (value) => new TextEncoder().encode(value),
    read: (values) => {
      const [, , numbers, strings] = [0, 4, 8, 12].map((at) => view(values).getUint32(at, true));
      return `The document holds ${numbers} numbers and ${strings} strings; its integers sum to ${view(values).getBigInt64(24, true)}`;
    },
  },
];
