/**
 * JALR x0: as jumpRegister, without a link. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { addressColumns, putAddress } from '../shared/address.ts';
import { ProgramOp } from '../shared/buses.ts';
import { frame, type InstructionChip, putFrame, readRegister, Slot } from '../shared/instruction.ts';
import { jumpTarget } from './target.ts';

const columns = { pc: 'felt', ts: 'felt', rs1: 'felt', pts1: 'felt', ...addressColumns, low: 'bool', isReal: 'bool' } as const;
const c = columnOffsets(columns);

export const returnChip: InstructionChip<typeof columns> = {
  maxInstances: 1,
  chip: defineChip({
    name: 'return',
    columns,
    constrain(b, row) {
      const on = row.isReal;
      frame(b, { pc: row.pc, ts: row.ts, op: ProgramOp.RETURN, rs1: row.rs1, x: [row.imm], next: jumpTarget(b, row, on), on });
      readRegister(b, row.rs1, row.b, row.pts1, row.ts, Slot.RS1, on);
    },
  }),
  accepts: ({ op, rd }) => op === Op.JALR && rd === 0,
  encode({ rs1, imm }) {
    return { op: ProgramOp.RETURN, rd: 0, rs1, rs2: 0, x: [imm, 0, 0, 0] };
  },
  fill(cells, at, records, r, insn) {
    putFrame(cells, at, records, r, insn.pc);
    cells[at + c.rs1] = insn.rs1;
    cells[at + c.pts1] = records[r + Insn.PTS1];
    const base = records[r + Insn.RS1];
    putAddress(cells, at + c.b[0], base, insn.imm);
    cells[at + c.low] = (base ^ insn.imm) & 1;
    cells[at + c.isReal] = 1;
  },
};
