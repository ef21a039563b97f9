/**
 * SLTI and SLTIU, rd != x0: as `less-than`, with the limbs of the immediate and, for SLTI, its sign from the program table. SLTIU
 * compares with the sign-extended immediate as an unsigned number. Padding: no operation, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { constrainLess, isTopBit, putBorrows } from '../shared/compare.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import { LIMB_MAX, limbOfInteger, putInteger, putWord } from '../shared/limbs.ts';
import { immediateOperands } from '../shared/operands.ts';
import type { Limbs, Word } from '../shared/word.ts';

const signOf = ({ op, imm }: Instruction): number => (op === Op.SLTI && imm < 0 ? 1 : 0);

export const lessThanImmediateChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => {
  const operands = immediateOperands(word);
  const columns = {
    operands: nested(operands.columns),
    c: word.columns,
    mc: 'felt',
    b: word.columns,
    mb: 'bool',
    k: word.restBool,
    lt: 'bool',
    isSlti: 'bool',
    isSltiu: 'bool',
  } as const;
  const o = columnOffsets(columns);
  const fillOperands = operands.filler(o.operands);
  const top = word.limbs - 1;
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: 'less-than-immediate',
      columns,
      constrain(builder, { operands: registers, b, c, mb, mc, k, lt, isSlti, isSltiu }) {
        const on = isSlti.add(isSltiu);
        builder.bool('at most one operation', on);
        const a = word.of((i) => (i === 0 ? lt : 0));
        operands.constrain(builder, registers, { op: isSlti.mul(Op.SLTI).add(isSltiu.mul(Op.SLTIU)), x: [...c, mc], b, a, on });
        builder.when(isSlti.not()).zero('rs1 is not negative unless signed', mb);
        isTopBit(builder, b, mb, isSlti);
        constrainLess(builder, { left: b, right: c, mLeft: mb, mRight: mc, k, lt, on });
      },
    }),
    accepts: ({ op, rd }) => (op === Op.SLTI || op === Op.SLTIU) && rd !== 0,
    tableRows: {
      ops: [Op.SLTI, Op.SLTIU],
      writes: 'register',
      hasForm(x, op) {
        const limbs = x.slice(0, word.limbs);
        return limbs.every((limb) => limb <= LIMB_MAX) && x[word.limbs] === (op === Op.SLTI ? limbs[top] >>> 15 : 0);
      },
    },
    encode(insn) {
      const { op, rd, rs1, imm } = insn;
      return { op, rd, rs1, rs2: 0, x: [...word.of((i) => limbOfInteger(imm, i)), signOf(insn)] };
    },
    fill(row, record) {
      fillOperands(row, record);
      const { insn } = record;
      putInteger(row, o.c, insn.imm);
      row.set(o.mc, signOf(insn));
      putWord(row, o.b, record, Insn.RS1);
      const signed = insn.op === Op.SLTI;
      row.set(o.mb, signed ? row.get(o.b[top]) >>> 15 : 0);
      putBorrows(row, o.k, o.b, o.c);
      row.set(o.lt, record.get(Insn.RD));
      row.set(signed ? o.isSlti : o.isSltiu, 1);
    },
  };
};
