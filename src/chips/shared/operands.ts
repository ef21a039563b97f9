/**
 * Adapters: where an instruction takes its operands from and where its result goes. An adapter surrounds the arithmetic of a chip
 * and has columns, constraints and filling of its own. The same arithmetic with another adapter is another chip. In place means rd
 * = rs1, which saves an access.
 */
import type { AirBuilder } from '../../air/chip.ts';
import type { ColumnSpec, Offsets, Row, Tuple } from '../../air/columns.ts';
import type { Expr, Operand } from '../../air/expr.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import type { Instruction } from '../../isa/opcodes.ts';
import { Insn, REG_SINK } from '../../vm/record.ts';
import { readRegister, Slot, updateRegister, writeRegister } from './access.ts';
import { fillFrame, frame } from './frame.ts';
import { isInPlace } from './instruction.ts';
import { putWord } from './limbs.ts';
import type { InstructionView } from './recordView.ts';
import type { Limbs, Word } from './word.ts';

/** What the arithmetic says of the operation: its number, further operands of the program table, rs1 = b, rd := a. */
export interface ImmediateOperation<N extends Limbs> {
  readonly op: Operand;
  readonly x?: readonly Operand[];
  readonly b: Tuple<Operand, N>;
  readonly a: Tuple<Operand, N>;
  readonly on: Expr;
}
/** The same, with rs2 = c. */
export interface RegisterOperation<N extends Limbs> extends ImmediateOperation<N> {
  readonly c: Tuple<Operand, N>;
}

export interface Adapter<S extends ColumnSpec, O> {
  readonly columns: S;
  readonly inPlace: boolean;
  /** Fetches the instruction and makes its register accesses. Returns the instruction's timestamp. */
  constrain(b: AirBuilder, row: Row<S>, operation: O): Expr;
  filler(columns: Offsets<S>): (row: RowWriter, record: InstructionView) => void;
}
export type RegisterAdapter<N extends Limbs, S extends ColumnSpec> = Adapter<S, RegisterOperation<N>>;
export type ImmediateAdapter<N extends Limbs, S extends ColumnSpec> = Adapter<S, ImmediateOperation<N>>;

/** The name of a chip with the adapter. */
export const adapterName = (name: string, { inPlace }: { readonly inPlace: boolean }): string => (inPlace ? `${name}-in-place` : name);

/** Whether the adapter serves an instruction that the arithmetic accepts. A load into x0 writes the sink, so it is not in place. */
export const suits = ({ inPlace }: { readonly inPlace: boolean }, insn: Instruction): boolean =>
  inPlace === (isInPlace(insn) && insn.rd !== 0);

export const registerOperands = <N extends Limbs>(word: Word<N>) => {
  const columns = {
    pc: 'felt',
    ts: 'felt',
    rd: 'felt',
    rs1: 'felt',
    rs2: 'felt',
    pts1: 'felt',
    pts2: 'felt',
    ptsd: 'felt',
    prev: word.columns,
  } as const;
  const adapter: RegisterAdapter<N, typeof columns> = {
    columns,
    inPlace: false,
    constrain(b, { pc, ts, rd, rs1, rs2, pts1, pts2, ptsd, prev }, { op, x = [], on, ...operation }) {
      frame(b, word, { pc, ts, op, rd, rs1, rs2, x, on });
      readRegister(b, word, { index: rs1, value: operation.b, previous: pts1, ts, slot: Slot.RS1, on });
      readRegister(b, word, { index: rs2, value: operation.c, previous: pts2, ts, slot: Slot.RS2, on });
      writeRegister(b, word, { index: rd, before: prev, after: operation.a, previous: ptsd, ts, on });
      return ts;
    },
    filler(columns) {
      const { rd, rs1, rs2, pts1, pts2, ptsd, prev } = columns;
      const start = fillFrame(columns);
      return (row, record) => {
        const { cells, at } = row;
        const { words, at: r } = record;
        start(row, record);
        cells[at + rd] = record.insn.rd;
        cells[at + rs1] = record.insn.rs1;
        cells[at + rs2] = record.insn.rs2;
        cells[at + pts1] = words[r + Insn.PTS1];
        cells[at + pts2] = words[r + Insn.PTS2];
        cells[at + ptsd] = words[r + Insn.PTSD];
        putWord(row, prev, record, Insn.RD_PREV);
      };
    },
  };
  return adapter;
};

