/**
 * Lies that change several columns at once: given what a row takes from others, every assignment of the rest that its constraints and
 * lookups accept is enumerated, and all of them do the same. Where a column is free in itself (an inverse of 0), the choices that
 * could help a liar are tried. Arithmetic has the same test in test/chips/aluDeterminism.test.ts; here are its most lied-about cases.
 */
import { describe, expect, it } from 'vitest';
import type { Chip } from '../../src/air/chip.ts';
import { evaluateProgram } from '../../src/air/evaluate.ts';
import { BUSES } from '../../src/chips/buses.ts';
import * as felt from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { instructionChips } from '../../src/machine/rv32im.ts';
import { Space } from '../../src/vm/record.ts';
import { programOf, type Witness, witnessOf } from '../machine/machineHarness.ts';
import { DATA, ioProgram, memoryProgram } from '../machine/samplePrograms.ts';
import {
  type AluCase,
  aluResult,
  aluRow,
  EDGES,
  instructionOf,
  inTable,
  isSatisfied,
  rowEffects,
  writtenWord,
} from '../support/chipHarness.ts';
import { solveRows } from '../support/chipSolver.ts';
import { encode, exit, li } from '../support/programAssembler.ts';
import { rng } from '../support/rng.ts';
import { type Cells, chipNamed, rowsOf } from './forge.ts';

const random = rng(303);
const algebra = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value: number): number => value };
const cellsOf = (chip: Chip, row: Cells): number[] => chip.columnNames.map((name) => row[name] ?? 0);
const effectsOf = (chip: Chip, row: Cells) => rowEffects(chip, cellsOf(chip, row));

describe('arithmetic that machines got wrong', () => {
  const cases: [string, Op, number, number][] = [
    ['SUB that borrows', Op.SUB, 0, 1],
    ['SUB that borrows from the upper limb only', Op.SUB, 0x1_0000, 0x2_0000],
    ['SUB of equal words', Op.SUB, 0xffff_ffff, 0xffff_ffff],
    ['ADD that wraps', Op.ADD, 0xffff_ffff, 1],
    ['ADD beyond p', Op.ADD, felt.P - 1, 1],
    ['SLT of equal words', Op.SLT, 5, 5],
    ['SLT of equal negative words', Op.SLT, 0x8000_0000, 0x8000_0000],
    ['SLTU of equal words', Op.SLTU, 0x8000_0000, 0x8000_0000],
    ['SLT across the signs', Op.SLT, 0x8000_0000, 0x7fff_ffff],
    ['SLTU across the signs', Op.SLTU, 0x8000_0000, 0x7fff_ffff],
    ['SLTU by p', Op.SLTU, felt.P, 0],
    ['SLTI of equal words', Op.SLTI, 0xffff_ffff, -1],
    ['SLTIU with -1', Op.SLTIU, 5, -1],
    ...[0, 1, 15, 16, 17, 31, 32, 33].flatMap((n): [string, Op, number, number][] => [
      [`SRL by ${n}`, Op.SRL, 0x8001_8001, n],
      [`SRA by ${n}`, Op.SRA, 0x8001_8001, n],
      [`SLL by ${n}`, Op.SLL, 0x8001_8001, n],
    ]),
    ...[0, 16, 31].flatMap((n): [string, Op, number, number][] => [
      [`SRLI by ${n}`, Op.SRLI, 0xffff_ffff, n],
      [`SRAI by ${n}`, Op.SRAI, 0x8000_0000, n],
      [`SLLI by ${n}`, Op.SLLI, 0xffff_ffff, n],
    ]),
    ['MULH of two negatives', Op.MULH, 0xffff_ffff, 0xffff_ffff],
    ['MULH of the smallest', Op.MULH, 0x8000_0000, 0x8000_0000],
    ['MULH of mixed signs', Op.MULH, 0x8000_0000, 1],
    ['MULHSU of -1', Op.MULHSU, 0xffff_ffff, 0xffff_ffff],
    ['MULHU of the largest', Op.MULHU, 0xffff_ffff, 0xffff_ffff],
    ['MUL by p', Op.MUL, felt.P, 0xffff_ffff],
  ];
  it.each(cases)('%s', (_, op, b, c) => {
    const aluCase: AluCase = { op, b: b >>> 0, c };
    const chip = instructionChips.find((candidate) => candidate.accepts(instructionOf(aluCase)));
    if (chip === undefined) throw new Error('no chip');
    const rows = solveRows(chip.chip, aluRow(chip, aluCase));
    expect(rows.length).toBe(1);
    for (const row of rows) expect(writtenWord(rowEffects(chip.chip, row))).toBe(aluResult(op, aluCase.b, c));
  });

  it('a division: no quotient or remainder but one, near or far, signs and zeros included', () => {
    const divide = instructionChips.find(({ chip: { name } }) => name === 'divide') as (typeof instructionChips)[number];
    const { chip } = divide;
    for (const op of [Op.DIV, Op.DIVU, Op.REM, Op.REMU]) {
      for (const [b, c] of [
        [-7, 3],
        [7, -3],
        [1, -1],
        [-6, 3],
        [0, -5],
        [-(2 ** 31), -1],
        [5, 0],
        [-5, 0],
      ]) {
        const aluCase: AluCase = { op, b: b >>> 0, c: c >>> 0 };
        const honest = aluRow(divide, aluCase);
        const right = aluResult(op, aluCase.b, aluCase.c);
        const at = (name: string): number => chip.columnNames.indexOf(name);
        for (const delta of [1, -1, 2, 3, -3, -2 * right]) {
          const wrong = (right + delta) >>> 0;
          if (wrong === right) continue;
          // All signs, borrows and small changes of the magnitudes, with the wrong word as the result.
          for (let flags = 0; flags < 32; flags++) {
            for (const dq of [-1, 0, 1]) {
              for (const dr of [-1, 0, 1]) {
                const row = [...honest];
                row[at('a[0]')] = wrong & 0xffff;
                row[at('a[1]')] = wrong >>> 16;
                ['sb', 'sc', 'sa', 'borrow', 'isZero'].forEach((name, i) => {
                  row[at(name)] = (flags >>> i) & 1;
                });
                row[at('absQ[0]')] = felt.add(row[at('absQ[0]')], dq < 0 ? felt.P - 1 : dq);
                row[at('absR[0]')] = felt.add(row[at('absR[0]')], dr < 0 ? felt.P - 1 : dr);
                const isQuotient = op === Op.DIV || op === Op.DIVU;
                for (const magnitude of [wrong, -wrong >>> 0]) {
                  if (isQuotient)
                    [0, 1, 2, 3].forEach((i) => {
                      if (dq === 0) row[at(`absQ[${i}]`)] = (magnitude >>> (8 * i)) & 0xff;
                    });
                  else if (dr === 0)
                    [0, 1].forEach((i) => {
                      row[at(`absR[${i}]`)] = (magnitude >>> (16 * i)) & 0xffff;
                    });
                  row[at('absA[0]')] = magnitude & 0xffff;
                  row[at('absA[1]')] = magnitude >>> 16;
                  const effects = rowEffects(chip, row);
                  expect(isSatisfied(effects), `${op} ${b} ${c} = ${wrong}`).toBe(false);
                }
              }
            }
          }
        }
      }
    }
  });
});

