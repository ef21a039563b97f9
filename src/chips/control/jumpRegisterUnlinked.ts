/** JALR x0: as jumpRegister, without a link. Padding: isReal = 0, no interactions. */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { readRegister, Slot } from '../shared/access.ts';
import { ProgramOp } from '../shared/buses.ts';
import { fillFrame, frame } from '../shared/frame.ts';
import { hasImmediate, type InstructionChip } from '../shared/instruction.ts';
import type { Limbs, Word } from '../shared/word.ts';
import { fillTarget, jumpTarget, targetColumns } from './target.ts';

export const jumpRegisterUnlinkedChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => {
  const columns = { pc: 'felt', ts: 'felt', rs1: 'felt', pts1: 'felt', target: nested(targetColumns(word)), isReal: 'bool' } as const;
  const o = columnOffsets(columns);
  const start = fillFrame(o);
  const fillColumns = fillTarget(o.target);
  return {
    limbs: word.limbs,
    maxInstances: 1,
    chip: defineChip({
      name: 'jump-register-unlinked',
      columns,
      constrain(b, { pc, ts, rs1, pts1, target, isReal: on }) {
        const { b: base, imm } = target.address;
        frame(b, word, { pc, ts, op: ProgramOp.JUMP_REGISTER_UNLINKED, rs1, x: [imm], next: jumpTarget(b, target, on), on });
        readRegister(b, word, { index: rs1, value: base, previous: pts1, ts, slot: Slot.RS1, on });
      },
    }),
    accepts: ({ op, rd }) => op === Op.JALR && rd === 0,
    tableRows: { ops: [ProgramOp.JUMP_REGISTER_UNLINKED], hasForm: hasImmediate },
    encode: ({ rs1, imm }) => ({ op: ProgramOp.JUMP_REGISTER_UNLINKED, rd: 0, rs1, rs2: 0, x: [imm] }),
    fill(row, record) {
      start(row, record);
      row.set(o.rs1, record.insn.rs1);
      row.set(o.pts1, record.get(Insn.PTS1));
      fillColumns(row, record);
      row.set(o.isReal, 1);
    },
  };
};
