/**
 * ADDI, rd != x0. The immediate's low limb and sign are operands; its high limb is 65535 sign. The carries are expressions,
 * constrained to 0 or 1; with 16-bit limbs of b (every writer of a register bounds what it writes) and a range-checked result
 * the equation a = b + imm mod 2^32 has one solution. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../air/chip.ts';
import { columnOffsets, word } from '../air/columns.ts';
import type { Expr } from '../air/expr.ts';
import { Op } from '../isa/opcodes.ts';
import { Insn } from '../vm/record.ts';
import {
  frame,
  INV_LIMB,
  type InstructionChip,
  immediateLimbs,
  putFrame,
  putWord,
  range16,
  readRegister,
  Slot,
  writeRegister,
} from './instruction.ts';

const columns = {
  pc: 'felt',
  ts: 'felt',
  rd: 'felt',
  rs1: 'felt',
  immLo: 'felt',
  sign: 'felt',
  pts1: 'felt',
  ptsd: 'felt',
  prev: word,
  a: word,
  b: word,
  isReal: 'bool',
} as const;
const c = columnOffsets(columns);

export const addiChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'addi',
    columns,
    constrain(b, row) {
      const on = row.isReal;
      frame(b, { pc: row.pc, ts: row.ts, op: Op.ADDI, rd: row.rd, rs1: row.rs1, x: [row.immLo, row.sign], on });
      readRegister(b, row.rs1, row.b, row.pts1, row.ts, Slot.RS1, on);
      writeRegister(b, row.rd, row.prev, row.a, row.ptsd, row.ts, on);
      const immediate = [row.immLo, row.sign.mul(0xffff)];
      let carry: Expr = b.constant(0);
      row.a.forEach((a, i) => {
        carry = row.b[i].add(immediate[i]).add(carry).sub(a).mul(INV_LIMB);
        b.bool(`carry[${i}] is 0 or 1`, carry);
        range16(b, a, on);
      });
    },
  }),
  accepts: (insn) => insn.op === Op.ADDI && insn.rd !== 0,
  encode({ op, rd, rs1, imm }) {
    const { lo, sign } = immediateLimbs(imm);
    return { op, rd, rs1, rs2: 0, x: [lo, sign, 0, 0] };
  },
  fill(cells, at, records, r, insn) {
    const { lo, sign } = immediateLimbs(insn.imm);
    putFrame(cells, at, c, records, r, insn.pc);
    cells[at + c.rd] = insn.rd;
    cells[at + c.rs1] = insn.rs1;
    cells[at + c.immLo] = lo;
    cells[at + c.sign] = sign;
    cells[at + c.pts1] = records[r + Insn.PTS1];
    cells[at + c.ptsd] = records[r + Insn.PTSD];
    putWord(cells, at, c.prev, records[r + Insn.RD_PREV]);
    putWord(cells, at, c.a, records[r + Insn.RD]);
    putWord(cells, at, c.b, records[r + Insn.RS1]);
    cells[at + c.isReal] = 1;
  },
};
