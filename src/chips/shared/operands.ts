/** What the register-register ALU chips share: the columns of their three register accesses, and their filling. */
import type { AirBuilder } from '../../air/chip.ts';
import { columnOffsets, columnWidth, word } from '../../air/columns.ts';
import type { Expr, Operand } from '../../air/expr.ts';
import type { Instruction } from '../../isa/opcodes.ts';
import { Insn } from '../../vm/record.ts';
import { frame, putFrame, putWord, readRegister, Slot, updateRegister, writeRegister } from './instruction.ts';

export const registerColumns = {
  pc: 'felt',
  ts: 'felt',
  rd: 'felt',
  rs1: 'felt',
  rs2: 'felt',
  pts1: 'felt',
  pts2: 'felt',
  ptsd: 'felt',
  prev: word,
} as const;
type RegisterRow = { readonly [K in Exclude<keyof typeof registerColumns, 'prev'>]: Expr } & { readonly prev: readonly Expr[] };
const REGISTERS = columnOffsets(registerColumns);

/** rd := a computed from rs1 = b, rs2 = c and operands x of the program table. */
export const registerFrame = (
  builder: AirBuilder,
  row: RegisterRow,
  op: Operand,
  b: readonly Operand[],
  c: readonly Operand[],
  a: readonly Operand[],
  on: Expr,
  x: readonly Operand[] = [],
): void => {
  frame(builder, { pc: row.pc, ts: row.ts, op, rd: row.rd, rs1: row.rs1, rs2: row.rs2, x, on });
  readRegister(builder, row.rs1, b, row.pts1, row.ts, Slot.RS1, on);
  readRegister(builder, row.rs2, c, row.pts2, row.ts, Slot.RS2, on);
  writeRegister(builder, row.rd, row.prev, a, row.ptsd, row.ts, on);
};

export const putRegisters = (cells: Uint32Array, at: number, records: Uint32Array, r: number, insn: Instruction): void => {
  putFrame(cells, at, records, r, insn.pc);
  cells[at + REGISTERS.rd] = insn.rd;
  cells[at + REGISTERS.rs1] = insn.rs1;
  cells[at + REGISTERS.rs2] = insn.rs2;
  cells[at + REGISTERS.pts1] = records[r + Insn.PTS1];
  cells[at + REGISTERS.pts2] = records[r + Insn.PTS2];
  cells[at + REGISTERS.ptsd] = records[r + Insn.PTSD];
  putWord(cells, at, REGISTERS.prev, records[r + Insn.RD_PREV]);
};

/** The same where rd = rs1 and rs2 is another register. */
export const registerInPlaceColumns = { pc: 'felt', ts: 'felt', rd: 'felt', rs2: 'felt', pts1: 'felt', pts2: 'felt' } as const;
type RegisterInPlaceRow = { readonly [K in keyof typeof registerInPlaceColumns]: Expr };
const REGISTERS_IN_PLACE = columnOffsets(registerInPlaceColumns);

/** Whether an instruction is in place: rd = rs1, and rs2, if it reads one, is another register. */
export const isInPlace = ({ rd, rs1, rs2 }: Instruction): boolean => rd === rs1 && rs2 !== rd;

export const registerInPlaceFrame = (
  builder: AirBuilder,
  row: RegisterInPlaceRow,
  op: Operand,
  b: readonly Operand[],
  c: readonly Operand[],
  a: readonly Operand[],
  on: Expr,
  x: readonly Operand[] = [],
): void => {
  frame(builder, { pc: row.pc, ts: row.ts, op, rd: row.rd, rs1: row.rd, rs2: row.rs2, x, on });
  readRegister(builder, row.rs2, c, row.pts2, row.ts, Slot.RS2, on);
  updateRegister(builder, row.rd, b, a, row.pts1, row.ts, on);
};

export const putRegistersInPlace = (cells: Uint32Array, at: number, records: Uint32Array, r: number, insn: Instruction): void => {
  putFrame(cells, at, records, r, insn.pc);
  cells[at + REGISTERS_IN_PLACE.rd] = insn.rd;
  cells[at + REGISTERS_IN_PLACE.rs2] = insn.rs2;
  cells[at + REGISTERS_IN_PLACE.pts1] = records[r + Insn.PTS1];
  cells[at + REGISTERS_IN_PLACE.pts2] = records[r + Insn.PTS2];
};

