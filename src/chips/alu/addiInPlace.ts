/** ADDI with rd = rs1: as addi, with one access for both. Padding: isReal = 0, no interactions. */
import { defineChip } from '../../air/chip.ts';

import { Op } from '../../isa/opcodes.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import {
  IMMEDIATE_IN_PLACE_COLUMNS,
  immediateInPlaceColumns,
  immediateInPlaceFrame,
  isInPlace,
  putImmediateInPlace,
} from '../shared/operands.ts';
import { addiColumns, constrainAddi, encodeAddi, isAddi, putAddi } from './addi.ts';

const columns = { ...immediateInPlaceColumns, ...addiColumns } as const;

export const addiInPlaceChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'addi-in-place',
    columns,
    constrain(b, row) {
      immediateInPlaceFrame(b, row, Op.ADDI, [row.imm], row.b, row.a, row.isReal);
      constrainAddi(b, row);
    },
  }),
  accepts: (insn) => isAddi(insn) && isInPlace(insn),
  encode: encodeAddi,
  fill(cells, at, records, r, insn) {
    putImmediateInPlace(cells, at, records, r, insn);
    putAddi(cells, at + IMMEDIATE_IN_PLACE_COLUMNS, records, r, insn);
  },
};
