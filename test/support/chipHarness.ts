/**
 * One row of an ALU chip at a time, without the virtual machine: operands to instruction record to filled row, the messages the row
 * sends, and oracles for what they must be: RV32IM arithmetic in BigInt, and the contents of the lookup tables by definition.
 */
import type { Chip } from '../../src/air/chip.ts';
import { columnWidth } from '../../src/air/columns.ts';
import { evaluateProgram } from '../../src/air/evaluate.ts';
import { RowWriter } from '../../src/air/rowWriter.ts';
import { BUSES } from '../../src/chips/shared/buses.ts';
import type { InstructionChip } from '../../src/chips/shared/instruction.ts';
import { InstructionView } from '../../src/chips/shared/recordView.ts';
import * as felt from '../../src/field/felt.ts';
import { type Instruction, Op } from '../../src/isa/opcodes.ts';
import { INSN_WORDS, Insn } from '../../src/vm/record.ts';

/** An instruction with the values it meets. For an instruction with an immediate `c` is the immediate, int32. */
export interface AluCase {
  readonly op: Op;
  readonly b: number;
  readonly c: number;
  /** Registers; distinct ones unless given, or rd = rs1 for a chip that proves nothing else. */
  readonly rd?: number;
  readonly rs1?: number;
  readonly rs2?: number;
}

const IMMEDIATE: ReadonlySet<Op> = new Set([Op.ADDI, Op.XORI, Op.ORI, Op.ANDI, Op.SLLI, Op.SRLI, Op.SRAI, Op.SLTI, Op.SLTIU]);
export const hasImmediate = (op: Op): boolean => IMMEDIATE.has(op);
export const isShiftImmediate = (op: Op): boolean => op === Op.SLLI || op === Op.SRLI || op === Op.SRAI;

const unsigned = (x: bigint): number => Number(BigInt.asUintN(32, x));

/** RV32IM, from The RISC-V Instruction Set Manual, Volume I, chapters 2 and 12. b, c any int32 or uint32. */
export const aluResult = (op: Op, b: number, c: number): number => {
  const [ub, uc] = [BigInt.asUintN(32, BigInt(b)), BigInt.asUintN(32, BigInt(c))];
  const [sb, sc] = [BigInt.asIntN(32, ub), BigInt.asIntN(32, uc)];
  const shift = uc & 31n;
  switch (op) {
    case Op.ADD:
    case Op.ADDI:
      return unsigned(ub + uc);
    case Op.SUB:
      return unsigned(ub - uc);
    case Op.AND:
    case Op.ANDI:
      return unsigned(ub & uc);
    case Op.OR:
    case Op.ORI:
      return unsigned(ub | uc);
    case Op.XOR:
    case Op.XORI:
      return unsigned(ub ^ uc);
    case Op.SLL:
    case Op.SLLI:
      return unsigned(ub << shift);
    case Op.SRL:
    case Op.SRLI:
      return unsigned(ub >> shift);
    case Op.SRA:
    case Op.SRAI:
      return unsigned(sb >> shift);
    case Op.SLT:
    case Op.SLTI:
      return sb < sc ? 1 : 0;
    case Op.SLTU:
    case Op.SLTIU:
      return ub < uc ? 1 : 0;
    case Op.MUL:
      return unsigned(ub * uc);
    case Op.MULH:
      return unsigned((sb * sc) >> 32n);
    case Op.MULHSU:
      return unsigned((sb * uc) >> 32n);
    case Op.MULHU:
      return unsigned((ub * uc) >> 32n);
    case Op.DIV:
      return unsigned(uc === 0n ? -1n : sb / sc);
    case Op.DIVU:
      return unsigned(uc === 0n ? -1n : ub / uc);
    case Op.REM:
      return unsigned(uc === 0n ? sb : sb % sc);
    case Op.REMU:
      return unsigned(uc === 0n ? ub : ub % uc);
    default:
      throw new RangeError(`operation ${op} is not arithmetic`);
  }
};

const PC = 0x1040;
const TS = 4004;
const RD_PREV = 0x89ab_cdef;

export const instructionOf = (c: AluCase, chip?: InstructionChip): Instruction => {
  const insn = {
    pc: PC,
    op: c.op,
    rd: c.rd ?? 5,
    rs1: c.rs1 ?? 6,
    rs2: hasImmediate(c.op) ? 0 : (c.rs2 ?? 7),
    word: 0,
    imm: hasImmediate(c.op) ? c.c | 0 : 0,
  };
  const inPlace = { ...insn, rd: c.rd ?? insn.rs1 };
  return chip !== undefined && !chip.accepts(insn) && chip.accepts(inPlace) ? inPlace : insn;
};

