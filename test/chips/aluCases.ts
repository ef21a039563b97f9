/** The ALU chips with their operations, and operands to try them on. */
import { addChip } from '../../src/chips/alu/add.ts';
import { addInPlaceChip } from '../../src/chips/alu/addInPlace.ts';
import { addiChip } from '../../src/chips/alu/addi.ts';
import { addiInPlaceChip } from '../../src/chips/alu/addiInPlace.ts';
import { bitwiseChip } from '../../src/chips/alu/bitwise.ts';
import { bitwiseImmediateChip } from '../../src/chips/alu/bitwiseImmediate.ts';
import { bitwiseInPlaceChip } from '../../src/chips/alu/bitwiseInPlace.ts';
import { divideChip } from '../../src/chips/alu/divide.ts';
import { lessThanChip } from '../../src/chips/alu/lessThan.ts';
import { lessThanImmediateChip } from '../../src/chips/alu/lessThanImmediate.ts';
import { multiplyChip } from '../../src/chips/alu/multiply.ts';
import { multiplyHighChip } from '../../src/chips/alu/multiplyHigh.ts';
import { shiftImmediateChip } from '../../src/chips/alu/shiftImmediate.ts';
import { shiftImmediateInPlaceChip } from '../../src/chips/alu/shiftImmediateInPlace.ts';
import { shiftRegisterChip } from '../../src/chips/alu/shiftRegister.ts';
import type { InstructionChip } from '../../src/chips/shared/instruction.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { type AluCase, EDGES, hasImmediate, immediateEdges, isShiftImmediate } from '../support/chipHarness.ts';
import { rng } from '../support/rng.ts';

export interface AluChip {
  readonly name: string;
  readonly chip: InstructionChip;
  readonly ops: readonly Op[];
}

const entry = (chip: InstructionChip, ...ops: Op[]): AluChip => ({ name: chip.chip.name, chip, ops });

export const ALU: readonly AluChip[] = [
  entry(addChip, Op.ADD, Op.SUB),
  entry(addInPlaceChip, Op.ADD),
  entry(addiChip, Op.ADDI),
  entry(addiInPlaceChip, Op.ADDI),
  entry(bitwiseChip, Op.AND, Op.OR, Op.XOR),
  entry(bitwiseInPlaceChip, Op.AND, Op.OR, Op.XOR),
  entry(bitwiseImmediateChip, Op.ANDI, Op.ORI, Op.XORI),
  entry(lessThanChip, Op.SLT, Op.SLTU),
  entry(lessThanImmediateChip, Op.SLTI, Op.SLTIU),
  entry(shiftImmediateChip, Op.SLLI, Op.SRLI, Op.SRAI),
  entry(shiftImmediateInPlaceChip, Op.SLLI, Op.SRLI, Op.SRAI),
  entry(shiftRegisterChip, Op.SLL, Op.SRL, Op.SRA),
  entry(multiplyChip, Op.MUL),
  entry(multiplyHighChip, Op.MULH, Op.MULHSU, Op.MULHU),
  entry(divideChip, Op.DIV, Op.DIVU, Op.REM, Op.REMU),
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
