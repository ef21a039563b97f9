/**
 * BEQ and BNE.
 *
 * Words are compared limb by limb: a whole word does not fit the field, and two words may be equal mod p. If all limbs are equal,
 * sum inv_i (a_i - b_i) = 1 - eq gives eq = 1. If one differs, eq (a_i - b_i) = 0 gives eq = 0, and the inverse of the difference
 * exists. So eq is determined either way. Padding: isBeq = isBne = 0, no interactions, eq = 0.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { mul, neg, P } from '../../field/felt.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import { LIMB } from '../shared/limbs.ts';
import type { Limbs, Word } from '../shared/word.ts';
import { branchColumns, constrainBranch, encodeBranch, fillBranch } from './branch.ts';

/** Inverses of 1 .. 2^16 - 1, by 1/i = -(p div i) / (p mod i). */
const limbInverses = ((): (() => Uint32Array) => {
  let table: Uint32Array | undefined;
  return () => {
    if (table === undefined) {
      table = new Uint32Array(LIMB);
      table[1] = 1;
      for (let i = 2; i < LIMB; i++) table[i] = mul(P - Math.floor(P / i), table[P % i]);
    }
    return table;
  };
})();

export const branchEqualChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => {
  const columns = { branch: nested(branchColumns(word)), eq: 'bool', inv: word.columns, isBeq: 'bool', isBne: 'bool' } as const;
  const o = columnOffsets(columns);
  const fillColumns = fillBranch(o.branch);
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: 'branch-equal',
      columns,
      constrain(builder, { branch, eq, inv, isBeq, isBne }) {
        const on = isBeq.add(isBne);
        builder.bool('at most one operation', on);
        const taken = isBeq.mul(eq).add(isBne.mul(eq.not()));
        constrainBranch(builder, word, branch, { op: isBeq.mul(Op.BEQ).add(isBne.mul(Op.BNE)), taken, on });
        let distance = builder.constant(0);
        branch.a.forEach((a, i) => {
          const difference = a.sub(branch.b[i]);
          builder.zero(`limb ${i} is equal if eq`, eq.mul(difference));
          distance = distance.add(inv[i].mul(difference));
        });
        builder.equal('a limb differs unless eq', distance, on.sub(eq));
      },
    }),
    accepts: ({ op }) => op === Op.BEQ || op === Op.BNE,
    tableRows: { ops: [Op.BEQ, Op.BNE] },
    encode: encodeBranch,
    fill(row, record) {
      fillColumns(row, record);
      let i = 0;
      let difference = 0;
      for (; i < word.limbs && difference === 0; i++) difference = record.limb(Insn.RS1, i) - record.limb(Insn.RS2, i);
      if (difference === 0) row.set(o.eq, 1);
      else row.set(o.inv[i - 1], difference > 0 ? limbInverses()[difference] : neg(limbInverses()[-difference]));
      row.set(record.insn.op === Op.BEQ ? o.isBeq : o.isBne, 1);
    },
  };
};
