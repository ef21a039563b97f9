/**
 * How each operation is encoded: its format (which operand fields and which immediate it has) and the fixed bits that
 * identify it. One table, read by the decoder, the disassembler, the emulator's binding and the test assembler. Source:
 * The RISC-V Instruction Set Manual, Volume I, "RV32/64G Instruction Set Listings".
 */
import { OP_NAMES, Op } from './opcodes.ts';

/** I is also the format of loads and JALR; SHIFT is I with a 5-bit immediate; NONE has no operands at all. */
export type Format = 'R' | 'I' | 'SHIFT' | 'S' | 'B' | 'U' | 'J' | 'NONE';

/** What an operation does besides continuing at the next instruction. One that computes only writes rd. */
export type Kind = 'compute' | 'load' | 'store' | 'branch' | 'jump' | 'nothing' | 'call';

export interface Encoding {
  readonly op: Op;
  readonly format: Format;
  readonly kind: Kind;
  /** A word w encodes `op` exactly when (w & mask) === match, both int32. */
  readonly mask: number;
  readonly match: number;
}

const MASK_OPCODE = 0x7f;
const MASK_FUNCT3 = 0x707f;
const MASK_FUNCT7 = 0xfe00_707f | 0;

const wide = (op: Op, format: Format, kind: Kind, opcode: number): Encoding => ({ op, format, kind, mask: MASK_OPCODE, match: opcode });
const withFunct3 = (op: Op, format: Format, kind: Kind, opcode: number, funct3: number): Encoding => ({
  op,
  format,
  kind,
  mask: MASK_FUNCT3,
  match: opcode | (funct3 << 12),
});
const computing = (op: Op, format: Format, opcode: number, funct3: number, funct7: number): Encoding => ({
  op,
  format,
  kind: 'compute',
  mask: MASK_FUNCT7,
  match: opcode | (funct3 << 12) | (funct7 << 25),
});

const register = (op: Op, funct3: number, funct7: number) => computing(op, 'R', 0x33, funct3, funct7);
const immediate = (op: Op, funct3: number) => withFunct3(op, 'I', 'compute', 0x13, funct3);
const shift = (op: Op, funct3: number, funct7: number) => computing(op, 'SHIFT', 0x13, funct3, funct7);
const load = (op: Op, funct3: number) => withFunct3(op, 'I', 'load', 0x03, funct3);
const store = (op: Op, funct3: number) => withFunct3(op, 'S', 'store', 0x23, funct3);
const branch = (op: Op, funct3: number) => withFunct3(op, 'B', 'branch', 0x63, funct3);

/** In the order of the operation numbers, ILLEGAL apart: ENCODINGS[op].op === op. */
export const ENCODINGS: readonly Encoding[] = [
  register(Op.ADD, 0, 0x00),
  register(Op.SUB, 0, 0x20),
  register(Op.XOR, 4, 0x00),
  register(Op.OR, 6, 0x00),
  register(Op.AND, 7, 0x00),
  register(Op.SLL, 1, 0x00),
  register(Op.SRL, 5, 0x00),
  register(Op.SRA, 5, 0x20),
  register(Op.SLT, 2, 0x00),
  register(Op.SLTU, 3, 0x00),
  immediate(Op.ADDI, 0),
  immediate(Op.XORI, 4),
  immediate(Op.ORI, 6),
  immediate(Op.ANDI, 7),
  shift(Op.SLLI, 1, 0x00),
  shift(Op.SRLI, 5, 0x00),
  shift(Op.SRAI, 5, 0x20),
  immediate(Op.SLTI, 2),
  immediate(Op.SLTIU, 3),
  wide(Op.LUI, 'U', 'compute', 0x37),
  wide(Op.AUIPC, 'U', 'compute', 0x17),
  load(Op.LB, 0),
  load(Op.LH, 1),
  load(Op.LW, 2),
  load(Op.LBU, 4),
  load(Op.LHU, 5),
  store(Op.SB, 0),
  store(Op.SH, 1),
  store(Op.SW, 2),
  branch(Op.BEQ, 0),
  branch(Op.BNE, 1),
  branch(Op.BLT, 4),
  branch(Op.BGE, 5),
  branch(Op.BLTU, 6),
  branch(Op.BGEU, 7),
  wide(Op.JAL, 'J', 'jump', 0x6f),
  withFunct3(Op.JALR, 'I', 'jump', 0x67, 0),
  register(Op.MUL, 0, 0x01),
  register(Op.MULH, 1, 0x01),
  register(Op.MULHSU, 2, 0x01),
  register(Op.MULHU, 3, 0x01),
  register(Op.DIV, 4, 0x01),
  register(Op.DIVU, 5, 0x01),
  register(Op.REM, 6, 0x01),
  register(Op.REMU, 7, 0x01),
  // Every FENCE (fm, pred, succ and the reserved rd and rs1 included) is a no-op here, as the manual allows.
  withFunct3(Op.FENCE, 'NONE', 'nothing', 0x0f, 0),
  { op: Op.ECALL, format: 'NONE', kind: 'call', mask: -1, match: 0x73 },
];

export const formatOf = (op: Op): Format => (op === Op.ILLEGAL ? 'NONE' : ENCODINGS[op].format);

/** Whether the format has the operand; FENCE and ECALL have none. */
export const readsRs1 = (op: Op): boolean => ['R', 'I', 'SHIFT', 'S', 'B'].includes(formatOf(op));
export const readsRs2 = (op: Op): boolean => ['R', 'S', 'B'].includes(formatOf(op));
export const hasRd = (op: Op): boolean => ['R', 'I', 'SHIFT', 'U', 'J'].includes(formatOf(op));
const isKind =
  (kind: Kind) =>
  (op: Op): boolean =>
    op !== Op.ILLEGAL && ENCODINGS[op].kind === kind;
export const isLoad = isKind('load');
export const isStore = isKind('store');
export const isBranch = isKind('branch');
export const isComputation = isKind('compute');

if (ENCODINGS.some((encoding, i) => encoding.op !== i) || ENCODINGS.length !== OP_NAMES.length - 1)
  throw new Error('ENCODINGS is out of order');
