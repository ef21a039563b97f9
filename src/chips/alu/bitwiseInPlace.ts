/** AND, OR and XOR with rd = rs1: as bitwise, with one access for both. Padding: isReal = 0, no interactions. */
import { defineChip } from '../../air/chip.ts';
import { ProgramOp } from '../shared/buses.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import {
  isInPlace,
  limbsOfBytes,
  putRegistersInPlace,
  REGISTER_IN_PLACE_COLUMNS,
  registerInPlaceColumns,
  registerInPlaceFrame,
} from '../shared/operands.ts';
import { bitwiseColumns, constrainBitwise, encodeBitwise, isBitwise, putBitwise } from './bitwise.ts';

const columns = { ...registerInPlaceColumns, ...bitwiseColumns } as const;

export const bitwiseInPlaceChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'bitwise-in-place',
    columns,
    constrain(b, row) {
      const [left, right, result] = [row.b, row.c, row.z].map(limbsOfBytes);
      registerInPlaceFrame(b, row, ProgramOp.BITWISE, left, right, result, row.isReal, [row.byteOp]);
      constrainBitwise(b, row);
    },
  }),
  accepts: (insn) => isBitwise(insn) && isInPlace(insn),
  encode: encodeBitwise,
  fill(cells, at, records, r, insn) {
    putRegistersInPlace(cells, at, records, r, insn);
    putBitwise(cells, at + REGISTER_IN_PLACE_COLUMNS, records, r, insn);
  },
};
