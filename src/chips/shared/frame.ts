/** The frame of an instruction: it fetches the instruction at pc, receives control and passes it on. */
import type { AirBuilder } from '../../air/chip.ts';
import type { Expr, Operand } from '../../air/expr.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { Insn } from '../../vm/record.ts';
import { execBus } from './buses.ts';
import type { InstructionView } from './recordView.ts';
import type { Limbs, Word } from './word.ts';

export interface Frame {
  readonly pc: Expr;
  readonly ts: Expr;
  readonly op: Operand;
  readonly rd?: Operand;
  readonly rs1?: Operand;
  readonly rs2?: Operand;
  /** Operands of the program table; 0 beyond the last. */
  readonly x?: readonly Operand[];
  /** Where control goes; pc + 4 unless given. */
  readonly next?: Operand;
  /** 1 on a live row, 0 on padding. */
  readonly on: Expr;
}

/** Fetches the instruction and moves control: one program lookup, two exec messages. */
export const frame = <N extends Limbs>(b: AirBuilder, word: Word<N>, f: Frame): void => {
  fetchInstruction(b, word, f);
  b.send(execBus, { pc: f.next ?? f.pc.add(4), ts: f.ts.add(4) }, f.on);
};

/** The same for a branch. `taken` is 0 or 1 on a live row and 0 on others. Control goes to `target` or to pc + 4. */
export const branchFrame = <N extends Limbs>(
  b: AirBuilder,
  word: Word<N>,
  f: Frame & { readonly target: Expr; readonly taken: Expr },
): void => {
  fetchInstruction(b, word, f);
  b.send(execBus, { pc: f.target, ts: f.ts.add(4) }, f.taken);
  b.send(execBus, { pc: f.pc.add(4), ts: f.ts.add(4) }, f.on.sub(f.taken));
};

const fetchInstruction = <N extends Limbs>(b: AirBuilder, word: Word<N>, f: Frame): void => {
  const x = word.operands((i): Operand => f.x?.[i] ?? 0);
  b.lookup(word.program, { pc: f.pc, op: f.op, rd: f.rd ?? 0, rs1: f.rs1 ?? 0, rs2: f.rs2 ?? 0, x }, f.on);
  b.receive(execBus, { pc: f.pc, ts: f.ts }, f.on);
};

/** pc and ts. */
export const fillFrame = (o: { readonly pc: number; readonly ts: number }) => {
  const { pc, ts } = o;
  return (row: RowWriter, record: InstructionView): void => {
    const { cells, at } = row;
    const { words, at: r } = record;
    cells[at + pc] = record.insn.pc;
    cells[at + ts] = words[r + Insn.TS];
  };
};
