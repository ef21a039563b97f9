/**
 * What assembly/ takes from src/: constants that host and kernels agree on, as AssemblyScript. One source, written down once in src/, where
 * its comments are.
 */
import * as kernelMemory from '../src/backend/wasm/kernelMemory.ts';
import * as rowCodes from '../src/backend/wasm/rowCodes.ts';
import { P } from '../src/field/felt.ts';
import { P_INVERSE } from '../src/field/montgomery.ts';
import { BLOCK_WORDS, CHUNK_WORDS, Flag } from '../src/hash/blake3.params.ts';
import * as hashMemory from '../src/hash/kernelMemory.ts';
import { Op } from '../src/isa/opcodes.ts';
import * as emulatorMemory from '../src/vm/emulatorMemory.ts';
import * as record from '../src/vm/record.ts';
import { blake3Source } from './genBlake3.ts';

type Numbers = Readonly<Record<string, number>>;

const constant = (type: string, name: string, value: number): string => `export const ${name}: ${type} = ${value};`;
/** The numbers that a module exports, in the order of their names, as a module's own order is not kept. */
const constants = (type: string, module: object): string[] =>
  Object.entries(module)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => (typeof value === 'number' ? [constant(type, name, value)] : []));
const namespace = (type: string, name: string, values: Numbers): string[] => [
  `export namespace ${name} {`,
  ...Object.entries(values).map(([key, value]) => `  ${constant(type, key, value)}`),
  '}',
];
/** A record's fields as byte offsets, the first word after them if there is any, and the record's size. */
const recordOffsets = (name: string, fields: Numbers, words: number): string[] => {
  const used = Object.keys(fields).length;
  const offsets = Object.entries(fields).map(([field, word]) => [field, 4 * word] as const);
  return namespace('usize', name, { ...Object.fromEntries(offsets), ...(used < words && { UNUSED: 4 * used }), BYTES: 4 * words });
};

const file = (source: string, lines: readonly string[]): string =>
  [`/** Generated from ${source} by \`npm run gen\`. */`, ...lines, ''].join('\n');

const stops = Object.fromEntries(emulatorMemory.STOPS.map((stop, i) => [stop.toUpperCase().replaceAll('-', '_'), i]));

/** The files of assembly/gen, by path. */
export const assemblySources = (): Readonly<Record<string, string>> => ({
  'assembly/gen/blake3.ts': blake3Source(),
  'assembly/gen/blake3Params.ts': file('src/hash/blake3.params.ts', [
    ...namespace('u32', 'Flag', Flag),
    constant('u32', 'BLOCK_WORDS', BLOCK_WORDS),
    constant('u32', 'CHUNK_WORDS', CHUNK_WORDS),
  ]),
  'assembly/gen/field.ts': file('src/field', [constant('u32', 'P32', P), constant('u32', 'P_INVERSE', P_INVERSE)]),
  'assembly/gen/opcodes.ts': file('src/isa/opcodes.ts', namespace('u32', 'Op', Op)),
  'assembly/gen/records.ts': file('src/vm/record.ts', [
    constant('u32', 'MAX_GAP', record.MAX_GAP),
    ...namespace('u32', 'Space', record.Space),
    ...recordOffsets('Insn', record.Insn, record.INSN_WORDS),
    ...recordOffsets('Io', record.Io, record.IO_WORDS),
    ...recordOffsets('Advance', record.Advance, record.ADVANCE_WORDS),
    ...recordOffsets('Touched', record.Touched, record.TOUCHED_WORDS),
  ]),
  'assembly/gen/emulatorMemory.ts': file('src/vm/emulatorMemory.ts', [
    ...constants('u32', emulatorMemory),
    ...namespace('u32', 'Stop', stops),
  ]),
  'assembly/gen/rowCodes.ts': file('src/backend/wasm/rowCodes.ts', [
    ...namespace('u32', 'RowCode', rowCodes.RowCode),
    ...constants('usize', rowCodes),
  ]),
  'assembly/gen/kernelMemory.ts': file('src/backend/wasm/kernelMemory.ts', constants('usize', kernelMemory)),
  'assembly/gen/hashMemory.ts': file('src/hash/kernelMemory.ts', constants('usize', hashMemory)),
});
