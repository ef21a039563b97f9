/**
 * Decodes instruction words. Every word that is not exactly an RV32IM instruction decodes to ILLEGAL, and so does EBREAK. Fields
 * that a format lacks are 0. Source: The RISC-V Instruction Set Manual, Volume I, section 2.3.
 */
import { ENCODINGS, type Encoding, type Format } from './formats.ts';
import { type Instruction, Op } from './opcodes.ts';

/** Major opcode (7 bits) to the encodings that share it. */
const BY_OPCODE: readonly (readonly Encoding[])[] = Array.from({ length: 128 }, (_, opcode) =>
  ENCODINGS.filter(({ match }) => (match & 0x7f) === opcode),
);

/** The sign-extended immediate of a word, by format. */
const IMMEDIATE: Readonly<Record<Format, (word: number) => number>> = {
  R: () => 0,
  I: (w) => w >> 20,
  SHIFT: (w) => (w >>> 20) & 31,
  S: (w) => ((w >> 25) << 5) | ((w >>> 7) & 31),
  B: (w) => ((w >> 31) << 12) | ((w & 0x80) << 4) | ((w >>> 20) & 0x7e0) | ((w >>> 7) & 0x1e),
  U: (w) => w & 0xffff_f000,
  J: (w) => ((w >> 31) << 20) | (w & 0xf_f000) | ((w >>> 9) & 0x800) | ((w >>> 20) & 0x7fe),
  NONE: () => 0,
};

interface Fields {
  readonly rd: boolean;
  readonly rs1: boolean;
  readonly rs2: boolean;
}

const FIELDS: Readonly<Record<Format, Fields>> = {
  R: { rd: true, rs1: true, rs2: true },
  I: { rd: true, rs1: true, rs2: false },
  SHIFT: { rd: true, rs1: true, rs2: false },
  S: { rd: false, rs1: true, rs2: true },
  B: { rd: false, rs1: true, rs2: true },
  U: { rd: true, rs1: false, rs2: false },
  J: { rd: true, rs1: false, rs2: false },
  NONE: { rd: false, rs1: false, rs2: false },
};

/** Decodes a uint32 word that stands at `pc`. */
export const decode = (word: number, pc: number): Instruction => {
  const encoding = BY_OPCODE[word & 0x7f].find(({ mask, match }) => (word & mask) === match);
  if (encoding === undefined) return { pc, op: Op.ILLEGAL, rd: 0, rs1: 0, rs2: 0, imm: 0, word: word >>> 0 };
  const { op, format } = encoding;
  const has = FIELDS[format];
  return {
    pc,
    op,
    rd: has.rd ? (word >>> 7) & 31 : 0,
    rs1: has.rs1 ? (word >>> 15) & 31 : 0,
    rs2: has.rs2 ? (word >>> 20) & 31 : 0,
    imm: IMMEDIATE[format](word),
    word: word >>> 0,
  };
};
