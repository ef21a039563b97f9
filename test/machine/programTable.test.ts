import { describe, expect, it } from 'vitest';
import { imageChip } from '../../src/chips/memory/image.ts';
import type { InstructionChip } from '../../src/chips/shared/instruction.ts';
import { programChip } from '../../src/chips/tables/program.ts';
import { P } from '../../src/field/felt.ts';
import { decode } from '../../src/isa/decode.ts';
import { MEMORY_END, MEMORY_START } from '../../src/isa/memory.ts';
import { Op } from '../../src/isa/opcodes.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { buildProgramTable, type ProgramTable, validateProgramTable } from '../../src/machine/programTable.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import type { Program } from '../../src/vm/program.ts';
import { encode, exit } from '../support/programAssembler.ts';
import { programOf } from './machineHarness.ts';

const words = [
  encode(Op.LUI, { rd: 5, imm: 0x12345000 }),
  encode(Op.ADD, { rd: 0, rs1: 1, rs2: 2 }),
  encode(Op.LW, { rd: 0, rs1: 5 }),
  encode(Op.JALR, { rd: 1, rs1: 5 }),
  0,
  0xffff_ffff,
  ...exit(0),
  encode(Op.OR, { rd: 5, rs1: 6, rs2: 7 }),
  encode(Op.XOR, { rd: 5, rs1: 5, rs2: 6 }),
];
/** Rows of operations whose operands are pre-decoded further. */
const [ANDI, SLTI, SLTIU, SLLI, SRAI] = [0, 1, 2, 3, 4];
const operands = buildProgramTable(
  rv32im,
  programOf([
    encode(Op.ANDI, { rd: 5, rs1: 6, imm: -5 }),
    encode(Op.SLTI, { rd: 5, rs1: 6, imm: -5 }),
    encode(Op.SLTIU, { rd: 5, rs1: 6, imm: -5 }),
    encode(Op.SLLI, { rd: 5, rs1: 6, imm: 0 }),
    encode(Op.SRAI, { rd: 5, rs1: 6, imm: 31 }),
    ...exit(0),
  ]),
);
const program = programOf(words, Uint8Array.of(1, 2, 3, 4, 5));
const table = buildProgramTable(rv32im, program);

describe('the program table', () => {
  it('has a row for each legal instruction and none for an illegal word', () => {
    expect(table.rowOf[4]).toBe(-1);
    expect(table.rowOf[5]).toBe(-1);
    expect(table.programRows).toBe(words.length - 2);
  });

  it('leaves gaps that with the image cover guest memory exactly once', () => {
    const ranges = [
      ...table.info.gaps,
      ...[...program.ram, ...program.rom].map((r) => ({ start: r.startIndex, end: r.startIndex + r.words.length })),
    ].sort((a, b) => a.start - b.start);
    expect(ranges[0].start).toBe(MEMORY_START / 4);
    expect(ranges.at(-1)?.end).toBe(MEMORY_END / 4);
    expect(ranges.slice(1).map(({ start }) => start)).toEqual(ranges.slice(0, -1).map(({ end }) => end));
  });

  it('has no gaps of length 0 between adjacent ranges', () => {
    const adjacent: Program = {
      ...program,
      ram: [
        { startIndex: 0x5000, words: new Uint32Array(2) },
        { startIndex: 0x5002, words: new Uint32Array(1) },
      ],
    };
    expect(buildProgramTable(rv32im, adjacent).info.gaps.every(({ start, end }) => start < end)).toBe(true);
  });

  it('refuses ranges that overlap or leave memory', () => {
    const ram = (...startIndices: number[]): Program => ({
      ...program,
      ram: startIndices.map((startIndex) => ({ startIndex, words: new Uint32Array(4) })),
    });
    for (const bad of [ram(0x5000, 0x5003), ram(0x3ff), ram(2 ** 28 - 3), ram(program.rom[0].startIndex + 1)]) {
      expect(() => buildProgramTable(rv32im, bad)).toThrow(/overlaps or leaves memory/);
    }
  });
});

