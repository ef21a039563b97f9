/**
 * Instructions as assembly text, for error messages and profiles. Register names are those of the psABI; branch and jump
 * targets are absolute. No pseudo-instructions: what is shown is what is proved.
 */
import { type Format, formatOf, isLoad } from './formats.ts';
import { type Instruction, OP_NAMES, Op } from './opcodes.ts';

const REGISTER_NAMES: readonly string[] = [
  'zero',
  'ra',
  'sp',
  'gp',
  'tp',
  't0',
  't1',
  't2',
  's0',
  's1',
  'a0',
  'a1',
  'a2',
  'a3',
  'a4',
  'a5',
  'a6',
  'a7',
  's2',
  's3',
  's4',
  's5',
  's6',
  's7',
  's8',
  's9',
  's10',
  's11',
  't3',
  't4',
  't5',
  't6',
];

const EBREAK_WORD = 0x0010_0073;

/** 0x-prefixed lower-case hexadecimal of a number taken modulo 2^32. */
export const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

const x = (index: number): string => REGISTER_NAMES[index];

const OPERANDS: Readonly<Record<Format, (i: Instruction) => string>> = {
  R: ({ rd, rs1, rs2 }) => `${x(rd)}, ${x(rs1)}, ${x(rs2)}`,
  I: ({ op, rd, rs1, imm }) => (isLoad(op) || op === Op.JALR ? `${x(rd)}, ${imm}(${x(rs1)})` : `${x(rd)}, ${x(rs1)}, ${imm}`),
  SHIFT: ({ rd, rs1, imm }) => `${x(rd)}, ${x(rs1)}, ${imm}`,
  S: ({ rs1, rs2, imm }) => `${x(rs2)}, ${imm}(${x(rs1)})`,
  B: ({ pc, rs1, rs2, imm }) => `${x(rs1)}, ${x(rs2)}, ${hex(pc + imm)}`,
  U: ({ rd, imm }) => `${x(rd)}, ${hex(imm >>> 12)}`,
  J: ({ pc, rd, imm }) => `${x(rd)}, ${hex(pc + imm)}`,
  NONE: () => '',
};

export const disassemble = (instruction: Instruction): string => {
  const { op, word } = instruction;
  if (op === Op.ILLEGAL) return word === EBREAK_WORD ? 'ebreak' : `illegal ${hex(word)}`;
  return `${OP_NAMES[op].toLowerCase()} ${OPERANDS[formatOf(op)](instruction)}`.trimEnd();
};
