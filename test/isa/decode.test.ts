/** Decoding is strict and inverse to encoding; the text is that of the assembler. */
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/isa/decode.ts';
import { disassemble } from '../../src/isa/disassemble.ts';
import { ENCODINGS, formatOf, hasRd, readsRs1, readsRs2 } from '../../src/isa/formats.ts';
import { OP_NAMES, Op } from '../../src/isa/opcodes.ts';
import { encode } from '../support/programAssembler.ts';
import { rng } from '../support/rng.ts';

const PC = 0x1000;

/** Words as an independent assembler (clang 19) emits them. */
const ASSEMBLED: readonly (readonly [number, string])[] = [
  [0x00c58533, 'add a0, a1, a2'],
  [0x40c58533, 'sub a0, a1, a2'],
  [0xfff50513, 'addi a0, a0, -1'],
  [0x41f55513, 'srai a0, a0, 31'],
  [0x01f55513, 'srli a0, a0, 31'],
  [0x00751513, 'slli a0, a0, 7'],
  [0xfffff537, 'lui a0, 0xfffff'],
  [0x00001517, 'auipc a0, 0x1'],
  [0xffc12503, 'lw a0, -4(sp)'],
  [0x00054583, 'lbu a1, 0(a0)'],
  [0xfea12e23, 'sw a0, -4(sp)'],
  [0x00b50fa3, 'sb a1, 31(a0)'],
  [0xfe050ee3, 'beq a0, zero, 0xffc'],
  [0x00b57463, 'bgeu a0, a1, 0x1008'],
  [0x008000ef, 'jal ra, 0x1008'],
  [0xff9ff06f, 'jal zero, 0xff8'],
  [0x00008067, 'jalr zero, 0(ra)'],
  [0x02c5c533, 'div a0, a1, a2'],
  [0x02c5a533, 'mulhsu a0, a1, a2'],
  [0x0ff0000f, 'fence'],
  [0x8330000f, 'fence'],
  [0x00000073, 'ecall'],
  [0x00100073, 'ebreak'],
  [0x0000100f, 'illegal 0x100f'],
];

describe('decode', () => {
  it.each(ASSEMBLED)('reads %i as %s', (word, text) => {
    expect(disassemble(decode(word, PC))).toBe(text);
  });

  it('inverts encode for every operation', () => {
    const random = rng(3);
    const immediates: Record<string, () => number> = {
      I: () => random.below(4096) - 2048,
      S: () => random.below(4096) - 2048,
      SHIFT: () => random.below(32),
      B: () => (random.below(4096) - 2048) * 2,
      U: () => (random.below(1 << 20) << 12) | 0,
      J: () => (random.below(1 << 20) - (1 << 19)) * 2,
      R: () => 0,
      NONE: () => 0,
    };
    for (const { op } of ENCODINGS)
      for (let i = 0; i < 200; i++) {
        const operands = {
          rd: hasRd(op) ? random.below(32) : 0,
          rs1: readsRs1(op) ? random.below(32) : 0,
          rs2: readsRs2(op) ? random.below(32) : 0,
          imm: immediates[formatOf(op)](),
        };
        const word = encode(op, operands);
        expect(decode(word, PC)).toEqual({ pc: PC, op, word, ...operands });
      }
  });

  it('accepts no word that does not encode back to itself', () => {
    const random = rng(4);
    const seen = new Set<number>();
    for (let i = 0; i < 400_000; i++) {
      // A legal major opcode, and often a legal funct7, so that most fields are near a legal instruction.
      const base = random.u32() & (random.below(2) === 0 ? -1 : 0x41ff_ffff);
      const word = ((base & ~0x7f) | (random.pick(ENCODINGS).match & 0x7f)) >>> 0;
      const insn = decode(word, PC);
      if (insn.op === Op.ILLEGAL || insn.op === Op.FENCE) continue;
      seen.add(insn.op);
      if (encode(insn.op, insn) !== word) expect(encode(insn.op, insn)).toBe(word);
    }
    expect(seen.size).toBeGreaterThanOrEqual(ENCODINGS.length - 2);
  });

  it.each([
    0,
    0xffff_ffff,
    0x0000_0001,
    0x0000_1073,
    0x3020_0073,
    0x1050_0073,
    0x0000_0173,
    0x0000_8073,
    0x0200_5013 | (1 << 26),
    0x0200_1013,
    0x4000_1013,
    0x4000_1033,
    0x4000_7033,
    0x0400_0033,
    0x0000_3003,
    0x0000_6003,
    0x0000_7003,
    0x0000_3023,
    0x0000_2063,
    0x0000_3063,
    0x0000_1067,
    0x0000_200f,
    0x0000_003b,
    0x0000_001b,
    0x1000_202f,
    0x0000_0007,
    0x0000_0027,
    0x0000_0053,
  ])('refuses the word %i', (word) => {
    expect(decode(word, PC)).toEqual({ pc: PC, op: Op.ILLEGAL, rd: 0, rs1: 0, rs2: 0, imm: 0, word: word >>> 0 });
  });

  it('names every operation', () => {
    expect(OP_NAMES.map((_, op) => op)).toEqual(Object.values(Op));
  });
});
