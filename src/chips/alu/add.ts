/**
 * ADD and SUB between registers, rd != x0.
 *
 * SUB is proved as an addition: rd = rs1 - rs2 means rs1 = rd + rs2. So either operation says that a word sum equals left + right
 * mod 2^(16 N). The carries are not committed. They are the expressions (left_i + right_i + carry_(i-1) - sum_i) / 2^16,
 * constrained to 0 or 1. The registers that are read have 16-bit limbs, because every writer of a register bounds what it writes.
 * The limbs of rd are range checked here. So the equations have exactly one solution. Padding: add = sub = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { encodeRegisters, type InstructionChip } from '../shared/instruction.ts';
import { INV_LIMB, putWord, range16 } from '../shared/limbs.ts';
import { registerOperands, suits } from '../shared/operands.ts';
import type { Limbs, Word } from '../shared/word.ts';

export const addChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => {
  const operands = registerOperands(word);
  const columns = {
    operands: nested(operands.columns),
    a: word.columns,
    b: word.columns,
    c: word.columns,
    isAdd: 'bool',
    isSub: 'bool',
  } as const;
  const o = columnOffsets(columns);
  const fillOperands = operands.filler(o.operands);
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: 'add',
      columns,
      constrain(builder, { operands: registers, a, b, c, isAdd, isSub }) {
        const on = isAdd.add(isSub);
        builder.bool('at most one operation', on);
        operands.constrain(builder, registers, { op: isAdd.mul(Op.ADD).add(isSub.mul(Op.SUB)), b, c, a, on });
        let carryAdd: Expr = builder.constant(0);
        let carrySub: Expr = builder.constant(0);
        a.forEach((limb, i) => {
          carryAdd = b[i].add(c[i]).add(carryAdd).sub(limb).mul(INV_LIMB);
          carrySub = limb.add(c[i]).add(carrySub).sub(b[i]).mul(INV_LIMB);
          builder.when(isAdd).zero(`carry[${i}] of b + c is 0 or 1`, carryAdd.mul(carryAdd.sub(1)));
          builder.when(isSub).zero(`carry[${i}] of a + c is 0 or 1`, carrySub.mul(carrySub.sub(1)));
          range16(builder, limb, on);
        });
      },
    }),
    accepts: (insn) => (insn.op === Op.SUB || (insn.op === Op.ADD && suits(operands, insn))) && insn.rd !== 0,
    tableRows: { ops: [Op.ADD, Op.SUB], writes: 'register' },
    encode: encodeRegisters,
    fill(row, record) {
      const { cells, at } = row;
      fillOperands(row, record);
      putWord(row, o.a, record, Insn.RD);
      putWord(row, o.b, record, Insn.RS1);
      putWord(row, o.c, record, Insn.RS2);
      cells[at + (record.insn.op === Op.ADD ? o.isAdd : o.isSub)] = 1;
    },
  };
};
