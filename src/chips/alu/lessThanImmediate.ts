/**
 * SLTI and SLTIU, rd != x0: as `less-than`, with the immediate's limbs and, for SLTI, its sign from the program table. SLTIU compares with
 * the sign-extended immediate as an unsigned number.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, LIMB, word } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { type InstructionChip, immediateLimbs, putWord, range16 } from '../shared/instruction.ts';
import { immediateColumns, immediateFrame, putImmediate } from '../shared/operands.ts';

const columns = {
  ...immediateColumns,
  c: word,
  mc: 'felt',
  b: word,
  mb: 'bool',
  k0: 'bool',
  lt: 'bool',
  isSlti: 'bool',
  isSltiu: 'bool',
} as const;
const o = columnOffsets(columns);

const operands = (op: number, imm: number) => {
  const { lo, hi, sign } = immediateLimbs(imm);
  return { lo, hi, sign: op === Op.SLTI ? sign : 0 };
};

export const lessThanImmediateChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'less-than-immediate',
    columns,
    constrain(b, row) {
      const on = row.isSlti.add(row.isSltiu);
      b.bool('at most one operation', on);
      const op = row.isSlti.mul(Op.SLTI).add(row.isSltiu.mul(Op.SLTIU));
      immediateFrame(b, row, op, [row.c[0], row.c[1], row.mc], row.b, [row.lt, 0], on);
      b.when(row.isSlti.not()).zero('rs1 is not negative unless signed', row.mb);
      range16(b, row.b[1].mul(2).sub(row.mb.mul(LIMB)), row.isSlti);
      range16(b, row.b[0].sub(row.c[0]).add(row.k0.mul(LIMB)), on);
      const upper = row.b[1].sub(row.mb.mul(LIMB)).sub(row.c[1].sub(row.mc.mul(LIMB)));
      range16(b, upper.sub(row.k0).add(row.lt.mul(LIMB)), on);
    },
  }),
  accepts: ({ op, rd }) => (op === Op.SLTI || op === Op.SLTIU) && rd !== 0,
  encode({ op, rd, rs1, imm }) {
    const { lo, hi, sign } = operands(op, imm);
    return { op, rd, rs1, rs2: 0, x: [lo, hi, sign, 0] };
  },
  fill(cells, at, records, r, insn) {
    putImmediate(cells, at, records, r, insn);
    const b = records[r + Insn.RS1];
    const { lo, sign } = operands(insn.op, insn.imm);
    putWord(cells, at, o.c, insn.imm >>> 0);
    cells[at + o.mc] = sign;
    putWord(cells, at, o.b, b);
    const signed = insn.op === Op.SLTI;
    cells[at + o.mb] = signed ? b >>> 31 : 0;
    cells[at + o.k0] = (b & 0xffff) < lo ? 1 : 0;
    cells[at + o.lt] = records[r + Insn.RD];
    cells[at + (signed ? o.isSlti : o.isSltiu)] = 1;
  },
};
