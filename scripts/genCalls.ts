/**
 * What guests and documents say of the machine's system calls, from the calls themselves (src/chips/system). It stands in blocks of
 * files that are otherwise written by hand.
 */
import { rv32im } from '../src/machine/rv32im.ts';

/** From the line that says who writes the block to the line that ends it. */
const BLOCK = /^([^\n]*system calls: written by `npm run gen`[^\n]*\n)[\s\S]*?^([^\n]*end of system calls[^\n]*)$/m;

const { calls } = rv32im;
const constant = (name: string): string => `SYS_${name.toUpperCase()}`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => '---').join('|')}|`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

const BLOCKS = {
  /** For those who write guests. */
  meanings: table(
    ['call', '`a7`', 'meaning'],
    calls.map(({ name, number, meaning }) => [name, String(number), meaning]),
  ),
  /** For those who write verifiers. */
  registers: table(
    ['call', 'a7', 'arguments a0, a1, a2'],
    calls.map(({ name, number, arguments: names }) => [name, String(number), names.join(', ')]),
  ),
  c: [`enum { ${calls.map(({ name, number }) => `${constant(name)} = ${number}`).join(', ')} };`],
  rust: calls.map(({ name, number }) => `const ${constant(name)}: u32 = ${number};`),
  // Local symbols, which the assembler does not put into the object.
  assembly: calls.map(({ name, number }) => `  .equ .L${constant(name)}, ${number}`),
};

const FILES: Readonly<Record<string, keyof typeof BLOCKS>> = {
  'README.md': 'meanings',
  'docs/guide/writing-a-guest.md': 'meanings',
  'docs/protocol.md': 'registers',
  'guests/c/guest.h': 'c',
  'guests/rust/src/lib.rs': 'rust',
  'guests/asm/start.s': 'assembly',
  'guests/asm/exit.s': 'assembly',
  'guests/asm/fail.s': 'assembly',
};

export const FILES_WITH_CALLS = Object.keys(FILES);

/** The text of a file with its block as it should be. */
export const withCalls = (path: string, text: string): string => {
  if (!BLOCK.test(text)) throw new Error(`${path} has no block of system calls`);
  return text.replace(BLOCK, (_, open: string, end: string) => `${open}${BLOCKS[FILES[path]].join('\n')}\n${end}`);
};
