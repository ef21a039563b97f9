/**
 * The bytes of a call: `count` bytes from address `buffer` on travel over the io bus. Each takes one io row (ioByte.ts) and one
 * tick.
 *
 * The call's row sends the first state (buffer, count left, ts + 4) and receives the last (buffer + count, none left, ts + 4 + 4
 * count). If count = 0, both are the same message. Each io row takes one off `left`. So reaching 0 from count < 2^30 takes exactly
 * count rows, because p rows do not fit a proof. Time does not wrap either, because each tick is a row. The upper limbs of count
 * and buffer have 14 bits, so neither wraps.
 */
import type { AirBuilder } from '../../air/chip.ts';
import type { Expr, Operand } from '../../air/expr.ts';
import { ioBus, rangeBus } from '../shared/buses.ts';
import { wordOf } from './ecall.ts';

/** Bits of the upper limb of a number below 2^30. */
const UPPER_BITS = 14;

export interface Transfer {
  /** 1 for input to memory, 0 for memory to the public values. */
  readonly kind: 0 | 1;
  /** Limbs of 16 bits. */
  readonly buffer: readonly Expr[];
  readonly count: readonly Expr[];
  /** The count on the rows where `on` is 1. */
  readonly moved: Expr;
  /** Timestamp of the call. */
  readonly ts: Expr;
  /** Position in the public values before the call. It moves with bytes of kind 0 only. */
  readonly cursor: Operand;
  readonly on: Expr;
}

export const transfer = (b: AirBuilder, { kind, buffer, count, moved, ts, cursor, on }: Transfer): void => {
  for (const limbs of [count, buffer]) b.lookup(rangeBus, { value: limbs[1], bits: UPPER_BITS }, on);
  const first = ts.add(4);
  const pointer = wordOf(buffer);
  const lastCursor = kind === 0 ? moved.add(cursor) : cursor;
  b.send(ioBus, { kind, pointer, left: moved, ts: first, cursor }, on);
  b.receive(ioBus, { kind, pointer: pointer.add(moved), left: 0, ts: first.add(moved.mul(4)), cursor: lastCursor }, on);
};
