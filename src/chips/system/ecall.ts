/**
 * What the chips of ECALL share. Register a7 says which call it is. So several chips prove one operation of the program table, and
 * each reads a7 as the constant of its call. A call that no chip knows traps: it has no row. Registers: a7 in slot 0, a1 in slot 1,
 * a2 in slot 2, a0 (argument and result) in slot 3 (src/vm/record.ts).
 */
import type { AirBuilder } from '../../air/chip.ts';
import type { Offsets, Row } from '../../air/columns.ts';
import type { Expr, Operand } from '../../air/expr.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { Op } from '../../isa/opcodes.ts';
import { EBADF_RESULT, Reg } from '../../isa/syscalls.ts';
import type { CallExecutor } from '../../vm/call.ts';
import { Ecall } from '../../vm/record.ts';
import { access, readRegister, registerCell } from '../shared/access.ts';
import { execBus, programBus } from '../shared/buses.ts';
import type { EncodedInstruction, RecordChip, TableRows } from '../shared/instruction.ts';
import { LIMB } from '../shared/limbs.ts';
import type { InstructionView, RecordView } from '../shared/recordView.ts';
import { word32 } from '../shared/word.ts';

/** A chip with one row for each use of a call, or for some of them. */
export interface CallChip extends RecordChip<InstructionView> {
  /** Which uses of the call the chip proves. Absent: those that none of the call's other chips takes. */
  takes?(record: RecordView): boolean;
}

/**
 * A system call: all that is particular to it, in one module. Interpreters, records, machine, guests' headers and documents take it
 * from there.
 */
export interface SystemCall extends CallExecutor {
  /** For those who write guests; one line. */
  readonly meaning: string;
  readonly chips: readonly CallChip[];
}

/** The chip that proves the use of a call; undefined if there is none. */
export const chipOfCall = (calls: readonly SystemCall[], record: RecordView): CallChip | undefined => {
  const chips = calls.find(({ number }) => number === record.get(Ecall.A7))?.chips;
  return chips?.find((chip) => chip.takes?.(record)) ?? chips?.find((chip) => chip.takes === undefined);
};

export const encodeEcall: EncodedInstruction = { op: Op.ECALL, rd: 0, rs1: 0, rs2: 0, x: [] };
export const ecallRows: TableRows = { ops: [Op.ECALL] };

const EcallSlot = { A7: 0, A1: 1, A2: 2, A0: 3 } as const;

/** -9, the result for a file descriptor that is not open, in limbs. */
export const EBADF = [EBADF_RESULT % LIMB, Math.floor(EBADF_RESULT / LIMB)] as const;

/** Fetches the ECALL at pc and takes control from it. */
export const startCall = (b: AirBuilder, pc: Expr, ts: Expr, on: Expr): void => {
  b.lookup(programBus, { pc, op: Op.ECALL, rd: 0, rs1: 0, rs2: 0, x: [0, 0, 0, 0] }, on);
  b.receive(execBus, { pc, ts }, on);
};

/** Two timestamps: of a register's last access, and of the call. */
interface CallAccess {
  readonly previous: Expr;
  readonly ts: Expr;
  readonly on: Expr;
}
type Limbs32 = readonly [Operand, Operand];

export const readNumber = (b: AirBuilder, call: number, at: CallAccess): void =>
  readRegister(b, word32, { index: Reg.A7, value: [call, 0], slot: EcallSlot.A7, ...at });

/** One access: the argument is replaced by the result. */
export const replaceA0 = (b: AirBuilder, before: Limbs32, after: Limbs32, { previous, ts, on }: CallAccess): void =>
  access(b, word32, { ...registerCell(Reg.A0), before, after, previous, now: ts.add(EcallSlot.A0), on });

/** What every call has but exit: control, and the accesses to a7, a0, a1 and a2. */
export const callColumns = { pc: 'felt', ts: 'felt', pts7: 'felt', pts0: 'felt', pts1: 'felt', pts2: 'felt' } as const;

export interface Call {
  /** The number in a7. */
  readonly call: number;
  readonly a0: Limbs32;
  readonly a1: Limbs32;
  readonly a2: Limbs32;
  /** What a0 holds after the call. */
  readonly result: Limbs32;
  /** Timestamp of the next instruction: after the call and the ticks that it takes. */
  readonly end: Expr;
  readonly on: Expr;
}

/** Fetches the ECALL, accesses its four registers and passes control on. */
export const constrainCall = (b: AirBuilder, row: Row<typeof callColumns>, { call, a0, a1, a2, result, end, on }: Call): void => {
  const { pc, ts } = row;
  startCall(b, pc, ts, on);
  b.send(execBus, { pc: pc.add(4), ts: end }, on);
  readNumber(b, call, { previous: row.pts7, ts, on });
  readRegister(b, word32, { index: Reg.A1, value: a1, slot: EcallSlot.A1, previous: row.pts1, ts, on });
  readRegister(b, word32, { index: Reg.A2, value: a2, slot: EcallSlot.A2, previous: row.pts2, ts, on });
  replaceA0(b, a0, result, { previous: row.pts0, ts, on });
};

export const fillCall =
  (columns: Offsets<typeof callColumns>) =>
  (row: RowWriter, record: InstructionView): void => {
    row.set(columns.pc, record.insn.pc);
    row.set(columns.ts, record.get(Ecall.TS));
    row.set(columns.pts7, record.get(Ecall.PTS7));
    row.set(columns.pts0, record.get(Ecall.PTS0));
    row.set(columns.pts1, record.get(Ecall.PTS1));
    row.set(columns.pts2, record.get(Ecall.PTS2));
  };

/** Both limbs as one field element. Only for limbs that are bounded so that it does not wrap. */
export const wordOf = (limbs: readonly Expr[]): Expr => limbs[0].add(limbs[1].mul(LIMB));
