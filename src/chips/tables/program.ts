/**
 * The guest's instructions, pre-decoded: one preprocessed row (group `program`) per legal instruction, as the chip that
 * accepts it encodes it, so control can go only where an instruction stands. Illegal words have no row: they trap. A padding row
 * offers NO_OPERATION, which no chip looks up; all zeros would be an ADD at pc 0.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { programBus } from '../shared/buses.ts';

const preprocessed = {
  pc: 'felt',
  op: 'felt',
  rd: 'felt',
  rs1: 'felt',
  rs2: 'felt',
  x0: 'felt',
  x1: 'felt',
  x2: 'felt',
  x3: 'felt',
} as const;

/** Neither an operation of src/isa/opcodes.ts nor of ProgramOp. */
export const NO_OPERATION = 255;

export const programChip = {
  chip: defineChip({
    name: 'program',
    columns: { count: 'felt' },
    preprocessed,
    preprocessedGroup: 'program',
    constrain(b, row, { pc, op, rd, rs1, rs2, x0, x1, x2, x3 }) {
      b.provide(programBus, { pc, op, rd, rs1, rs2, x0, x1, x2, x3 }, row.count);
    },
  }),
  preprocessedOffsets: columnOffsets(preprocessed),
} as const;
