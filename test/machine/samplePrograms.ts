/** Programs that execute every form of the instructions of control, memory and system chips. */
import { type Instruction, Op } from '../../src/isa/opcodes.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';

const A0 = 10;
const A1 = 11;
const [T0, T1, T2, S0, S1] = [5, 6, 7, 8, 9];
const STACK = 0x2000_0000;

export const DATA = Uint8Array.from({ length: 64 }, (_, i) => (i * 37 + 0x81) & 0xff);

/** exit(0): one ECALL and the two instructions before it. */
export const threeInstructions = [...li(A0, 0), ...li(17, 93), encode(Op.ECALL)];

/** Every load and store at every offset, signs both ways, into x0 too; data, zero-initialised memory and code. */
export const memoryProgram = [
  ...li(S0, DATA_ADDRESS + 16),
  ...li(S1, STACK),
  encode(Op.AUIPC, { rd: T2, imm: 0 }),
  ...[-16, -15, -14, -13, 0, 1, 2, 3, 7].flatMap((imm) => [
    encode(Op.LB, { rd: T0, rs1: S0, imm }),
    encode(Op.LBU, { rd: T1, rs1: S0, imm }),
    encode(Op.SB, { rs1: S1, rs2: T0, imm }),
    encode(Op.SB, { rs1: S0, rs2: T1, imm: imm + 16 }),
  ]),
  ...[-16, -14, 0, 2, 6].flatMap((imm) => [
    encode(Op.LH, { rd: T0, rs1: S0, imm }),
    encode(Op.LHU, { rd: T1, rs1: S0, imm }),
    encode(Op.SH, { rs1: S1, rs2: T0, imm }),
    encode(Op.SH, { rs1: S0, rs2: T1, imm: imm + 16 }),
  ]),
  ...[-16, 0, 4].flatMap((imm) => [
    encode(Op.LW, { rd: T0, rs1: S0, imm }),
    encode(Op.SW, { rs1: S1, rs2: T0, imm }),
    encode(Op.LW, { rd: S1, rs1: S1, imm: 0 }),
    ...li(S1, STACK),
  ]),
  // Code as data.
  encode(Op.LW, { rd: T0, rs1: T2, imm: 0 }),
  encode(Op.LHU, { rd: T0, rs1: T2, imm: 2 }),
  encode(Op.LB, { rd: T0, rs1: T2, imm: 1 }),
  // Loads into x0.
  encode(Op.LW, { rd: 0, rs1: S0, imm: 0 }),
  encode(Op.LB, { rd: 0, rs1: S0, imm: 1 }),
  encode(Op.SW, { rs1: S1, rs2: 0, imm: 64 }),
  encode(Op.SW, { rs1: S1, rs2: S1, imm: 68 }),
  encode(Op.LW, { rd: 0, rs1: S1, imm: 68 }),
  // An address with a carry between the halves, and the first and last words of memory.
  ...li(T2, 0x2000_fffc),
  encode(Op.SW, { rs1: T2, rs2: T2, imm: 8 }),
  ...li(T2, 0x2001_0002),
  encode(Op.LW, { rd: T0, rs1: T2, imm: -6 }),
  ...li(T2, 0x1000),
  encode(Op.SW, { rs1: T2, rs2: T2, imm: 0 }),
  ...li(T2, 0x4000_0000),
  encode(Op.SW, { rs1: T2, rs2: T2, imm: -4 }),
  encode(Op.LB, { rd: T0, rs1: T2, imm: -1 }),
  ...exit(0),
];

/** Every operation whose result replaces its first operand, and those that look so but read one register twice. */
export const inPlaceProgram = [
  ...li(T0, 0x8123_4567 | 0),
  ...li(T1, 0xf00f_8001 | 0),
  encode(Op.ADD, { rd: T0, rs1: T0, rs2: T1 }),
  encode(Op.ADD, { rd: T0, rs1: T1, rs2: T0 }),
  encode(Op.ADD, { rd: T0, rs1: T0, rs2: T0 }),
  encode(Op.SUB, { rd: T0, rs1: T0, rs2: T1 }),
  encode(Op.ADDI, { rd: T0, rs1: T0, imm: -2048 }),
  encode(Op.ADDI, { rd: T0, rs1: T0, imm: 2047 }),
  ...[Op.XOR, Op.OR, Op.AND].flatMap((op) => [
    encode(op, { rd: T0, rs1: T0, rs2: T1 }),
    encode(op, { rd: T1, rs1: T0, rs2: T1 }),
    encode(op, { rd: T1, rs1: T1, rs2: T1 }),
    encode(Op.XORI, { rd: T0, rs1: T0, imm: -1366 }),
  ]),
  ...[0, 1, 15, 16, 17, 31].flatMap((imm) =>
    [Op.SLLI, Op.SRLI, Op.SRAI].flatMap((op) => [...li(T0, 0x9876_5432 | 0), encode(op, { rd: T0, rs1: T0, imm })]),
  ),
  ...li(S0, DATA_ADDRESS),
  encode(Op.LW, { rd: S0, rs1: S0, imm: 4 }),
  encode(Op.AUIPC, { rd: T2, imm: 0 }),
  encode(Op.LW, { rd: T2, rs1: T2, imm: 0 }),
  ...exit(0),
];

