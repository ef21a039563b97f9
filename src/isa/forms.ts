/**
 * Instructions that stand for all: every operation, with its registers equal and different in every combination, with x0 in every
 * place, and with immediates at and next to the ends of their ranges. Key generation checks on them that exactly one chip accepts
 * each instruction (src/machine/validate.ts). That decides it for chips that tell instructions apart by these properties alone.
 */
import { ENCODINGS, type Format, hasRd, readsRs1, readsRs2 } from './formats.ts';
import type { Instruction } from './opcodes.ts';

/** x0, and enough others for three operands to be three registers. */
const REGISTERS = [0, 1, 6, 7];
const NONE = [0];

const IMMEDIATES: Readonly<Record<Format, readonly number[]>> = {
  R: NONE,
  I: [-2048, -2047, -1, 0, 1, 2, 3, 4, 2046, 2047],
  SHIFT: Array.from({ length: 32 }, (_, i) => i),
  S: [-2048, -2047, -1, 0, 1, 2, 3, 4, 2046, 2047],
  B: [-4096, -4, 0, 4, 8, 4092],
  U: [0, 0x1000, 0x7fff_f000, -0x8000_0000, -0x1000],
  J: [-(2 ** 20), -4, 0, 4, 8, 2 ** 20 - 4],
  NONE,
};

/** Where the instructions stand. */
const PC = 2 ** 24;

export const instructionForms = (): Instruction[] =>
  ENCODINGS.flatMap(({ op, format, match }) =>
    (hasRd(op) ? REGISTERS : NONE).flatMap((rd) =>
      (readsRs1(op) ? REGISTERS : NONE).flatMap((rs1) =>
        (readsRs2(op) ? REGISTERS : NONE).flatMap((rs2) =>
          IMMEDIATES[format].map((imm): Instruction => ({ pc: PC, op, rd, rs1, rs2, imm, word: match >>> 0 })),
        ),
      ),
    ),
  );
