/**
 * ANDI, ORI, XORI, rd != x0. The low limb goes byte by byte through the bytes table. The immediate's high limb is 0 or 65535, by its
 * sign, so the result's high limb is a choice: AND keeps b or gives 0, OR gives 65535 or keeps b, XOR complements or keeps b; it
 * is 16-bit because b's is. Padding: no flag, no interactions, aHi = 0.
 */
import { defineChip } from '../../air/chip.ts';
import { array, columnOffsets } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { ByteOp, bytesBus } from '../shared/buses.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import { immediateColumns, immediateFrame, putImmediate } from '../shared/operands.ts';

const columns = {
  ...immediateColumns,
  c: array(2),
  sign: 'felt',
  b: array(2),
  bHi: 'felt',
  z: array(2),
  aHi: 'felt',
  isAnd: 'bool',
  isOr: 'bool',
  isXor: 'bool',
} as const;
const o = columnOffsets(columns);

export const bitwiseImmediateChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'bitwise-immediate',
    columns,
    constrain(b, row) {
      const { isAnd, isOr, isXor, sign, bHi, aHi } = row;
      const on = isAnd.add(isOr).add(isXor);
      b.bool('at most one operation', on);
      const op = isAnd.mul(Op.ANDI).add(isOr.mul(Op.ORI)).add(isXor.mul(Op.XORI));
      const low = (bytes: typeof row.b) => bytes[0].add(bytes[1].mul(256));
      immediateFrame(b, row, op, [row.c[0], row.c[1], sign], [low(row.b), bHi], [low(row.z), aHi], on);
      const byteOp = isOr.mul(ByteOp.OR).add(isXor.mul(ByteOp.XOR));
      row.z.forEach((z, i) => b.lookup(bytesBus, { op: byteOp, x: row.b[i], y: row.c[i], z }, on));
      b.when(isAnd).equal('high limb of AND is b or 0', aHi, sign.mul(bHi));
      b.when(isOr).equal('high limb of OR is 65535 or b', aHi, bHi.add(sign.mul(bHi.neg().add(0xffff))));
      b.when(isXor).equal('high limb of XOR is the complement of b or b', aHi, bHi.add(sign.mul(bHi.mul(-2).add(0xffff))));
    },
  }),
  accepts: ({ op, rd }) => (op === Op.ANDI || op === Op.ORI || op === Op.XORI) && rd !== 0,
  encode: ({ op, rd, rs1, imm }) => ({ op, rd, rs1, rs2: 0, x: [imm & 0xff, (imm >>> 8) & 0xff, imm < 0 ? 1 : 0, 0] }),
  fill(cells, at, records, r, insn) {
    putImmediate(cells, at, records, r, insn);
    const [b, a] = [records[r + Insn.RS1], records[r + Insn.RD]];
    [0, 1].forEach((i) => {
      cells[at + o.c[i]] = (insn.imm >>> (8 * i)) & 0xff;
      cells[at + o.b[i]] = (b >>> (8 * i)) & 0xff;
      cells[at + o.z[i]] = (a >>> (8 * i)) & 0xff;
    });
    cells[at + o.sign] = insn.imm < 0 ? 1 : 0;
    cells[at + o.bHi] = b >>> 16;
    cells[at + o.aHi] = a >>> 16;
    cells[at + (insn.op === Op.ANDI ? o.isAnd : insn.op === Op.ORI ? o.isOr : o.isXor)] = 1;
  },
};
