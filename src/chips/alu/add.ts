/**
 * ADD and SUB between registers, rd != x0.
 *
 * SUB is read backwards: rd = rs1 - rs2 is rs1 = rd + rs2. Either way one word `sum` equals left + right mod 2^32, where the
 * carries are not committed: they are the expressions (left_i + right_i + carry_(i-1) - sum_i) / 2^16, constrained to be
 * 0 or 1. As left and right are 16-bit limbs (every writer of a register bounds what it writes) and the result is range
 * checked here, the carry equation has exactly one solution. Padding: add = sub = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, word } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { INV_LIMB, type InstructionChip, putWord, range16 } from '../shared/instruction.ts';
import { isInPlace, putRegisters, registerColumns, registerFrame } from '../shared/operands.ts';

const columns = { ...registerColumns, a: word, b: word, c: word, isAdd: 'bool', isSub: 'bool' } as const;
const c = columnOffsets(columns);

export const addChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'add',
    columns,
    constrain(b, row) {
      const on = row.isAdd.add(row.isSub);
      b.bool('at most one operation', on);
      registerFrame(b, row, row.isAdd.mul(Op.ADD).add(row.isSub.mul(Op.SUB)), row.b, row.c, row.a, on);
      let carryAdd: Expr = b.constant(0);
      let carrySub: Expr = b.constant(0);
      row.a.forEach((a, i) => {
        carryAdd = row.b[i].add(row.c[i]).add(carryAdd).sub(a).mul(INV_LIMB);
        carrySub = a.add(row.c[i]).add(carrySub).sub(row.b[i]).mul(INV_LIMB);
        b.when(row.isAdd).zero(`carry[${i}] of b + c is 0 or 1`, carryAdd.mul(carryAdd.sub(1)));
        b.when(row.isSub).zero(`carry[${i}] of a + c is 0 or 1`, carrySub.mul(carrySub.sub(1)));
        range16(b, a, on);
      });
    },
  }),
  accepts: (insn) => (insn.op === Op.SUB || (insn.op === Op.ADD && !isInPlace(insn))) && insn.rd !== 0,
  encode: ({ op, rd, rs1, rs2 }) => ({ op, rd, rs1, rs2, x: [0, 0, 0, 0] }),
  fill(cells, at, records, r, insn) {
    putRegisters(cells, at, records, r, insn);
    putWord(cells, at, c.a, records[r + Insn.RD]);
    putWord(cells, at, c.b, records[r + Insn.RS1]);
    putWord(cells, at, c.c, records[r + Insn.RS2]);
    cells[at + (insn.op === Op.ADD ? c.isAdd : c.isSub)] = 1;
  },
};
