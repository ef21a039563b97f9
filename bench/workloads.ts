/** What the benches prove: a guest, its input, and whether `--quick` has it. */

export interface Workload {
  readonly name: string;
  /** File name below guests/elf, without `.elf`. */
  readonly guest: string;
  readonly input: Uint8Array;
  readonly quick: boolean;
}

const words = (...values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

const join = (...parts: readonly Uint8Array[]): Uint8Array => {
  const out = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

/** Bytes that look random and are the same everywhere. */
export const message = (length: number): Uint8Array => {
  let state = 1;
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24);
};

const json = (entries: number): Uint8Array => {
  const items = Array.from({ length: entries }, (_, i) => ({
    id: i,
    name: `item ${i}`,
    price: i * 1.25,
    tags: ['a', 'b'],
    sold: i % 3 === 0,
    note: null,
  }));
  return new TextEncoder().encode(JSON.stringify({ items, total: entries }));
};

export const fibonacci = (n: number): Workload => ({ name: `fibonacci(${n})`, guest: 'fibonacci', input: words(n, 0), quick: n <= 10_000 });
const hash = (guest: string, times: number, length: number, quick: boolean): Workload => ({
  name: times > 1 ? `${guest} ${length} B, then ${times - 1} times more` : `${guest} ${length} B`,
  guest,
  input: join(words(times), message(length)),
  quick,
});
/** Like CoreMark in what it does; its speed is no CoreMark score. */
const coremix = (iterations: number): Workload => ({
  name: `coremix of ${iterations} iterations`,
  guest: 'coremix',
  input: words(iterations, 7),
  quick: false,
});

export const WORKLOADS: readonly Workload[] = [
  fibonacci(60),
  fibonacci(1_000),
  fibonacci(10_000),
  fibonacci(20_000),
  fibonacci(100_000),
  hash('sha256', 1, 2048, true),
  hash('sha256', 1, 4096, false),
  hash('keccak256', 10, 32, false),
  { name: 'sort 2^10', guest: 'sort', input: words(1 << 10, 7), quick: true },
  { name: 'sort 2^12', guest: 'sort', input: words(1 << 12, 7), quick: false },
  { name: 'json of 100 entries', guest: 'json', input: json(100), quick: false },
  coremix(4),
  coremix(18),
];
