/**
 * SW: replaces one word of RAM by rs2. Stores have no read-only variant: ROM cells keep their initial value because nothing
 * writes that space, and a store to such an address finds no RAM cell. Address and alignment: address.ts. The limbs written
 * are a register's. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, word } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn, Space } from '../../vm/record.ts';
import { addressColumns, addressedWord, putAddress } from '../shared/address.ts';
import { access, frame, type InstructionChip, putFrame, putWord, readRegister, Slot } from '../shared/instruction.ts';

const columns = {
  pc: 'felt',
  ts: 'felt',
  rs1: 'felt',
  rs2: 'felt',
  pts1: 'felt',
  pts2: 'felt',
  ptsm: 'felt',
  ...addressColumns,
  c: word,
  old: word,
  isReal: 'bool',
} as const;
const c = columnOffsets(columns);

export const storeWordChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'store-word',
    columns,
    constrain(b, row) {
      const on = row.isReal;
      frame(b, { pc: row.pc, ts: row.ts, op: Op.SW, rs1: row.rs1, rs2: row.rs2, x: [row.imm], on });
      readRegister(b, row.rs1, row.b, row.pts1, row.ts, Slot.RS1, on);
      readRegister(b, row.rs2, row.c, row.pts2, row.ts, Slot.RS2, on);
      access(b, {
        space: Space.RAM,
        ...addressedWord(b, row, 0),
        before: row.old,
        after: row.c,
        previous: row.ptsm,
        now: row.ts.add(Slot.MEMORY),
        on,
      });
    },
  }),
  accepts: ({ op }) => op === Op.SW,
  encode({ rs1, rs2, imm }) {
    return { op: Op.SW, rd: 0, rs1, rs2, x: [imm, 0, 0, 0] };
  },
  fill(cells, at, records, r, insn) {
    putFrame(cells, at, records, r, insn.pc);
    cells[at + c.rs1] = insn.rs1;
    cells[at + c.rs2] = insn.rs2;
    cells[at + c.pts1] = records[r + Insn.PTS1];
    cells[at + c.pts2] = records[r + Insn.PTS2];
    cells[at + c.ptsm] = records[r + Insn.PTSM];
    putAddress(cells, at + c.b[0], records[r + Insn.RS1], insn.imm);
    putWord(cells, at, c.c, records[r + Insn.RS2]);
    putWord(cells, at, c.old, records[r + Insn.MEM_PREV]);
    cells[at + c.isReal] = 1;
  },
};
