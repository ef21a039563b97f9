/**
 * SLT and SLTU between registers, rd != x0: lt = (rs1 < rs2) by subtraction with borrows (compare.ts). The result is the word lt.
 * Padding: no operation, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { constrainLess, isTopBit, putBorrows } from '../shared/compare.ts';
import { encodeRegisters, type InstructionChip } from '../shared/instruction.ts';
import { putWord } from '../shared/limbs.ts';
import { registerOperands } from '../shared/operands.ts';
import type { Limbs, Word } from '../shared/word.ts';

export const lessThanChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => {
  const operands = registerOperands(word);
  const columns = {
    operands: nested(operands.columns),
    b: word.columns,
    c: word.columns,
    mb: 'bool',
    mc: 'bool',
    k: word.restBool,
    lt: 'bool',
    isSlt: 'bool',
    isSltu: 'bool',
  } as const;
  const o = columnOffsets(columns);
  const fillOperands = operands.filler(o.operands);
  const top = word.limbs - 1;
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: 'less-than',
      columns,
      constrain(builder, { operands: registers, b, c, mb, mc, k, lt, isSlt, isSltu }) {
        const on = isSlt.add(isSltu);
        builder.bool('at most one operation', on);
        const a = word.of((i) => (i === 0 ? lt : 0));
        operands.constrain(builder, registers, { op: isSlt.mul(Op.SLT).add(isSltu.mul(Op.SLTU)), b, c, a, on });
        builder.when(isSlt.not()).zero('rs1 is not negative unless signed', mb);
        builder.when(isSlt.not()).zero('rs2 is not negative unless signed', mc);
        isTopBit(builder, b, mb, isSlt);
        isTopBit(builder, c, mc, isSlt);
        constrainLess(builder, { left: b, right: c, mLeft: mb, mRight: mc, k, lt, on });
      },
    }),
    accepts: ({ op, rd }) => (op === Op.SLT || op === Op.SLTU) && rd !== 0,
    tableRows: { ops: [Op.SLT, Op.SLTU], writes: 'register' },
    encode: encodeRegisters,
    fill(row, record) {
      fillOperands(row, record);
      putWord(row, o.b, record, Insn.RS1);
      putWord(row, o.c, record, Insn.RS2);
      const signed = record.insn.op === Op.SLT;
      row.set(o.mb, signed ? row.get(o.b[top]) >>> 15 : 0);
      row.set(o.mc, signed ? row.get(o.c[top]) >>> 15 : 0);
      putBorrows(row, o.k, o.b, o.c);
      row.set(o.lt, record.get(Insn.RD));
      row.set(signed ? o.isSlt : o.isSltu, 1);
    },
  };
};
