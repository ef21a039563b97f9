/**
 * DIV, DIVU, REM and REMU, rd != x0, by magnitudes: |b| = |c| |q| + |r| over the integers, and |r| < |c| unless c = 0.
 *
 * A word V has a magnitude A and a sign s. V = A when s = 0, and V + A = 0 mod 2^32 when s = 1. The carries (V0 + A0) / 2^16 and
 * (V1 + A1 + carry) / 2^16 are expressions in {0, 1}. A zero magnitude gives V = 0 with either sign. sb and sc are the top bits of
 * b and c for DIV and REM, else 0. So |b| and |c| are determined.
 *
 * The identity is checked digit by digit. Digits 2 and 3 of |c| |q| and the carry out of digit 1 must vanish. They are sums of
 * nonnegative terms below p, so they vanish over the integers. For c != 0 the pair (|q|, |r|) is therefore unique. The result takes
 * the sign sb xor sc (quotient) or sb (remainder). This makes -2^31 / -1 = 2^31 mod 2^32 without a special case.
 *
 * For c = 0 the identity leaves |r| = |b|, hence r = b, and |q| is free. DIV and DIVU then state that the result is 2^32 - 1.
 * isZero says c = 0. It can be set only where both limbs of c vanish. It must be set there: without it |r| < |c| is looked up,
 * which nothing satisfies for c = 0. On padding isZero is 0, so that the multiplicity of those two lookups, on - isZero, is boolean
 * on every row.
 */

import type { AirBuilder } from '../../air/chip.ts';
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { rangeBus } from '../shared/buses.ts';
import { encodeRegisters, type InstructionChip } from '../shared/instruction.ts';
import { INV_LIMB, LIMB, putU32, putU32Bytes, range16 } from '../shared/limbs.ts';
import { registerOperands } from '../shared/operands.ts';
import { limbsOfBytes, word32 } from '../shared/word.ts';
import { areBytes, CARRY_BITS, productDigit, productDigits } from './product.ts';

const operands = registerOperands(word32);
const columns = {
  operands: nested(operands.columns),
  b: word32.columns,
  c: word32.columns,
  a: word32.columns,
  /** Magnitudes: |b|, |c|, |q|, |r|, and that of the result. */
  absB: word32.columns,
  absC: word32.bytes,
  absQ: word32.bytes,
  absR: word32.columns,
  absA: word32.columns,
  /** Signs of b, c and the result. */
  sb: 'bool',
  sc: 'bool',
  sa: 'bool',
  isZero: 'bool',
  carry: 'felt',
  borrow: 'bool',
  isDiv: 'bool',
  isDivu: 'bool',
  isRem: 'bool',
  isRemu: 'bool',
} as const;
const o = columnOffsets(columns);
const fillOperands = operands.filler(o.operands);

/** `value` is the two's complement of `magnitude` with `sign`; limbs of both are 16-bit. */
const signed = (b: AirBuilder, name: string, value: readonly Expr[], magnitude: readonly Expr[], sign: Expr): void => {
  let carry: Expr = b.constant(0);
  value.forEach((limb, i) => {
    b.when(sign.not()).equal(`limb ${i} of ${name} is its magnitude when not negative`, limb, magnitude[i]);
    carry = limb.add(magnitude[i]).add(carry).mul(INV_LIMB);
    b.when(sign).zero(`carry ${i} of -${name} is 0 or 1`, carry.mul(carry.sub(1)));
  });
};

