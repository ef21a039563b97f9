/**
 * SB and SH: replaces a byte or a half of one 32-bit word of RAM.
 *
 * The offset within the word is 2 o1 + o0, with o0 = 0 for SH (address.ts). The limb that o1 does not select is copied. The
 * selected limb was s0 + 256 s1. SH replaces it by rs2's low limb, SB replaces one byte of it by v, the low byte of rs2. s0, s1, v
 * and the rest of rs2's low limb are bytes by lookup, so the new limb has 16 bits. Padding: no operation, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { inv } from '../../field/felt.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn, Space } from '../../vm/record.ts';
import { access, readRegister, Slot } from '../shared/access.ts';
import { addressedWord } from '../shared/address.ts';
import { ByteOp, bytesBus } from '../shared/buses.ts';
import { frame } from '../shared/frame.ts';
import { hasImmediate, type InstructionChip } from '../shared/instruction.ts';
import { limbOfBytes, putU32 } from '../shared/limbs.ts';
import { word32 } from '../shared/word.ts';
import { fillStore, storeColumns } from './store.ts';

const columns = {
  store: nested(storeColumns(word32)),
  new: word32.columns,
  o1: 'bool',
  o0: 'bool',
  s0: 'felt',
  s1: 'felt',
  v: 'felt',
  isSb: 'bool',
  isSh: 'bool',
} as const;
const o = columnOffsets(columns);
const fillColumns = fillStore(o.store);

const INV_256 = inv(256);

export const storeSubwordChip: InstructionChip = {
  limbs: 2,
  chip: defineChip({
    name: 'store-subword',
    columns,
    constrain(b, row) {
      const { pc, ts, rs1, rs2, address, c, old } = row.store;
      const { o1, o0, s0, s1, v } = row;
      const on = row.isSb.add(row.isSh);
      b.bool('at most one operation', on);
      frame(b, word32, { pc, ts, rs1, rs2, x: [address.imm], on, op: row.isSb.mul(Op.SB).add(row.isSh.mul(Op.SH)) });
      readRegister(b, word32, { index: rs1, value: address.b, previous: row.store.pts1, ts, slot: Slot.RS1, on });
      readRegister(b, word32, { index: rs2, value: c, previous: row.store.pts2, ts, slot: Slot.RS2, on });
      b.when(row.isSb.not()).zero('only a byte has an odd offset', o0);
      access(b, word32, {
        space: Space.RAM,
        ...addressedWord(b, address, o1.mul(2).add(o0)),
        before: old,
        after: row.new,
        previous: row.store.ptsm,
        now: ts.add(Slot.MEMORY),
        on,
      });
      const select = (limbs: readonly [Expr, Expr]) => limbs[0].add(o1.mul(limbs[1].sub(limbs[0])));
      b.equal('s0 and s1 are the bytes of the selected limb', limbOfBytes(s0, s1), select(old));
      b.lookup(bytesBus, { op: ByteOp.PAIR, x: s0, y: s1, z: 0 }, on);
      b.lookup(bytesBus, { op: ByteOp.PAIR, x: v, y: c[0].sub(v).mul(INV_256), z: 0 }, on);
      b.when(o1).equal('the low limb is kept if the high one is selected', row.new[0], old[0]);
      b.when(o1.not()).equal('the high limb is kept if the low one is selected', row.new[1], old[1]);
      const low = limbOfBytes(v, s1);
      const high = limbOfBytes(s0, v);
      b.when(row.isSb).equal('SB replaces the selected byte', select(row.new), low.add(o0.mul(high.sub(low))));
      b.when(row.isSh).equal('SH replaces the selected limb', select(row.new), c[0]);
    },
  }),
  accepts: ({ op }) => op === Op.SB || op === Op.SH,
  tableRows: { ops: [Op.SB, Op.SH], hasForm: hasImmediate },
  encode: ({ op, rs1, rs2, imm }) => ({ op, rd: 0, rs1, rs2, x: [imm] }),
  fill(row, record) {
    fillColumns(row, record);
    putU32(row, o.new, record.get(Insn.MEM_NEW));
    const { op } = record.insn;
    const address = record.get(Insn.ADDRESS);
    const o1 = (address >>> 1) & 1;
    const half = record.limb(Insn.MEM_PREV, o1);
    row.set(o.o1, o1);
    row.set(o.o0, op === Op.SB ? address & 1 : 0);
    row.set(o.s0, half & 0xff);
    row.set(o.s1, half >>> 8);
    row.set(o.v, record.get(Insn.RS2) & 0xff);
    row.set(op === Op.SB ? o.isSb : o.isSh, 1);
  },
};
