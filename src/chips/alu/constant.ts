/**
 * rd := a constant, continue at a constant: LUI, AUIPC and JAL with rd != x0. The constant's limbs and the target are operands of the
 * program table, where validation bounds the limbs to 16 bits, so nothing is computed here. Padding: isReal = 0, no
 * interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, word } from '../../air/columns.ts';
import { fromInt } from '../../field/felt.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { ProgramOp } from '../shared/buses.ts';
import { frame, type InstructionChip, putFrame, putWord, writeRegister } from '../shared/instruction.ts';

const columns = { pc: 'felt', ts: 'felt', rd: 'felt', next: 'felt', a: word, ptsd: 'felt', prev: word, isReal: 'bool' } as const;
const c = columnOffsets(columns);

/** The value written. */
const constant = (insn: Instruction): number =>
  (insn.op === Op.LUI ? insn.imm : insn.op === Op.AUIPC ? insn.pc + insn.imm : insn.pc + 4) >>> 0;

/** As an integer, not modulo 2^32: a target outside of [0, 2^30) is no pc of the program table. */
const nextPc = (insn: Instruction): number => insn.pc + (insn.op === Op.JAL ? insn.imm : 4);

export const constantChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'constant',
    columns,
    constrain(b, row) {
      const on = row.isReal;
      frame(b, { pc: row.pc, ts: row.ts, rd: row.rd, op: ProgramOp.CONSTANT, x: [row.next, row.a[0], row.a[1]], next: row.next, on });
      writeRegister(b, row.rd, row.prev, row.a, row.ptsd, row.ts, on);
    },
  }),
  accepts: ({ op, rd }) => (op === Op.LUI || op === Op.AUIPC || op === Op.JAL) && rd !== 0,
  encode(insn) {
    const value = constant(insn);
    return { op: ProgramOp.CONSTANT, rd: insn.rd, rs1: 0, rs2: 0, x: [nextPc(insn), value & 0xffff, value >>> 16, 0] };
  },
  fill(cells, at, records, r, insn) {
    putFrame(cells, at, records, r, insn.pc);
    cells[at + c.rd] = insn.rd;
    cells[at + c.next] = fromInt(nextPc(insn));
    putWord(cells, at, c.a, constant(insn));
    cells[at + c.ptsd] = records[r + Insn.PTSD];
    putWord(cells, at, c.prev, records[r + Insn.RD_PREV]);
    cells[at + c.isReal] = 1;
  },
};
