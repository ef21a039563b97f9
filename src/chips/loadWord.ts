/**
 * LW. The word index and the alignment come from one lookup (address.ts); an address outside of memory, or misaligned, has no
 * cell or no lookup entry, so it is unprovable as it traps. The value's limbs are those of the cell. rd = x0 writes the
 * sink cell, so that the access is proved all the same. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../air/chip.ts';
import { columnOffsets, word } from '../air/columns.ts';
import { Op } from '../isa/opcodes.ts';
import { Insn, REG_SINK, Space } from '../vm/record.ts';
import { dataSpace, putAddress, wordIndex } from './address.ts';
import {
  access,
  frame,
  type InstructionChip,
  immediateLimbs,
  putFrame,
  putWord,
  readRegister,
  Slot,
  writeRegister,
} from './instruction.ts';

const columns = {
  pc: 'felt',
  ts: 'felt',
  rd: 'felt',
  rs1: 'felt',
  immLo: 'felt',
  sign: 'felt',
  pts1: 'felt',
  ptsm: 'felt',
  ptsd: 'felt',
  prev: word,
  b: word,
  k0: 'bool',
  isRom: 'bool',
  data: word,
  isReal: 'bool',
} as const;
const c = columnOffsets(columns);

export const loadWordChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'load-word',
    columns,
    constrain(b, row) {
      const on = row.isReal;
      frame(b, { pc: row.pc, ts: row.ts, op: Op.LW, rd: row.rd, rs1: row.rs1, x: [row.immLo, row.sign], on });
      readRegister(b, row.rs1, row.b, row.pts1, row.ts, Slot.RS1, on);
      access(b, {
        space: dataSpace(row.isRom),
        index: wordIndex(b, row, 0, on),
        before: row.data,
        after: row.data,
        previous: row.ptsm,
        now: row.ts.add(Slot.MEMORY),
        on,
      });
      writeRegister(b, row.rd, row.prev, row.data, row.ptsd, row.ts, on);
    },
  }),
  accepts: ({ op }) => op === Op.LW,
  encode({ rd, rs1, imm }) {
    const { lo, sign } = immediateLimbs(imm);
    return { op: Op.LW, rd: rd === 0 ? REG_SINK : rd, rs1, rs2: 0, x: [lo, sign, 0, 0] };
  },
  fill(cells, at, records, r, insn) {
    putFrame(cells, at, c, records, r, insn.pc);
    cells[at + c.rd] = insn.rd === 0 ? REG_SINK : insn.rd;
    cells[at + c.rs1] = insn.rs1;
    cells[at + c.pts1] = records[r + Insn.PTS1];
    cells[at + c.ptsm] = records[r + Insn.PTSM];
    cells[at + c.ptsd] = records[r + Insn.PTSD];
    putWord(cells, at, c.prev, records[r + Insn.RD_PREV]);
    putAddress(cells, at, c, records[r + Insn.RS1], insn.imm);
    cells[at + c.isRom] = records[r + Insn.SPACE] === Space.ROM ? 1 : 0;
    putWord(cells, at, c.data, records[r + Insn.MEM_PREV]);
    cells[at + c.isReal] = 1;
  },
};
