/**
 * The operations of RV32IM as small integers: the identity of an instruction in the pre-decoded program, in the
 * emulator's dispatch, in the trace records and in the program table. Source: The RISC-V Instruction Set Manual,
 * Volume I, chapters 2 (RV32I) and 12 (M extension).
 */
export const Op = {
  ADD: 0,
  SUB: 1,
  XOR: 2,
  OR: 3,
  AND: 4,
  SLL: 5,
  SRL: 6,
  SRA: 7,
  SLT: 8,
  SLTU: 9,
  ADDI: 10,
  XORI: 11,
  ORI: 12,
  ANDI: 13,
  SLLI: 14,
  SRLI: 15,
  SRAI: 16,
  SLTI: 17,
  SLTIU: 18,
  LUI: 19,
  AUIPC: 20,
  LB: 21,
  LH: 22,
  LW: 23,
  LBU: 24,
  LHU: 25,
  SB: 26,
  SH: 27,
  SW: 28,
  BEQ: 29,
  BNE: 30,
  BLT: 31,
  BGE: 32,
  BLTU: 33,
  BGEU: 34,
  JAL: 35,
  JALR: 36,
  MUL: 37,
  MULH: 38,
  MULHSU: 39,
  MULHU: 40,
  DIV: 41,
  DIVU: 42,
  REM: 43,
  REMU: 44,
  FENCE: 45,
  ECALL: 46,
  /** EBREAK and every word that is not an RV32IM instruction: executing it traps, so it has no row in any chip. */
  ILLEGAL: 47,
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/** Operation names in the order of their numbers: OP_NAMES[Op.ADD] === 'ADD'. */
export const OP_NAMES: readonly string[] = Object.keys(Op);

/** One pre-decoded instruction. */
export interface Instruction {
  readonly pc: number;
  readonly op: Op;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  /**
   * The sign-extended immediate as an int32. For SLLI, SRLI and SRAI a shift amount. For LUI and AUIPC the value to add, already shifted
   * left by 12.
   */
  readonly imm: number;
  /** The instruction word as it stands in memory, uint32. */
  readonly word: number;
}
