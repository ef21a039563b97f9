/**
 * LB, LBU, LH and LHU from 32-bit words.
 *
 * The offset within the word is 2 o1 + o0. For halves o0 = 0, so an odd half has no cell (address.ts). o1 selects the limb, which
 * is split into bytes s0 + 256 s1; o0 selects the byte. The result is r + 2^16 * 65535 m, where m is the sign. It is 0 for the
 * unsigned forms. For the signed ones it is the top bit: 512 byte - 2^16 m (or 2 half - 2^16 m) is in [0, 2^16), which one boolean
 * m satisfies. r is a half, below 2^16, or a byte + 0xff00 m, so it is a 16-bit limb. A load into x0 writes the sink cell. Padding:
 * no operation, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn, REG_SINK, Space } from '../../vm/record.ts';
import { access, readRegister, Slot, writeRegister } from '../shared/access.ts';
import { addressColumns, addressedWord, dataSpace, fillAddress } from '../shared/address.ts';
import { ByteOp, bytesBus } from '../shared/buses.ts';
import { fillFrame, frame } from '../shared/frame.ts';
import { hasImmediate, type InstructionChip } from '../shared/instruction.ts';
import { LIMB, LIMB_MAX, limbOfBytes, putWord, range16 } from '../shared/limbs.ts';
import { word32 } from '../shared/word.ts';

const columns = {
  pc: 'felt',
  ts: 'felt',
  rd: 'felt',
  rs1: 'felt',
  pts1: 'felt',
  ptsm: 'felt',
  ptsd: 'felt',
  prev: word32.columns,
  address: nested(addressColumns(word32)),
  isRom: 'bool',
  data: word32.columns,
  o1: 'bool',
  o0: 'bool',
  s0: 'felt',
  s1: 'felt',
  r: 'felt',
  m: 'bool',
  isLb: 'bool',
  isLbu: 'bool',
  isLh: 'bool',
  isLhu: 'bool',
} as const;
const o = columnOffsets(columns);
const start = fillFrame(o);
const fillColumns = fillAddress(o.address);

/** Sign extension of a byte within the low limb. */
const BYTE_EXTENSION = 0xff00;

export const loadSubwordChip: InstructionChip = {
  limbs: 2,
  chip: defineChip({
    name: 'load-subword',
    columns,
    constrain(b, row) {
      const { pc, ts, rd, rs1, address, data, o1, o0, s0, s1, r, m } = row;
      const isByte = row.isLb.add(row.isLbu);
      const isHalf = row.isLh.add(row.isLhu);
      const on = isByte.add(isHalf);
      b.bool('at most one operation', on);
      const op = row.isLb.mul(Op.LB).add(row.isLbu.mul(Op.LBU)).add(row.isLh.mul(Op.LH)).add(row.isLhu.mul(Op.LHU));
      frame(b, word32, { pc, ts, rd, rs1, x: [address.imm], on, op });
      readRegister(b, word32, { index: rs1, value: address.b, previous: row.pts1, ts, slot: Slot.RS1, on });
      b.when(isByte.not()).zero('only a byte has an odd offset', o0);
      access(b, word32, {
        space: dataSpace(row.isRom),
        ...addressedWord(b, address, o1.mul(2).add(o0)),
        before: data,
        after: data,
        previous: row.ptsm,
        now: ts.add(Slot.MEMORY),
        on,
      });
      const half = limbOfBytes(s0, s1);
      b.equal('the bytes are those of the selected limb', half, data[0].add(o1.mul(data[1].sub(data[0]))));
      b.lookup(bytesBus, { op: ByteOp.PAIR, x: s0, y: s1, z: 0 }, on);
      const byte = r.sub(m.mul(BYTE_EXTENSION));
      b.when(isByte).equal('r is the selected byte, extended', byte, s0.add(o0.mul(s1.sub(s0))));
      b.when(isHalf).equal('r is the selected half', r, half);
      b.when(row.isLb.add(row.isLh).not()).zero('an unsigned part has no sign', m);
      range16(b, byte.mul(512).sub(m.mul(LIMB)), row.isLb);
      range16(b, half.mul(2).sub(m.mul(LIMB)), row.isLh);
      writeRegister(b, word32, { index: rd, before: row.prev, after: [r, m.mul(LIMB_MAX)], previous: row.ptsd, ts, on });
    },
  }),
  accepts: ({ op }) => op === Op.LB || op === Op.LBU || op === Op.LH || op === Op.LHU,
  tableRows: { ops: [Op.LB, Op.LBU, Op.LH, Op.LHU], writes: 'register or sink', hasForm: hasImmediate },
  encode: ({ op, rd, rs1, imm }) => ({ op, rd: rd === 0 ? REG_SINK : rd, rs1, rs2: 0, x: [imm] }),
  fill(row, record) {
    const { cells, at } = row;
    const { words, at: r } = record;
    start(row, record);
    const { op, rd, rs1 } = record.insn;
    cells[at + o.rd] = rd === 0 ? REG_SINK : rd;
    cells[at + o.rs1] = rs1;
    cells[at + o.pts1] = words[r + Insn.PTS1];
    cells[at + o.ptsm] = words[r + Insn.PTSM];
    cells[at + o.ptsd] = words[r + Insn.PTSD];
    putWord(row, o.prev, record, Insn.RD_PREV);
    fillColumns(row, record);
    cells[at + o.isRom] = words[r + Insn.SPACE] === Space.ROM ? 1 : 0;
    putWord(row, o.data, record, Insn.MEM_PREV);
    const address = words[r + Insn.ADDRESS];
    const isByte = op === Op.LB || op === Op.LBU;
    const o1 = (address >>> 1) & 1;
    const o0 = isByte ? address & 1 : 0;
    const half = record.limb(Insn.MEM_PREV, o1);
    cells[at + o.o1] = o1;
    cells[at + o.o0] = o0;
    cells[at + o.s0] = half & 0xff;
    cells[at + o.s1] = half >>> 8;
    const part = isByte ? (o0 ? half >>> 8 : half & 0xff) : half;
    const m = op === Op.LB ? part >>> 7 : op === Op.LH ? part >>> 15 : 0;
    cells[at + o.m] = m;
    cells[at + o.r] = part + (isByte ? m * BYTE_EXTENSION : 0);
    cells[at + (op === Op.LB ? o.isLb : op === Op.LBU ? o.isLbu : op === Op.LH ? o.isLh : o.isLhu)] = 1;
  },
};
