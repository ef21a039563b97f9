/** SLLI, SRLI and SRAI, rd != x0: src/chips/shift.ts with k, R and the case from the program table. */
import { defineChip } from '../air/chip.ts';
import { columnOffsets } from '../air/columns.ts';
import { type Instruction, Op } from '../isa/opcodes.ts';
import { Insn } from '../vm/record.ts';
import type { InstructionChip } from './instruction.ts';
import { immediateColumns, immediateFrame, putImmediate } from './operands.ts';
import { constrainShift, putShift, type ShiftKind, shiftCase, shiftColumns } from './shift.ts';

const columns = { ...immediateColumns, ...shiftColumns } as const;
const o = columnOffsets(columns);

const kindOf = ({ op, imm }: Instruction): ShiftKind => ({ left: op === Op.SLLI, arithmetic: op === Op.SRAI, amount: imm });

export const shiftImmediateChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'shift-immediate',
    columns,
    constrain(b, row) {
      const { on, left, right } = constrainShift(b, row);
      const op = left
        .mul(Op.SLLI)
        .add(right.mul(Op.SRLI))
        .add(row.isSra.mul(Op.SRAI - Op.SRLI));
      const selector = row.leftLarge.add(row.rightSmall.mul(2)).add(row.rightLarge.mul(3));
      immediateFrame(b, row, op, [row.k, row.R, selector], row.b, row.a, on);
    },
  }),
  accepts: ({ op, rd }) => (op === Op.SLLI || op === Op.SRLI || op === Op.SRAI) && rd !== 0,
  encode(insn) {
    const { k, R, selector } = shiftCase(kindOf(insn));
    return { op: insn.op, rd: insn.rd, rs1: insn.rs1, rs2: 0, x: [k, R, selector, 0] };
  },
  fill(cells, at, records, r, insn) {
    putImmediate(cells, at, o, records, r, insn);
    putShift(cells, at, o, kindOf(insn), records[r + Insn.RS1], records[r + Insn.RD]);
  },
};
