/**
 * Access to registers and memory. An access receives what the cell held at an earlier timestamp and sends what it holds now. One
 * range lookup shows that the timestamp is earlier, because records never have a longer gap (src/vm/record.ts).
 */
import type { AirBuilder } from '../../air/chip.ts';
import type { Tuple } from '../../air/columns.ts';
import type { Expr, Operand } from '../../air/expr.ts';
import { Space } from '../../vm/record.ts';
import { range16 } from './limbs.ts';
import type { Limbs, Word } from './word.ts';

export interface Access<N extends Limbs> {
  readonly space: Operand;
  readonly upper: Operand;
  readonly lower: Operand;
  /** Word before and after, in limbs. */
  readonly before: Tuple<Operand, N>;
  readonly after: Tuple<Operand, N>;
  /** Timestamp of the last access, and of this one. */
  readonly previous: Expr;
  readonly now: Expr;
  readonly on: Expr;
}

/** Two memory messages and the range lookup 0 <= now - previous - 1 < 2^16. */
export const access = <N extends Limbs>(b: AirBuilder, word: Word<N>, a: Access<N>): void => {
  const { space, upper, lower } = a;
  b.receive(word.memory, { space, upper, lower, word: a.before, ts: a.previous }, a.on);
  b.send(word.memory, { space, upper, lower, word: a.after, ts: a.now }, a.on);
  range16(b, a.now.sub(a.previous).sub(1), a.on);
};

/** Slots of an instruction's tick (src/vm/record.ts). */
export const Slot = { RS1: 0, RS2: 1, MEMORY: 2, RD: 3 } as const;

export const registerCell = (index: Operand): { readonly space: Operand; readonly upper: Operand; readonly lower: Operand } => ({
  space: Space.REG,
  upper: 0,
  lower: index,
});

export interface RegisterRead<N extends Limbs> {
  readonly index: Operand;
  readonly value: Tuple<Operand, N>;
  readonly previous: Expr;
  /** Timestamp of the instruction, and slot of the access in it. */
  readonly ts: Expr;
  readonly slot: number;
  readonly on: Expr;
}

export const readRegister = <N extends Limbs>(b: AirBuilder, word: Word<N>, r: RegisterRead<N>): void =>
  access(b, word, { ...registerCell(r.index), before: r.value, after: r.value, previous: r.previous, now: r.ts.add(r.slot), on: r.on });

export interface RegisterWrite<N extends Limbs> {
  readonly index: Operand;
  readonly before: Tuple<Operand, N>;
  readonly after: Tuple<Operand, N>;
  readonly previous: Expr;
  readonly ts: Expr;
  readonly on: Expr;
}

export const writeRegister = <N extends Limbs>(b: AirBuilder, word: Word<N>, w: RegisterWrite<N>): void =>
  access(b, word, { ...registerCell(w.index), before: w.before, after: w.after, previous: w.previous, now: w.ts.add(Slot.RD), on: w.on });

/**
 * rs1 and rd in one access, where both are the same register. Its earlier timestamp is shown to lie before slot 0, and its message
 * leaves in slot 3. rs2 must be another register: a read of the same one in slot 1 would have no place on the cell's path.
 */
export const updateRegister = <N extends Limbs>(b: AirBuilder, word: Word<N>, w: RegisterWrite<N>): void => {
  b.receive(word.memory, { ...registerCell(w.index), word: w.before, ts: w.previous }, w.on);
  b.send(word.memory, { ...registerCell(w.index), word: w.after, ts: w.ts.add(Slot.RD) }, w.on);
  range16(b, w.ts.sub(w.previous).sub(1), w.on);
};
