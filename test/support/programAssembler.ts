/** Instruction words from operations: the inverse of src/isa/decode.ts, for tests. */
import { ENCODINGS, type Format, hasRd, readsRs1, readsRs2 } from '../../src/isa/formats.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { Reg } from '../../src/isa/syscalls.ts';
import { Syscall } from './run.ts';

export interface Operands {
  readonly rd?: number;
  readonly rs1?: number;
  readonly rs2?: number;
  /** As in Instruction.imm. */
  readonly imm?: number;
}

const IMMEDIATE: Readonly<Record<Format, (imm: number) => number>> = {
  R: () => 0,
  I: (i) => i << 20,
  SHIFT: (i) => (i & 31) << 20,
  S: (i) => ((i >> 5) << 25) | ((i & 31) << 7),
  B: (i) => ((i >> 12) << 31) | (((i >> 5) & 63) << 25) | (((i >> 1) & 15) << 8) | (((i >> 11) & 1) << 7),
  U: (i) => i & 0xffff_f000,
  J: (i) => ((i >> 20) << 31) | (((i >> 1) & 0x3ff) << 21) | (((i >> 11) & 1) << 20) | (i & 0xf_f000),
  NONE: () => 0,
};

/** Operands that the format does not have are ignored. */
export const encode = (op: Op, { rd = 0, rs1 = 0, rs2 = 0, imm = 0 }: Operands = {}): number => {
  const { format, match } = ENCODINGS[op];
  const registers = (hasRd(op) ? rd << 7 : 0) | (readsRs1(op) ? rs1 << 15 : 0) | (readsRs2(op) ? rs2 << 20 : 0);
  return (match | registers | IMMEDIATE[format](imm)) >>> 0;
};

export const EBREAK = 0x0010_0073;

/** rd = value, in one or two instructions. */
export const li = (rd: number, value: number): number[] => {
  const v = value | 0;
  if (v >= -2048 && v < 2048) return [encode(Op.ADDI, { rd, imm: v })];
  const low = (v << 20) >> 20;
  return [encode(Op.LUI, { rd, imm: (v - low) | 0 }), encode(Op.ADDI, { rd, rs1: rd, imm: low })];
};

/** A system call with constant arguments; clobbers a0..a2 and a7. */
export const systemCall = (number: number, ...args: readonly number[]): number[] => [
  ...args.flatMap((value, i) => li(Reg.A0 + i, value)),
  ...li(Reg.A7, number),
  encode(Op.ECALL),
];

export const exit = (code: number): number[] => systemCall(Syscall.EXIT, code);
