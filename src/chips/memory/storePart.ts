/**
 * SB and SH: replaces a part of one word of RAM.
 *
 * The offset within the word is 2 o1 + o0 with o0 = 0 for SH (address.ts). The limb that o1 does not select is copied. The selected
 * one was s0 + 256 s1 and becomes rs2's low limb (SH) or has one byte replaced by v, the low byte of rs2 (SB). s0, s1, v and
 * the rest of rs2's low limb are bytes by lookup, so the new limb has 16 bits. Padding: no operation, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, word } from '../../air/columns.ts';
import { inv } from '../../field/felt.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn, Space } from '../../vm/record.ts';
import { addressColumns, addressedWord, putAddress } from '../shared/address.ts';
import { ByteOp, bytesBus } from '../shared/buses.ts';
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
  new: word,
  o1: 'bool',
  o0: 'bool',
  s0: 'felt',
  s1: 'felt',
  v: 'felt',
  isSb: 'bool',
  isSh: 'bool',
} as const;
const c = columnOffsets(columns);

const INV_256 = inv(256);

export const storePartChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'store-part',
    columns,
    constrain(b, row) {
      const on = row.isSb.add(row.isSh);
      b.bool('at most one operation', on);
      frame(b, { pc: row.pc, ts: row.ts, rs1: row.rs1, rs2: row.rs2, x: [row.imm], on, op: row.isSb.mul(Op.SB).add(row.isSh.mul(Op.SH)) });
      readRegister(b, row.rs1, row.b, row.pts1, row.ts, Slot.RS1, on);
      readRegister(b, row.rs2, row.c, row.pts2, row.ts, Slot.RS2, on);
      b.when(row.isSb.not()).zero('only a byte has an odd offset', row.o0);
      access(b, {
        space: Space.RAM,
        ...addressedWord(b, row, row.o1.mul(2).add(row.o0)),
        before: row.old,
        after: row.new,
        previous: row.ptsm,
        now: row.ts.add(Slot.MEMORY),
        on,
      });
      const select = (limbs: typeof row.old) => limbs[0].add(row.o1.mul(limbs[1].sub(limbs[0])));
      b.equal('s0 and s1 are the bytes of the selected limb', row.s0.add(row.s1.mul(256)), select(row.old));
      b.lookup(bytesBus, { op: ByteOp.PAIR, x: row.s0, y: row.s1, z: 0 }, on);
      b.lookup(bytesBus, { op: ByteOp.PAIR, x: row.v, y: row.c[0].sub(row.v).mul(INV_256), z: 0 }, on);
      b.when(row.o1).equal('the low limb is kept if the high one is selected', row.new[0], row.old[0]);
      b.when(row.o1.not()).equal('the high limb is kept if the low one is selected', row.new[1], row.old[1]);
      const low = row.v.add(row.s1.mul(256));
      const high = row.s0.add(row.v.mul(256));
      b.when(row.isSb).equal('SB replaces the selected byte', select(row.new), low.add(row.o0.mul(high.sub(low))));
      b.when(row.isSh).equal('SH replaces the selected limb', select(row.new), row.c[0]);
    },
  }),
  accepts: ({ op }) => op === Op.SB || op === Op.SH,
  encode({ op, rs1, rs2, imm }) {
    return { op, rd: 0, rs1, rs2, x: [imm, 0, 0, 0] };
  },
  fill(cells, at, records, r, insn) {
    putFrame(cells, at, records, r, insn.pc);
    cells[at + c.rs1] = insn.rs1;
    cells[at + c.rs2] = insn.rs2;
    cells[at + c.pts1] = records[r + Insn.PTS1];
    cells[at + c.pts2] = records[r + Insn.PTS2];
    cells[at + c.ptsm] = records[r + Insn.PTSM];
    putAddress(cells, at + c.b[0], records[r + Insn.RS1], insn.imm);
    const value = records[r + Insn.RS2];
    const old = records[r + Insn.MEM_PREV];
    putWord(cells, at, c.c, value);
    putWord(cells, at, c.old, old);
    putWord(cells, at, c.new, records[r + Insn.MEM_NEW]);
    const address = records[r + Insn.ADDRESS];
    const o1 = (address >>> 1) & 1;
    const half = o1 ? old >>> 16 : old & 0xffff;
    cells[at + c.o1] = o1;
    cells[at + c.o0] = insn.op === Op.SB ? address & 1 : 0;
    cells[at + c.s0] = half & 0xff;
    cells[at + c.s1] = half >>> 8;
    cells[at + c.v] = value & 0xff;
    cells[at + (insn.op === Op.SB ? c.isSb : c.isSh)] = 1;
  },
};
