/**
 * BEQ and BNE.
 *
 * Words are compared by limbs: a whole word does not fit the field, and two words may be equal mod p. If the limbs are
 * equal, sum inv_i (a_i - b_i) is 0, so eq = 1; if one differs, eq (a_i - b_i) = 0 makes eq = 0, and the inverse of a
 * difference exists. Either way eq is determined. Padding: isBeq = isBne = 0,
 * hence no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, LIMB, word } from '../../air/columns.ts';
import { fromInt, mul, neg, P } from '../../field/felt.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { branchFrame, type InstructionChip, putFrame, putWord, readRegister, Slot } from '../shared/instruction.ts';

const columns = {
  pc: 'felt',
  ts: 'felt',
  rs1: 'felt',
  rs2: 'felt',
  target: 'felt',
  pts1: 'felt',
  pts2: 'felt',
  a: word,
  b: word,
  eq: 'bool',
  inv: word,
  isBeq: 'bool',
  isBne: 'bool',
} as const;
const c = columnOffsets(columns);

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

export const branchEqualChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'branch-equal',
    columns,
    constrain(b, row) {
      const on = row.isBeq.add(row.isBne);
      b.bool('at most one operation', on);
      const taken = row.isBeq.mul(row.eq).add(row.isBne.mul(row.eq.not()));
      branchFrame(
        b,
        { pc: row.pc, ts: row.ts, rs1: row.rs1, rs2: row.rs2, on, x: [row.target], op: row.isBeq.mul(Op.BEQ).add(row.isBne.mul(Op.BNE)) },
        row.target,
        taken,
      );
      readRegister(b, row.rs1, row.a, row.pts1, row.ts, Slot.RS1, on);
      readRegister(b, row.rs2, row.b, row.pts2, row.ts, Slot.RS2, on);
      let distance = b.constant(0);
      row.a.forEach((a, i) => {
        const difference = a.sub(row.b[i]);
        b.zero(`limb ${i} is equal if eq`, row.eq.mul(difference));
        distance = distance.add(row.inv[i].mul(difference));
      });
      b.equal('a limb differs unless eq', distance, on.sub(row.eq));
    },
  }),
  accepts: ({ op }) => op === Op.BEQ || op === Op.BNE,
  encode: ({ pc, op, rs1, rs2, imm }) => ({ op, rd: 0, rs1, rs2, x: [pc + imm, 0, 0, 0] }),
  fill(cells, at, records, r, insn) {
    putFrame(cells, at, records, r, insn.pc);
    cells[at + c.rs1] = insn.rs1;
    cells[at + c.rs2] = insn.rs2;
    cells[at + c.target] = fromInt(insn.pc + insn.imm);
    cells[at + c.pts1] = records[r + Insn.PTS1];
    cells[at + c.pts2] = records[r + Insn.PTS2];
    const a = records[r + Insn.RS1];
    const b = records[r + Insn.RS2];
    putWord(cells, at, c.a, a);
    putWord(cells, at, c.b, b);
    if (a === b) {
      cells[at + c.eq] = 1;
    } else {
      const i = (a & 0xffff) === (b & 0xffff) ? 1 : 0;
      const difference = i === 0 ? (a & 0xffff) - (b & 0xffff) : (a >>> 16) - (b >>> 16);
      cells[at + c.inv[i]] = difference > 0 ? limbInverses()[difference] : neg(limbInverses()[-difference]);
    }
    cells[at + (insn.op === Op.BEQ ? c.isBeq : c.isBne)] = 1;
  },
};
