/**
 * SLL, SRL and SRA of 32 bits, rd != x0: src/chips/alu/shift.ts with the amount from rs2. Its low limb is c0 = t + 16 large + 32 j.
 * t is in [0, 16), because the power table has no other exponents, and j < 2^11 by a range lookup. So amount = c0 mod 32 is
 * determined. T = 2^t. A left shift has k = 16 - t and R = T; a right shift has k = t and R T = 2^16.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { inv } from '../../field/felt.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { powerBus, rangeBus } from '../shared/buses.ts';
import { encodeRegisters, type InstructionChip } from '../shared/instruction.ts';
import { LIMB, putU32 } from '../shared/limbs.ts';
import { registerOperands } from '../shared/operands.ts';
import { word32 } from '../shared/word.ts';
import { constrainShift, fillShift, type ShiftKind, shiftCase, shiftColumns } from './shift.ts';

const operands = registerOperands(word32);
const columns = { operands: nested(operands.columns), c: word32.columns, t: 'felt', T: 'felt', shift: nested(shiftColumns) } as const;
const o = columnOffsets(columns);
const fillOperands = operands.filler(o.operands);
const fillColumns = fillShift(o.shift);

const INV_32 = inv(32);

const kindOf = ({ op }: Instruction, amount: number): ShiftKind => ({
  left: op === Op.SLL,
  arithmetic: op === Op.SRA,
  amount: amount & 31,
});

export const shiftRegisterChip: InstructionChip = {
  limbs: 2,
  chip: defineChip({
    name: 'shift-register',
    columns,
    constrain(b, { operands: registers, c, t, T, shift }) {
      const { on, left, right } = constrainShift(b, shift);
      const op = left
        .mul(Op.SLL)
        .add(right.mul(Op.SRL))
        .add(shift.isSra.mul(Op.SRA - Op.SRL));
      operands.constrain(b, registers, { op, b: shift.b, c, a: shift.a, on });
      const large = shift.leftLarge.add(shift.rightLarge);
      b.lookup(powerBus, { exponent: t, power: T }, on);
      b.lookup(rangeBus, { value: c[0].sub(t).sub(large.mul(16)).mul(INV_32), bits: 11 }, on);
      b.when(left).equal('k is 16 - t on the left', shift.k.add(t), 16);
      b.when(left).equal('R is T on the left', shift.R, T);
      b.when(right).equal('k is t on the right', shift.k, t);
      b.when(right).equal('R is 2^16 / T on the right', shift.R.mul(T), LIMB);
    },
  }),
  accepts: ({ op, rd }) => (op === Op.SLL || op === Op.SRL || op === Op.SRA) && rd !== 0,
  tableRows: { ops: [Op.SLL, Op.SRL, Op.SRA], writes: 'register' },
  encode: encodeRegisters,
  fill(row, record) {
    fillOperands(row, record);
    const kind = kindOf(record.insn, record.get(Insn.RS2));
    const { t } = shiftCase(kind);
    putU32(row, o.c, record.get(Insn.RS2));
    row.set(o.t, t);
    row.set(o.T, 2 ** t);
    fillColumns(row, kind, record.get(Insn.RS1), record.get(Insn.RD));
  },
};
