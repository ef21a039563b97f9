/**
 * MUL, rd != x0: the low word of the product. The operands are given as bytes (pair lookups). Limbs of the result and carries are
 * range checked. In digit0 = a0 + 2^16 k0 and digit1 + k0 = a1 + 2^16 k1 both sides are below 2^28. So they hold over the integers
 * and have one solution. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { rangeBus } from '../shared/buses.ts';
import { encodeRegisters, type InstructionChip } from '../shared/instruction.ts';
import { LIMB, putU32, putU32Bytes, range16 } from '../shared/limbs.ts';
import { registerOperands } from '../shared/operands.ts';
import { limbsOfBytes, word32 } from '../shared/word.ts';
import { areBytes, CARRY_BITS, productDigit, productDigits } from './product.ts';

const operands = registerOperands(word32);
const columns = {
  operands: nested(operands.columns),
  b: word32.bytes,
  c: word32.bytes,
  a: word32.columns,
  carry: word32.columns,
  isReal: 'bool',
} as const;
const o = columnOffsets(columns);
const fillOperands = operands.filler(o.operands);

export const multiplyChip: InstructionChip = {
  limbs: 2,
  chip: defineChip({
    name: 'multiply',
    columns,
    constrain(b, row) {
      const on = row.isReal;
      operands.constrain(b, row.operands, { op: Op.MUL, b: limbsOfBytes(word32, row.b), c: limbsOfBytes(word32, row.c), a: row.a, on });
      areBytes(b, row.b, on);
      areBytes(b, row.c, on);
      row.a.forEach((a, i) => {
        const digit = productDigit(row.b, row.c, i);
        const carried = i === 0 ? digit : digit.add(row.carry[i - 1]);
        b.equal(`digit ${i} of the product`, carried, a.add(row.carry[i].mul(LIMB)));
        range16(b, a, on);
        b.lookup(rangeBus, { value: row.carry[i], bits: CARRY_BITS }, on);
      });
    },
  }),
  accepts: ({ op, rd }) => op === Op.MUL && rd !== 0,
  tableRows: { ops: [Op.MUL], writes: 'register' },
  encode: encodeRegisters,
  fill(row, record) {
    fillOperands(row, record);
    const [b, c] = [record.get(Insn.RS1), record.get(Insn.RS2)];
    putU32Bytes(row, o.b, b);
    putU32Bytes(row, o.c, c);
    putU32(row, o.a, record.get(Insn.RD));
    const digits = productDigits(b, c);
    const carry = digits[0] >>> 16;
    row.set(o.carry[0], carry);
    row.set(o.carry[1], (digits[1] + carry) >>> 16);
    row.set(o.isReal, 1);
  },
};
