/**
 * What every instruction chip shares: its interface, the frame that fetches an instruction and passes control on, and the
 * access to registers and memory. An access receives what the cell held at an earlier timestamp and sends what it holds
 * now; that the earlier one is earlier is one range lookup, because records never have a longer gap (src/vm/record.ts).
 */
import type { AirBuilder, Chip } from '../../air/chip.ts';
import { type ColumnSpec, LIMB, LIMB_BITS } from '../../air/columns.ts';
import type { Expr, Operand } from '../../air/expr.ts';
import { inv } from '../../field/felt.ts';
import type { Instruction } from '../../isa/opcodes.ts';
import { Insn, Space } from '../../vm/record.ts';
import { execBus, memoryBus, programBus, rangeBus } from './buses.ts';

/** The message of the program bus after pc. */
export interface EncodedInstruction {
  readonly op: number;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  /** x0..x3 as integers (taken mod p). */
  readonly x: readonly [number, number, number, number];
}

/** Instances of a chip of instructions or records, unless it says otherwise. */
export const MAX_INSTANCES = 3;

export interface InstructionChip<S extends ColumnSpec = ColumnSpec> {
  readonly chip: Chip<S, Record<never, never>>;
  /** Whether this chip proves the instruction. Exactly one chip accepts each legal instruction. */
  accepts(insn: Instruction): boolean;
  encode(insn: Instruction): EncodedInstruction;
  /** Instances of the chip that a proof may have (src/machine/split.ts); MAX_INSTANCES unless given. */
  readonly maxInstances?: number;
  /** Fills the row whose first cell is cells[at] from the instruction record that starts at records[r]. */
  fill(cells: Uint32Array, at: number, records: Uint32Array, r: number, insn: Instruction): void;
}

export interface Frame {
  readonly pc: Expr;
  readonly ts: Expr;
  readonly op: Operand;
  readonly rd?: Operand;
  readonly rs1?: Operand;
  readonly rs2?: Operand;
  readonly x?: readonly Operand[];
  /** Where control goes; pc + 4 unless given. */
  readonly next?: Operand;
  /** 1 on a live row, 0 on padding. */
  readonly on: Expr;
}

/** Fetches the instruction and moves control: one program lookup, two exec messages. */
export const frame = (b: AirBuilder, f: Frame): void => {
  fetchInstruction(b, f);
  b.send(execBus, { pc: f.next ?? f.pc.add(4), ts: f.ts.add(4) }, f.on);
};

/** The same for a branch: on a live row `taken` is 0 or 1, on others 0. Control goes to `target` or to pc + 4. */
export const branchFrame = (b: AirBuilder, f: Frame, target: Expr, taken: Expr): void => {
  fetchInstruction(b, f);
  b.send(execBus, { pc: target, ts: f.ts.add(4) }, taken);
  b.send(execBus, { pc: f.pc.add(4), ts: f.ts.add(4) }, f.on.sub(taken));
};

const fetchInstruction = (b: AirBuilder, f: Frame): void => {
  const [x0, x1, x2, x3] = [0, 1, 2, 3].map((i) => f.x?.[i] ?? 0);
  b.lookup(programBus, { pc: f.pc, op: f.op, rd: f.rd ?? 0, rs1: f.rs1 ?? 0, rs2: f.rs2 ?? 0, x0, x1, x2, x3 }, f.on);
  b.receive(execBus, { pc: f.pc, ts: f.ts }, f.on);
};

export interface Access {
  readonly space: Operand;
  readonly upper: Operand;
  readonly lower: Operand;
  /** Word before and after, in 16-bit limbs. */
  readonly before: readonly Operand[];
  readonly after: readonly Operand[];
  /** Timestamp of the last access, and of this one. */
  readonly previous: Expr;
  readonly now: Expr;
  readonly on: Expr;
}

/** Two memory messages and the range lookup 0 <= now - previous - 1 < 2^16. */
export const access = (b: AirBuilder, a: Access): void => {
  const { space, upper, lower } = a;
  b.receive(memoryBus, { space, upper, lower, lo: a.before[0], hi: a.before[1], ts: a.previous }, a.on);
  b.send(memoryBus, { space, upper, lower, lo: a.after[0], hi: a.after[1], ts: a.now }, a.on);
  b.lookup(rangeBus, { value: a.now.sub(a.previous).sub(1), bits: LIMB_BITS }, a.on);
};

/** 2^-16: carries between limbs are expressions times this. */
export const INV_LIMB = inv(LIMB);

/** Slots of an instruction's tick (src/vm/record.ts). */
export const Slot = { RS1: 0, RS2: 1, MEMORY: 2, RD: 3 } as const;

export const registerCell = (index: Operand): Pick<Access, 'space' | 'upper' | 'lower'> => ({ space: Space.REG, upper: 0, lower: index });

export const readRegister = (
  b: AirBuilder,
  index: Operand,
  value: readonly Operand[],
  previous: Expr,
  ts: Expr,
  slot: number,
  on: Expr,
): void => access(b, { ...registerCell(index), before: value, after: value, previous, now: ts.add(slot), on });

export const writeRegister = (
  b: AirBuilder,
  index: Operand,
  before: readonly Operand[],
  after: readonly Operand[],
  previous: Expr,
  ts: Expr,
  on: Expr,
): void => access(b, { ...registerCell(index), before, after, previous, now: ts.add(Slot.RD), on });

/**
 * rs1 and rd in one access, where they are the same register: it is read in slot 0, where the gap is proved to end, and left in slot 3.
 * rs2 is another register: were it this one too, the read in slot 1 would have no place on the cell's path.
 */
export const updateRegister = (
  b: AirBuilder,
  index: Operand,
  before: readonly Operand[],
  after: readonly Operand[],
  previous: Expr,
  ts: Expr,
  on: Expr,
): void => {
  b.receive(memoryBus, { ...registerCell(index), lo: before[0], hi: before[1], ts: previous }, on);
  b.send(memoryBus, { ...registerCell(index), lo: after[0], hi: after[1], ts: ts.add(Slot.RD) }, on);
  b.lookup(rangeBus, { value: ts.sub(previous).sub(1), bits: LIMB_BITS }, on);
};

/** 0 <= value < 2^16 on the rows where `on` is 1. */
export const range16 = (b: AirBuilder, value: Operand, on: Operand): void => b.lookup(rangeBus, { value, bits: LIMB_BITS }, on);

/** Writes the two limbs of a u32. */
export const putWord = (cells: Uint32Array, at: number, columns: readonly number[], value: number): void => {
  cells[at + columns[0]] = value & 0xffff;
  cells[at + columns[1]] = value >>> 16;
};

/** Low and high limb of the sign extension of an int32 immediate, and its sign bit. */
export const immediateLimbs = (imm: number): { readonly lo: number; readonly hi: number; readonly sign: number } => ({
  lo: imm & 0xffff,
  hi: imm >>> 16,
  sign: imm < 0 ? 1 : 0,
});

/** pc and ts, the columns that every instruction chip starts with. */
export const putFrame = (cells: Uint32Array, at: number, records: Uint32Array, r: number, pc: number): void => {
  cells[at] = pc;
  cells[at + 1] = records[r + Insn.TS];
};
