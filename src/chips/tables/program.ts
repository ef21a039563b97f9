/**
 * The guest's instructions, pre-decoded: one preprocessed row (group `program`) per legal instruction, as the chip that accepts it
 * encodes it. So control can go only where an instruction stands. Illegal words have no row: they trap. A padding row offers
 * NO_OPERATION, which no chip looks up; a row of zeros would be an ADD at pc 0.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { type Limbs, type Word, word32 } from '../shared/word.ts';
import type { LookupTable } from './lookupTable.ts';

/** Neither an operation of src/isa/opcodes.ts nor of ProgramOp. */
export const NO_OPERATION = 255;

/** Where the instructions of a program are in its table. */
export interface ProgramRows {
  readonly codeBase: number;
  /** Live rows of the table. */
  readonly rows: number;
  /** Row by index of the instruction; -1 for none. */
  readonly rowOf: Int32Array;
}

export const programChipOf = <N extends Limbs>(word: Word<N>) => {
  const preprocessed = { pc: 'felt', op: 'felt', rd: 'felt', rs1: 'felt', rs2: 'felt', x: word.operandColumns } as const;
  const chip = defineChip({
    name: 'program',
    columns: { count: 'felt' },
    preprocessed,
    preprocessedGroup: 'program',
    constrain(b, { count }, { pc, op, rd, rs1, rs2, x }) {
      b.provide(word.program, { pc, op, rd, rs1, rs2, x }, count);
    },
  });
  return {
    chip,
    preprocessedOffsets: columnOffsets(preprocessed),
    /** A lookup is counted by its pc alone: the looking chip's constraints bind the other fields to the program's. */
    table({ codeBase, rows, rowOf }: ProgramRows): LookupTable {
      const keyOf = ([pc]: readonly number[]): number => {
        const index = (pc - codeBase) / 4;
        return Number.isInteger(index) && index >= 0 && index < rowOf.length ? rowOf[index] : -1;
      };
      return {
        bus: word.program,
        chip,
        rows,
        keys: rows,
        counters: [0],
        keyOf,
        inBlocks: {
          fields: 1,
          count([{ values }], from, to, counts) {
            for (let i = from; i < to; i++) {
              const offset = values[i] - codeBase;
              const row = (offset & 3) === 0 && offset >= 0 && offset < 4 * rowOf.length ? rowOf[offset >> 2] : -1;
              if (row < 0) return i;
              counts[row]++;
            }
            return to;
          },
        },
      };
    },
  };
};

export const programChip = programChipOf(word32);
