/**
 * BLT, BGE, BLTU and BGEU: lt says rs1 < rs2, by subtraction with borrows (compare.ts). For unsigned operands the top bits ma and
 * mb are 0. Padding: no operation, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { constrainLess, isTopBit, putBorrows } from '../shared/compare.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import { LIMB } from '../shared/limbs.ts';
import type { Limbs, Word } from '../shared/word.ts';
import { branchColumns, constrainBranch, encodeBranch, fillBranch } from './branch.ts';

export const branchLessChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => {
  const columns = {
    branch: nested(branchColumns(word)),
    ma: 'bool',
    mb: 'bool',
    k: word.restBool,
    lt: 'bool',
    isBlt: 'bool',
    isBge: 'bool',
    isBltu: 'bool',
    isBgeu: 'bool',
  } as const;
  const o = columnOffsets(columns);
  const fillColumns = fillBranch(o.branch);
  const top = word.limbs - 1;
  const upper = { a: o.branch.a[top], b: o.branch.b[top] };
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: 'branch-less',
      columns,
      constrain(builder, row) {
        const { ma, mb, k, lt } = row;
        const { a, b } = row.branch;
        const signed = row.isBlt.add(row.isBge);
        const unsigned = row.isBltu.add(row.isBgeu);
        const on = signed.add(unsigned);
        builder.bool('at most one operation', on);
        const taken = row.isBlt.add(row.isBltu).mul(lt).add(row.isBge.add(row.isBgeu).mul(lt.not()));
        const op = row.isBlt.mul(Op.BLT).add(row.isBge.mul(Op.BGE)).add(row.isBltu.mul(Op.BLTU)).add(row.isBgeu.mul(Op.BGEU));
        constrainBranch(builder, word, row.branch, { op, taken, on });
        builder.when(signed.not()).zero('rs1 is not negative unless signed', ma);
        builder.when(signed.not()).zero('rs2 is not negative unless signed', mb);
        isTopBit(builder, a, ma, signed);
        isTopBit(builder, b, mb, signed);
        constrainLess(builder, { left: a, right: b, mLeft: ma, mRight: mb, k, lt, on });
      },
    }),
    accepts: ({ op }) => op === Op.BLT || op === Op.BGE || op === Op.BLTU || op === Op.BGEU,
    tableRows: { ops: [Op.BLT, Op.BGE, Op.BLTU, Op.BGEU] },
    encode: encodeBranch,
    fill(row, record) {
      const { cells, at } = row;
      fillColumns(row, record);
      const { op } = record.insn;
      const signed = op === Op.BLT || op === Op.BGE;
      const upperA = cells[at + upper.a];
      const upperB = cells[at + upper.b];
      const ma = signed ? upperA >>> 15 : 0;
      const mb = signed ? upperB >>> 15 : 0;
      cells[at + o.ma] = ma;
      cells[at + o.mb] = mb;
      const borrow = putBorrows(row, o.k, o.branch.a, o.branch.b);
      cells[at + o.lt] = upperA - LIMB * ma - (upperB - LIMB * mb) < borrow ? 1 : 0;
      cells[at + (op === Op.BLT ? o.isBlt : op === Op.BGE ? o.isBge : op === Op.BLTU ? o.isBltu : o.isBgeu)] = 1;
    },
  };
};
