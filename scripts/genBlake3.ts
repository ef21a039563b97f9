/**
 * Writes assembly/gen/blake3.ts: BLAKE3's compression with all rounds written out, as AssemblyScript has no function that changes several
 * locals and the engine keeps in registers only what is a local.
 */
import { IV, PERMUTATION, ROUNDS } from '../src/hash/blake3.params.ts';

/** State words a, b, c, d of the quarter rounds: the columns, then the diagonals. */
const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

const quarterRound = ([a, b, c, d]: readonly number[], x: number, y: number): string[] => [
  `  s${a} = sum(s${a}, word(message, ${x}), s${b}), s${d} = rotateHalf(v128.xor(s${d}, s${a})), s${c} = i32x4.add(s${c}, s${d}), s${b} = rotate(v128.xor(s${b}, s${c}), 12);`,
  `  s${a} = sum(s${a}, word(message, ${y}), s${b}), s${d} = rotate(v128.xor(s${d}, s${a}), 8), s${c} = i32x4.add(s${c}, s${d}), s${b} = rotate(v128.xor(s${b}, s${c}), 7);`,
];

const rounds = (): string[] => {
  const lines: string[] = [];
  let order: readonly number[] = PERMUTATION.map((_, i) => i);
  for (let round = 0; round < ROUNDS; round++) {
    lines.push(`  // Round ${round + 1}.`);
    for (const [i, quarter] of QUARTERS.entries()) lines.push(...quarterRound(quarter, order[2 * i], order[2 * i + 1]));
    order = PERMUTATION.map((from) => order[from]);
  }
  return lines;
};

const each = (count: number, text: (i: number) => string): string => Array.from({ length: count }, (_, i) => text(i)).join(', ');

export const blake3Source = (): string =>
  [
    '/**',
    ' * The compression of BLAKE3, of four messages at once, one to a lane. Written by `npm run gen` (scripts/genBlake3.ts). The rotation by 8',
    ' * is one by shifts here: a shuffle by bytes is slower, as engines make its pattern anew each time.',
    ' */',
    "import { rotate, rotateHalf } from '../lib/rotate';",
    '',
    '// @ts-ignore: decorator',
    '@inline',
    'function word(message: usize, i: usize): v128 {',
    '  return v128.load(message + 16 * i);',
    '}',
    '/** a and the word first: they do not wait for b. */',
    '// @ts-ignore: decorator',
    '@inline',
    'function sum(a: v128, word: v128, b: v128): v128 {',
    '  return i32x4.add(i32x4.add(a, word), b);',
    '}',
    '',
    '/** Compresses the 16 words at `message` into the chaining value, the first 8 of the 16 words at `state`; 16 bytes to a word. */',
    'export function compress(message: usize, state: usize, counter: u32, bytes: u32, flags: u32): void {',
    `  let ${each(8, (i) => `s${i} = word(state, ${i})`)};`,
    `  let ${each(4, (i) => `s${8 + i} = i32x4.splat(0x${IV[i].toString(16)})`)};`,
    '  let s12 = i32x4.splat(counter), s13 = i32x4.splat(0), s14 = i32x4.splat(bytes), s15 = i32x4.splat(flags);',
    ...rounds(),
    ...Array.from({ length: 8 }, (_, i) => `  v128.store(state, v128.xor(s${i}, s${8 + i}), ${16 * i});`),
    '  v128.store(state, s8, 128);',
    '}',
    '',
  ].join('\n');
