/**
 * AND, OR and XOR between registers, rd != x0, byte by byte: each (op, x, y, z) is an entry of the bytes table, which makes x, y
 * and z bytes, so the limbs of operands and result are determined and 16-bit. Padding: no flag, no interactions.
 */
import { defineChip } from '../air/chip.ts';
import { array, columnOffsets } from '../air/columns.ts';
import { Op } from '../isa/opcodes.ts';
import { Insn } from '../vm/record.ts';
import { ByteOp, bytesBus } from './buses.ts';
import type { InstructionChip } from './instruction.ts';
import { limbsOfBytes, putBytes, putRegisters, registerColumns, registerFrame } from './operands.ts';

const columns = { ...registerColumns, b: array(4), c: array(4), z: array(4), isAnd: 'bool', isOr: 'bool', isXor: 'bool' } as const;
const o = columnOffsets(columns);

export const bitwiseChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'bitwise',
    columns,
    constrain(b, row) {
      const on = row.isAnd.add(row.isOr).add(row.isXor);
      b.bool('at most one operation', on);
      const op = row.isAnd.mul(Op.AND).add(row.isOr.mul(Op.OR)).add(row.isXor.mul(Op.XOR));
      registerFrame(b, row, op, limbsOfBytes(row.b), limbsOfBytes(row.c), limbsOfBytes(row.z), on);
      const byteOp = row.isOr.mul(ByteOp.OR).add(row.isXor.mul(ByteOp.XOR));
      row.z.forEach((z, i) => b.lookup(bytesBus, { op: byteOp, x: row.b[i], y: row.c[i], z }, on));
    },
  }),
  accepts: ({ op, rd }) => (op === Op.AND || op === Op.OR || op === Op.XOR) && rd !== 0,
  encode: ({ op, rd, rs1, rs2 }) => ({ op, rd, rs1, rs2, x: [0, 0, 0, 0] }),
  fill(cells, at, records, r, insn) {
    putRegisters(cells, at, o, records, r, insn);
    putBytes(cells, at, o.b, records[r + Insn.RS1]);
    putBytes(cells, at, o.c, records[r + Insn.RS2]);
    putBytes(cells, at, o.z, records[r + Insn.RD]);
    cells[at + (insn.op === Op.AND ? o.isAnd : insn.op === Op.OR ? o.isOr : o.isXor)] = 1;
  },
};
