/**
 * ANDI, ORI, XORI, rd != x0. The low limb goes byte by byte through the bytes table. The other limbs of the immediate are all 0 or
 * all 65535, by its sign. So each other limb of the result is a choice: AND keeps b or gives 0, OR gives 65535 or keeps b, XOR
 * complements or keeps b. It has 16 bits because b's limb has. Padding: no flag, no interactions, aHi = 0.
 */
import { defineChip } from '../../air/chip.ts';
import { array, columnOffsets, nested } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { ByteOp, bytesBus } from '../shared/buses.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import { LIMB_MAX, limbOfBytes } from '../shared/limbs.ts';
import { immediateOperands } from '../shared/operands.ts';
import type { Limbs, Word } from '../shared/word.ts';

export const bitwiseImmediateChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => {
  const operands = immediateOperands(word);
  const columns = {
    operands: nested(operands.columns),
    c: array(2),
    sign: 'felt',
    b: array(2),
    bHi: word.rest,
    z: array(2),
    aHi: word.rest,
    isAnd: 'bool',
    isOr: 'bool',
    isXor: 'bool',
  } as const;
  const o = columnOffsets(columns);
  const fillOperands = operands.filler(o.operands);
  const [bHi, aHi]: readonly (readonly number[])[] = [o.bHi, o.aHi];
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: 'bitwise-immediate',
      columns,
      constrain(b, row) {
        const { isAnd, isOr, isXor, sign } = row;
        const on = isAnd.add(isOr).add(isXor);
        b.bool('at most one operation', on);
        const op = isAnd.mul(Op.ANDI).add(isOr.mul(Op.ORI)).add(isXor.mul(Op.XORI));
        const limbs = (low: readonly [Expr, Expr], rest: readonly Expr[]) => word.of((i) => (i === 0 ? limbOfBytes(...low) : rest[i - 1]));
        operands.constrain(b, row.operands, { op, x: [...row.c, sign], b: limbs(row.b, row.bHi), a: limbs(row.z, row.aHi), on });
        const byteOp = isOr.mul(ByteOp.OR).add(isXor.mul(ByteOp.XOR));
        row.z.forEach((z, i) => b.lookup(bytesBus, { op: byteOp, x: row.b[i], y: row.c[i], z }, on));
        const upper: readonly Expr[] = row.aHi;
        row.bHi.forEach((limb, i) => {
          b.when(isAnd).equal(`limb ${i + 1} of AND is b or 0`, upper[i], sign.mul(limb));
          b.when(isOr).equal(`limb ${i + 1} of OR is 65535 or b`, upper[i], limb.add(sign.mul(limb.neg().add(LIMB_MAX))));
          b.when(isXor).equal(`limb ${i + 1} of XOR is the complement of b or b`, upper[i], limb.add(sign.mul(limb.mul(-2).add(LIMB_MAX))));
        });
      },
    }),
    accepts: ({ op, rd }) => (op === Op.ANDI || op === Op.ORI || op === Op.XORI) && rd !== 0,
    tableRows: {
      ops: [Op.ANDI, Op.ORI, Op.XORI],
      writes: 'register',
      hasForm: ([low, high, sign]) => low <= 0xff && high <= 0xff && sign === high >>> 7,
    },
    encode: ({ op, rd, rs1, imm }) => ({ op, rd, rs1, rs2: 0, x: [imm & 0xff, (imm >>> 8) & 0xff, imm < 0 ? 1 : 0] }),
    fill(row, record) {
      fillOperands(row, record);
      const { op, imm } = record.insn;
      const b = record.get(Insn.RS1);
      const a = record.get(Insn.RD);
      row.set(o.c[0], imm & 0xff);
      row.set(o.c[1], (imm >>> 8) & 0xff);
      row.set(o.sign, imm < 0 ? 1 : 0);
      row.set(o.b[0], b & 0xff);
      row.set(o.b[1], (b >>> 8) & 0xff);
      row.set(o.z[0], a & 0xff);
      row.set(o.z[1], (a >>> 8) & 0xff);
      for (let i = 0; i < bHi.length; i++) {
        row.set(bHi[i], record.limb(Insn.RS1, i + 1));
        row.set(aHi[i], record.limb(Insn.RD, i + 1));
      }
      row.set(op === Op.ANDI ? o.isAnd : op === Op.ORI ? o.isOr : o.isXor, 1);
    },
  };
};
