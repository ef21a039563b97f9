/**
 * rd := a constant, continue at a constant: LUI, AUIPC and JAL with rd != x0. The limbs of the constant and the target are operands
 * of the program table, whose validation bounds the limbs to 16 bits. So nothing is computed here. Padding: isReal = 0, no
 * interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { fromSmall } from '../../field/felt.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { writeRegister } from '../shared/access.ts';
import { ProgramOp } from '../shared/buses.ts';
import { fillFrame, frame } from '../shared/frame.ts';
import type { InstructionChip } from '../shared/instruction.ts';
import { LIMB_MAX, limbOfInteger, putInteger, putWord } from '../shared/limbs.ts';
import type { Limbs, Word } from '../shared/word.ts';

/** The value written, as an integer. The word holds it in two's complement. */
const constant = ({ op, pc, imm }: Instruction): number => (op === Op.LUI ? imm : op === Op.AUIPC ? pc + imm : pc + 4);

/** An integer, not reduced modulo 2^32: a target outside of [0, 2^30) is no pc of the program table. */
const nextPc = ({ op, pc, imm }: Instruction): number => pc + (op === Op.JAL ? imm : 4);

export const writeConstantChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => {
  const columns = {
    pc: 'felt',
    ts: 'felt',
    rd: 'felt',
    next: 'felt',
    a: word.columns,
    ptsd: 'felt',
    prev: word.columns,
    isReal: 'bool',
  } as const;
  const o = columnOffsets(columns);
  const start = fillFrame(o);
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: 'write-constant',
      columns,
      constrain(b, { pc, ts, rd, next, a, ptsd, prev, isReal: on }) {
        frame(b, word, { pc, ts, rd, op: ProgramOp.WRITE_CONSTANT, x: [next, ...a], next, on });
        writeRegister(b, word, { index: rd, before: prev, after: a, previous: ptsd, ts, on });
      },
    }),
    accepts: ({ op, rd }) => (op === Op.LUI || op === Op.AUIPC || op === Op.JAL) && rd !== 0,
    tableRows: {
      ops: [ProgramOp.WRITE_CONSTANT],
      writes: 'register',
      hasForm: ([, ...value]) => value.slice(0, word.limbs).every((limb) => limb <= LIMB_MAX),
    },
    encode(insn) {
      const value = constant(insn);
      return { op: ProgramOp.WRITE_CONSTANT, rd: insn.rd, rs1: 0, rs2: 0, x: [nextPc(insn), ...word.of((i) => limbOfInteger(value, i))] };
    },
    fill(row, record) {
      start(row, record);
      row.set(o.rd, record.insn.rd);
      row.set(o.next, fromSmall(nextPc(record.insn)));
      putInteger(row, o.a, constant(record.insn));
      row.set(o.ptsd, record.get(Insn.PTSD));
      putWord(row, o.prev, record, Insn.RD_PREV);
      row.set(o.isReal, 1);
    },
  };
};
