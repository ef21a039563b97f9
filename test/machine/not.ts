/** XORI with -1, the complement of a register, proved by a chip of its own: without a lookup of bytes. */
import { defineChip } from '../../src/air/chip.ts';
import { columnOffsets, nested } from '../../src/air/columns.ts';
import { bitwiseImmediateChip } from '../../src/chips/alu/bitwiseImmediate.ts';
import type { InstructionChip } from '../../src/chips/shared/instruction.ts';
import { LIMB_MAX, putWord } from '../../src/chips/shared/limbs.ts';
import { immediateOperands } from '../../src/chips/shared/operands.ts';
import { word32 } from '../../src/chips/shared/word.ts';
import { type Instruction, Op } from '../../src/isa/opcodes.ts';
import { defineMachine } from '../../src/machine/machine.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { Insn } from '../../src/vm/record.ts';

const isNot = ({ op, rd, imm }: Instruction): boolean => op === Op.XORI && imm === -1 && rd !== 0;

const operands = immediateOperands(word32);
const columns = { operands: nested(operands.columns), b: word32.columns, isReal: 'bool' } as const;
const o = columnOffsets(columns);
const fillOperands = operands.filler(o.operands);
/** The chip of all other XORI. Rows of the program table are the same for both: an immediate is two bytes and the sign. */
const sibling = bitwiseImmediateChip(word32);
const MINUS_ONE = [255, 255, 1];

/** The limbs of b have 16 bits, because every writer of a register bounds what it writes. So have those of the complement. */
const notChip: InstructionChip = {
  limbs: word32.limbs,
  chip: defineChip({
    name: 'not',
    columns,
    constrain(builder, { operands: registers, b, isReal: on }) {
      const a = word32.of((i) => b[i].neg().add(LIMB_MAX));
      operands.constrain(builder, registers, { op: Op.XORI, x: MINUS_ONE, b, a, on });
    },
  }),
  accepts: isNot,
  tableRows: sibling.tableRows,
  encode: sibling.encode,
  fill(row, record) {
    fillOperands(row, record);
    putWord(row, o.b, record, Insn.RS1);
    row.set(o.isReal, 1);
  },
};

/** What other chips accepted of it is no longer theirs. */
const others = rv32im.instructionChips.map((chip): InstructionChip => ({ ...chip, accepts: (insn) => chip.accepts(insn) && !isNot(insn) }));

export const notMachine = defineMachine({ ...rv32im, name: 'rv32im-not', instructionChips: [...others, notChip] });
