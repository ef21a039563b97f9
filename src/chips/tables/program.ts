/**
 * The guest's instructions, pre-decoded: one preprocessed row (group `program`) per legal instruction, as the chip that accepts it
 * encodes it. So control can go only where an instruction stands. Illegal words have no row: they trap. A padding row offers
 * NO_OPERATION, which no chip looks up; a row of zeros would be an ADD at pc 0.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { type Limbs, type Word, word32 } from '../shared/word.ts';

/** Neither an operation of src/isa/opcodes.ts nor of ProgramOp. */
export const NO_OPERATION = 255;

export const programChipOf = <N extends Limbs>(word: Word<N>) => {
  const preprocessed = { pc: 'felt', op: 'felt', rd: 'felt', rs1: 'felt', rs2: 'felt', x: word.operandColumns } as const;
  return {
    chip: defineChip({
      name: 'program',
      columns: { count: 'felt' },
      preprocessed,
      preprocessedGroup: 'program',
      constrain(b, { count }, { pc, op, rd, rs1, rs2, x }) {
        b.provide(word.program, { pc, op, rd, rs1, rs2, x }, count);
      },
    }),
    preprocessedOffsets: columnOffsets(preprocessed),
  };
};

export const programChip = programChipOf(word32);