export const immediateColumns = { pc: 'felt', ts: 'felt', rd: 'felt', rs1: 'felt', pts1: 'felt', ptsd: 'felt', prev: word } as const;
type ImmediateRow = { readonly [K in Exclude<keyof typeof immediateColumns, 'prev'>]: Expr } & { readonly prev: readonly Expr[] };
const IMMEDIATE = columnOffsets(immediateColumns);

/** rd := a computed from rs1 = b and operands x of the program table. */
export const immediateFrame = (
  builder: AirBuilder,
  row: ImmediateRow,
  op: Operand,
  x: readonly Operand[],
  b: readonly Operand[],
  a: readonly Operand[],
  on: Expr,
): void => {
  frame(builder, { pc: row.pc, ts: row.ts, op, rd: row.rd, rs1: row.rs1, x, on });
  readRegister(builder, row.rs1, b, row.pts1, row.ts, Slot.RS1, on);
  writeRegister(builder, row.rd, row.prev, a, row.ptsd, row.ts, on);
};

export const putImmediate = (cells: Uint32Array, at: number, records: Uint32Array, r: number, insn: Instruction): void => {
  putFrame(cells, at, records, r, insn.pc);
  cells[at + IMMEDIATE.rd] = insn.rd;
  cells[at + IMMEDIATE.rs1] = insn.rs1;
  cells[at + IMMEDIATE.pts1] = records[r + Insn.PTS1];
  cells[at + IMMEDIATE.ptsd] = records[r + Insn.PTSD];
  putWord(cells, at, IMMEDIATE.prev, records[r + Insn.RD_PREV]);
};

/** The same where rd = rs1. */
export const immediateInPlaceColumns = { pc: 'felt', ts: 'felt', rd: 'felt', pts1: 'felt' } as const;
type ImmediateInPlaceRow = { readonly [K in keyof typeof immediateInPlaceColumns]: Expr };
const IMMEDIATE_IN_PLACE = columnOffsets(immediateInPlaceColumns);

export const immediateInPlaceFrame = (
  builder: AirBuilder,
  row: ImmediateInPlaceRow,
  op: Operand,
  x: readonly Operand[],
  b: readonly Operand[],
  a: readonly Operand[],
  on: Expr,
): void => {
  frame(builder, { pc: row.pc, ts: row.ts, op, rd: row.rd, rs1: row.rd, x, on });
  updateRegister(builder, row.rd, b, a, row.pts1, row.ts, on);
};

export const putImmediateInPlace = (cells: Uint32Array, at: number, records: Uint32Array, r: number, insn: Instruction): void => {
  putFrame(cells, at, records, r, insn.pc);
  cells[at + IMMEDIATE_IN_PLACE.rd] = insn.rd;
  cells[at + IMMEDIATE_IN_PLACE.pts1] = records[r + Insn.PTS1];
};

/** Widths of these groups of columns, with which chips start. */
export const REGISTER_COLUMNS = columnWidth(registerColumns);
export const REGISTER_IN_PLACE_COLUMNS = columnWidth(registerInPlaceColumns);
export const IMMEDIATE_COLUMNS = columnWidth(immediateColumns);
export const IMMEDIATE_IN_PLACE_COLUMNS = columnWidth(immediateInPlaceColumns);

/** Writes the four bytes of a u32. */
export const putBytes = (cells: Uint32Array, at: number, columns: readonly number[], value: number): void => {
  cells[at + columns[0]] = value & 0xff;
  cells[at + columns[1]] = (value >>> 8) & 0xff;
  cells[at + columns[2]] = (value >>> 16) & 0xff;
  cells[at + columns[3]] = value >>> 24;
};
/** 16-bit limbs of four bytes. */
export const limbsOfBytes = (bytes: readonly Expr[]): Expr[] => [0, 2].map((i) => bytes[i].add(bytes[i + 1].mul(256)));
