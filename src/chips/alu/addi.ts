/**
 * ADDI, rd != x0. The immediate is a signed operand of 12 bits. The limbs of b have 16 bits, because every writer of a register
 * bounds what it writes. So b0 + imm - a0 lies between -2^17 and 2^17, and so does b_i + k - a_i for a carry k of -1, 0 or 1. The
 * carries are these differences times 2^-16, constrained to be -1, 0 or 1. The result is range checked, so a = b + imm mod 2^(16 N)
 * has one solution. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { type ColumnSpec, columnOffsets, nested } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { fromSmall } from '../../field/felt.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { hasImmediate, type InstructionChip } from '../shared/instruction.ts';
import { INV_LIMB, putWord, range16 } from '../shared/limbs.ts';
import { adapterName, type ImmediateAdapter, immediateOperands, immediateOperandsInPlace, suits } from '../shared/operands.ts';
import type { Limbs, Word } from '../shared/word.ts';

const addiWith = <N extends Limbs, S extends ColumnSpec>(word: Word<N>, operands: ImmediateAdapter<N, S>): InstructionChip<N> => {
  const columns = { operands: nested(operands.columns), imm: 'felt', a: word.columns, b: word.columns, isReal: 'bool' } as const;
  const o = columnOffsets(columns);
  const fillOperands = operands.filler(o.operands);
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: adapterName('addi', operands),
      columns,
      constrain(builder, { operands: registers, imm, a, b, isReal: on }) {
        operands.constrain(builder, registers, { op: Op.ADDI, x: [imm], b, a, on });
        let carry: Expr = imm;
        a.forEach((limb, i) => {
          carry = b[i].add(carry).sub(limb).mul(INV_LIMB);
          builder.zero(`carry[${i}] is -1, 0 or 1`, carry.mul(carry.add(1)).mul(carry.sub(1)));
          range16(builder, limb, on);
        });
      },
    }),
    accepts: (insn) => insn.op === Op.ADDI && insn.rd !== 0 && suits(operands, insn),
    tableRows: { ops: [Op.ADDI], writes: 'register', hasForm: hasImmediate },
    encode: ({ op, rd, rs1, imm }) => ({ op, rd, rs1, rs2: 0, x: [imm] }),
    fill(row, record) {
      const { cells, at } = row;
      fillOperands(row, record);
      cells[at + o.imm] = fromSmall(record.insn.imm);
      putWord(row, o.a, record, Insn.RD);
      putWord(row, o.b, record, Insn.RS1);
      cells[at + o.isReal] = 1;
    },
  };
};

export const addiChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => addiWith(word, immediateOperands(word));
export const addiInPlaceChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => addiWith(word, immediateOperandsInPlace(word));
