/**
 * Continue at a constant and write nothing: JAL x0, FENCE, and every computation into x0. Loads into x0 are not here, because their
 * access may trap. Nor is JALR, whose target is no constant. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { fromSmall } from '../../field/felt.ts';
import { isComputation } from '../../isa/formats.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { ProgramOp } from '../shared/buses.ts';
import { fillFrame, frame } from '../shared/frame.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import type { Limbs, Word } from '../shared/word.ts';

const columns = { pc: 'felt', ts: 'felt', next: 'felt', isReal: 'bool' } as const;
const o = columnOffsets(columns);
const start = fillFrame(o);

const nextPc = ({ op, pc, imm }: Instruction): number => pc + (op === Op.JAL ? imm : 4);

export const gotoChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => ({
  limbs: word.limbs,
  chip: defineChip({
    name: 'goto',
    columns,
    constrain(b, { pc, ts, next, isReal: on }) {
      frame(b, word, { pc, ts, op: ProgramOp.GOTO, x: [next], next, on });
    },
  }),
  accepts: ({ op, rd }) => op === Op.FENCE || (rd === 0 && (op === Op.JAL || isComputation(op))),
  tableRows: { ops: [ProgramOp.GOTO] },
  encode: (insn) => ({ op: ProgramOp.GOTO, rd: 0, rs1: 0, rs2: 0, x: [nextPc(insn)] }),
  fill(row, record) {
    start(row, record);
    row.set(o.next, fromSmall(nextPc(record.insn)));
    row.set(o.isReal, 1);
  },
});
