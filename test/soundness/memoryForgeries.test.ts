/** Complete proofs with false memory, false initial memory and false system calls; see forgeries.test.ts. */
import { describe, expect, it } from 'vitest';
import { cellAddress } from '../../src/chips/shared/cells.ts';
import * as felt from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { buildProgramTable } from '../../src/machine/programTable.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { loadElf } from '../../src/vm/elf.ts';
import { Space } from '../../src/vm/record.ts';
import { programOf, violations, type Witness, witnessOf } from '../machine/machineHarness.ts';
import { buildElf, CODE_ADDRESS, SegmentFlags, wordsToBytes } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';
import { Syscall, trace } from '../support/run.ts';
import { indexCells } from './cells.ts';
import { type Cells, forge, recounted, rowsOf, rowWhere, verdictOf, withCells, withExtraRows, withRows } from './forge.ts';
import {
  DATA,
  isRefused,
  load,
  NO_PROOF,
  OLD,
  ramMessage,
  refused,
  STACK,
  store,
  T0,
  T2,
  tsLoad,
  tsStore,
  underProgram,
  victim,
  WORD,
  withFinal,
  witnessFor,
  word,
} from './victim.ts';

/** A page below the code. */
const CONSTANTS = 0x4000;

describe('memory', () => {
  it('cannot give a reader another value than the writer wrote', async () => {
    let lie = withCells(victim, 'load-word', load, word(9, 'data'));
    lie = withFinal(lie, Space.RAM, WORD, word(9));
    lie = withFinal(lie, Space.REG, T2, word(9));
    await isRefused(lie, new RegExp(`${ramMessage(WORD).source}[79], 0, ${tsStore}\\)`));
  });

  it('cannot change a register between its writer and its reader', async () => {
    await isRefused(withFinal(victim, Space.REG, T2, word(9)), /^memory\(0, 0, 7, /);
  });

  it('cannot start from another value than the image', async () => {
    await isRefused(withCells(victim, 'store-word', store, word(1, 'old')), ramMessage(WORD));
  });

  /** The load takes place before the store and reads what was there; then the store, `between` the two. */
  const staleRead = (storeAfter: number): Witness => {
    let lie = withCells(victim, 'load-word', load, { 'data[0]': OLD[0], 'data[1]': OLD[1], ptsm: tsLoad - 1 });
    lie = withCells(lie, 'store-word', store, { ptsm: storeAfter });
    lie = withFinal(lie, Space.RAM, WORD, { 'v[0]': 7, 'v[1]': 0, tsInit: tsLoad - 1, tsFinal: tsStore });
    return withFinal(lie, Space.REG, T2, { 'v[0]': OLD[0], 'v[1]': OLD[1] });
  };
  const advance = (from: number, to: number, set: Cells = {}): Cells => ({
    space: Space.RAM,
    ...cellAddress(Space.RAM, WORD),
    'v[0]': OLD[0],
    'v[1]': OLD[1],
    from,
    to,
    toLo: to & 0xffff,
    gapLo: felt.sub(felt.sub(to, from), 1) & 0xffff,
    isReal: 1,
    ...set,
  });

  it('cannot be read before it is written, against time', async () => {
    await isRefused(staleRead(tsLoad), new RegExp(`^range\\(${felt.P + tsStore - tsLoad - 1}, 16\\)`));
  });
  it('cannot be read before it is written by one advance back', async () => {
    await isRefused(withExtraRows(staleRead(tsStore - 1), 'advance-timestamp', advance(tsLoad, tsStore - 1)), /^range\(\d+, 12\)/);
  });
  it('cannot be read before it is written by an advance of which a limb is no limb', async () => {
    // gapLo takes the whole gap, so that nothing is left for the upper limb.
    const gap = felt.sub(felt.sub(tsStore - 1, tsLoad), 1);
    await isRefused(
      withExtraRows(staleRead(tsStore - 1), 'advance-timestamp', advance(tsLoad, tsStore - 1, { gapLo: gap })),
      new RegExp(`^range\\(${gap}, 16\\)`),
    );
  });
  it('cannot be read before it is written by advances once round the field', async () => {
    const stops = [tsLoad];
    while (felt.P + tsStore - 1 - stops[stops.length - 1] > 2 ** 28) stops.push(stops[stops.length - 1] + 2 ** 28);
    stops.push(tsStore - 1);
    const rows = stops.slice(1).map((to, i) => advance(stops[i], to));
    expect(rows.length).toBeLessThan(10);
    await isRefused(withExtraRows(staleRead(tsStore - 1), 'advance-timestamp', ...rows), /^range\(\d+, 12\)/);
  });
  it('cannot have a negative time in its initial message serve two paths', async () => {
    // The load from one initial message, the store and the end from another: the cell has one only.
    let lie = withCells(victim, 'load-word', load, { 'data[0]': OLD[0], 'data[1]': OLD[1], ptsm: tsLoad - 1 });
    lie = withFinal(lie, Space.REG, T2, { 'v[0]': OLD[0], 'v[1]': OLD[1] });
    await isRefused(lie, ramMessage(WORD));
  });

  describe('with a false table entry for the range that it needs', () => {
    const value = felt.P + tsStore - tsLoad - 1;
    const stale = recounted(staleRead(tsLoad));
    const entries: Record<string, [Cells, RegExp]> = {
      'whose low part is not 8-bit': [{ l: value, h: 0, bl: 8, bh: 8, isReal: 1 }, /^small-range\(\d+, 8\)/],
      'whose high part is not 8-bit': [
        { l: value & 255, h: felt.mul(felt.sub(value, value & 255), felt.inv(256)), bl: 8, bh: 8, isReal: 1 },
        /^small-range\(\d+, 8\)/,
      ],
      'of 16 bits at once': [{ l: value, h: 0, bl: 16, bh: 0, isReal: 1 }, /^small-range\(/],
      'of a low part of no bits': [
        { l: 0, h: felt.mul(value, felt.inv(256)), bl: 0, bh: 16, isReal: 1 },
        /high part has no bits|^small-range/,
      ],
      'on a row that is not live': [{ l: value, h: 0, bl: 16, bh: 0, isReal: 0 }, /a padding row offers nothing/],
      'on a row that is half live': [
        { l: value, h: 0, bl: 16, bh: 0, isReal: felt.inv(2) },
        /isReal is 0 or 1|offers nothing|^small-range/,
      ],
    };
    for (const [name, [entry, breaks]] of Object.entries(entries)) {
      it(name, async () => {
        const lie = withExtraRows(stale, 'range-small', { ...entry, count: 1 });
        const found = violations(lie);
        expect(found).not.toEqual([]);
        for (const violation of found) expect(violation).toMatch(breaks);
        refused(verdictOf((await forge(lie)).proof), NO_PROOF);
      });
    }
  });
});

describe('the start of memory', () => {
  const zero = rowWhere(victim, 'zero-memory', (r) => r.isWord === 1);
  const stack = STACK / 4 + 1;
  /** A row that initialises `index` and closes on itself: it leads from index + 1 back to index + 1. */
  const selfLoop = (index: number, set: Cells = {}): Cells => ({
    low: index + 1,
    ...indexCells(index),
    deltaLo: 0xffff,
    tsInit: 5,
    tsFinal: 5,
    isWord: 1,
    ...set,
  });

  it('cannot initialise a word twice', () => isRefused(withExtraRows(victim, 'zero-memory', selfLoop(stack)), /^range\(\d+, 12\)/));
  it('cannot initialise a word twice by a distance that is no limb', () =>
    isRefused(withExtraRows(victim, 'zero-memory', selfLoop(stack, { deltaLo: felt.P - 1 })), new RegExp(`^range\\(${felt.P - 1}, 16\\)`)));
  it('cannot initialise a word twice by a chain once round the field', async () => {
    const rows: Cells[] = [];
    let low = stack + 1;
    for (const end = felt.P + stack; low < end; ) {
      const next = Math.min(low + 2 ** 28 - 1, end);
      // Up to p by skips; the last row is the word again.
      const index = next === end ? stack : (next - 1) % felt.P;
      const set = { low: low % felt.P, ...indexCells(index), deltaLo: (next === end ? end - low : next - 1 - low) & 0xffff };
      rows.push(next === end ? { ...set, tsInit: 5, tsFinal: 5, isWord: 1 } : { ...set, isSkip: 1 });
      low = next;
    }
    expect(rows.length).toBeLessThan(10);
    await isRefused(withExtraRows(victim, 'zero-memory', ...rows), /^range\(\d+, (12|14)\)/);
  });
  it('cannot initialise a word of the image to zero as well', () =>
    isRefused(withExtraRows(victim, 'zero-memory', selfLoop(WORD)), /^range\(\d+, 12\)/));
  it('cannot repeat a row', () =>
    isRefused(withExtraRows(victim, 'zero-memory', rowsOf(victim, 'zero-memory')[zero]), /^(zero-chain|memory)\(/));

  it('cannot run through the image from gap to gap', async () => {
    const { gaps } = victim.table.info;
    const [before, after] = [gaps[gaps.length - 2], gaps[gaps.length - 1]];
    const skip = rowWhere(victim, 'zero-memory', (r) => r.isSkip === 1 && r.low === before.start);
    const rows = rowsOf(victim, 'zero-memory');
    const through = [
      { ...selfLoop(WORD), low: before.start, deltaLo: (WORD - before.start) & 0xffff },
      { ...rows[skip], low: WORD + 1, ...indexCells(after.start - 1), deltaLo: after.start - 2 - WORD },
    ];
    await isRefused(withRows(victim, 'zero-memory', [...rows.filter((_, i) => i !== skip), ...through]), /^zero-chain\(/);
  });

  it('cannot start with a value other than zero', () =>
    isRefused(
      withCells(
        victim,
        'store-word',
        rowWhere(victim, 'store-word', (r) => r.imm === 4),
        word(5, 'old'),
      ),
      /^memory\(1, /,
    ));

  it('cannot end with another value in read-only memory', () =>
    isRefused(withFinal(victim, Space.ROM, CODE_ADDRESS / 4, word(0)), /read-only memory stays|^memory\(2, /));

  it('cannot take a store into read-only memory, even if a cell of RAM is made for it', async () => {
    const legal = witnessFor([...li(T0, STACK), encode(Op.SW, { rs1: T0, rs2: T0, imm: 0 }), ...exit(0)]);
    const illegal = [...li(T0, CODE_ADDRESS), encode(Op.SW, { rs1: T0, rs2: T0, imm: 0 }), ...exit(0)];
    // The illegal program traps, so its trace is made from that of the legal one.
    let lie = underProgram(legal, buildProgramTable(rv32im, programOf(illegal, DATA)));
    const upper = CODE_ADDRESS >>> 16;
    lie = withCells(lie, 'write-constant', 0, { 'a[1]': upper });
    const addi = rowWhere(lie, 'addi-in-place', (r) => r.rd === T0);
    lie = withCells(lie, 'addi-in-place', addi, { 'b[1]': upper, 'a[1]': upper });
    lie = withCells(lie, 'store-word', 0, { 'b[1]': upper, 'c[1]': upper });
    lie = withFinal(lie, Space.REG, T0, { 'v[1]': upper });
    const rows = rowsOf(lie, 'zero-memory');
    const made = rows.findIndex((r) => r.isWord === 1);
    const { low, tsInit, tsFinal } = rows[made];
    const next = rows.findIndex((r) => r.low === STACK / 4 + 1);
    const kept = rows.map((r, i) => (i === next ? { ...r, low, deltaLo: (2 ** 28 - 1 - low) & 0xffff } : r)).filter((_, i) => i !== made);
    await isRefused(
      withRows(lie, 'zero-memory', [...kept, selfLoop(CODE_ADDRESS / 4, { tsInit, tsFinal, ...word(CODE_ADDRESS) })]),
      /^range\(\d+, 12\)/,
    );
  });

  it.each([
    ['stored to', [...li(T0, CONSTANTS), encode(Op.SW, { rs1: T0, rs2: T0 }), encode(Op.LW, { rd: T2, rs1: T0 }), ...exit(0)]],
    ['read into', [...systemCall(Syscall.READ, 0, CONSTANTS, 1), ...exit(0)]],
  ])('cannot have constants %s, by a machine that takes them for data', async (_, words) => {
    const code = { address: CODE_ADDRESS, bytes: wordsToBytes(words), flags: SegmentFlags.CODE };
    const constants = { address: CONSTANTS, bytes: new Uint8Array(4096).fill(1), flags: SegmentFlags.RODATA };
    const program = loadElf(buildElf(CODE_ADDRESS, [constants, code]));
    const input = Uint8Array.of(9);
    expect(() => trace(program, { input })).toThrow(expect.objectContaining({ code: 'guest-trap' }));
    // Both have the words at the same rows of the image.
    const lenient = { ...program, ram: program.rom.slice(0, 1), rom: program.rom.slice(1) };
    expect([lenient.ram[0].startIndex, lenient.rom[0].startIndex]).toEqual([CONSTANTS / 4, CODE_ADDRESS / 4]);
    const allowed = witnessOf(lenient, input, { tables: 'small' });
    expect(violations(allowed)).toEqual([]);
    await isRefused(underProgram(allowed, buildProgramTable(rv32im, program)), /^memory\([12], 0, 16384, /);
  });
});

describe('public values and system calls', () => {
  it('cannot publish a byte that is not in memory', async () => {
    const row = rowWhere(victim, 'io-byte', (r) => r.cursor === 0);
    await isRefused(withCells(victim, 'io-byte', row, { byte: 9 }), /io-byte\[|^public\(/, {
      statement: { publicValues: Uint8Array.of(9, 0, 0, 0) },
    });
  });
  it('cannot publish bytes that no call moves', async () => {
    const rows = rowsOf(victim, 'io-byte');
    const extra = { ...rows[3], cursor: 4 };
    await isRefused(withExtraRows(victim, 'io-byte', extra), /^(io|memory|public)\(/, {
      statement: { publicValues: Uint8Array.of(7, 0, 0, 0, 0) },
    });
  });
  it('cannot move the bytes of a write as those of a read', async () => {
    const rows = rowsOf(victim, 'io-byte').map((r) => ({ ...r, isRead: 1, isWrite: 0 }));
    await isRefused(withRows(victim, 'io-byte', rows), /^(io|public)\(/, { statement: { publicValues: new Uint8Array(0) } });
  });
  it('cannot call the public values the console, or not open', async () => {
    const call = { isPublic: 0, moved: 0, kc: 0 };
    const quiet = { statement: { publicValues: new Uint8Array(0) } };
    await isRefused(withCells(victim, 'write', 0, { ...call, isConsole: 1 }), /console is fd 1 or 2|^(io|memory|exec|public)\(/, quiet);
    await isRefused(
      withCells(victim, 'write', 0, { ...call, isBad: 1, q: 2, 'result[0]': 0xfff7, 'result[1]': 0xffff }),
      /fd is not 1, 2 or 3|^(io|memory|exec|public)\(/,
      quiet,
    );
  });
});
