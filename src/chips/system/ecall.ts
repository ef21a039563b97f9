/**
 * What the chips of ECALL share. Which call it is stands in register a7, so one operation of the program table is proved by
 * several chips: each reads a7 as the constant of its call, and a call that no chip knows has no row, as it traps.
 * Registers: a7 in slot 0, a1 in slot 1, a2 in slot 2, a0 (argument and result) in slot 3 (src/vm/record.ts).
 */
import type { AirBuilder, Chip } from '../../air/chip.ts';
import { type ColumnSpec, LIMB } from '../../air/columns.ts';
import type { Expr, Operand } from '../../air/expr.ts';
import { Op } from '../../isa/opcodes.ts';
import { EBADF_RESULT, Reg } from '../../isa/syscalls.ts';
import { execBus, programBus } from '../shared/buses.ts';
import { access, type EncodedInstruction, readRegister, registerCell } from '../shared/instruction.ts';

/** A chip with one row per record of one kind (src/vm/record.ts). */
export interface RecordChip<S extends ColumnSpec = ColumnSpec> {
  readonly chip: Chip<S, Record<never, never>>;
  /** As of InstructionChip. */
  readonly maxInstances?: number;
  /** Fills the row whose first cell is cells[at] from the record that starts at records[r]. */
  fill(cells: Uint32Array, at: number, records: Uint32Array, r: number): void;
}

export interface EcallChip<S extends ColumnSpec = ColumnSpec> {
  readonly chip: Chip<S, Record<never, never>>;
  /** The number in a7. */
  readonly call: number;
  fill(cells: Uint32Array, at: number, records: Uint32Array, r: number, pc: number): void;
}

export const encodeEcall: EncodedInstruction = { op: Op.ECALL, rd: 0, rs1: 0, rs2: 0, x: [0, 0, 0, 0] };

const EcallSlot = { A7: 0, A1: 1, A2: 2, A0: 3 } as const;

/** -9, the result for a file descriptor that is not open, in limbs. */
export const EBADF = [EBADF_RESULT % LIMB, Math.floor(EBADF_RESULT / LIMB)] as const;

/** Fetches the ECALL at pc and takes control from it. */
export const startCall = (b: AirBuilder, pc: Expr, ts: Expr, on: Expr): void => {
  b.lookup(programBus, { pc, op: Op.ECALL, rd: 0, rs1: 0, rs2: 0, x0: 0, x1: 0, x2: 0, x3: 0 }, on);
  b.receive(execBus, { pc, ts }, on);
};

/** Passes control on after the call and the bytes it moved. */
export const endCall = (b: AirBuilder, pc: Expr, end: Expr, on: Expr): void => b.send(execBus, { pc: pc.add(4), ts: end }, on);

export const readCall = (b: AirBuilder, call: number, previous: Expr, ts: Expr, on: Expr): void =>
  readRegister(b, Reg.A7, [call, 0], previous, ts, EcallSlot.A7, on);

export const readA1 = (b: AirBuilder, value: readonly Operand[], previous: Expr, ts: Expr, on: Expr): void =>
  readRegister(b, Reg.A1, value, previous, ts, EcallSlot.A1, on);

export const readA2 = (b: AirBuilder, value: readonly Operand[], previous: Expr, ts: Expr, on: Expr): void =>
  readRegister(b, Reg.A2, value, previous, ts, EcallSlot.A2, on);

/** One access: the argument is replaced by the result. */
export const replaceA0 = (b: AirBuilder, before: readonly Operand[], after: readonly Operand[], previous: Expr, ts: Expr, on: Expr): void =>
  access(b, { ...registerCell(Reg.A0), before, after, previous, now: ts.add(EcallSlot.A0), on });

/** Both limbs as one field element; only for limbs that are bounded so that it does not wrap. */
export const wordOf = (limbs: readonly Expr[]): Expr => limbs[0].add(limbs[1].mul(LIMB));
