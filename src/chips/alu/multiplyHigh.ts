/**
 * MULH, MULHSU and MULHU, rd != x0: the high word. With m the top bit of a signed operand (0 for an unsigned one; shown as in
 * `less-than`), the signed product is b c - 2^32 (mb c + mc b) mod 2^64. Low digits r, k as in `multiply`; then
 *   digit2 + k1 - mb c0 - mc b0 = a0 + 2^16 q2     with q2 in [-2, 2^12 - 2)
 *   digit3 + q2 - mb c1 - mc b1 = a1 + 2^16 q3     with q3 in [-2, 2)
 * (c0, c1, b0, b1 limbs). All below 2^28 in absolute value, so each has one solution with 16-bit a. q columns hold q + 2.
 */
import { defineChip } from '../../air/chip.ts';
import { array, columnOffsets, LIMB, word } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { rangeBus } from '../shared/buses.ts';
import { type InstructionChip, putWord, range16 } from '../shared/instruction.ts';
import { limbsOfBytes, putBytes, putRegisters, registerColumns, registerFrame } from '../shared/operands.ts';
import { areBytes, CARRY_BITS, productDigit, productDigits } from './product.ts';

const columns = {
  ...registerColumns,
  b: array(4),
  c: array(4),
  low: word,
  carry: word,
  q: word,
  a: word,
  mb: 'bool',
  mc: 'bool',
  isMulh: 'bool',
  isMulhsu: 'bool',
  isMulhu: 'bool',
} as const;
const o = columnOffsets(columns);

/** Added to q so that it is not negative. */
const BIAS = 2;

export const multiplyHighChip: InstructionChip<typeof columns> = {
  maxInstances: 1,
  chip: defineChip({
    name: 'multiply-high',
    columns,
    constrain(b, row) {
      const { isMulh, isMulhsu, isMulhu, mb, mc, low, carry, q, a } = row;
      const on = isMulh.add(isMulhsu).add(isMulhu);
      b.bool('at most one operation', on);
      const [bLimbs, cLimbs] = [limbsOfBytes(row.b), limbsOfBytes(row.c)];
      const op = isMulh.mul(Op.MULH).add(isMulhsu.mul(Op.MULHSU)).add(isMulhu.mul(Op.MULHU));
      registerFrame(b, row, op, bLimbs, cLimbs, a, on);
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
  encode: ({ op, rd, rs1, rs2 }) => ({ op, rd, rs1, rs2, x: [0, 0, 0, 0] }),
  fill(cells, at, records, r, insn) {
    putRegisters(cells, at, records, r, insn);
    const [b, c, a] = [records[r + Insn.RS1], records[r + Insn.RS2], records[r + Insn.RD]];
    putBytes(cells, at, o.b, b);
    putBytes(cells, at, o.c, c);
    putWord(cells, at, o.a, a);
    const mb = insn.op === Op.MULHU ? 0 : b >>> 31;
    const mc = insn.op === Op.MULH ? c >>> 31 : 0;
    cells[at + o.mb] = mb;
    cells[at + o.mc] = mc;
    const digits = productDigits(b, c);
    const k0 = digits[0] >>> 16;
    const k1 = (digits[1] + k0) >>> 16;
    cells[at + o.low[0]] = digits[0] & 0xffff;
    cells[at + o.low[1]] = (digits[1] + k0) & 0xffff;
    cells[at + o.carry[0]] = k0;
    cells[at + o.carry[1]] = k1;
    const q2 = (digits[2] + k1 - mb * (c & 0xffff) - mc * (b & 0xffff) - (a & 0xffff)) / LIMB;
    cells[at + o.q[0]] = q2 + BIAS;
    cells[at + o.q[1]] = (digits[3] + q2 - mb * (c >>> 16) - mc * (b >>> 16) - (a >>> 16)) / LIMB + BIAS;
    cells[at + (insn.op === Op.MULH ? o.isMulh : insn.op === Op.MULHSU ? o.isMulhsu : o.isMulhu)] = 1;
  },
};
