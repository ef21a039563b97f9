/**
 * A machine of 64-bit words without emulator or ELF: a few chips made for 4 limbs, tables of ranges and bytes, and runs whose records are
 * written here, with BigInt as the arithmetic. One doubleword of memory per entry of `memory`.
 */
import type { Chip } from '../../src/air/chip.ts';
import { columnWidth } from '../../src/air/columns.ts';
import { RowWriter } from '../../src/air/rowWriter.ts';
import type { Backend } from '../../src/backend/types.ts';
import { addChip } from '../../src/chips/alu/add.ts';
import { addInPlaceChip } from '../../src/chips/alu/addInPlace.ts';
import { addiChip } from '../../src/chips/alu/addi.ts';
import { bitwiseChip } from '../../src/chips/alu/bitwise.ts';
import { bitwiseImmediateChip } from '../../src/chips/alu/bitwiseImmediate.ts';
import { lessThanChip } from '../../src/chips/alu/lessThan.ts';
import { lessThanImmediateChip } from '../../src/chips/alu/lessThanImmediate.ts';
import { imageChipOf } from '../../src/chips/memory/image.ts';
import { loadWordChip } from '../../src/chips/memory/loadWord.ts';
import { storeWordChip } from '../../src/chips/memory/storeWord.ts';
import { cellAddress } from '../../src/chips/shared/cells.ts';
import type { InstructionChip } from '../../src/chips/shared/instruction.ts';
import { InstructionView, RecordView } from '../../src/chips/shared/recordView.ts';
import { word64 } from '../../src/chips/shared/word.ts';
import { bytesTable } from '../../src/chips/tables/bytes.ts';
import { NO_OPERATION, programChipOf } from '../../src/chips/tables/program.ts';
import { rangeTable } from '../../src/chips/tables/range.ts';
import { log2Ceil } from '../../src/core/log2.ts';
import { fromInt } from '../../src/field/felt.ts';
import { type Instruction, Op } from '../../src/isa/opcodes.ts';
import { emptyCounts } from '../../src/machine/lookupCounts.ts';
import { countLookups, lookupPlanOf } from '../../src/machine/lookups.ts';
import { wholeTables } from '../../src/machine/providers.ts';
import { presetConfig } from '../../src/stark/config.ts';
import { keyChip, type VerifyingKey } from '../../src/stark/key.ts';
import { commitPreprocessed, type PreprocessedTable } from '../../src/stark/preprocessed.ts';
import { proveStark } from '../../src/stark/prover.ts';
import type { StarkStatement } from '../../src/stark/statement.ts';
import { INSN_WORDS, Insn, Space, TOUCHED_WORDS, Touched } from '../../src/vm/record.ts';

/** Of this type no chip of 32 bits is a member. */
export const chips64: readonly InstructionChip<4>[] = [
  addChip,
  addInPlaceChip,
  addiChip,
  bitwiseChip,
  bitwiseImmediateChip,
  lessThanChip,
  lessThanImmediateChip,
  loadWordChip,
  storeWordChip,
].map((chipOf) => chipOf(word64));
const image = imageChipOf(word64);
const program = programChipOf(word64);

export const MASK = 2n ** 64n - 1n;
const ENTRY = 0x1000;
const REGISTERS = 32;

export type Step = Pick<Instruction, 'op' | 'rd' | 'rs1' | 'rs2' | 'imm'>;

/** The result of an instruction between registers, or with an immediate as c. */
export const result64 = (op: number, b: bigint, c: bigint): bigint => {
  const signed = (x: bigint): bigint => BigInt.asIntN(64, x);
  const [ub, uc] = [BigInt.asUintN(64, b), BigInt.asUintN(64, c)];
  if (op === Op.ADD || op === Op.ADDI) return BigInt.asUintN(64, ub + uc);
  if (op === Op.SUB) return BigInt.asUintN(64, ub - uc);
  if (op === Op.AND || op === Op.ANDI) return ub & uc;
  if (op === Op.OR || op === Op.ORI) return ub | uc;
  if (op === Op.XOR || op === Op.XORI) return ub ^ uc;
  if (op === Op.SLT || op === Op.SLTI) return signed(ub) < signed(uc) ? 1n : 0n;
  if (op === Op.SLTU || op === Op.SLTIU) return ub < uc ? 1n : 0n;
  throw new RangeError(`operation ${op}`);
};

interface Cell {
  readonly space: number;
  readonly index: number;
  readonly initial: bigint;
  value: bigint;
  tsInit: number;
  ts: number;
}

