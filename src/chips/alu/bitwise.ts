/**
 * AND, OR and XOR between registers, rd != x0, byte by byte: each (op, x, y, z) is an entry of the bytes table, which makes x, y
 * and z bytes, so the limbs of operands and result are determined and 16-bit. The operation of the bytes table is an operand of the
 * program table, so it is one of the three. Padding: isReal = 0, no interactions.
 */
import { type AirBuilder, defineChip } from '../../air/chip.ts';
import { array, columnOffsets, type Row } from '../../air/columns.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { ByteOp, bytesBus, ProgramOp } from '../shared/buses.ts';
import type { EncodedInstruction, InstructionChip } from '../shared/instruction.ts';
import { isInPlace, limbsOfBytes, putBytes, putRegisters, REGISTER_COLUMNS, registerColumns, registerFrame } from '../shared/operands.ts';

export const bitwiseColumns = { b: array(4), c: array(4), z: array(4), byteOp: 'felt', isReal: 'bool' } as const;
const BITWISE = columnOffsets(bitwiseColumns);

/** z = b op c. */
export const constrainBitwise = (b: AirBuilder, row: Row<typeof bitwiseColumns>): void => {
  row.z.forEach((z, i) => b.lookup(bytesBus, { op: row.byteOp, x: row.b[i], y: row.c[i], z }, row.isReal));
};

export const isBitwise = ({ op, rd }: Instruction): boolean => (op === Op.AND || op === Op.OR || op === Op.XOR) && rd !== 0;

const byteOpOf = (op: number): number => (op === Op.AND ? ByteOp.AND : op === Op.OR ? ByteOp.OR : ByteOp.XOR);

export const encodeBitwise = ({ op, rd, rs1, rs2 }: Instruction): EncodedInstruction => ({
  op: ProgramOp.BITWISE,
  rd,
  rs1,
  rs2,
  x: [byteOpOf(op), 0, 0, 0],
});

export const putBitwise = (cells: Uint32Array, at: number, records: Uint32Array, r: number, { op }: Instruction): void => {
  putBytes(cells, at, BITWISE.b, records[r + Insn.RS1]);
  putBytes(cells, at, BITWISE.c, records[r + Insn.RS2]);
  putBytes(cells, at, BITWISE.z, records[r + Insn.RD]);
  cells[at + BITWISE.byteOp] = byteOpOf(op);
  cells[at + BITWISE.isReal] = 1;
};

const columns = { ...registerColumns, ...bitwiseColumns } as const;

export const bitwiseChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'bitwise',
    columns,
    constrain(b, row) {
      const [left, right, result] = [row.b, row.c, row.z].map(limbsOfBytes);
      registerFrame(b, row, ProgramOp.BITWISE, left, right, result, row.isReal, [row.byteOp]);
      constrainBitwise(b, row);
    },
  }),
  accepts: (insn) => isBitwise(insn) && !isInPlace(insn),
  encode: encodeBitwise,
  fill(cells, at, records, r, insn) {
    putRegisters(cells, at, records, r, insn);
    putBitwise(cells, at + REGISTER_COLUMNS, records, r, insn);
  },
};
