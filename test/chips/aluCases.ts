/** The ALU chips with their operations, and operands to try them on. */
import type { InstructionChip } from '../../src/chips/shared/instruction.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { type AluCase, EDGES, hasImmediate, immediateEdges, isShiftImmediate } from '../support/chipHarness.ts';
import { rng } from '../support/rng.ts';
import { instructionChip } from '../support/rv32im.ts';

export interface AluChip {
  readonly name: string;
  readonly chip: InstructionChip;
  readonly ops: readonly Op[];
}

const entry = (chip: InstructionChip, ...ops: Op[]): AluChip => ({ name: chip.chip.name, chip, ops });

export const ALU: readonly AluChip[] = [
  entry(instructionChip('add'), Op.ADD, Op.SUB),
  entry(instructionChip('add-in-place'), Op.ADD),
  entry(instructionChip('addi'), Op.ADDI),
  entry(instructionChip('addi-in-place'), Op.ADDI),
  entry(instructionChip('bitwise'), Op.AND, Op.OR, Op.XOR),
  entry(instructionChip('bitwise-in-place'), Op.AND, Op.OR, Op.XOR),
  entry(instructionChip('bitwise-immediate'), Op.ANDI, Op.ORI, Op.XORI),
  entry(instructionChip('less-than'), Op.SLT, Op.SLTU),
  entry(instructionChip('less-than-immediate'), Op.SLTI, Op.SLTIU),
  entry(instructionChip('shift-immediate'), Op.SLLI, Op.SRLI, Op.SRAI),
  entry(instructionChip('shift-immediate-in-place'), Op.SLLI, Op.SRLI, Op.SRAI),
  entry(instructionChip('shift-register'), Op.SLL, Op.SRL, Op.SRA),
  entry(instructionChip('multiply'), Op.MUL),
  entry(instructionChip('multiply-high'), Op.MULH, Op.MULHSU, Op.MULHU),
  entry(instructionChip('divide'), Op.DIV, Op.DIVU, Op.REM, Op.REMU),
];

export const NAMES = Object.fromEntries(Object.entries(Op).map(([name, op]) => [op, name]));

/** Every pair of edge operands. */
export const edgeCases = (op: Op): AluCase[] => {
  const right = hasImmediate(op) ? immediateEdges(op) : EDGES;
  return EDGES.flatMap((b) => right.map((c): AluCase => ({ op, b, c })));
};

/** Random operands of every length in bits. */
export const randomCases = (op: Op, count: number, seed: number): AluCase[] => {
  const random = rng(seed + op);
  return Array.from({ length: count }, (): AluCase => {
    const b = random.u32() >>> random.below(32);
    if (isShiftImmediate(op)) return { op, b, c: random.below(32) };
    if (hasImmediate(op)) return { op, b, c: random.below(4096) - 2048 };
    return { op, b: random.below(4) === 0 ? ~b >>> 0 : b, c: random.u32() >>> random.below(32) };
  });
};
