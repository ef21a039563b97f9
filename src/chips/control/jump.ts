/**
 * Continue at a constant and write nothing: JAL x0, FENCE, and every computation into x0. Loads into x0 are not here,
 * because their access may trap, nor is JALR, whose target is not a constant. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { fromInt } from '../../field/felt.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { ProgramOp } from '../shared/buses.ts';
import { frame, type InstructionChip, putFrame } from '../shared/instruction.ts';

const columns = { pc: 'felt', ts: 'felt', next: 'felt', isReal: 'bool' } as const;
const c = columnOffsets(columns);

const nextPc = (insn: Instruction): number => insn.pc + (insn.op === Op.JAL ? insn.imm : 4);

/** ADD .. AUIPC and MUL .. REMU compute a value and do nothing else. */
const isComputation = (op: number): boolean => op <= Op.AUIPC || (op >= Op.MUL && op <= Op.REMU);

export const jumpChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'jump',
    columns,
    constrain(b, row) {
      frame(b, { pc: row.pc, ts: row.ts, op: ProgramOp.JUMP, x: [row.next], next: row.next, on: row.isReal });
    },
  }),
  accepts: ({ op, rd }) => op === Op.FENCE || (rd === 0 && (op === Op.JAL || isComputation(op))),
  encode: (insn) => ({ op: ProgramOp.JUMP, rd: 0, rs1: 0, rs2: 0, x: [nextPc(insn), 0, 0, 0] }),
  fill(cells, at, records, r, insn) {
    putFrame(cells, at, records, r, insn.pc);
    cells[at + c.next] = fromInt(nextPc(insn));
    cells[at + c.isReal] = 1;
  },
};