describe('branches', () => {
  const pairs = EDGES.flatMap((a) => [a, (a + 1) >>> 0, (a ^ 0x8000_0000) >>> 0, (a + 0x1_0000) >>> 0].map((b) => [a, b] as const));
  const program = (op: Op): number[] => [
    ...pairs.flatMap(([a, b]) => [...li(5, a), ...li(6, b), encode(op, { rs1: 5, rs2: 6, imm: 8 }), encode(Op.FENCE)]),
    ...exit(0),
  ];
  const isTaken = (op: Op, a: number, b: number): boolean =>
    op === Op.BEQ
      ? a === b
      : op === Op.BNE
        ? a !== b
        : op === Op.BLT
          ? (a | 0) < (b | 0)
          : op === Op.BGE
            ? (a | 0) >= (b | 0)
            : op === Op.BLTU
              ? a < b
              : a >= b;
  const operand = (row: Cells, name: string): number => row[`${name}[0]`] + 0x1_0000 * row[`${name}[1]`];

  it.each([
    ['BLT', Op.BLT],
    ['BGE', Op.BGE],
    ['BLTU', Op.BLTU],
    ['BGEU', Op.BGEU],
  ] as const)('%s goes one way, whatever carries and signs are claimed', (_, op) => {
    const chip = chipNamed('branch-less');
    for (const row of rowsOf(witnessOf(programOf(program(op)), undefined, { tables: 'small' }), 'branch-less')) {
      expect(row.next).toBe(isTaken(op, operand(row, 'a'), operand(row, 'b')) ? row.target : row.pc + 4);
      let accepted = 0;
      for (let flags = 0; flags < 16; flags++) {
        for (const next of [row.target, row.pc + 4]) {
          const lie = { ...row, next, ma: flags & 1, mb: (flags >>> 1) & 1, k0: (flags >>> 2) & 1, lt: flags >>> 3 };
          if (!isSatisfied(effectsOf(chip, lie))) continue;
          accepted++;
          expect(next).toBe(row.next);
        }
      }
      expect(accepted).toBe(1);
    }
  });

  it.each([
    ['BEQ', Op.BEQ],
    ['BNE', Op.BNE],
  ] as const)('%s goes one way, whatever is claimed equal', (_, op) => {
    const chip = chipNamed('branch-equal');
    for (const row of rowsOf(witnessOf(programOf(program(op)), undefined, { tables: 'small' }), 'branch-equal')) {
      const wrong = row.next === row.target ? row.pc + 4 : row.target;
      expect(row.next).toBe(isTaken(op, operand(row, 'a'), operand(row, 'b')) ? row.target : row.pc + 4);
      for (const eq of [0, 1, felt.P - 1, 2, felt.inv(2), random.felt()]) {
        // The inverses that make the sum right, shared out in several ways.
        const differences = [0, 1].map((i) => felt.sub(row[`a[${i}]`], row[`b[${i}]`]));
        const inverse = (i: number, value: number): number =>
          differences[i] === 0 ? random.felt() : felt.mul(value, felt.inv(differences[i]));
        for (const share of [0, 1, random.felt()]) {
          const total = felt.sub(1, eq);
          const lie = {
            ...row,
            eq,
            next: wrong,
            'inv[0]': inverse(0, felt.mul(total, share)),
            'inv[1]': inverse(1, felt.mul(total, felt.sub(1, share))),
          };
          for (const inverses of [
            {},
            { 'inv[0]': inverse(0, total) },
            { 'inv[1]': inverse(1, total), 'inv[0]': 0 },
            { 'inv[0]': 0, 'inv[1]': 0 },
          ]) {
            expect(isSatisfied(effectsOf(chip, { ...lie, ...inverses }))).toBe(false);
          }
        }
      }
    }
  });
});

