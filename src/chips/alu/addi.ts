/**
 * ADDI, rd != x0. The immediate is a signed operand of 12 bits, so with 16-bit limbs of b (every writer of a register bounds what it
 * writes) b0 + imm - a0 lies between -2^17 and 2^17, and so does b1 + k0 - a1 for a carry k0 of -1, 0 or 1. The carries are expressions,
 * 2^-16 times these, constrained to be -1, 0 or 1; with a range-checked result a = b + imm mod 2^32 has one solution.
 * Padding: isReal = 0, no interactions.
 */
import { type AirBuilder, defineChip } from '../../air/chip.ts';
import { columnOffsets, type Row, word } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { fromInt } from '../../field/felt.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { type EncodedInstruction, INV_LIMB, type InstructionChip, putWord, range16 } from '../shared/instruction.ts';
import { IMMEDIATE_COLUMNS, immediateColumns, immediateFrame, isInPlace, putImmediate } from '../shared/operands.ts';

export const addiColumns = { imm: 'felt', a: word, b: word, isReal: 'bool' } as const;
const ADDI = columnOffsets(addiColumns);

/** a = b + imm mod 2^32. */
export const constrainAddi = (b: AirBuilder, row: Row<typeof addiColumns>): void => {
  let carry: Expr = row.imm;
  row.a.forEach((a, i) => {
    carry = row.b[i].add(carry).sub(a).mul(INV_LIMB);
    b.zero(`carry[${i}] is -1, 0 or 1`, carry.mul(carry.add(1)).mul(carry.sub(1)));
    range16(b, a, row.isReal);
  });
};

export const isAddi = ({ op, rd }: Instruction): boolean => op === Op.ADDI && rd !== 0;

export const encodeAddi = ({ op, rd, rs1, imm }: Instruction): EncodedInstruction => ({ op, rd, rs1, rs2: 0, x: [imm, 0, 0, 0] });

export const putAddi = (cells: Uint32Array, at: number, records: Uint32Array, r: number, { imm }: Instruction): void => {
  cells[at + ADDI.imm] = fromInt(imm);
  putWord(cells, at, ADDI.a, records[r + Insn.RD]);
  putWord(cells, at, ADDI.b, records[r + Insn.RS1]);
  cells[at + ADDI.isReal] = 1;
};

const columns = { ...immediateColumns, ...addiColumns } as const;

export const addiChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'addi',
    columns,
    constrain(b, row) {
      immediateFrame(b, row, Op.ADDI, [row.imm], row.b, row.a, row.isReal);
      constrainAddi(b, row);
    },
  }),
  accepts: (insn) => isAddi(insn) && !isInPlace(insn),
  encode: encodeAddi,
  fill(cells, at, records, r, insn) {
    putImmediate(cells, at, records, r, insn);
    putAddi(cells, at + IMMEDIATE_COLUMNS, records, r, insn);
  },
};