export const divideChip: InstructionChip = {
  limbs: 2,
  maxInstances: 1,
  chip: defineChip({
    name: 'divide',
    columns,
    constrain(b, row) {
      const quotient = row.isDiv.add(row.isDivu);
      const remainder = row.isRem.add(row.isRemu);
      const on = quotient.add(remainder);
      const isSigned = row.isDiv.add(row.isRem);
      b.bool('at most one operation', on);
      const op = row.isDiv.mul(Op.DIV).add(row.isDivu.mul(Op.DIVU)).add(row.isRem.mul(Op.REM)).add(row.isRemu.mul(Op.REMU));
      operands.constrain(b, row.operands, { op, b: row.b, c: row.c, a: row.a, on });

      const absC = limbsOfBytes(word32, row.absC);
      const absQ = limbsOfBytes(word32, row.absQ);
      for (const limb of [...row.absB, ...row.absR, ...row.a]) range16(b, limb, on);
      areBytes(b, row.absC, on);
      areBytes(b, row.absQ, on);

      b.when(isSigned.not()).zero('b is not negative unless signed', row.sb);
      b.when(isSigned.not()).zero('c is not negative unless signed', row.sc);
      range16(b, row.b[1].mul(2).sub(row.sb.mul(LIMB)), isSigned);
      range16(b, row.c[1].mul(2).sub(row.sc.mul(LIMB)), isSigned);
      signed(b, 'b', row.b, row.absB, row.sb);
      signed(b, 'c', row.c, absC, row.sc);

      row.absA.forEach((limb, i) => {
        b.equal(`limb ${i} of the result's magnitude`, limb, quotient.mul(absQ[i]).add(remainder.mul(row.absR[i])));
      });
      const xor = row.sb.add(row.sc).sub(row.sb.mul(row.sc).mul(2));
      b.equal("the result's sign", row.sa, quotient.mul(xor).add(remainder.mul(row.sb)));
      signed(b, 'the result', row.a, row.absA, row.sa);

      const digit = (i: number) => productDigit(row.absC, row.absQ, i);
      b.equal('digit 0 of |c| |q| + |r|', digit(0).add(row.absR[0]), row.absB[0].add(row.carry.mul(LIMB)));
      b.equal('digit 1 of |c| |q| + |r|', digit(1).add(row.carry).add(row.absR[1]), row.absB[1]);
      b.zero('digit 2 of |c| |q| is 0', digit(2));
      b.zero('digit 3 of |c| |q| is 0', digit(3));
      b.lookup(rangeBus, { value: row.carry, bits: CARRY_BITS }, on);

      row.c.forEach((limb, i) => b.when(row.isZero).zero(`limb ${i} of c is 0 when c is`, limb));
      b.when(row.isZero).zero('only a live row divides by 0', on.not());
      row.a.forEach((limb, i) => b.when(row.isZero).zero(`limb ${i} of x / 0 is all ones`, quotient.mul(limb.sub(0xffff))));
      const nonzero = on.sub(row.isZero);
      range16(b, absC[0].sub(row.absR[0]).sub(1).add(row.borrow.mul(LIMB)), nonzero);
      range16(b, absC[1].sub(row.absR[1]).sub(row.borrow), nonzero);
    },
  }),
  accepts: ({ op, rd }) => (op === Op.DIV || op === Op.DIVU || op === Op.REM || op === Op.REMU) && rd !== 0,
  tableRows: { ops: [Op.DIV, Op.DIVU, Op.REM, Op.REMU], writes: 'register' },
  encode: encodeRegisters,
  fill(row, record) {
    fillOperands(row, record);
    const { insn } = record;
    const [b, c, a] = [record.get(Insn.RS1), record.get(Insn.RS2), record.get(Insn.RD)];
    const isSigned = insn.op === Op.DIV || insn.op === Op.REM;
    const wantsQuotient = insn.op === Op.DIV || insn.op === Op.DIVU;
    const sb = isSigned ? b >>> 31 : 0;
    const sc = isSigned ? c >>> 31 : 0;
    const magnitude = (value: number, sign: number): number => (sign === 1 ? -value >>> 0 : value);
    const [absB, absC] = [magnitude(b, sb), magnitude(c, sc)];
    const sa = wantsQuotient ? sb ^ sc : sb;
    // For c = 0 the magnitude of the quotient is free. This is the one that fits the result, all ones.
    const absQ = c === 0 ? magnitude(0xffffffff, sb) : Math.floor(absB / absC);
    const absR = c === 0 ? absB : absB % absC;
    putU32(row, o.b, b);
    putU32(row, o.c, c);
    putU32(row, o.a, a);
    putU32(row, o.absB, absB);
    putU32Bytes(row, o.absC, absC);
    putU32Bytes(row, o.absQ, absQ);
    putU32(row, o.absR, absR);
    putU32(row, o.absA, wantsQuotient ? absQ : absR);
    row.set(o.sb, sb);
    row.set(o.sc, sc);
    row.set(o.sa, sa);
    row.set(o.isZero, c === 0 ? 1 : 0);
    row.set(o.carry, (productDigits(absC, absQ)[0] + (absR & 0xffff)) >>> 16);
    row.set(o.borrow, (absC & 0xffff) - (absR & 0xffff) - 1 < 0 ? 1 : 0);
    row.set(insn.op === Op.DIV ? o.isDiv : insn.op === Op.DIVU ? o.isDivu : insn.op === Op.REM ? o.isRem : o.isRemu, 1);
  },
};
