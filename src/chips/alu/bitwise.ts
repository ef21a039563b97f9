/**
 * AND, OR and XOR between registers, rd != x0, byte by byte. Each (op, x, y, z) is an entry of the bytes table, which makes x, y
 * and z bytes. So the limbs of operands and result are determined and have 16 bits. op is an operand of the program table, so it is
 * one of the three. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { type ColumnSpec, columnOffsets, nested } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { ByteOp, bytesBus, ProgramOp } from '../shared/buses.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import { putWordBytes } from '../shared/limbs.ts';
import { adapterName, type RegisterAdapter, registerOperands, registerOperandsInPlace, suits } from '../shared/operands.ts';
import { type Limbs, limbsOfBytes, type Word } from '../shared/word.ts';

const byteOpOf = (op: number): number => (op === Op.AND ? ByteOp.AND : op === Op.OR ? ByteOp.OR : ByteOp.XOR);

const bitwiseWith = <N extends Limbs, S extends ColumnSpec>(word: Word<N>, operands: RegisterAdapter<N, S>): InstructionChip<N> => {
  const columns = {
    operands: nested(operands.columns),
    b: word.bytes,
    c: word.bytes,
    z: word.bytes,
    byteOp: 'felt',
    isReal: 'bool',
  } as const;
  const o = columnOffsets(columns);
  const fillOperands = operands.filler(o.operands);
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: adapterName('bitwise', operands),
      columns,
      constrain(builder, { operands: registers, byteOp, isReal: on, ...bytes }) {
        const [x, y]: readonly (typeof bytes.b)[] = [bytes.b, bytes.c];
        const [b, c, a] = [bytes.b, bytes.c, bytes.z].map((cells) => limbsOfBytes(word, cells));
        operands.constrain(builder, registers, { op: ProgramOp.BITWISE, x: [byteOp], b, c, a, on });
        bytes.z.forEach((z, i) => builder.lookup(bytesBus, { op: byteOp, x: x[i], y: y[i], z }, on));
      },
    }),
    accepts: (insn) => (insn.op === Op.AND || insn.op === Op.OR || insn.op === Op.XOR) && insn.rd !== 0 && suits(operands, insn),
    tableRows: { ops: [ProgramOp.BITWISE], writes: 'register', hasForm: ([byteOp]) => byteOp < ByteOp.PAIR },
    encode: ({ op, rd, rs1, rs2 }) => ({ op: ProgramOp.BITWISE, rd, rs1, rs2, x: [byteOpOf(op)] }),
    fill(row, record) {
      fillOperands(row, record);
      putWordBytes(row, o.b, record, Insn.RS1);
      putWordBytes(row, o.c, record, Insn.RS2);
      putWordBytes(row, o.z, record, Insn.RD);
      row.set(o.byteOp, byteOpOf(record.insn.op));
      row.set(o.isReal, 1);
    },
  };
};

export const bitwiseChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => bitwiseWith(word, registerOperands(word));
export const bitwiseInPlaceChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => bitwiseWith(word, registerOperandsInPlace(word));
