/** The loader on good, bad and hostile files: a Program or a PellucidError 'elf-invalid', never anything else. */
import { describe, expect, it } from 'vitest';
import { PellucidError } from '../../src/core/error.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { loadElf } from '../../src/vm/elf.ts';
import { locate } from '../../src/vm/elfSymbols.ts';
import type { Program } from '../../src/vm/program.ts';
import {
  type BuilderSegment,
  buildElf,
  CODE_ADDRESS,
  DATA_ADDRESS,
  elfOfWords,
  SegmentFlags,
  wordsToBytes,
} from '../support/elfBuilder.ts';
import { exit } from '../support/programAssembler.ts';
import { guestBytes } from '../support/programGuests.ts';
import { rng } from '../support/rng.ts';
import { execute } from '../support/run.ts';

const CODE = wordsToBytes(exit(0));
const code = (address = CODE_ADDRESS, bytes: Uint8Array = CODE, memoryBytes = bytes.length) => ({
  address,
  bytes,
  flags: SegmentFlags.CODE,
  memoryBytes,
});
const data = (address: number, length: number, memoryBytes = length) => ({
  address,
  bytes: new Uint8Array(length).fill(7),
  flags: SegmentFlags.DATA,
  memoryBytes,
});
const PLAIN = elfOfWords(exit(0), Uint8Array.of(1, 2, 3, 4, 5), 100);

/** PLAIN with one header field replaced. */
const patched = (offset: number, bytes: 1 | 2 | 4, value: number): Uint8Array => {
  const elf = PLAIN.slice();
  const view = new DataView(elf.buffer);
  if (bytes === 1) view.setUint8(offset, value);
  else if (bytes === 2) view.setUint16(offset, value, true);
  else view.setUint32(offset, value, true);
  return elf;
};

/** A program, or the error; anything else thrown fails the test. */
const attempt = (bytes: Uint8Array): Program | PellucidError => {
  try {
    return loadElf(bytes);
  } catch (error) {
    if (error instanceof PellucidError && error.code === 'elf-invalid') return error;
    throw error;
  }
};

