/**
 * ADD with rd = rs1. The carries are expressions, constrained to 0 or 1. Both operands have 16-bit limbs and the result is range
 * checked, so a = b + c mod 2^(16 N) has one solution. SUB is not proved here: a flag to tell it apart would cost most of what the
 * shared access saves. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { encodeRegisters, type InstructionChip } from '../shared/instruction.ts';
import { INV_LIMB, putWord, range16 } from '../shared/limbs.ts';
import { registerOperandsInPlace, suits } from '../shared/operands.ts';
import type { Limbs, Word } from '../shared/word.ts';

export const addInPlaceChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => {
  const operands = registerOperandsInPlace(word);
  const columns = { operands: nested(operands.columns), a: word.columns, b: word.columns, c: word.columns, isReal: 'bool' } as const;
  const o = columnOffsets(columns);
  const fillOperands = operands.filler(o.operands);
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: 'add-in-place',
      columns,
      constrain(builder, { operands: registers, a, b, c, isReal: on }) {
        operands.constrain(builder, registers, { op: Op.ADD, b, c, a, on });
        let carry: Expr = builder.constant(0);
        a.forEach((limb, i) => {
          carry = b[i].add(c[i]).add(carry).sub(limb).mul(INV_LIMB);
          builder.bool(`carry[${i}] is 0 or 1`, carry);
          range16(builder, limb, on);
        });
      },
    }),
    accepts: (insn) => insn.op === Op.ADD && suits(operands, insn),
    tableRows: { ops: [Op.ADD], writes: 'register' },
    encode: encodeRegisters,
    fill(row, record) {
      const { cells, at } = row;
      fillOperands(row, record);
      putWord(row, o.a, record, Insn.RD);
      putWord(row, o.b, record, Insn.RS1);
      putWord(row, o.c, record, Insn.RS2);
      cells[at + o.isReal] = 1;
    },
  };
};
