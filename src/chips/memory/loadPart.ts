/**
 * LB, LBU, LH and LHU.
 *
 * The offset within the word is 2 o1 + o0 with o0 = 0 for halves, so an odd half has no cell (address.ts). o1 selects the
 * limb, which is split into bytes s0 + 256 s1, o0 the byte. The result is r + 2^16 * 65535 m, where m is the sign: 0 for the unsigned
 * forms, and for the signed ones tied to the top bit of the part by 512 byte - 2^16 m (or 2 half - 2^16 m) in [0, 2^16), which
 * one boolean m satisfies. r is a part (below 2^16) or a byte + 0xff00 m, so it is a 16-bit limb. rd = x0 writes the sink cell.
 * Padding: no operation, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, LIMB, word } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn, REG_SINK, Space } from '../../vm/record.ts';
import { addressColumns, addressedWord, dataSpace, putAddress } from '../shared/address.ts';
import { ByteOp, bytesBus } from '../shared/buses.ts';
import {
  access,
  frame,
  type InstructionChip,
  putFrame,
  putWord,
  range16,
  readRegister,
  Slot,
  writeRegister,
} from '../shared/instruction.ts';

const columns = {
  pc: 'felt',
  ts: 'felt',
  rd: 'felt',
  rs1: 'felt',
  pts1: 'felt',
  ptsm: 'felt',
  ptsd: 'felt',
  prev: word,
  ...addressColumns,
  isRom: 'bool',
  data: word,
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
const c = columnOffsets(columns);

/** Sign extension of a byte within the low limb, and of the low limb into the high one. */
const BYTE_EXTENSION = 0xff00;
const LIMB_EXTENSION = 0xffff;

export const loadPartChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'load-part',
    columns,
    constrain(b, row) {
      const isByte = row.isLb.add(row.isLbu);
      const isHalf = row.isLh.add(row.isLhu);
      const on = isByte.add(isHalf);
      b.bool('at most one operation', on);
      frame(b, {
        pc: row.pc,
        ts: row.ts,
        rd: row.rd,
        rs1: row.rs1,
        x: [row.imm],
        on,
        op: row.isLb.mul(Op.LB).add(row.isLbu.mul(Op.LBU)).add(row.isLh.mul(Op.LH)).add(row.isLhu.mul(Op.LHU)),
      });
      readRegister(b, row.rs1, row.b, row.pts1, row.ts, Slot.RS1, on);
      b.when(isByte.not()).zero('only a byte has an odd offset', row.o0);
      access(b, {
        space: dataSpace(row.isRom),
        ...addressedWord(b, row, row.o1.mul(2).add(row.o0)),
        before: row.data,
        after: row.data,
        previous: row.ptsm,
        now: row.ts.add(Slot.MEMORY),
        on,
      });
      const half = row.s0.add(row.s1.mul(256));
      b.equal('the bytes are those of the selected limb', half, row.data[0].add(row.o1.mul(row.data[1].sub(row.data[0]))));
      b.lookup(bytesBus, { op: ByteOp.PAIR, x: row.s0, y: row.s1, z: 0 }, on);
      const byte = row.r.sub(row.m.mul(BYTE_EXTENSION));
      b.when(isByte).equal('r is the selected byte, extended', byte, row.s0.add(row.o0.mul(row.s1.sub(row.s0))));
      b.when(isHalf).equal('r is the selected half', row.r, half);
      b.when(row.isLb.add(row.isLh).not()).zero('an unsigned part has no sign', row.m);
      range16(b, byte.mul(512).sub(row.m.mul(LIMB)), row.isLb);
      range16(b, half.mul(2).sub(row.m.mul(LIMB)), row.isLh);
      writeRegister(b, row.rd, row.prev, [row.r, row.m.mul(LIMB_EXTENSION)], row.ptsd, row.ts, on);
    },
  }),
  accepts: ({ op }) => op === Op.LB || op === Op.LBU || op === Op.LH || op === Op.LHU,
  encode({ op, rd, rs1, imm }) {
    return { op, rd: rd === 0 ? REG_SINK : rd, rs1, rs2: 0, x: [imm, 0, 0, 0] };
  },
  fill(cells, at, records, r, insn) {
    putFrame(cells, at, records, r, insn.pc);
    cells[at + c.rd] = insn.rd === 0 ? REG_SINK : insn.rd;
    cells[at + c.rs1] = insn.rs1;
    cells[at + c.pts1] = records[r + Insn.PTS1];
    cells[at + c.ptsm] = records[r + Insn.PTSM];
    cells[at + c.ptsd] = records[r + Insn.PTSD];
    putWord(cells, at, c.prev, records[r + Insn.RD_PREV]);
    putAddress(cells, at + c.b[0], records[r + Insn.RS1], insn.imm);
    cells[at + c.isRom] = records[r + Insn.SPACE] === Space.ROM ? 1 : 0;
    const data = records[r + Insn.MEM_PREV];
    putWord(cells, at, c.data, data);
    const { op } = insn;
    const address = records[r + Insn.ADDRESS];
    const isByte = op === Op.LB || op === Op.LBU;
    const o1 = (address >>> 1) & 1;
    const o0 = isByte ? address & 1 : 0;
    const half = o1 ? data >>> 16 : data & 0xffff;
    cells[at + c.o1] = o1;
    cells[at + c.o0] = o0;
    cells[at + c.s0] = half & 0xff;
    cells[at + c.s1] = half >>> 8;
    const part = isByte ? (o0 ? half >>> 8 : half & 0xff) : half;
    const m = op === Op.LB ? part >>> 7 : op === Op.LH ? part >>> 15 : 0;
    cells[at + c.m] = m;
    cells[at + c.r] = part + (isByte ? m * BYTE_EXTENSION : 0);
    cells[at + (op === Op.LB ? c.isLb : op === Op.LBU ? c.isLbu : op === Op.LH ? c.isLh : c.isLhu)] = 1;
  },
};
