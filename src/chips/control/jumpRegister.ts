/**
 * JALR with rd != x0: the target is proved in target.ts, the link pc + 4 is an operand of the program table. rs1 is read in slot 0
 * and rd written in slot 3, so rd = rs1 is in order. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, word } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { addressColumns, putAddress } from '../shared/address.ts';
import { frame, type InstructionChip, putWord, readRegister, Slot, writeRegister } from '../shared/instruction.ts';
import { immediateColumns, putImmediate } from '../shared/operands.ts';
import { jumpTarget } from './target.ts';

const columns = { ...immediateColumns, ...addressColumns, low: 'bool', link: word, isReal: 'bool' } as const;
const c = columnOffsets(columns);

export const jumpRegisterChip: InstructionChip<typeof columns> = {
  maxInstances: 1,
  chip: defineChip({
    name: 'jump-register',
    columns,
    constrain(b, row) {
      const on = row.isReal;
      frame(b, {
        pc: row.pc,
        ts: row.ts,
        op: Op.JALR,
        rd: row.rd,
        rs1: row.rs1,
        x: [row.imm, row.link[0], row.link[1]],
        next: jumpTarget(b, row, on),
        on,
      });
      readRegister(b, row.rs1, row.b, row.pts1, row.ts, Slot.RS1, on);
      writeRegister(b, row.rd, row.prev, row.link, row.ptsd, row.ts, on);
    },
  }),
  accepts: ({ op, rd }) => op === Op.JALR && rd !== 0,
  encode({ pc, rd, rs1, imm }) {
    return { op: Op.JALR, rd, rs1, rs2: 0, x: [imm, (pc + 4) & 0xffff, (pc + 4) >>> 16, 0] };
  },
  fill(cells, at, records, r, insn) {
    putImmediate(cells, at, records, r, insn);
    const base = records[r + Insn.RS1];
    putAddress(cells, at + c.b[0], base, insn.imm);
    cells[at + c.low] = (base ^ insn.imm) & 1;
    putWord(cells, at, c.link, insn.pc + 4);
    cells[at + c.isReal] = 1;
  },
};
