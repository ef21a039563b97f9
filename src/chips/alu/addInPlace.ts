/**
 * ADD with rd = rs1. The carries are expressions, constrained to 0 or 1; with 16-bit limbs of both operands and a range-checked
 * result the equation a = b + c mod 2^32 has one solution. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, word } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { INV_LIMB, type InstructionChip, putWord, range16 } from '../shared/instruction.ts';
import { isInPlace, putRegistersInPlace, registerInPlaceColumns, registerInPlaceFrame } from '../shared/operands.ts';

const columns = { ...registerInPlaceColumns, a: word, b: word, c: word, isReal: 'bool' } as const;
const o = columnOffsets(columns);

export const addInPlaceChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'add-in-place',
    columns,
    constrain(b, row) {
      const on = row.isReal;
      registerInPlaceFrame(b, row, Op.ADD, row.b, row.c, row.a, on);
      let carry: Expr = b.constant(0);
      row.a.forEach((a, i) => {
        carry = row.b[i].add(row.c[i]).add(carry).sub(a).mul(INV_LIMB);
        b.bool(`carry[${i}] is 0 or 1`, carry);
        range16(b, a, on);
      });
    },
  }),
  accepts: (insn) => insn.op === Op.ADD && insn.rd !== 0 && isInPlace(insn),
  encode: ({ op, rd, rs1, rs2 }) => ({ op, rd, rs1, rs2, x: [0, 0, 0, 0] }),
  fill(cells, at, records, r, insn) {
    putRegistersInPlace(cells, at, records, r, insn);
    putWord(cells, at, o.a, records[r + Insn.RD]);
    putWord(cells, at, o.b, records[r + Insn.RS1]);
    putWord(cells, at, o.c, records[r + Insn.RS2]);
    cells[at + o.isReal] = 1;
  },
};
