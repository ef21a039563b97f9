/** Every row of the memory, byte and system-call chips that constraints and lookups accept does the same; see search.test.ts. */
import { describe, expect, it } from 'vitest';
import { memoryBus } from '../../src/chips/shared/buses.ts';
import * as felt from '../../src/field/felt.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { REG_INPUT_ENDED, Space } from '../../src/vm/record.ts';
import { programOf, type Witness, witnessOf } from '../machine/machineHarness.ts';
import { DATA, ioProgram, memoryProgram } from '../machine/samplePrograms.ts';
import { isSatisfied, rowEffects } from '../support/chipHarness.ts';
import { solveRows } from '../support/chipSolver.ts';
import { rng } from '../support/rng.ts';
import { cellsOf, effectsOf, indexCells } from './cells.ts';
import { type Cells, chipNamed, rowsOf } from './forge.ts';
import { word } from './victim.ts';

const random = rng(303);

describe('memory and bytes', () => {
  const input = Uint8Array.from({ length: 29 }, (_, i) => 255 - i);
  const memory = witnessOf(programOf(memoryProgram, DATA), undefined, { tables: 'small' });
  const io = witnessOf(programOf(ioProgram, DATA), input, { tables: 'small' });

  it.each<[string, Witness]>([
    ['load-word', memory],
    ['load-word-in-place', memory],
    ['load-subword', memory],
    ['store-word', memory],
    ['store-subword', memory],
    ['write-constant', memory],
    ['goto', io],
    ['halt', io],
    ['addi', io],
  ])('a row of %s does what it does, whatever the columns that it does not take from others', (name, witness) => {
    const chip = chipNamed(name);
    for (const row of rowsOf(witness, name).slice(0, 60)) {
      const honest = cellsOf(chip, row);
      const expected = rowEffects(chip, honest);
      const rows = solveRows(chip, honest);
      expect(rows.length).toBe(1);
      for (const lie of rows) expect(rowEffects(chip, lie).outputs).toEqual(expected.outputs);
    }
  });

  it('a byte written to the public values is the byte in memory, and a byte read changes no other', () => {
    const chip = chipNamed('io-byte');
    for (const row of rowsOf(io, 'io-byte').slice(0, 40)) {
      const old = row['before[0]'] + 0x1_0000 * row['before[1]'];
      const shift = 8 * (2 * row.o1 + row.o0);
      for (const byte of [row.byte, (row.byte + 1) & 255, 0, 255, 256, felt.P - 1]) {
        for (const part of [0, 1]) {
          // The word after, with the byte where the row says, or beside it; s0 and s1 as they are or exchanged.
          const after = (BigInt(old) & ~(0xffn << BigInt(shift ^ (8 * part)))) + (BigInt(byte & 255) << BigInt(shift ^ (8 * part)));
          for (const swap of [false, true]) {
            const lie = {
              ...row,
              byte,
              'after[0]': Number(after & 0xffffn),
              'after[1]': Number(after >> 16n),
              ...(swap ? { s0: row.s1, s1: row.s0 } : {}),
            };
            if (!isSatisfied(effectsOf(chip, lie))) continue;
            const word = lie['after[0]'] + 0x1_0000 * lie['after[1]'];
            expect(byte).toBeLessThan(256);
            expect((word >>> shift) & 255).toBe(byte);
            expect((word & ~(255 << shift)) >>> 0).toBe((old & ~(255 << shift)) >>> 0);
            if (row.isWrite === 1) expect(word).toBe(old);
          }
        }
      }
    }
  });

  it('a byte read from the input is a byte, so that the limbs written are limbs', () => {
    const chip = chipNamed('io-byte');
    const reads = rowsOf(io, 'io-byte')
      .filter((row) => row.isRead === 1)
      .slice(0, 12);
    for (const row of reads) {
      const limb = `after[${row.o1}]`;
      for (const byte of [0, 255, 256, 257, 0x1_0000, felt.P - 1, felt.inv(256), random.felt()]) {
        const part = row.o0 === 1 ? felt.add(row.s0, felt.mul(256, byte)) : felt.add(byte, 256 * row.s1);
        expect(isSatisfied(effectsOf(chip, { ...row, byte, [limb]: part })), String(byte)).toBe(byte < 256);
      }
    }
    expect(reads.length).toBe(12);
  });

  it('words are initialised in ascending order only', () => {
    const chip = chipNamed('zero-memory');
    for (const low of [0x400, 0x401, 0xffff, 0x1_0000, 2 ** 28 - 1, 2 ** 28, felt.P - 1]) {
      for (const index of [0x3ff, 0x400, 0x401, 0xffff, 0x1_0000, 2 ** 27, 2 ** 28 - 1]) {
        const deltas = [(index - low) & 0xffff, felt.fromInt(index - low), 0, 0xffff];
        const accepted = deltas.some((deltaLo) => isSatisfied(effectsOf(chip, { low, ...indexCells(index), deltaLo, isWord: 1 })));
        // A low of -1 is on no chain: chains carry sums of 1 and an index, and what the verifier sends.
        if (low !== felt.P - 1) expect(accepted, `${low} to ${index}`).toBe(low <= index);
      }
    }
    // Not beyond 2^28, however close the word before is: else a chain could walk once round the field.
    for (const [low, index] of [
      [0xfff_0000, 0x1000_0000],
      [0xfff_ffff, 0x1000_0005],
      [2 ** 28, 2 ** 28],
      [2 ** 29, 2 ** 29 + 7],
    ]) {
      const step = { low, ...indexCells(index), deltaLo: (index - low) & 0xffff, isSkip: 1 };
      expect(isSatisfied(effectsOf(chip, step)), `${low} to ${index}`).toBe(false);
    }
  });
});

