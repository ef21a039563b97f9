/**
 * Every operation with every choice of the same registers, x0 included, as rd, rs1 and rs2: the results are those of the manual, and the
 * execution satisfies all constraints and balances all buses. Which chip proves the row, and in which order operands stand, depends on
 * that choice.
 */
import { describe, expect, it } from 'vitest';
import { Op } from '../../src/isa/opcodes.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { aluResult, hasImmediate, isShiftImmediate } from '../support/chipHarness.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';
import { findTrace, programOf, violations, witnessOf } from './machineHarness.ts';

const [A, B, BASE] = [5, 6, 7];
const REGISTERS = [0, A, B];
const VALUES: readonly (readonly [number, number])[] = [
  [0x8001_7fff, 0xffff_fff1],
  [0x0000_ffff, 0x8000_0000],
];
const NAMES = Object.entries(Op).filter(([, op]) => op <= Op.SLTIU || (op >= Op.MUL && op <= Op.REMU));

interface Case {
  readonly values: readonly [number, number];
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly imm: number;
}
const casesOf = (op: Op): Case[] =>
  VALUES.flatMap((values) =>
    REGISTERS.flatMap((rd) =>
      REGISTERS.flatMap((rs1): Case[] => {
        if (!hasImmediate(op)) return REGISTERS.map((rs2) => ({ values, rd, rs1, rs2, imm: 0 }));
        return (isShiftImmediate(op) ? [0, 15, 16, 31] : [-2048, -1, 0, 2047]).map((imm) => ({ values, rd, rs1, rs2: 0, imm }));
      }),
    ),
  );

const bytesOf = (words: readonly number[]): number[] => [...new Uint8Array(Uint32Array.from(words).buffer)];

describe('registers that are named twice or thrice', () => {
  it.each(NAMES)('in %s', (_, op) => {
    const cases = casesOf(op);
    const words = [
      ...li(BASE, DATA_ADDRESS),
      ...cases.flatMap(({ values, imm, ...registers }) => [
        ...li(A, values[0]),
        ...li(B, values[1]),
        encode(op, { ...registers, imm }),
        ...REGISTERS.map((rs2, i) => encode(Op.SW, { rs1: BASE, rs2, imm: 4 * i })),
        encode(Op.ADDI, { rd: BASE, rs1: BASE, imm: 4 * REGISTERS.length }),
      ]),
      ...systemCall(64, 3, DATA_ADDRESS, 4 * REGISTERS.length * cases.length),
      ...exit(0),
    ];
    const expected = cases.flatMap(({ values, rd, rs1, rs2, imm }) => {
      const registers = new Map([
        [0, 0],
        [A, values[0]],
        [B, values[1]],
      ]);
      const wordOf = (register: number): number => registers.get(register) ?? 0;
      if (rd !== 0) registers.set(rd, aluResult(op, wordOf(rs1), hasImmediate(op) ? imm : wordOf(rs2)));
      return REGISTERS.map(wordOf);
    });
    const witness = witnessOf(programOf(words, new Uint8Array(4 * expected.length)), undefined, { tables: 'small' });
    expect([...witness.record.publicValues]).toEqual(bytesOf(expected));
    expect(violations(witness)).toEqual([]);

    // ADD, XOR, OR and AND commute, so either operand may be rd in a row in place. (Rows of ADDI are the loop's own too.)
    const insn = { pc: 0, op, rd: A, rs1: A, rs2: hasImmediate(op) ? 0 : B, imm: 0, word: 0 };
    const chip = rv32im.instructionChips.find(({ accepts }) => accepts(insn))?.chip.name;
    if (chip === undefined || !chip.endsWith('-in-place') || op === Op.ADDI) return;
    const once = cases.filter(({ rd, rs1, rs2 }) => rd !== 0 && (rd === rs1) !== (!hasImmediate(op) && rd === rs2));
    expect(findTrace(witness, chip).rows).toBe(once.length);
  });
});
