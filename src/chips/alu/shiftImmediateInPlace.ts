/** SLLI, SRLI and SRAI with rd = rs1: as shiftImmediate, with one access for both. */
import { defineChip } from '../../air/chip.ts';

import { Insn } from '../../vm/record.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import {
  IMMEDIATE_IN_PLACE_COLUMNS,
  immediateInPlaceColumns,
  immediateInPlaceFrame,
  isInPlace,
  putImmediateInPlace,
} from '../shared/operands.ts';
import { constrainShift, putShift, shiftColumns } from './shift.ts';
import { encodeShift, isShiftImmediate, shiftKind, shiftOperands } from './shiftImmediate.ts';

const columns = { ...immediateInPlaceColumns, ...shiftColumns } as const;

export const shiftImmediateInPlaceChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'shift-immediate-in-place',
    columns,
    constrain(b, row) {
      const { on, left, right } = constrainShift(b, row);
      const { op, x } = shiftOperands(row, left, right);
      immediateInPlaceFrame(b, row, op, x, row.b, row.a, on);
    },
  }),
  accepts: (insn) => isShiftImmediate(insn) && isInPlace(insn),
  encode: encodeShift,
  fill(cells, at, records, r, insn) {
    putImmediateInPlace(cells, at, records, r, insn);
    putShift(cells, at + IMMEDIATE_IN_PLACE_COLUMNS, shiftKind(insn), records[r + Insn.RS1], records[r + Insn.RD]);
  },
};
