/** SLLI, SRLI and SRAI of 32 bits, rd != x0: src/chips/alu/shift.ts with k, R and the case from the program table. */
import { defineChip } from '../../air/chip.ts';
import { type ColumnSpec, columnOffsets, nested } from '../../air/columns.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import { adapterName, type ImmediateAdapter, immediateOperands, immediateOperandsInPlace, suits } from '../shared/operands.ts';
import { word32 } from '../shared/word.ts';
import { constrainShift, fillShift, type ShiftKind, shiftCase, shiftColumns } from './shift.ts';

const shiftKind = ({ op, imm }: Instruction): ShiftKind => ({ left: op === Op.SLLI, arithmetic: op === Op.SRAI, amount: imm });

const shiftImmediateWith = <S extends ColumnSpec>(operands: ImmediateAdapter<2, S>): InstructionChip => {
  const columns = { operands: nested(operands.columns), shift: nested(shiftColumns) } as const;
  const o = columnOffsets(columns);
  const fillOperands = operands.filler(o.operands);
  const fillColumns = fillShift(o.shift);
  return {
    limbs: 2,
    chip: defineChip({
      name: adapterName('shift-immediate', operands),
      columns,
      constrain(builder, { operands: registers, shift }) {
        const { on, left, right } = constrainShift(builder, shift);
        const op = left
          .mul(Op.SLLI)
          .add(right.mul(Op.SRLI))
          .add(shift.isSra.mul(Op.SRAI - Op.SRLI));
        const selector = shift.leftLarge.add(shift.rightSmall.mul(2)).add(shift.rightLarge.mul(3));
        operands.constrain(builder, registers, { op, x: [shift.k, shift.R, selector], b: shift.b, a: shift.a, on });
      },
    }),
    accepts: (insn) => (insn.op === Op.SLLI || insn.op === Op.SRLI || insn.op === Op.SRAI) && insn.rd !== 0 && suits(operands, insn),
    tableRows: {
      ops: [Op.SLLI, Op.SRLI, Op.SRAI],
      writes: 'register',
      hasForm([k, power, selector], op) {
        const left = op === Op.SLLI;
        return (left ? 16 - k : k) >>> 4 === 0 && power === 2 ** (16 - k) && selector >>> 1 === (left ? 0 : 1);
      },
    },
    encode(insn) {
      const { k, R, selector } = shiftCase(shiftKind(insn));
      return { op: insn.op, rd: insn.rd, rs1: insn.rs1, rs2: 0, x: [k, R, selector] };
    },
    fill(row, record) {
      fillOperands(row, record);
      fillColumns(row, shiftKind(record.insn), record.get(Insn.RS1), record.get(Insn.RD));
    },
  };
};

export const shiftImmediateChip = shiftImmediateWith(immediateOperands(word32));
export const shiftImmediateInPlaceChip = shiftImmediateWith(immediateOperandsInPlace(word32));
