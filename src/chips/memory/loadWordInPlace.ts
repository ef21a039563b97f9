/** LW with rd = rs1 != x0: as loadWord, with one access for both registers. Padding: isReal = 0, no interactions. */
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
import { constrainLoad, encodeLoad, loadColumns, putLoad } from './loadWord.ts';

const columns = { ...immediateInPlaceColumns, ...loadColumns } as const;

export const loadWordInPlaceChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'load-word-in-place',
    columns,
    constrain(b, row) {
      immediateInPlaceFrame(b, row, Op.LW, [row.imm], row.b, row.data, row.isReal);
      constrainLoad(b, row, row.ts);
    },
  }),
  accepts: (insn) => insn.op === Op.LW && insn.rd !== 0 && isInPlace(insn),
  encode: encodeLoad,
  fill(cells, at, records, r, insn) {
    putImmediateInPlace(cells, at, records, r, insn);
    putLoad(cells, at + IMMEDIATE_IN_PLACE_COLUMNS, records, r, insn);
  },
};
