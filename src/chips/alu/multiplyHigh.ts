/**
 * MULH, MULHSU and MULHU, rd != x0: the high word. m is the top bit of a signed operand, shown as in `less-than`, and 0 for an
 * unsigned one. The signed product is b c - 2^32 (mb c + mc b) mod 2^64. With the low digits r, k as in `multiply`,
 *   digit2 + k1 - mb c0 - mc b0 = a0 + 2^16 q2     with q2 in [-2, 2^12 - 2)
 *   digit3 + q2 - mb c1 - mc b1 = a1 + 2^16 q3     with q3 in [-2, 2)
 * (c0, c1, b0, b1 limbs). All terms are below 2^28 in absolute value, so each equation has one solution with 16-bit a. The columns
 * of q hold q + 2.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { rangeBus } from '../shared/buses.ts';
import { encodeRegisters, type InstructionChip } from '../shared/instruction.ts';
import { LIMB, putU32, putU32Bytes, range16 } from '../shared/limbs.ts';
import { registerOperands } from '../shared/operands.ts';
import { limbsOfBytes, word32 } from '../shared/word.ts';
import { areBytes, CARRY_BITS, productDigit, productDigits } from './product.ts';

const operands = registerOperands(word32);
const columns = {
  operands: nested(operands.columns),
  b: word32.bytes,
  c: word32.bytes,
  low: word32.columns,
  carry: word32.columns,
  q: word32.columns,
  a: word32.columns,
  mb: 'bool',
  mc: 'bool',
  isMulh: 'bool',
  isMulhsu: 'bool',
  isMulhu: 'bool',
} as const;
const o = columnOffsets(columns);
const fillOperands = operands.filler(o.operands);

/** Added to q so that it is not negative. */
const BIAS = 2;

export const multiplyHighChip: InstructionChip = {
  limbs: 2,
  maxInstances: 1,
  chip: defineChip({
    name: 'multiply-high',
    columns,
    constrain(b, row) {
      const { isMulh, isMulhsu, isMulhu, mb, mc, low, carry, q, a } = row;
      const on = isMulh.add(isMulhsu).add(isMulhu);
      b.bool('at most one operation', on);
      const [bLimbs, cLimbs] = [limbsOfBytes(word32, row.b), limbsOfBytes(word32, row.c)];
      const op = isMulh.mul(Op.MULH).add(isMulhsu.mul(Op.MULHSU)).add(isMulhu.mul(Op.MULHU));
      operands.constrain(b, row.operands, { op, b: bLimbs, c: cLimbs, a: a, on });
      areBytes(b, row.b, on);
      areBytes(b, row.c, on);
      const bSigned = isMulh.add(isMulhsu);
      b.when(bSigned.not()).zero('rs1 is not negative unless signed', mb);
      b.when(isMulh.not()).zero('rs2 is not negative unless signed', mc);
      range16(b, bLimbs[1].mul(2).sub(mb.mul(LIMB)), bSigned);
      range16(b, cLimbs[1].mul(2).sub(mc.mul(LIMB)), isMulh);
      const digit = (i: number) => productDigit(row.b, row.c, i);
      b.equal('digit 0 of the product', digit(0), low[0].add(carry[0].mul(LIMB)));
      b.equal('digit 1 of the product', digit(1).add(carry[0]), low[1].add(carry[1].mul(LIMB)));
      const signs = (i: number) => mb.mul(cLimbs[i]).add(mc.mul(bLimbs[i]));
      const quotient = (i: number) => q[i].sub(on.mul(BIAS));
      b.equal('digit 2 of the product', digit(2).add(carry[1]).sub(signs(0)), a[0].add(quotient(0).mul(LIMB)));
      b.equal('digit 3 of the product', digit(3).add(quotient(0)).sub(signs(1)), a[1].add(quotient(1).mul(LIMB)));
      for (const limb of [...low, ...a]) range16(b, limb, on);
      for (const value of [...carry, q[0]]) b.lookup(rangeBus, { value, bits: CARRY_BITS }, on);
      b.lookup(rangeBus, { value: q[1], bits: 2 }, on);
    },
  }),
  accepts: ({ op, rd }) => (op === Op.MULH || op === Op.MULHSU || op === Op.MULHU) && rd !== 0,
  tableRows: { ops: [Op.MULH, Op.MULHSU, Op.MULHU], writes: 'register' },
  encode: encodeRegisters,
  fill(row, record) {
    fillOperands(row, record);
    const { insn } = record;
    const [b, c, a] = [record.get(Insn.RS1), record.get(Insn.RS2), record.get(Insn.RD)];
    putU32Bytes(row, o.b, b);
    putU32Bytes(row, o.c, c);
    putU32(row, o.a, a);
    const mb = insn.op === Op.MULHU ? 0 : b >>> 31;
    const mc = insn.op === Op.MULH ? c >>> 31 : 0;
    row.set(o.mb, mb);
    row.set(o.mc, mc);
    const digits = productDigits(b, c);
    const k0 = digits[0] >>> 16;
    const k1 = (digits[1] + k0) >>> 16;
    row.set(o.low[0], digits[0] & 0xffff);
    row.set(o.low[1], (digits[1] + k0) & 0xffff);
    row.set(o.carry[0], k0);
    row.set(o.carry[1], k1);
    const q2 = (digits[2] + k1 - mb * (c & 0xffff) - mc * (b & 0xffff) - (a & 0xffff)) / LIMB;
    row.set(o.q[0], q2 + BIAS);
    row.set(o.q[1], (digits[3] + q2 - mb * (c >>> 16) - mc * (b >>> 16) - (a >>> 16)) / LIMB + BIAS);
    row.set(insn.op === Op.MULH ? o.isMulh : insn.op === Op.MULHSU ? o.isMulhsu : o.isMulhu, 1);
  },
};
