/** AND, OR and XOR with rd = rs1: as bitwise, with one access for both. Padding: isReal = 0, no interactions. */
import { defineChip } from '../air/chip.ts';
import { columnOffsets } from '../air/columns.ts';
import { bitwiseColumns, constrainBitwise, encodeBitwise, isBitwise, putBitwise } from './bitwise.ts';
import { ProgramOp } from './buses.ts';
import type { InstructionChip } from './instruction.ts';
import { isInPlace, limbsOfBytes, putRegistersInPlace, registerInPlaceColumns, registerInPlaceFrame } from './operands.ts';

const columns = { ...registerInPlaceColumns, ...bitwiseColumns } as const;
const o = columnOffsets(columns);

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
    putRegistersInPlace(cells, at, o, records, r, insn);
    putBitwise(cells, at, o, records, r, insn);
  },
};