describe('addresses', () => {
  const BASES = [
    0,
    1,
    3,
    0xfff,
    0x1000,
    0x1001,
    0xfffe,
    0xffff,
    0x1_0000,
    0x1_fffe,
    0x3fff_f800,
    0x3fff_ffff,
    0x4000_0000,
    0x7800_0001,
    felt.P + 0x1_0000,
    felt.P + 0x1_0002,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_f800,
    0xffff_fffc,
    0xffff_ffff,
  ];
  const IMMEDIATES = [-2048, -2047, -4, -1, 0, 1, 2, 3, 4, 2046, 2047];
  const isMemory = (index: number): boolean => index >= 2 ** 10 && index < 2 ** 28;

  /** Lookups of a row that no table has, and the words of memory it names. */
  const accessOf = (chip: Chip, row: Cells): { satisfied: boolean; index: number; space: number } => {
    const values = evaluateProgram(chip.program, algebra, [], cellsOf(chip, row));
    const memory = chip.program.interactions.filter((i) => BUSES[i.bus].name === 'memory' && values[i.fields[0]] !== Space.REG);
    // Of the lookups only those of the address: its columns alone differ from 0.
    const lookups = chip.program.interactions.filter((i) => BUSES[i.bus].name === 'range' && values[i.fields[1]] === 14);
    const odd = chip.program.constraints.filter((c) => c.label.includes('odd offset'));
    return {
      satisfied:
        odd.every((c) => values[c.value] === 0) &&
        lookups.length === 1 &&
        lookups.every((i) =>
          inTable(
            'range',
            i.fields.map((f) => values[f]),
          ),
        ),
      index: values[memory[0].fields[1]],
      space: values[memory[0].fields[0]],
    };
  };

  const kinds: [string, string, number][] = [
    ['load-word', 'isReal', 4],
    ['store-word', 'isReal', 4],
    ['load-part', 'isLh', 2],
    ['load-part', 'isLhu', 2],
    ['load-part', 'isLb', 1],
    ['load-part', 'isLbu', 1],
    ['store-part', 'isSh', 2],
    ['store-part', 'isSb', 1],
  ];
  it.each(kinds)('of %s (%s) have one word and one offset, or none', (name, flag, size) => {
    const chip = chipNamed(name);
    const has = (column: string): boolean => chip.columnNames.includes(column);
    for (const base of BASES) {
      for (const imm of IMMEDIATES) {
        const address = base + imm;
        const found: string[] = [];
        for (let choice = 0; choice < 8; choice++) {
          const [k0, o1, o0] = [choice & 1, (choice >>> 1) & 1, choice >>> 2];
          if (!has('o1') && o1 + o0 > 0) continue;
          const row: Record<string, number> = {
            'b[0]': base & 0xffff,
            'b[1]': base >>> 16,
            immLo: imm & 0xffff,
            sign: imm < 0 ? 1 : 0,
            k0,
            [flag]: 1,
            ...(has('o1') ? { o1, o0 } : {}),
          };
          const { satisfied, index, space } = accessOf(chip, row);
          expect(space).toBe(Space.RAM);
          if (satisfied) found.push(`${index} + ${2 * o1 + o0}`);
        }
        const index = felt.fromInt(Math.floor(address / 4));
        const offset = address - 4 * Math.floor(address / 4);
        expect(found, `${base} + ${imm}`).toEqual(offset % size === 0 ? [`${index} + ${offset}`] : []);
        // Outside of guest memory, wrapped addresses included, there is no such cell.
        expect(isMemory(index)).toBe(address >= 0x1000 && address < 2 ** 30);
        if (address < 0 || address >= 2 ** 32) expect(address >>> 0 < 0x1000 || address >>> 0 >= 2 ** 30).toBe(true);
      }
    }
  });

  it.each(['jump-register', 'return'])('that %s continues at are the target, bit 0 cleared, or no pc', (name) => {
    const chip = chipNamed(name);
    for (const base of BASES) {
      for (const imm of IMMEDIATES) {
        const address = base + imm;
        const targets: number[] = [];
        for (let choice = 0; choice < 4; choice++) {
          const row = {
            'b[0]': base & 0xffff,
            'b[1]': base >>> 16,
            immLo: imm & 0xffff,
            sign: imm < 0 ? 1 : 0,
            k0: choice & 1,
            low: choice >>> 1,
            isReal: 1,
            ts: 8,
            pts1: 7,
            ptsd: 10,
          };
          const { messages, broken, invalid } = effectsOf(chip, row);
          const sent = messages.find((m) => m.bus === 'exec' && m.multiplicity === 1);
          expect(broken).toEqual([]);
          // What the program table can have: multiples of 4 below 2^30.
          if (invalid.length === 0 && sent !== undefined && sent.fields[0] % 4 === 0 && sent.fields[0] < 2 ** 30)
            targets.push(sent.fields[0]);
        }
        const target = address - (((address % 2) + 2) % 2);
        expect(targets, `${base} + ${imm}`).toEqual(address >= 0 && address < 2 ** 30 && target % 4 === 0 ? [target] : []);
      }
    }
  });

  it('of a byte moved are one word and one offset', () => {
    const chip = chipNamed('io-byte');
    for (const pointer of [0x1000, 0x1001, 0x1002, 0x1003, 0x3fff_ffff, 0x4000_0000, felt.P - 1, 1, 0]) {
      const found: number[] = [];
      for (let choice = 0; choice < 4; choice++) {
        const [o1, o0] = [choice & 1, choice >>> 1];
        const index = felt.mul(felt.sub(pointer, 2 * o1 + o0), felt.inv(4));
        const { messages } = effectsOf(chip, { o1, o0, index, isRead: 1 });
        expect(messages.find((m) => m.bus === 'io' && m.multiplicity === -1)?.fields[1]).toBe(pointer);
        if (isMemory(index)) found.push(4 * index + 2 * o1 + o0);
      }
      expect(found).toEqual(pointer >= 0x1000 && pointer < 2 ** 30 ? [pointer] : []);
    }
  });
});

describe('memory and bytes', () => {
  const input = Uint8Array.from({ length: 29 }, (_, i) => 255 - i);
  const memory = witnessOf(programOf(memoryProgram, DATA), undefined, { tables: 'small' });
  const io = witnessOf(programOf(ioProgram, DATA), input, { tables: 'small' });

  it.each<[string, Witness]>([
    ['load-word', memory],
    ['load-part', memory],
    ['store-word', memory],
    ['store-part', memory],
    ['constant', memory],
    ['jump', io],
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
        const accepted = deltas.some((deltaLo) =>
          isSatisfied(effectsOf(chip, { low, 'index[0]': index & 0xffff, 'index[1]': index >>> 16, deltaLo, isWord: 1 })),
        );
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
      const step = { low, 'index[0]': index & 0xffff, 'index[1]': index >>> 16, deltaLo: (index - low) & 0xffff, isSkip: 1 };
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
              .filter((m) => m.bus === 'memory' && m.multiplicity === 1 && m.fields[1] === 32)
              .map((m) => m.fields[2] + 0x1_0000 * m.fields[3])[0],
          );
      }
      expect(accepted).toEqual(size < 2 ** 30 && buffer < 2 ** 30 ? [size + cursor] : []);
    }
  });
});