const branches = (op: Instruction['op']): number[] =>
  [
    [0, 0],
    [1, 2],
    [2, 1],
    [-1, 1],
    [1, -1],
    [-2, -1],
    [0x1_0000, 1],
    [0x7fff_0000, -0x8000_0000],
    [0x5_0001, 0x6_0001],
  ].flatMap(([a, b]) => [
    ...li(T0, a),
    ...li(T1, b),
    encode(op, { rs1: T0, rs2: T1, imm: 8 }),
    encode(Op.ADD, { rd: S0, rs1: S0, rs2: S0 }),
    encode(op, { rs1: T0, rs2: T0, imm: 8 }),
    encode(Op.ADD, { rd: S0, rs1: S0, rs2: S0 }),
  ]);

/** Every branch both ways, jumps forwards and backwards, calls and returns, constants, and computations into x0. */
export const controlProgram = [
  ...li(S0, 1),
  ...[Op.BEQ, Op.BNE, Op.BLT, Op.BGE, Op.BLTU, Op.BGEU].flatMap(branches),
  encode(Op.FENCE),
  encode(Op.ADDI, {}),
  encode(Op.ADD, { rs1: S0, rs2: S0 }),
  encode(Op.MUL, { rs1: S0, rs2: S0 }),
  encode(Op.LUI, { imm: 0x1000 }),
  encode(Op.LUI, { rd: T0, imm: 0xffff_f000 | 0 }),
  encode(Op.AUIPC, { rd: T0, imm: 0xffff_f000 | 0 }),
  encode(Op.JAL, { rd: 0, imm: 8 }),
  encode(Op.JAL, { rd: 0, imm: 8 }),
  encode(Op.JAL, { rd: 0, imm: -4 }),
  // A call of the JALR x0 four instructions on, an indirect call of it, and one with bit 0 of the target set.
  encode(Op.JAL, { rd: 1, imm: 8 }),
  encode(Op.JAL, { rd: 0, imm: 8 }),
  encode(Op.JALR, { rd: 0, rs1: 1, imm: 0 }),
  encode(Op.AUIPC, { rd: T0, imm: 0 }),
  encode(Op.JALR, { rd: 1, rs1: T0, imm: 9 }),
  encode(Op.AUIPC, { rd: T0, imm: 0 }),
  encode(Op.ADDI, { rd: T0, rs1: T0, imm: 100 }),
  encode(Op.JALR, { rd: T0, rs1: T0, imm: -88 }),
  ...exit(0),
];

const READ = 63;
const WRITE = 64;

/** Reads, writes to every descriptor, empty and failing ones too; the public values are the first bytes of the input, then data. */
export const ioProgram = [
  ...systemCall(READ, 0, DATA_ADDRESS + 1, 10),
  ...systemCall(READ, 0, STACK, 0x1_0002),
  ...systemCall(READ, 0, STACK, 5),
  ...systemCall(READ, 7, STACK, 5),
  ...systemCall(READ, 0x1_0000, STACK, 5),
  ...systemCall(WRITE, 1, DATA_ADDRESS, 5),
  ...systemCall(WRITE, 2, DATA_ADDRESS, 0),
  ...systemCall(WRITE, 3, DATA_ADDRESS + 1, 10),
  ...systemCall(WRITE, 3, DATA_ADDRESS + 30, 7),
  ...systemCall(WRITE, 3, DATA_ADDRESS, 0),
  ...systemCall(WRITE, 3, 0x1_0000, 4),
  ...systemCall(WRITE, 0, DATA_ADDRESS, 5),
  ...systemCall(WRITE, 4, DATA_ADDRESS, 5),
  ...systemCall(WRITE, 0x1_0003, DATA_ADDRESS, 5),
  ...systemCall(WRITE, 0x2_0000, DATA_ADDRESS, 5),
  encode(Op.ADD, { rd: A1, rs1: A0, rs2: 0 }),
  ...exit(0x12345),
];

/** A word touched long before it is touched again, so that its timestamp has to be advanced: three times around a long loop. */
export const advanceProgram = [
  ...li(S0, DATA_ADDRESS),
  ...li(S1, STACK),
  ...li(T2, 3),
  encode(Op.LW, { rd: T0, rs1: S0, imm: 0 }),
  encode(Op.SW, { rs1: S1, rs2: T0, imm: 0 }),
  ...li(T1, 9000),
  encode(Op.ADDI, { rd: T1, rs1: T1, imm: -1 }),
  encode(Op.BNE, { rs1: T1, rs2: 0, imm: -4 }),
  encode(Op.ADDI, { rd: T2, rs1: T2, imm: -1 }),
  encode(Op.BNE, { rs1: T2, rs2: 0, imm: -4 * (6 + (li(T1, 9000).length - 1)) }),
  ...exit(0),
];
