/**
 * Lies that change several columns at once: given what a row takes from others, every assignment of the rest that its constraints and
 * lookups accept is enumerated, and all of them do the same. Where a column is free in itself (an inverse of 0), the choices that
 * could help a liar are tried. Arithmetic has the same test in test/chips/aluDeterminism.test.ts; here are its most lied-about cases.
 */
import { describe, expect, it } from 'vitest';
import type { Chip } from '../../src/air/chip.ts';
import { evaluateProgram } from '../../src/air/evaluate.ts';
import { BUSES } from '../../src/chips/shared/buses.ts';
import * as felt from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { Space } from '../../src/vm/record.ts';
import { programOf, witnessOf } from '../machine/machineHarness.ts';
import {
  type AluCase,
  aluResult,
  aluRow,
  EDGES,
  instructionOf,
  isSatisfied,
  type RowEffects,
  rowEffects,
  writtenWord,
} from '../support/chipHarness.ts';
import { solveRows } from '../support/chipSolver.ts';
import { encode, exit, li } from '../support/programAssembler.ts';
import { rng } from '../support/rng.ts';
import { algebra, cellsOf, effectsOf } from './cells.ts';
import { type Cells, chipNamed, rowsOf } from './forge.ts';

const random = rng(303);

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
    const chip = rv32im.instructionChips.find((candidate) => candidate.accepts(instructionOf(aluCase)));
    if (chip === undefined) throw new Error('no chip');
    const rows = solveRows(chip.chip, aluRow(chip, aluCase));
    expect(rows.length).toBe(1);
    for (const row of rows) expect(writtenWord(rowEffects(chip.chip, row))).toBe(aluResult(op, aluCase.b, c));
  });

  it('a division: no quotient or remainder but one, near or far, signs and zeros included', () => {
    const divide = rv32im.instructionChips.find(({ chip: { name } }) => name === 'divide') as (typeof rv32im.instructionChips)[number];
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

  /** The pcs that a row sends. */
  const continuesAt = ({ messages }: RowEffects): number[] =>
    messages.filter((m) => m.bus === 'exec' && m.multiplicity === 1).map((m) => m.fields[0]);

  it.each([
    ['BLT', Op.BLT],
    ['BGE', Op.BGE],
    ['BLTU', Op.BLTU],
    ['BGEU', Op.BGEU],
  ] as const)('%s goes one way, whatever carries and signs are claimed', (_, op) => {
    const chip = chipNamed('branch-less');
    for (const row of rowsOf(witnessOf(programOf(program(op)), undefined, { tables: 'small' }), 'branch-less')) {
      const next = isTaken(op, operand(row, 'a'), operand(row, 'b')) ? row.target : row.pc + 4;
      let accepted = 0;
      for (let flags = 0; flags < 16; flags++) {
        const effects = effectsOf(chip, { ...row, ma: flags & 1, mb: (flags >>> 1) & 1, 'k[0]': (flags >>> 2) & 1, lt: flags >>> 3 });
        if (!isSatisfied(effects)) continue;
        accepted++;
        expect(continuesAt(effects)).toEqual([next]);
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
      const next = isTaken(op, operand(row, 'a'), operand(row, 'b')) ? row.target : row.pc + 4;
      expect(continuesAt(effectsOf(chip, row))).toEqual([next]);
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
            'inv[0]': inverse(0, felt.mul(total, share)),
            'inv[1]': inverse(1, felt.mul(total, felt.sub(1, share))),
          };
          for (const inverses of [
            {},
            { 'inv[0]': inverse(0, total) },
            { 'inv[1]': inverse(1, total), 'inv[0]': 0 },
            { 'inv[0]': 0, 'inv[1]': 0 },
          ]) {
            const effects = effectsOf(chip, { ...lie, ...inverses });
            if (eq !== row.eq) expect(isSatisfied(effects)).toBe(false);
            if (isSatisfied(effects)) expect(continuesAt(effects)).toEqual([next]);
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
    0x9000_0005,
    0xffff_f800,
    0xffff_fffc,
    0xffff_ffff,
  ];
  const IMMEDIATES = [-2048, -2047, -4, -1, 0, 1, 2, 3, 4, 2046, 2047];
  const isMemory = (index: number): boolean => index >= 2 ** 10 && index < 2 ** 28;

  /** Whether a cell has the address, as initial memory names cells. */
  const isCell = (upper: number, lower: number): boolean =>
    upper < 2 ** 14 && lower < 2 ** 16 && lower % 4 === 0 && isMemory(upper * 2 ** 14 + lower / 4);
  const CARRY = 'the carry is -1, 0 or 1';

  /** Whether the row's constraints on the address hold, and the cell that it accesses. */
  const accessOf = (chip: Chip, row: Cells): { holds: boolean; upper: number; lower: number; space: number } => {
    const values = evaluateProgram(chip.program, algebra, [], cellsOf(chip, row));
    const [memory] = chip.program.interactions.filter((i) => BUSES[i.bus].name === 'memory' && values[i.fields[0]] !== Space.REG);
    const [space, upper, lower] = memory.fields.map((f) => values[f]);
    const rules = chip.program.constraints.filter((c) => c.label.includes('odd offset') || c.label === CARRY);
    expect(rules.map((c) => c.label)).toContain(CARRY);
    return { holds: rules.every((c) => values[c.value] === 0), space, upper, lower };
  };
  /** 2^16 times this is p - 1: a carry that moves the upper half by as much changes the lower by 1 only. */
  const WRAP = (felt.P - 1) / 2 ** 16;
  const CARRIES = [0, 1, felt.P - 1, 2, felt.P - 2, WRAP, felt.P - WRAP, felt.inv(2), felt.inv(2 ** 14), felt.inv(2 ** 16), random.felt()];

  const kinds: [string, string, number][] = [
    ['load-word', 'isReal', 4],
    ['load-word-in-place', 'isReal', 4],
    ['store-word', 'isReal', 4],
    ['load-subword', 'isLh', 2],
    ['load-subword', 'isLhu', 2],
    ['load-subword', 'isLb', 1],
    ['load-subword', 'isLbu', 1],
    ['store-subword', 'isSh', 2],
    ['store-subword', 'isSb', 1],
  ];
  it.each(kinds)('of %s (%s) have one cell and one offset, or none', (name, flag, size) => {
    const chip = chipNamed(name);
    const has = (column: string): boolean => chip.columnNames.includes(column);
    for (const base of BASES) {
      for (const imm of IMMEDIATES) {
        const address = base + imm;
        const found: number[] = [];
        for (const k of CARRIES) {
          for (let choice = 0; choice < 4; choice++) {
            const [o1, o0] = [choice & 1, choice >>> 1];
            if (!has('o1') && o1 + o0 > 0) continue;
            const row: Record<string, number> = {
              'b[0]': base & 0xffff,
              'b[1]': base >>> 16,
              imm: felt.fromInt(imm),
              k,
              [flag]: 1,
              ...(has('o1') ? { o1, o0 } : {}),
            };
            const { holds, upper, lower, space } = accessOf(chip, row);
            expect(space).toBe(Space.RAM);
            if (holds && isCell(upper, lower)) found.push(upper * 2 ** 16 + lower + 2 * o1 + o0);
          }
        }
        const index = Math.floor(address / 4);
        expect(found, `${base} + ${imm}`).toEqual(isMemory(index) && address % size === 0 ? [address] : []);
        // Outside of guest memory, wrapped addresses included, there is no such cell.
        expect(isMemory(index)).toBe(address >= 0x1000 && address < 2 ** 30);
        if (address < 0 || address >= 2 ** 32) expect(address >>> 0 < 0x1000 || address >>> 0 >= 2 ** 30).toBe(true);
      }
    }
  });

  it.each(['jump-register', 'jump-register-unlinked'])('that %s continues at are the target, bit 0 cleared, or no pc', (name) => {
    const chip = chipNamed(name);
    for (const base of BASES) {
      for (const imm of IMMEDIATES) {
        const address = base + imm;
        const targets: number[] = [];
        for (const k of CARRIES) {
          for (const low of [0, 1]) {
            const imm12 = felt.fromInt(imm);
            const row = { 'b[0]': base & 0xffff, 'b[1]': base >>> 16, imm: imm12, k, low, isReal: 1, ts: 8, pts1: 7, ptsd: 10 };
            const { messages, broken, invalid } = effectsOf(chip, row);
            const sent = messages.find((m) => m.bus === 'exec' && m.multiplicity === 1);
            if (broken.length > 0) expect(broken).toEqual([CARRY]);
            // What the program table can have: multiples of 4 below 2^30.
            if (broken.length + invalid.length === 0 && sent !== undefined && sent.fields[0] % 4 === 0 && sent.fields[0] < 2 ** 30)
              targets.push(sent.fields[0]);
          }
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
        for (const upper of [pointer >>> 16, (pointer >>> 16) + 1, felt.inv(2), felt.inv(4), random.felt()]) {
          const lower = felt.sub(felt.sub(pointer, 2 * o1 + o0), felt.mul(upper, 2 ** 16));
          const { messages } = effectsOf(chip, { o1, o0, upper, word: felt.mul(lower, felt.inv(4)), isRead: 1 });
          expect(messages.find((m) => m.bus === 'io' && m.multiplicity === -1)?.fields[1]).toBe(pointer);
          expect(messages.find((m) => m.bus === 'memory')?.fields.slice(0, 3)).toEqual([Space.RAM, upper, lower]);
          if (isCell(upper, lower)) found.push(upper * 2 ** 16 + lower + 2 * o1 + o0);
        }
      }
      expect(found).toEqual(pointer >= 0x1000 && pointer < 2 ** 30 ? [pointer] : []);
    }
  });
});
