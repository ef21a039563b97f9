/**
 * SLT and SLTU between registers, rd != x0: lt = (rs1 < rs2) by subtraction with borrows, as in `branch-less`. m is the top bit of a
 * signed operand, as 2 x1 - 2^16 m in [0, 2^16) holds for one boolean only; for SLTU m = 0. d0 = b0 - c0 + 2^16 k0 and
 * d1 = (b1 - 2^16 mb) - (c1 - 2^16 mc) - k0 + 2^16 lt are range checked, which determines k0 and lt. The result is [lt, 0].
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, LIMB, word } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { type InstructionChip, putWord, range16 } from '../shared/instruction.ts';
import { putRegisters, registerColumns, registerFrame } from '../shared/operands.ts';

const columns = {
  ...registerColumns,
  b: word,
  c: word,
  mb: 'bool',
  mc: 'bool',
  k0: 'bool',
  lt: 'bool',
  isSlt: 'bool',
  isSltu: 'bool',
} as const;
const o = columnOffsets(columns);

export const lessThanChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'less-than',
    columns,
    constrain(b, row) {
      const on = row.isSlt.add(row.isSltu);
      b.bool('at most one operation', on);
      registerFrame(b, row, row.isSlt.mul(Op.SLT).add(row.isSltu.mul(Op.SLTU)), row.b, row.c, [row.lt, 0], on);
      b.when(row.isSlt.not()).zero('rs1 is not negative unless signed', row.mb);
      b.when(row.isSlt.not()).zero('rs2 is not negative unless signed', row.mc);
      range16(b, row.b[1].mul(2).sub(row.mb.mul(LIMB)), row.isSlt);
      range16(b, row.c[1].mul(2).sub(row.mc.mul(LIMB)), row.isSlt);
      range16(b, row.b[0].sub(row.c[0]).add(row.k0.mul(LIMB)), on);
      const upper = row.b[1].sub(row.mb.mul(LIMB)).sub(row.c[1].sub(row.mc.mul(LIMB)));
      range16(b, upper.sub(row.k0).add(row.lt.mul(LIMB)), on);
    },
  }),
  accepts: ({ op, rd }) => (op === Op.SLT || op === Op.SLTU) && rd !== 0,
  encode: ({ op, rd, rs1, rs2 }) => ({ op, rd, rs1, rs2, x: [0, 0, 0, 0] }),
  fill(cells, at, records, r, insn) {
    putRegisters(cells, at, records, r, insn);
    const [b, c] = [records[r + Insn.RS1], records[r + Insn.RS2]];
    putWord(cells, at, o.b, b);
    putWord(cells, at, o.c, c);
    const signed = insn.op === Op.SLT;
    cells[at + o.mb] = signed ? b >>> 31 : 0;
    cells[at + o.mc] = signed ? c >>> 31 : 0;
    cells[at + o.k0] = (b & 0xffff) < (c & 0xffff) ? 1 : 0;
    cells[at + o.lt] = records[r + Insn.RD];
    cells[at + (signed ? o.isSlt : o.isSltu)] = 1;
  },
};