/** One chip's trace with the chip's preprocessed columns. */
export interface Trace64 {
  readonly chip: Chip;
  readonly rows: number;
  readonly logHeight: number;
  readonly cells: Uint32Array;
  readonly preprocessed?: PreprocessedTable;
}

export interface Run64 {
  readonly traces: readonly Trace64[];
  readonly registers: readonly bigint[];
  readonly memory: readonly bigint[];
  readonly boundary: StarkStatement['boundary'];
}

const tableOf = (chip: Chip, rows: number, row: (i: number) => readonly number[]): PreprocessedTable => {
  const width = columnWidth(chip.preprocessed);
  const logHeight = log2Ceil(rows);
  const values = new Uint32Array(2 ** logHeight * width);
  for (let i = 0; i < 2 ** logHeight; i++) values.set(row(i), i * width);
  return { logHeight, width, values };
};

const limbs = (value: bigint): number[] => [0n, 1n, 2n, 3n].map((i) => Number((value >> (16n * i)) & 0xffffn));

/** Runs the steps one after another, from registers and doublewords of memory (at address 8 i). */
export const run64 = (steps: readonly Step[], registers: Readonly<Record<number, bigint>>, memory: readonly bigint[]): Run64 => {
  const cellOf = (space: number, index: number, initial: bigint): Cell => ({ space, index, initial, value: initial, tsInit: 0, ts: 0 });
  const regs = Array.from({ length: REGISTERS }, (_, i) => cellOf(Space.REG, i, registers[i] ?? 0n));
  const ram = memory.map((value, i) => cellOf(Space.RAM, i, value));
  const instructions = steps.map((step, i): Instruction => ({ ...step, pc: ENTRY + 4 * i, word: 0 }));
  const records = instructions.map((insn, i): Uint32Array => {
    const record = new Uint32Array(2 * INSN_WORDS);
    const put = (field: number, value: bigint): void => {
      record[field] = Number(value & 0xffff_ffffn);
      record[field + INSN_WORDS] = Number(value >> 32n);
    };
    const now = 4 * (i + 1);
    /** Timestamp of the last access; of the first, one less than this one's. */
    const touch = (cell: Cell, ts: number): number => {
      const previous = cell.ts === 0 ? ts - 1 : cell.ts;
      if (cell.ts === 0) cell.tsInit = previous;
      cell.ts = ts;
      return previous;
    };
    const { op, rd, rs1, rs2, imm } = insn;
    const isStore = op === Op.SW;
    const isRegister = op <= Op.SLTU;
    const b = regs[rs1].value;
    record[Insn.INDEX] = i;
    record[Insn.TS] = now;
    record[Insn.PTS1] = touch(regs[rs1], now);
    put(Insn.RS1, b);
    if (isStore || isRegister) {
      record[Insn.PTS2] = touch(regs[rs2], now + 1);
      put(Insn.RS2, regs[rs2].value);
    }
    if (isStore || op === Op.LW) {
      const cell = ram[Number(b + BigInt(imm)) / 8];
      record[Insn.PTSM] = touch(cell, now + 2);
      record[Insn.SPACE] = Space.RAM;
      put(Insn.MEM_PREV, cell.value);
      if (isStore) {
        cell.value = regs[rs2].value;
        return record;
      }
      put(Insn.RD, cell.value);
    } else {
      put(Insn.RD, result64(op, b, isRegister ? regs[rs2].value : BigInt(imm)));
    }
    put(Insn.RD_PREV, regs[rd].value);
    record[Insn.PTSD] = touch(regs[rd], now + 3);
    regs[rd].value = BigInt(record[Insn.RD]) | (BigInt(record[Insn.RD + INSN_WORDS]) << 32n);
    return record;
  });

  const lookedUp = program.table({ codeBase: ENTRY, rows: steps.length, rowOf: Int32Array.from(steps.keys()) });
  const fixedTables = [rangeTable, bytesTable];
  const counts = emptyCounts([lookedUp, ...fixedTables]);
  const instructionTraces = chips64.flatMap((chip): Trace64[] => {
    const own = records.filter((_, i) => chip.accepts(instructions[i]));
    if (own.length === 0) return [];
    const width = chip.chip.program.mainWidth;
    const logHeight = log2Ceil(own.length);
    const cells = new Uint32Array(width * 2 ** logHeight);
    own.forEach((record, i) => chip.fill(new RowWriter(cells, i * width), new InstructionView(record, instructions)));
    countLookups(lookupPlanOf(chip.chip), { cells, stride: width, column: 0, from: 0, to: own.length }, counts);
    return [{ chip: chip.chip, rows: own.length, logHeight, cells }];
  });
  const all = [...regs, ...ram];
  const imageTable = tableOf(image.chip, all.length, (i) => {
    if (i >= all.length) return [];
    const { upper, lower } = cellAddress(all[i].space, all[i].index, word64.logBytes);
    return [all[i].space, upper, lower, ...limbs(all[i].initial), 1, 0];
  });
  const imageWidth = image.chip.program.mainWidth;
  const imageCells = new Uint32Array(imageWidth * 2 ** imageTable.logHeight);
  all.forEach(({ value, tsInit, ts }, i) => {
    const record = new Uint32Array(2 * TOUCHED_WORDS);
    record[Touched.FINAL] = Number(value & 0xffff_ffffn);
    record[Touched.FINAL + TOUCHED_WORDS] = Number(value >> 32n);
    record[Touched.TS_INIT] = tsInit;
    record[Touched.TS_FINAL] = ts;
    image.fill(new RowWriter(imageCells, i * imageWidth), new RecordView(record, TOUCHED_WORDS));
  });
  const programTable = tableOf(program.chip, steps.length, (i) => {
    if (i >= steps.length) return [0, NO_OPERATION];
    const chip = chips64.filter((c) => c.accepts(instructions[i]));
    if (chip.length !== 1) throw new RangeError(`${chip.length} chips accept operation ${instructions[i].op}`);
    const { op, rd, rs1, rs2, x } = chip[0].encode(instructions[i]);
    return [instructions[i].pc, op, rd, rs1, rs2, ...x.map(fromInt)];
  });
  const tables = wholeTables(counts, [lookedUp, ...fixedTables]).map(({ chip, rows, fill }): Trace64 => {
    const fixed = fixedTables.find((table) => table.chip === chip);
    const preprocessed = fixed ? tableOf(chip, rows, (row) => fixed.preprocessed(row)) : programTable;
    const width = chip.program.mainWidth;
    const cells = new Uint32Array(width * 2 ** preprocessed.logHeight);
    fill(cells, width, 0);
    return { chip, rows, logHeight: preprocessed.logHeight, cells, preprocessed };
  });
  return {
    traces: [
      ...instructionTraces,
      { chip: image.chip, rows: all.length, logHeight: imageTable.logHeight, cells: imageCells, preprocessed: imageTable },
      ...tables,
    ],
    registers: regs.map(({ value }) => value),
    memory: ram.map(({ value }) => value),
    boundary: [
      { bus: 0, fields: [ENTRY, 4], multiplicity: 1 },
      { bus: 0, fields: [ENTRY + 4 * steps.length, 4 * (steps.length + 1)], multiplicity: -1 },
    ],
  };
};