/** The chip's row for the case, as the emulator would have it recorded. */
export const aluRow = (chip: InstructionChip, c: AluCase): number[] => {
  const insn = instructionOf(c, chip);
  if (!chip.accepts(insn)) throw new RangeError(`${chip.chip.name} does not accept operation ${c.op}`);
  // A register that is named twice was last accessed by this instruction's own earlier slot.
  const values = new Map<number, { value: number; ts: number }>();
  const access = (register: number, value: number, now: number): number => {
    const last = values.get(register)?.ts ?? now - 11 - register;
    values.set(register, { value, ts: now });
    return last;
  };
  const rs2 = hasImmediate(c.op) ? 0 : c.c >>> 0;
  const record = new Uint32Array(INSN_WORDS);
  record[Insn.TS] = TS;
  record[Insn.RS1] = c.b;
  record[Insn.PTS1] = access(insn.rs1, c.b >>> 0, TS);
  if (!hasImmediate(c.op)) {
    record[Insn.RS2] = rs2;
    record[Insn.PTS2] = access(insn.rs2, rs2, TS + 1);
  }
  record[Insn.RD] = aluResult(c.op, c.b, c.c);
  record[Insn.RD_PREV] = values.get(insn.rd)?.value ?? RD_PREV;
  record[Insn.PTSD] = access(insn.rd, record[Insn.RD], TS + 3);
  record[Insn.NEXT_PC] = PC + 4;
  const cells = new Uint32Array(columnWidth(chip.chip.columns));
  chip.fill(new RowWriter(cells), new InstructionView(record, [insn]));
  return Array.from(cells);
};

const algebra = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value: number): number => value };

export interface RowMessage {
  readonly bus: string;
  readonly fields: readonly number[];
  /** Signed: p - 1 is shown as -1. */
  readonly multiplicity: number;
}

export interface RowEffects {
  /** Labels of constraints that fail. */
  readonly broken: readonly string[];
  /** Lookups whose message no table has. */
  readonly invalid: readonly string[];
  /** What the row takes from others: its program lookup and everything it receives. */
  readonly inputs: readonly string[];
  /** What it sends. */
  readonly outputs: readonly string[];
  /** Every message with a multiplicity other than 0. */
  readonly messages: readonly RowMessage[];
}

const isBelow = (x: number, bound: number): boolean => x < bound;

/** Whether the lookup tables of these names have the message, by what the tables mean (src/chips/shared/buses.ts). */
export const inTable = (bus: string, f: readonly number[]): boolean => {
  switch (bus) {
    case 'range':
      return f[1] <= 16 && isBelow(f[0], 2 ** f[1]);
    case 'power':
      return f[0] <= 15 && f[1] === 2 ** f[0];
    case 'bytes': {
      const [op, x, y, z] = f;
      if (op > 3 || x > 255 || y > 255) return false;
      return z === [x & y, x | y, x ^ y, 0][op];
    }
    default:
      throw new RangeError(`no table for bus ${bus}`);
  }
};

const text = (m: RowMessage): string => `${m.bus}(${m.fields.join(', ')}) x ${m.multiplicity}`;

export const rowEffects = ({ program }: Chip, cells: readonly number[]): RowEffects => {
  const values = evaluateProgram(program, algebra, [], cells);
  const messages = program.interactions.flatMap(({ bus, fields, multiplicity }): RowMessage[] => {
    const m = values[multiplicity];
    return m === 0 ? [] : [{ bus: BUSES[bus].name, fields: fields.map((f) => values[f]), multiplicity: m > felt.P / 2 ? m - felt.P : m }];
  });
  const isFetched = (m: RowMessage): boolean => m.bus === 'program';
  const isTable = (m: RowMessage): boolean => m.bus === 'range' || m.bus === 'power' || m.bus === 'bytes';
  const outside = messages.filter((m) => !isTable(m));
  return {
    broken: program.constraints.filter((c) => values[c.value] !== 0).map((c) => c.label),
    invalid: messages.filter((m) => isTable(m) && !(m.multiplicity === 1 && inTable(m.bus, m.fields))).map(text),
    inputs: outside
      .filter((m) => isFetched(m) || m.multiplicity < 0)
      .map(text)
      .sort(),
    outputs: outside
      .filter((m) => !isFetched(m) && m.multiplicity >= 0)
      .map(text)
      .sort(),
    messages,
  };
};

/** Whether a constraint fails: cheaper than all effects. */
export const breaksConstraint = ({ program }: Chip, cells: readonly number[]): boolean => {
  const values = evaluateProgram(program, algebra, [], cells);
  return program.constraints.some((c) => values[c.value] !== 0);
};

export const isSatisfied = (effects: RowEffects): boolean => effects.broken.length === 0 && effects.invalid.length === 0;

/** The word that the row writes to rd: the last memory message sent. */
export const writtenWord = ({ messages }: RowEffects): number => {
  const sent = messages.filter((m) => m.bus === 'memory' && m.multiplicity === 1);
  const [, , , lo, hi] = sent[sent.length - 1].fields;
  if (lo > 0xffff || hi > 0xffff) throw new RangeError(`limbs ${lo}, ${hi} are not 16-bit`);
  return lo + hi * 0x1_0000;
};

/** 32-bit words at which carries, signs, bytes and shifts turn over. */
export const EDGES: readonly number[] = [
  0, 1, 2, 3, 5, 7, 15, 16, 17, 31, 32, 33, 255, 256, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x1_0001, 0x00ff_ffff, 0x0100_0000, 0x7fff_ffff,
  0x8000_0000, 0x8000_0001, 0xffff_0000, 0xffff_7fff, 0xffff_fff9, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff, 0x7800_0001,
];

/** Immediates an instruction can have: 12 bits signed, or a shift amount. */
export const immediateEdges = (op: Op): readonly number[] =>
  isShiftImmediate(op) ? Array.from({ length: 32 }, (_, i) => i) : [0, 1, 2, 255, 256, 2047, -1, -2, -256, -255, -257, -2047, -2048];
