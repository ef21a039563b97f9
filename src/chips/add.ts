/**
 * ADD and SUB between registers, rd != x0.
 *
 * SUB is read backwards: rd = rs1 - rs2 is rs1 = rd + rs2. Either way one word `sum` equals left + right mod 2^32, where the
 * carries are not committed: they are the expressions (left_i + right_i + carry_(i-1) - sum_i) / 2^16, constrained to be
 * 0 or 1. As left and right are 16-bit limbs (every writer of a register bounds what it writes) and the result is range
 * checked here, the carry equation has exactly one solution. Padding: add = sub = 0, no interactions.
 */
import { defineChip } from '../air/chip.ts';
import { columnOffsets, word } from '../air/columns.ts';
import type { Expr } from '../air/expr.ts';
import { Op } from '../isa/opcodes.ts';
import { Insn } from '../vm/record.ts';
import { frame, INV_LIMB, type InstructionChip, putFrame, putWord, range16, readRegister, Slot, writeRegister } from './instruction.ts';
import { isInPlace } from './operands.ts';

const columns = {
  pc: 'felt',
  ts: 'felt',
  rd: 'felt',
  rs1: 'felt',
  rs2: 'felt',
  pts1: 'felt',
  pts2: 'felt',
  ptsd: 'felt',
  prev: word,
  a: word,
  b: word,
  c: word,
  isAdd: 'bool',
  isSub: 'bool',
} as const;
const c = columnOffsets(columns);

export const addChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'add',
    columns,
    constrain(b, row) {
      const on = row.isAdd.add(row.isSub);
      b.bool('at most one operation', on);
      frame(b, {
        pc: row.pc,
        ts: row.ts,
        rd: row.rd,
        rs1: row.rs1,
        rs2: row.rs2,
        on,
        op: row.isAdd.mul(Op.ADD).add(row.isSub.mul(Op.SUB)),
      });
      readRegister(b, row.rs1, row.b, row.pts1, row.ts, Slot.RS1, on);
      readRegister(b, row.rs2, row.c, row.pts2, row.ts, Slot.RS2, on);
      writeRegister(b, row.rd, row.prev, row.a, row.ptsd, row.ts, on);
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
    putFrame(cells, at, records, r, insn.pc);
    cells[at + c.rd] = insn.rd;
    cells[at + c.rs1] = insn.rs1;
    cells[at + c.rs2] = insn.rs2;
    cells[at + c.pts1] = records[r + Insn.PTS1];
    cells[at + c.pts2] = records[r + Insn.PTS2];
    cells[at + c.ptsd] = records[r + Insn.PTSD];
    putWord(cells, at, c.prev, records[r + Insn.RD_PREV]);
    putWord(cells, at, c.a, records[r + Insn.RD]);
    putWord(cells, at, c.b, records[r + Insn.RS1]);
    putWord(cells, at, c.c, records[r + Insn.RS2]);
    cells[at + (insn.op === Op.ADD ? c.isAdd : c.isSub)] = 1;
  },
};
