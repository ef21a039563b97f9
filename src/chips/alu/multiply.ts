/**
 * MUL, rd != x0: the low word of the product. Operands as bytes (pair lookups), result limbs and carries range checked:
 * digit0 = a0 + 2^16 k0 and digit1 + k0 = a1 + 2^16 k1, both sides below 2^28, so they hold over the integers and have one
 * solution. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { array, columnOffsets, LIMB, word } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { rangeBus } from '../shared/buses.ts';
import { type InstructionChip, putWord, range16 } from '../shared/instruction.ts';
import { limbsOfBytes, putBytes, putRegisters, registerColumns, registerFrame } from '../shared/operands.ts';
import { areBytes, CARRY_BITS, productDigit, productDigits } from './product.ts';

const columns = { ...registerColumns, b: array(4), c: array(4), a: word, carry: word, isReal: 'bool' } as const;
const o = columnOffsets(columns);

export const multiplyChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'multiply',
    columns,
    constrain(b, row) {
      const on = row.isReal;
      registerFrame(b, row, Op.MUL, limbsOfBytes(row.b), limbsOfBytes(row.c), row.a, on);
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
  encode: ({ op, rd, rs1, rs2 }) => ({ op, rd, rs1, rs2, x: [0, 0, 0, 0] }),
  fill(cells, at, records, r, insn) {
    putRegisters(cells, at, records, r, insn);
    const [b, c] = [records[r + Insn.RS1], records[r + Insn.RS2]];
    putBytes(cells, at, o.b, b);
    putBytes(cells, at, o.c, c);
    putWord(cells, at, o.a, records[r + Insn.RD]);
    const digits = productDigits(b, c);
    const carry = digits[0] >>> 16;
    cells[at + o.carry[0]] = carry;
    cells[at + o.carry[1]] = (digits[1] + carry) >>> 16;
    cells[at + o.isReal] = 1;
  },
};
