/**
 * SLL, SRL and SRA, rd != x0: src/chips/alu/shift.ts with the amount from rs2. Its low limb is c0 = t + 16 large + 32 j with t in [0, 16) (the
 * power table has no others) and j < 2^11 (a range lookup), so amount = c0 mod 32 is determined. T = 2^t; a left shift has k = 16 - t
 * and R = T, a right shift k = t and R T = 2^16.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, LIMB, word } from '../../air/columns.ts';
import { inv } from '../../field/felt.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { powerBus, rangeBus } from '../shared/buses.ts';
import { type InstructionChip, putWord } from '../shared/instruction.ts';
import { putRegisters, registerColumns, registerFrame } from '../shared/operands.ts';
import { constrainShift, putShift, type ShiftKind, shiftCase, shiftColumns } from './shift.ts';

const columns = { ...registerColumns, c: word, t: 'felt', T: 'felt', ...shiftColumns } as const;
const o = columnOffsets(columns);

const INV_32 = inv(32);

const kindOf = ({ op }: Instruction, amount: number): ShiftKind => ({
  left: op === Op.SLL,
  arithmetic: op === Op.SRA,
  amount: amount & 31,
});

export const shiftRegisterChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'shift-register',
    columns,
    constrain(b, row) {
      const { on, left, right } = constrainShift(b, row);
      const op = left
        .mul(Op.SLL)
        .add(right.mul(Op.SRL))
        .add(row.isSra.mul(Op.SRA - Op.SRL));
      registerFrame(b, row, op, row.b, row.c, row.a, on);
      const large = row.leftLarge.add(row.rightLarge);
      b.lookup(powerBus, { exponent: row.t, power: row.T }, on);
      b.lookup(rangeBus, { value: row.c[0].sub(row.t).sub(large.mul(16)).mul(INV_32), bits: 11 }, on);
      b.when(left).equal('k is 16 - t on the left', row.k.add(row.t), 16);
      b.when(left).equal('R is T on the left', row.R, row.T);
      b.when(right).equal('k is t on the right', row.k, row.t);
      b.when(right).equal('R is 2^16 / T on the right', row.R.mul(row.T), LIMB);
    },
  }),
  accepts: ({ op, rd }) => (op === Op.SLL || op === Op.SRL || op === Op.SRA) && rd !== 0,
  encode: ({ op, rd, rs1, rs2 }) => ({ op, rd, rs1, rs2, x: [0, 0, 0, 0] }),
  fill(cells, at, records, r, insn) {
    putRegisters(cells, at, records, r, insn);
    const kind = kindOf(insn, records[r + Insn.RS2]);
    const { t } = shiftCase(kind);
    putWord(cells, at, o.c, records[r + Insn.RS2]);
    cells[at + o.t] = t;
    cells[at + o.T] = 2 ** t;
    putShift(cells, at + o.b[0], kind, records[r + Insn.RS1], records[r + Insn.RD]);
  },
};