describe('validation of a program table', () => {
  const changed = (part: 'program' | 'image', row: number, column: number, value: number, of = table): ProgramTable => {
    const values = of[part].values.slice();
    values[row * of[part].width + column] = value;
    return { ...of, [part]: { ...of[part], values } };
  };
  const p = programChip.preprocessedOffsets;
  const i = imageChip.preprocessedOffsets;
  const refused: Record<string, ProgramTable> = {
    'a chip that writes gets rd = 0': changed('program', 0, p.rd, 0),
    'a chip that writes nothing gets rd': changed('program', 1, p.rd, 3),
    'a load writes the public cursor': changed('program', 2, p.rd, 32),
    'a constant goes to the sink': changed('program', 0, p.rd, 33),
    'a register that does not exist is read': changed('program', 3, p.rs1, 32),
    'two instructions share a pc': changed('program', 1, p.pc, program.codeBase),
    'a pc is odd': changed('program', 1, p.pc, 0x2_0001),
    'a pc is too high': changed('program', 1, p.pc, 2 ** 30),
    'a limb of a constant is too large': changed('program', 0, p.x[1], 0x1_0000),
    'a limb of a link is too large': changed('program', 3, p.x[2], 0x1_0000),
    'an immediate is too large': changed('program', 2, p.x[0], 2 ** 11 + 1),
    'an immediate is too small': changed('program', 3, p.x[0], P - 2 ** 11 - 1),
    'an operation on bytes does not exist': changed('program', table.programRows - 1, p.x[0], 3),
    'the sign of an operand on bytes is not 0 or 1': changed('program', ANDI, p.x[2], 2, operands),
    'a byte of an operand is too large': changed('program', ANDI, p.x[1], 256, operands),
    'a limb that is compared with is too large': changed('program', SLTI, p.x[0], 0x1_0000, operands),
    'the sign of what is compared with is not that of its limbs': changed('program', SLTI, p.x[2], 0, operands),
    'an unsigned comparison has a sign': changed('program', SLTIU, p.x[2], 1, operands),
    'a shift cuts limbs beyond 16 bits': changed('program', SRAI, p.x[0], 17, operands),
    'a shift has the power of another': changed('program', SLLI, p.x[1], 2, operands),
    'a left shift goes right': changed('program', SLLI, p.x[2], 2, operands),
    'a right shift goes left': changed('program', SRAI, p.x[2], 1, operands),
    'no chip proves the operation': changed('program', 0, p.op, Op.LUI),
    'a padding row is an instruction': changed('program', 2 ** table.program.logHeight - 1, p.op, Op.ADD),
    'a register starts at 1': changed('image', 3, i.word[0], 1),
    'a cell is initialised twice': changed('image', 36, i.lower, table.image.values[35 * table.image.width + i.lower]),
    'a cell is in a gap': changed('image', 35, i.lower, 0x1000),
    'a cell is not aligned': changed('image', 35, i.lower, table.image.values[35 * table.image.width + i.lower] + 1),
    'a cell has two names': changed('image', 35, i.lower, table.image.values[35 * table.image.width + i.lower] + 0x1_0000),
    'a cell is in the other space': changed('image', 35, i.space, 2),
    'a cell is in no space': changed('image', 35, i.space, 3),
    'a limb of a cell is too large': changed('image', 35, i.word[0], 0x1_0000),
    'a padding row of the image is live': changed('image', 2 ** table.image.logHeight - 1, i.isReal, 1),
    'a multiplicity of the image is 2': changed('image', 35, i.isReal, 2),
  };
  it('accepts what the program makes', () => [table, operands].forEach((t) => validateProgramTable(rv32im, t)));
  for (const [name, bad] of Object.entries(refused)) {
    it(`refuses: ${name}`, () =>
      expect(() => validateProgramTable(rv32im, bad)).toThrow(expect.objectContaining({ code: 'program-table-invalid' })));
  }

  it('refuse an instruction that two chips accept, which key generation could not sample', () => {
    const addi = rv32im.instructionChips.find((chip) =>
      chip.accepts(decode(encode(Op.ADDI, { rd: 5, rs1: 6, imm: 5 }), 0)),
    ) as InstructionChip;
    const greedy: InstructionChip = {
      ...addi,
      chip: { ...addi.chip, name: 'greedy' },
      accepts: ({ op, imm }) => op === Op.ADDI && imm === 5,
    };
    const machine: Machine = { ...rv32im, instructionChips: [...rv32im.instructionChips, greedy] };
    const table = (imm: number) => () => buildProgramTable(machine, programOf([encode(Op.ADDI, { rd: 5, rs1: 6, imm }), ...exit(0)]));
    expect(table(6)).not.toThrow();
    expect(table(5)).toThrow(/both \S+ and greedy accept/);
  });
});
