import { describe, expect, it } from 'vitest';
import { BUSES, ProgramOp } from '../../src/chips/shared/buses.ts';
import { fromInt, P } from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import {
  type AluCase,
  aluResult,
  aluRow,
  hasImmediate,
  instructionOf,
  isSatisfied,
  rowEffects,
  writtenWord,
} from '../support/chipHarness.ts';
import { rng } from '../support/rng.ts';
import { ALU, edgeCases, NAMES, randomCases } from './aluCases.ts';

const MAX_DEGREE = 3;

describe.each(ALU)('$name', ({ chip, ops }) => {
  it.each(ops.map((op) => [NAMES[op], op] as const))('proves %s on edge and random operands', (_, op) => {
    for (const c of [...edgeCases(op), ...randomCases(op, 300, 1)]) {
      const effects = rowEffects(chip.chip, aluRow(chip, c));
      const label = JSON.stringify(c);
      expect(effects.broken, label).toEqual([]);
      expect(effects.invalid, label).toEqual([]);
      expect(writtenWord(effects), label).toBe(aluResult(op, c.b, c.c));
    }
  });

  it.each(ops.map((op) => [NAMES[op], op] as const))('reads and writes the registers %s names, whichever coincide', (_, op) => {
    for (const [rd, rs1, rs2] of [
      [5, 6, 7],
      [5, 5, 7],
      [5, 6, 5],
      [5, 6, 6],
      [5, 5, 5],
      [31, 0, 0],
      [1, 31, 30],
    ]) {
      const random = rng(3).u32();
      const b = rs1 === 0 ? 0 : random;
      const c: AluCase = { op, b, c: rs1 === rs2 ? b : 0x12, rd, rs1, rs2 };
      if (!chip.accepts(instructionOf(c))) continue;
      const cells = aluRow(chip, instructionOf(c).rs2 === 0 && rs2 !== 0 ? { ...c, c: 0x12 } : c);
      const effects = rowEffects(chip.chip, cells);
      expect(effects.broken).toEqual([]);
      expect(effects.invalid).toEqual([]);
      const insn = instructionOf(c);
      const memory = effects.messages.filter((m) => m.bus === 'memory');
      const registers = memory.map((m) => m.fields[2]);
      const second = hasImmediate(op) ? [] : [rs2, rs2];
      const inPlace = chip.chip.name.endsWith('-in-place');
      expect(inPlace && rd !== rs1).toBe(false);
      expect(registers).toEqual([...(inPlace ? [] : [rs1, rs1]), ...second, rd, rd]);
      expect(insn.rs2).toBe(hasImmediate(op) ? 0 : rs2);
      // Each access is later than the one before it, so a register named twice is passed along within the row.
      memory
        .filter((_m, i) => i % 2 === 1)
        .forEach((sent, i) => {
          expect(sent.fields[5]).toBeGreaterThan(memory[2 * i].fields[5]);
        });
    }
  });

  it('fetches what encode() says, once', () => {
    for (const op of ops) {
      for (const c of randomCases(op, 20, 2)) {
        const insn = instructionOf(c, chip);
        const fetched = rowEffects(chip.chip, aluRow(chip, c)).messages.filter((m) => m.bus === 'program');
        const { op: fetchedOp, rd, rs1, rs2, x } = chip.encode(insn);
        expect(fetched).toEqual([
          { bus: 'program', multiplicity: 1, fields: [insn.pc, fetchedOp, rd, rs1, rs2, ...[0, 1, 2, 3].map((i) => fromInt(x[i] ?? 0))] },
        ]);
      }
    }
  });

  it('leaves rd = x0 and other operations to other chips', () => {
    for (const op of Object.values(Op)) {
      const insn = instructionOf({ op, b: 0, c: 0 }, chip);
      expect(chip.accepts(insn)).toBe(ops.includes(op));
      expect(chip.accepts({ ...insn, rd: 0 })).toBe(false);
    }
    expect(ops.every((op) => op < ProgramOp.WRITE_CONSTANT)).toBe(true);
  });

  it('is satisfied by the zero row, which sends nothing', () => {
    const effects = rowEffects(chip.chip, new Array<number>(chip.chip.columnNames.length).fill(0));
    expect(isSatisfied(effects)).toBe(true);
    expect(effects.messages).toEqual([]);
  });

  it('stays within the degrees: constraints 3, messages 1, multiplicities 1', () => {
    const { program } = chip.chip;
    for (const c of program.constraints) expect(c.degree, c.label).toBeLessThanOrEqual(MAX_DEGREE);
    for (const i of program.interactions) {
      expect(i.fieldDegree, BUSES[i.bus].name).toBeLessThanOrEqual(1);
      expect(i.multiplicityDegree, BUSES[i.bus].name).toBeLessThanOrEqual(1);
      expect(i.counter).toBe(false);
    }
  });
});

describe('the oracle', () => {
  it.each([
    [Op.DIV, -7, 3, -2],
    [Op.REM, -7, 3, -1],
    [Op.DIV, 7, -3, -2],
    [Op.REM, 7, -3, 1],
    [Op.DIV, 1, -1, -1],
    [Op.REM, 1, -1, 0],
    [Op.DIV, -(2 ** 31), -1, -(2 ** 31)],
    [Op.REM, -(2 ** 31), -1, 0],
    [Op.DIV, 5, 0, -1],
    [Op.REM, -5, 0, -5],
    [Op.DIVU, 5, 0, -1],
    [Op.MULH, -1, -1, 0],
    [Op.MULHSU, -1, -1, -1],
    [Op.MULHU, -1, -1, -2],
    [Op.SRA, -8, 33, -4],
    [Op.SLL, 1, 63, -(2 ** 31)],
  ])('knows the manual: %i of %i and %i is %i', (op, b, c, result) => {
    expect(aluResult(op, b, c)).toBe(result >>> 0);
  });
  it('works on integers below p and above', () => expect(aluResult(Op.ADD, P, P)).toBe((2 * P) >>> 0));
});