/** rd = rs1, and rs2 is another register. */
export const registerOperandsInPlace = <N extends Limbs>(word: Word<N>) => {
  const columns = { pc: 'felt', ts: 'felt', rd: 'felt', rs2: 'felt', pts1: 'felt', pts2: 'felt' } as const;
  const adapter: RegisterAdapter<N, typeof columns> = {
    columns,
    inPlace: true,
    constrain(b, { pc, ts, rd, rs2, pts1, pts2 }, { op, x = [], on, ...operation }) {
      frame(b, word, { pc, ts, op, rd, rs1: rd, rs2, x, on });
      readRegister(b, word, { index: rs2, value: operation.c, previous: pts2, ts, slot: Slot.RS2, on });
      updateRegister(b, word, { index: rd, before: operation.b, after: operation.a, previous: pts1, ts, on });
      return ts;
    },
    filler(columns) {
      const { rd, rs2, pts1, pts2 } = columns;
      const start = fillFrame(columns);
      return (row, record) => {
        const { cells, at } = row;
        const { words, at: r } = record;
        start(row, record);
        cells[at + rd] = record.insn.rd;
        cells[at + rs2] = record.insn.rs2;
        cells[at + pts1] = words[r + Insn.PTS1];
        cells[at + pts2] = words[r + Insn.PTS2];
      };
    },
  };
  return adapter;
};

/** rs1 and operands of the program table. A load into x0, the only instruction here that writes none, writes the sink. */
export const immediateOperands = <N extends Limbs>(word: Word<N>) => {
  const columns = { pc: 'felt', ts: 'felt', rd: 'felt', rs1: 'felt', pts1: 'felt', ptsd: 'felt', prev: word.columns } as const;
  const adapter: ImmediateAdapter<N, typeof columns> = {
    columns,
    inPlace: false,
    constrain(b, { pc, ts, rd, rs1, pts1, ptsd, prev }, { op, x = [], on, ...operation }) {
      frame(b, word, { pc, ts, op, rd, rs1, x, on });
      readRegister(b, word, { index: rs1, value: operation.b, previous: pts1, ts, slot: Slot.RS1, on });
      writeRegister(b, word, { index: rd, before: prev, after: operation.a, previous: ptsd, ts, on });
      return ts;
    },
    filler(columns) {
      const { rd, rs1, pts1, ptsd, prev } = columns;
      const start = fillFrame(columns);
      return (row, record) => {
        const { cells, at } = row;
        const { words, at: r } = record;
        start(row, record);
        cells[at + rd] = record.insn.rd === 0 ? REG_SINK : record.insn.rd;
        cells[at + rs1] = record.insn.rs1;
        cells[at + pts1] = words[r + Insn.PTS1];
        cells[at + ptsd] = words[r + Insn.PTSD];
        putWord(row, prev, record, Insn.RD_PREV);
      };
    },
  };
  return adapter;
};

/** rd = rs1. */
export const immediateOperandsInPlace = <N extends Limbs>(word: Word<N>) => {
  const columns = { pc: 'felt', ts: 'felt', rd: 'felt', pts1: 'felt' } as const;
  const adapter: ImmediateAdapter<N, typeof columns> = {
    columns,
    inPlace: true,
    constrain(b, { pc, ts, rd, pts1 }, { op, x = [], on, ...operation }) {
      frame(b, word, { pc, ts, op, rd, rs1: rd, x, on });
      updateRegister(b, word, { index: rd, before: operation.b, after: operation.a, previous: pts1, ts, on });
      return ts;
    },
    filler(columns) {
      const { rd, pts1 } = columns;
      const start = fillFrame(columns);
      return (row, record) => {
        const { cells, at } = row;
        const { words, at: r } = record;
        start(row, record);
        cells[at + rd] = record.insn.rd;
        cells[at + pts1] = words[r + Insn.PTS1];
      };
    },
  };
  return adapter;
};
