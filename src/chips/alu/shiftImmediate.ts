/** SLLI, SRLI and SRAI, rd != x0: src/chips/alu/shift.ts with k, R and the case from the program table. */
import { defineChip } from '../../air/chip.ts';
import type { Expr, Operand } from '../../air/expr.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import type { EncodedInstruction, InstructionChip } from '../shared/instruction.ts';
import { IMMEDIATE_COLUMNS, immediateColumns, immediateFrame, isInPlace, putImmediate } from '../shared/operands.ts';
import { constrainShift, putShift, type ShiftKind, type ShiftRow, shiftCase, shiftColumns } from './shift.ts';

export const isShiftImmediate = ({ op, rd }: Instruction): boolean => (op === Op.SLLI || op === Op.SRLI || op === Op.SRAI) && rd !== 0;

export const shiftKind = ({ op, imm }: Instruction): ShiftKind => ({ left: op === Op.SLLI, arithmetic: op === Op.SRAI, amount: imm });

/** What the program table says of the row, once its sums of flags are known. */
export const shiftOperands = (row: ShiftRow, left: Expr, right: Expr): { readonly op: Operand; readonly x: readonly Operand[] } => ({
  op: left
    .mul(Op.SLLI)
    .add(right.mul(Op.SRLI))
    .add(row.isSra.mul(Op.SRAI - Op.SRLI)),
  x: [row.k, row.R, row.leftLarge.add(row.rightSmall.mul(2)).add(row.rightLarge.mul(3))],
});

export const encodeShift = (insn: Instruction): EncodedInstruction => {
  const { k, R, selector } = shiftCase(shiftKind(insn));
  return { op: insn.op, rd: insn.rd, rs1: insn.rs1, rs2: 0, x: [k, R, selector, 0] };
};

const columns = { ...immediateColumns, ...shiftColumns } as const;

export const shiftImmediateChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'shift-immediate',
    columns,
    constrain(b, row) {
      const { on, left, right } = constrainShift(b, row);
      const { op, x } = shiftOperands(row, left, right);
      immediateFrame(b, row, op, x, row.b, row.a, on);
    },
  }),
  accepts: (insn) => isShiftImmediate(insn) && !isInPlace(insn),
  encode: encodeShift,
  fill(cells, at, records, r, insn) {
    putImmediate(cells, at, records, r, insn);
    putShift(cells, at + IMMEDIATE_COLUMNS, shiftKind(insn), records[r + Insn.RS1], records[r + Insn.RD]);
  },
};
