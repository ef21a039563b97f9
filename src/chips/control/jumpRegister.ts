/**
 * JALR with rd != x0. The target is proved in target.ts. The link pc + 4 is an operand of the program table. rs1 is read in slot 0
 * and rd written in slot 3, so that rd may be rs1. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { readRegister, Slot, writeRegister } from '../shared/access.ts';
import { fillFrame, frame } from '../shared/frame.ts';
import { type InstructionChip, isImmediate } from '../shared/instruction.ts';
import { LIMB_MAX, limbOfInteger, putInteger, putWord } from '../shared/limbs.ts';
import type { Limbs, Word } from '../shared/word.ts';
import { fillTarget, jumpTarget, targetColumns } from './target.ts';

export const jumpRegisterChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => {
  const columns = {
    pc: 'felt',
    ts: 'felt',
    rd: 'felt',
    rs1: 'felt',
    pts1: 'felt',
    ptsd: 'felt',
    prev: word.columns,
    target: nested(targetColumns(word)),
    link: word.columns,
    isReal: 'bool',
  } as const;
  const o = columnOffsets(columns);
  const start = fillFrame(o);
  const fillColumns = fillTarget(o.target);
  return {
    limbs: word.limbs,
    maxInstances: 1,
    chip: defineChip({
      name: 'jump-register',
      columns,
      constrain(b, { pc, ts, rd, rs1, pts1, ptsd, prev, target, link, isReal: on }) {
        const { b: base, imm } = target.address;
        frame(b, word, { pc, ts, op: Op.JALR, rd, rs1, x: [imm, ...link], next: jumpTarget(b, target, on), on });
        readRegister(b, word, { index: rs1, value: base, previous: pts1, ts, slot: Slot.RS1, on });
        writeRegister(b, word, { index: rd, before: prev, after: link, previous: ptsd, ts, on });
      },
    }),
    accepts: ({ op, rd }) => op === Op.JALR && rd !== 0,
    tableRows: {
      ops: [Op.JALR],
      writes: 'register',
      hasForm: ([immediate, ...link]) => isImmediate(immediate) && link.slice(0, word.limbs).every((limb) => limb <= LIMB_MAX),
    },
    encode: ({ pc, rd, rs1, imm }) => ({ op: Op.JALR, rd, rs1, rs2: 0, x: [imm, ...word.of((i) => limbOfInteger(pc + 4, i))] }),
    fill(row, record) {
      start(row, record);
      row.set(o.rd, record.insn.rd);
      row.set(o.rs1, record.insn.rs1);
      row.set(o.pts1, record.get(Insn.PTS1));
      row.set(o.ptsd, record.get(Insn.PTSD));
      putWord(row, o.prev, record, Insn.RD_PREV);
      fillColumns(row, record);
      putInteger(row, o.link, record.insn.pc + 4);
      row.set(o.isReal, 1);
    },
  };
};
