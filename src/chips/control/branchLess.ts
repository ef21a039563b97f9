/**
 * BLT, BGE, BLTU and BGEU: lt says rs1 < rs2, by subtraction with borrows.
 *
 * Signed operands are made two's-complement integers by m, the top bit: 2 x1 - 2^16 m in [0, 2^16) holds for one boolean m
 * only, and the upper limb becomes x1 - 2^16 m in [-2^15, 2^15). For unsigned operands m = 0. Then d0 = a0 - b0 + 2^16 k0 and
 * d1 = a1' - b1' - k0 + 2^16 lt, with a1' - b1' - k0 in [-2^16, 2^16), so range checks of d0 and d1 determine the borrows
 * k0 and lt. Padding: no operation, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, LIMB, word } from '../../air/columns.ts';
import { fromInt } from '../../field/felt.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { branchFrame, type InstructionChip, putFrame, putWord, range16, readRegister, Slot } from '../shared/instruction.ts';

const columns = {
  pc: 'felt',
  ts: 'felt',
  rs1: 'felt',
  rs2: 'felt',
  target: 'felt',
  pts1: 'felt',
  pts2: 'felt',
  a: word,
  b: word,
  ma: 'bool',
  mb: 'bool',
  k0: 'bool',
  lt: 'bool',
  isBlt: 'bool',
  isBge: 'bool',
  isBltu: 'bool',
  isBgeu: 'bool',
} as const;
const c = columnOffsets(columns);

export const branchLessChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'branch-less',
    columns,
    constrain(b, row) {
      const signed = row.isBlt.add(row.isBge);
      const unsigned = row.isBltu.add(row.isBgeu);
      const on = signed.add(unsigned);
      b.bool('at most one operation', on);
      const taken = row.isBlt.add(row.isBltu).mul(row.lt).add(row.isBge.add(row.isBgeu).mul(row.lt.not()));
      branchFrame(
        b,
        {
          pc: row.pc,
          ts: row.ts,
          rs1: row.rs1,
          rs2: row.rs2,
          on,
          x: [row.target],
          op: row.isBlt.mul(Op.BLT).add(row.isBge.mul(Op.BGE)).add(row.isBltu.mul(Op.BLTU)).add(row.isBgeu.mul(Op.BGEU)),
        },
        row.target,
        taken,
      );
      readRegister(b, row.rs1, row.a, row.pts1, row.ts, Slot.RS1, on);
      readRegister(b, row.rs2, row.b, row.pts2, row.ts, Slot.RS2, on);
      b.when(signed.not()).zero('rs1 is not negative unless signed', row.ma);
      b.when(signed.not()).zero('rs2 is not negative unless signed', row.mb);
      range16(b, row.a[1].mul(2).sub(row.ma.mul(LIMB)), signed);
      range16(b, row.b[1].mul(2).sub(row.mb.mul(LIMB)), signed);
      range16(b, row.a[0].sub(row.b[0]).add(row.k0.mul(LIMB)), on);
      const upperA = row.a[1].sub(row.ma.mul(LIMB));
      const upperB = row.b[1].sub(row.mb.mul(LIMB));
      range16(b, upperA.sub(upperB).sub(row.k0).add(row.lt.mul(LIMB)), on);
    },
  }),
  accepts: ({ op }) => op === Op.BLT || op === Op.BGE || op === Op.BLTU || op === Op.BGEU,
  encode: ({ pc, op, rs1, rs2, imm }) => ({ op, rd: 0, rs1, rs2, x: [pc + imm, 0, 0, 0] }),
  fill(cells, at, records, r, insn) {
    putFrame(cells, at, records, r, insn.pc);
    cells[at + c.rs1] = insn.rs1;
    cells[at + c.rs2] = insn.rs2;
    cells[at + c.target] = fromInt(insn.pc + insn.imm);
    cells[at + c.pts1] = records[r + Insn.PTS1];
    cells[at + c.pts2] = records[r + Insn.PTS2];
    const a = records[r + Insn.RS1];
    const b = records[r + Insn.RS2];
    putWord(cells, at, c.a, a);
    putWord(cells, at, c.b, b);
    const { op } = insn;
    const signed = op === Op.BLT || op === Op.BGE;
    if (signed) {
      cells[at + c.ma] = a >>> 31;
      cells[at + c.mb] = b >>> 31;
    }
    cells[at + c.k0] = (a & 0xffff) < (b & 0xffff) ? 1 : 0;
    cells[at + c.lt] = (signed ? (a | 0) < (b | 0) : a < b) ? 1 : 0;
    cells[at + (op === Op.BLT ? c.isBlt : op === Op.BGE ? c.isBge : op === Op.BLTU ? c.isBltu : c.isBgeu)] = 1;
  },
};