/** A proof of a run under a key for the chips that it has, and what the verifier needs. All preprocessed columns are one group. */
export const prove64 = async (backend: Backend, { traces, boundary }: Run64, selfCheck = true) => {
  const config = presetConfig('insecure-test', 'blake3');
  const tables = traces.flatMap(({ preprocessed }) => preprocessed ?? []);
  const prepared = commitPreprocessed(backend, config, tables);
  const key: VerifyingKey = {
    config,
    busNames: ['exec', 'memory', 'program', 'range', 'bytes'],
    chips: traces.map(({ chip, preprocessed }) => keyChip(chip, preprocessed && 0, config)),
    groups: [
      {
        name: 'tables',
        chips: traces.flatMap(({ preprocessed }, i) => (preprocessed ? [i] : [])),
        logHeights: tables.map(({ logHeight }) => logHeight),
        root: prepared.tree.root,
      },
    ],
    boundary: [],
    digest: Uint8Array.from([6, 4]),
  };
  const statement: StarkStatement = { bytes: Uint8Array.from([64]), groups: {}, boundary };
  const proof = await proveStark({
    backend,
    key,
    statement,
    group: () => prepared,
    selfCheck,
    witness: {
      heights: traces.map(({ logHeight }) => logHeight),
      fill(i, { cells: at, stride, column }) {
        const { chip, cells, logHeight } = traces[i];
        const width = chip.program.mainWidth;
        const target = at();
        for (let row = 0; row < 2 ** logHeight; row++) target.set(cells.subarray(row * width, (row + 1) * width), row * stride + column);
      },
    },
  });
  return { key, statement, proof };
};
