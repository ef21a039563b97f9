/** What branches share: they read rs1 and rs2, write nothing, and go to a constant target or on. */
import type { AirBuilder } from '../../air/chip.ts';
import type { Offsets, Row } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { fromSmall } from '../../field/felt.ts';
import type { Instruction } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { readRegister, Slot } from '../shared/access.ts';
import { branchFrame, fillFrame } from '../shared/frame.ts';
import type { EncodedInstruction } from '../shared/instruction.ts';
import { putWord } from '../shared/limbs.ts';
import type { InstructionView } from '../shared/recordView.ts';
import type { Limbs, Word } from '../shared/word.ts';

/** a is rs1, b is rs2. */
export const branchColumns = <N extends Limbs>(word: Word<N>) =>
  ({
    pc: 'felt',
    ts: 'felt',
    rs1: 'felt',
    rs2: 'felt',
    target: 'felt',
    pts1: 'felt',
    pts2: 'felt',
    a: word.columns,
    b: word.columns,
  }) as const;
type BranchColumns<N extends Limbs> = ReturnType<typeof branchColumns<N>>;

export const constrainBranch = <N extends Limbs>(
  b: AirBuilder,
  word: Word<N>,
  row: Row<BranchColumns<N>>,
  { op, taken, on }: { readonly op: Expr; readonly taken: Expr; readonly on: Expr },
): void => {
  const { pc, ts, rs1, rs2, target } = row;
  branchFrame(b, word, { pc, ts, rs1, rs2, on, x: [target], op, target, taken });
  readRegister(b, word, { index: rs1, value: row.a, previous: row.pts1, ts, slot: Slot.RS1, on });
  readRegister(b, word, { index: rs2, value: row.b, previous: row.pts2, ts, slot: Slot.RS2, on });
};

export const encodeBranch = ({ pc, op, rs1, rs2, imm }: Instruction): EncodedInstruction => ({ op, rd: 0, rs1, rs2, x: [pc + imm] });

export const fillBranch = <N extends Limbs>(o: Offsets<BranchColumns<N>>) => {
  const start = fillFrame(o);
  return (row: RowWriter, record: InstructionView): void => {
    const { cells, at } = row;
    const { words, at: r } = record;
    start(row, record);
    const { insn } = record;
    cells[at + o.rs1] = insn.rs1;
    cells[at + o.rs2] = insn.rs2;
    cells[at + o.target] = fromSmall(insn.pc + insn.imm);
    cells[at + o.pts1] = words[r + Insn.PTS1];
    cells[at + o.pts2] = words[r + Insn.PTS2];
    putWord(row, o.a, record, Insn.RS1);
    putWord(row, o.b, record, Insn.RS2);
  };
};
