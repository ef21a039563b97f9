/** Every row of the memory, byte and system-call chips that constraints and lookups accept does the same; see search.test.ts. */
import { describe, expect, it } from 'vitest';
import * as felt from '../../src/field/felt.ts';
import { programOf, type Witness, witnessOf } from '../machine/machineHarness.ts';
import { DATA, ioProgram, memoryProgram } from '../machine/samplePrograms.ts';
import { isSatisfied, rowEffects } from '../support/chipHarness.ts';
import { solveRows } from '../support/chipSolver.ts';
import { rng } from '../support/rng.ts';
import { cellsOf, effectsOf, indexCells } from './cells.ts';
import { type Cells, chipNamed, rowsOf } from './forge.ts';

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
      const common = { 'fd[0]': f, 'fd[1]': upper, 'size[0]': 4, ts: 8, pts7: 7, pts1: 8, pts2: 9, pts0: 10, ptsc: 7, 'buffer[1]': 1 };
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

  it('read: each descriptor is the input or not open, and returns no more than asked for', () => {
    const chip = chipNamed('read');
    for (const fd of FDS) {
      const [f, upper] = [fd & 0xffff, fd >>> 16];
      const common = { 'fd[0]': f, 'fd[1]': upper, 'size[0]': 4, ts: 8, pts7: 7, pts1: 8, pts2: 9, pts0: 10, 'buffer[1]': 1 };
      const input = isSatisfied(effectsOf(chip, { ...common, 'result[0]': 4, isInput: 1 }));
      const notOpen = [
        [1, 0],
        [0, 1],
      ].some(([x, y]) =>
        isSatisfied(effectsOf(chip, { ...common, ...bad, isBad: 1, 'inv[0]': x * inverseOr(f), 'inv[1]': y * inverseOr(upper) })),
      );
      expect([input, notOpen], String(fd)).toEqual([fd === 0, fd !== 0]);
    }
    for (const size of [0, 1, 0xffff, 0x1_0000, 0x2_0005, 0x3fff_ffff, 0x4000_0000, 0xffff_ffff]) {
      for (const result of [
        0,
        1,
        size - 1,
        size,
        size + 1,
        size + 0x1_0000,
        0xffff,
        0x1_0000,
        0x3fff_ffff,
        0x4000_0000,
        0xffff_ffff,
        felt.P,
      ]) {
        if (result < 0 || result > 0xffff_ffff) continue;
        const row = {
          'size[0]': size & 0xffff,
          'size[1]': size >>> 16,
          'result[0]': result & 0xffff,
          'result[1]': result >>> 16,
          isInput: 1,
          ts: 8,
          pts7: 7,
          pts1: 8,
          pts2: 9,
          pts0: 10,
        };
        const accepted = [0, 1].some((k) => isSatisfied(effectsOf(chip, { ...row, k })));
        expect(accepted, `${result} of ${size}`).toBe(result <= size && result < 2 ** 30);
      }
    }
  });

  it('write: the pointer and the count are below 2^30, and the cursor carries', () => {
    const chip = chipNamed('write');
    const common = { 'fd[0]': 3, ts: 8, pts7: 7, pts1: 8, pts2: 9, pts0: 10, ptsc: 7, isPublic: 1 };
    for (const [size, cursor, buffer] of [
      [1, 0xffff, 0],
      [0xffff, 0xffff, 0],
      [0x4000_0000, 0, 0],
      [0x3fff_ffff, 0, 0],
      [felt.P, 0, 0],
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
      expect(accepted).toEqual(size < 2 ** 30 && buffer < 2 ** 30 ? [size + cursor] : []);
    }
  });
});