describe('system calls', () => {
  const FDS = [0, 1, 2, 3, 4, 5, 0xffff, 0x1_0000, 0x1_0001, 0x1_0002, 0x1_0003, 0x3_0000, 0xffff_ffff, felt.P, felt.P + 1, felt.P + 3];
  const inverseOr = (x: number): number => (x === 0 ? random.felt() : felt.inv(x));
  const bad = { 'result[0]': 0xfff7, 'result[1]': 0xffff };

  it('write: each descriptor is the console, the public values or not open, and nothing else', () => {
    const chip = chipNamed('write');
    for (const fd of FDS) {
      const [f, upper] = [fd & 0xffff, fd >>> 16];
      const q = felt.mul(felt.fromInt(f - 1), felt.fromInt(f - 2));
      const common = { 'fd[0]': f, 'fd[1]': upper, 'size[0]': 4, ts: 8, pts7: 7, pts1: 8, pts2: 9, pts0: 10, ptss: 7, 'buffer[1]': 1 };
      const claims: Record<string, Cells[]> = {
        console: [{ ...common, 'result[0]': 4, isConsole: 1 }],
        public: [{ ...common, 'result[0]': 4, isPublic: 1, moved: 4 }],
        bad: [
          [1, 0],
          [0, 1],
        ].map(([x, y]) => ({
          ...common,
          ...bad,
          isBad: 1,
          q,
          'inv[0]': x * inverseOr(felt.mul(q, felt.fromInt(f - 3))),
          'inv[1]': y * inverseOr(upper),
        })),
      };
      const accepted = Object.keys(claims).filter((kind) => claims[kind].some((row) => isSatisfied(effectsOf(chip, row))));
      expect(accepted, String(fd)).toEqual([fd === 1 || fd === 2 ? 'console' : fd === 3 ? 'public' : 'bad']);
    }
  });

  it('read: each descriptor is the input or not open', () => {
    const chip = chipNamed('read');
    for (const fd of FDS) {
      const [f, upper] = [fd & 0xffff, fd >>> 16];
      const common = { 'fd[0]': f, 'fd[1]': upper, 'size[0]': 4, ts: 8, pts7: 7, pts1: 8, pts2: 9, pts0: 10, ptss: 7, 'buffer[1]': 1 };
      const full = isSatisfied(effectsOf(chip, { ...common, 'result[0]': 4, isFull: 1 }));
      const ended = isSatisfied(effectsOf(chip, { ...common, isEnded: 1 }));
      const notOpen = [inverseOr(felt.add(f, upper)), inverseOr(f), inverseOr(upper), 0].some((inv) =>
        isSatisfied(effectsOf(chip, { ...common, ...bad, isBad: 1, inv })),
      );
      expect([full, ended, notOpen], String(fd)).toEqual([fd === 0, fd === 0, fd !== 0]);
      const notBad = { ...common, ...bad, isBad: 1, inv: inverseOr(felt.add(f, upper)) };
      for (const limb of ['result[0]', 'result[1]'] as const)
        for (const lie of [bad[limb] - 1, 0, 4]) expect(isSatisfied(effectsOf(chip, { ...notBad, [limb]: lie })), limb).toBe(false);
    }
  });

  const SIZES = [0, 1, 0xffff, 0x1_0000, 0x2_0005, 0x3fff_ffff, 0x4000_0000, 0xffff_ffff];
  const resultsFor = (size: number): number[] =>
    [0, 1, size - 1, size, size + 1, size + 0x1_0000, 0xffff, 0x1_0000, 0x3fff_ffff, 0x4000_0000, 0xffff_ffff, felt.P].filter(
      (result) => result >= 0 && result <= 0xffff_ffff,
    );
  const readRow = (size: number, result: number): Cells => ({
    ...word(size, 'size'),
    ...word(result, 'result'),
    ts: 8,
    pts7: 7,
    pts1: 8,
    pts2: 9,
    pts0: 10,
    ptss: 7,
  });

  it('read: what it returns is the size before the end of the input, no more in the call that ends it, 0 after it', () => {
    for (const size of SIZES) {
      for (const result of resultsFor(size)) {
        const row = readRow(size, result);
        const what = `${result} of ${size}`;
        expect(isSatisfied(effectsOf(chipNamed('read'), { ...row, isFull: 1 })), what).toBe(result === size && size < 2 ** 30);
        expect(isSatisfied(effectsOf(chipNamed('read'), { ...row, isEnded: 1 })), what).toBe(result === 0);
        const short = [0, 1].some((k) => isSatisfied(effectsOf(chipNamed('short-read'), { ...row, k, isReal: 1 })));
        expect(short, what).toBe(result <= size && result < 2 ** 30);
      }
    }
  });

  it('read: the end of the input is 0 before the short read and 1 from then on, in one cell', () => {
    const cell = (name: string, set: Cells): (readonly number[])[] =>
      effectsOf(chipNamed(name), { ...readRow(4, 0), ...set })
        .messages.filter((m) => m.bus === 'memory' && m.fields[2] === REG_INPUT_ENDED)
        .map(({ fields, multiplicity }) => [multiplicity, ...fields]);
    const message = (multiplicity: number, value: number, ts: number): number[] => [
      multiplicity,
      Space.REG,
      0,
      REG_INPUT_ENDED,
      value,
      0,
      ts,
    ];
    expect(cell('read', { isFull: 1 })).toEqual([message(-1, 0, 7), message(1, 0, 8)]);
    expect(cell('read', { isEnded: 1 })).toEqual([message(-1, 1, 7), message(1, 1, 8)]);
    expect(cell('read', { isBad: 1 })).toEqual([]);
    expect(cell('short-read', { isReal: 1 })).toEqual([message(-1, 0, 7), message(1, 1, 8)]);
    // No other chip has the cell.
    for (const { name, program } of rv32im.chips) {
      if (name === 'read' || name === 'short-read') continue;
      const { mainWidth, preprocessedWidth, constants, interactions } = program;
      const named = interactions.some(
        ({ bus, fields }) => bus === memoryBus.id && constants[fields[2] - preprocessedWidth - mainWidth] === REG_INPUT_ENDED,
      );
      expect(named, name).toBe(false);
    }
  });

  it('write: the pointer and the count are below 2^30, and the cursor carries', () => {
    const chip = chipNamed('write');
    const common = { 'fd[0]': 3, ts: 8, pts7: 7, pts1: 8, pts2: 9, pts0: 10, ptss: 7, isPublic: 1 };
    for (const [size, cursor, buffer] of [
      [1, 0xffff, 0],
      [0xffff, 0xffff, 0],
      [0x4000_0000, 0, 0],
      [0x3fff_ffff, 0, 0],
      [felt.P, 0, 0],
      [0x1_0000, 0xffff_0000, 0],
      [1, 0, 0x4000_0000],
      [1, 0, 0x3fff_ffff],
    ]) {
      const accepted: number[] = [];
      for (const kc of [0, 1]) {
        const row = {
          ...common,
          'size[0]': size & 0xffff,
          'size[1]': size >>> 16,
          'result[0]': size & 0xffff,
          'result[1]': size >>> 16,
          kc,
          'cursor[0]': cursor & 0xffff,
          'cursor[1]': cursor >>> 16,
          'buffer[0]': buffer & 0xffff,
          'buffer[1]': buffer >>> 16,
          moved: felt.fromInt(size),
        };
        const effects = effectsOf(chip, row);
        if (isSatisfied(effects))
          accepted.push(
            effects.messages
              .filter((m) => m.bus === 'memory' && m.multiplicity === 1 && m.fields[2] === 32)
              .map((m) => m.fields[3] + 0x1_0000 * m.fields[4])[0],
          );
      }
      expect(accepted).toEqual(size < 2 ** 30 && buffer < 2 ** 30 && size + cursor < 2 ** 32 ? [size + cursor] : []);
    }
  });
});