describe('loadElf', () => {
  it('splits code, data and .bss', () => {
    const program = loadElf(PLAIN);
    expect(program).toMatchObject({ entry: CODE_ADDRESS, codeBase: CODE_ADDRESS, symbols: [] });
    expect(program.instructions.map(({ op }) => op)).toEqual([Op.ADDI, Op.ADDI, Op.ECALL]);
    expect(program.rom.map(({ startIndex, words }) => [startIndex * 4, words.length])).toEqual([[CODE_ADDRESS, 1024]]);
    expect(program.ram).toEqual([{ startIndex: DATA_ADDRESS / 4, words: Uint32Array.of(0x04030201, 5) }]);
  });

  it('reads a file that lies at an odd offset of its buffer', () => {
    const shifted = new Uint8Array(PLAIN.length + 3);
    shifted.set(PLAIN, 3);
    expect(loadElf(shifted.subarray(3))).toEqual(loadElf(PLAIN));
  });

  it('joins segments that share or touch words, and moves constants of a code page to rom', () => {
    const program = loadElf(
      buildElf(CODE_ADDRESS, [
        code(),
        { address: CODE_ADDRESS + 100, bytes: Uint8Array.of(9, 9), flags: SegmentFlags.RODATA },
        data(0x20001, 1),
        data(0x20002, 3),
        data(0x20008, 4),
        data(0x20010, 4),
        data(0x30000, 0, 0x1000_0000),
      ]),
    );
    expect(program.rom).toHaveLength(1);
    expect(program.rom[0].words[25]).toBe(0x0909);
    expect(program.ram.map(({ startIndex, words }) => [startIndex * 4, [...words]])).toEqual([
      [0x20000, [0x07070700, 0x07, 0x07070707]],
      [0x20010, [0x07070707]],
    ]);
  });

  it('puts all pages of constants and code into rom, each word once', () => {
    const rodata = { address: 0xfff0, bytes: new Uint8Array(16).fill(1), flags: SegmentFlags.RODATA };
    const after = { address: 0x10ff8, bytes: new Uint8Array(16).fill(2), flags: SegmentFlags.RODATA };
    const program = loadElf(buildElf(CODE_ADDRESS, [rodata, code(), after]));
    expect(program.ram).toEqual([]);
    expect(program.rom.map(({ startIndex, words }) => [startIndex * 4, words.length])).toEqual([[0xf000, 3 * 1024]]);
    const { words } = program.rom[0];
    expect([0, 1019, 1020, 1023, 2045, 2046, 2049, 2050].map((i) => words[i])).toEqual([
      ...[0, 0, 0x01010101, 0x01010101],
      ...[0, 0x02020202, 0x02020202, 0],
    ]);
  });

  it('knows the stack by its place: the lowest segment, without contents, for writing', () => {
    const withLowest = (lowest: BuilderSegment) => loadElf(buildElf(CODE_ADDRESS, [code(), lowest, data(0x20000, 4)])).stack;
    expect(withLowest(data(0x1000, 0, 0x8000))).toEqual({ start: 0x1000, end: 0x9000 });
    expect(withLowest(data(0x1000, 1, 0x8000))).toBeUndefined();
    expect(withLowest({ ...data(0x1000, 0, 0x8000), flags: SegmentFlags.RODATA })).toBeUndefined();
    expect(withLowest(data(0x30000, 0, 0x8000))).toBeUndefined();
  });

  it('covers the span of all executable segments', () => {
    const program = loadElf(buildElf(0x12000, [code(0x12000), code(CODE_ADDRESS, Uint8Array.of(0x73, 0, 0, 0, 0x13, 0))]));
    expect(program.instructions).toHaveLength(0x2000 / 4 + 3);
    expect(program.instructions.slice(0, 3).map(({ op }) => op)).toEqual([Op.ECALL, Op.ILLEGAL, Op.ILLEGAL]);
    expect(program.instructions.every(({ pc }, i) => pc === CODE_ADDRESS + 4 * i)).toBe(true);
    expect(execute(program).exitCode).toBe(0);
  });

  it.each([
    ['the magic number', patched(0, 1, 0), 'magic'],
    ['64 bits', patched(4, 1, 2), '32-bit'],
    ['big endian', patched(5, 1, 2), 'little-endian'],
    ['the version', patched(20, 4, 2), 'version'],
    ['another machine', patched(18, 2, 62), 'machine 62'],
    ['a shared object', patched(16, 2, 3), 'statically linked'],
    ['compressed code', patched(36, 4, 1), 'rv32im'],
    ['hardware floats', patched(36, 4, 2), 'ilp32'],
    ['RV32E', patched(36, 4, 8), 'RV32E'],
    ['the size of program headers', patched(42, 2, 56), 'e_phentsize'],
    ['no program headers', patched(44, 2, 0), 'no program headers'],
    ['too many program headers', patched(44, 2, 65535), 'outside of the file'],
    ['program headers far away', patched(28, 4, 0xffff_fff0), 'outside of the file'],
    ['contents outside of the file', patched(52 + 4, 4, 0xffff_fff0), 'outside of the file'],
    ['p_filesz > p_memsz', patched(52 + 20, 4, 1), 'p_filesz'],
    ['a huge p_memsz', patched(84 + 20, 4, 0xffff_ffff), 'is not within'],
    ['a huge executable p_memsz', buildElf(CODE_ADDRESS, [code(CODE_ADDRESS, CODE, 0x3000_0000)]), 'limit'],
    ['an entry outside of the code', patched(24, 4, DATA_ADDRESS), 'entry'],
    ['an odd entry', patched(24, 4, CODE_ADDRESS + 2), 'entry'],
    ['an interpreter', patched(84, 4, 3), 'dynamic linker'],
    ['no code', patched(52 + 24, 4, 4), 'no executable segment'],
    ['writable code', patched(52 + 24, 4, 7), 'both writable and executable'],
    ['misaligned code', buildElf(CODE_ADDRESS, [code(CODE_ADDRESS + 2)]), 'aligned'],
    ['memory below the start', buildElf(CODE_ADDRESS, [code(), data(0xffc, 8)]), 'is not within'],
    ['memory past the end', buildElf(CODE_ADDRESS, [code(), data(0x3fff_fffc, 4, 5)]), 'is not within'],
    ['overlapping segments', buildElf(CODE_ADDRESS, [code(), data(0x20000, 8), data(0x20004, 8)]), 'overlap'],
    ['overlapping .bss', buildElf(CODE_ADDRESS, [code(), data(0x20000, 4, 0x2000), data(0x21000, 8)]), 'overlap'],
    ['code and data in one page', buildElf(CODE_ADDRESS, [code(), data(CODE_ADDRESS + 64, 8)]), 'page-align .data'],
    [
      'constants and data in one page',
      buildElf(CODE_ADDRESS, [code(), { ...data(0x20000, 8), flags: 4 }, data(0x20ffc, 0, 8)]),
      'read-only [0x20000, 0x20008) and writable [0x20ffc, 0x21004) share a 4 KiB page',
    ],
    ['8 MiB of constants', buildElf(CODE_ADDRESS, [code(), { ...data(0x20000, 8, 0x80_0000), flags: 4 }]), 'the limit is 8384512'],
    [
      '1024 segments',
      buildElf(CODE_ADDRESS, [code(), ...Array.from({ length: 1023 }, (_, i) => data(0x20000 + 8 * i, 4))]),
      'it has 1024 segments; the limit is 1023',
    ],
    [
      '.bss before code in one page',
      buildElf(CODE_ADDRESS + 64, [data(CODE_ADDRESS - 16, 0, 20), code(CODE_ADDRESS + 64)]),
      'page-align .data',
    ],
    [
      'data two segments away in the page',
      buildElf(CODE_ADDRESS, [code(), { ...data(CODE_ADDRESS + 64, 4), flags: 4 }, data(CODE_ADDRESS + 80, 4)]),
      'page-align .data',
    ],
    [
      'thousands of segments',
      buildElf(CODE_ADDRESS, [code(), ...Array.from({ length: 1024 }, (_, i) => data(0x20000 + 8 * i, 0, 4))]),
      '1025 segments',
    ],
    ['a wide span of code', buildElf(CODE_ADDRESS, [code(), code(CODE_ADDRESS + 0x200_0000)]), 'spans'],
  ] as const)('refuses %s', (_, elf, message) => {
    const result = attempt(elf);
    expect(result).toBeInstanceOf(PellucidError);
    expect((result as PellucidError).message).toContain(message);
  });

  it('refuses or loads a file cut short anywhere', () => {
    for (let length = 0; length < PLAIN.length; length++)
      if (length < 140 || length > PLAIN.length - 200 || length % 61 === 0) attempt(PLAIN.subarray(0, length));
    const guest = guestBytes('fibonacci');
    for (let length = 0; length < guest.length; length += 13) attempt(guest.subarray(0, length));
  });

  it('refuses or loads a file with random bytes in its tables', () => {
    const random = rng(5);
    const guest = guestBytes('fibonacci');
    const view = new DataView(guest.buffer, guest.byteOffset);
    const sections = view.getUint32(32, true);
    for (let i = 0; i < 4000; i++) {
      const elf = guest.slice();
      for (let k = 0; k <= random.below(4); k++) {
        const at = random.below(2) === 0 ? random.below(200) : sections + random.below(elf.length - sections);
        elf[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
      }
      attempt(elf);
    }
  });

  it('reads function symbols and names addresses by them', () => {
    const { symbols, entry } = loadElf(guestBytes('sort'));
    expect(symbols.map(({ name }) => name)).toEqual(expect.arrayContaining(['_start', 'main']));
    expect(symbols.every(({ address }, i) => i === 0 || address > symbols[i - 1].address)).toBe(true);
    expect(locate(symbols, entry)).toBe('_start');
    expect(locate(symbols, entry + 8)).toBe('_start+0x8');
    expect(locate(symbols, 0x1000)).toBeUndefined();
    expect(locate([], entry)).toBeUndefined();
  });
});
