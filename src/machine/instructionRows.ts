/**
 * The rows of instruction chips: which records they come from, and filling them while counting their lookups. Most rows of most proofs
 * are such rows, so everything here is plain data over buffers that threads can share.
 */
import { RowWriter } from '../air/rowWriter.ts';
import { InstructionView } from '../chips/shared/recordView.ts';
import type { ProgramRows } from '../chips/tables/program.ts';
import { PellucidError } from '../core/error.ts';
import type { Instruction } from '../isa/opcodes.ts';
import type { Program } from '../vm/program.ts';
import { type ExecutionRecord, INSN_WORDS, Insn } from '../vm/record.ts';
import type { LookupCounts } from './lookupCounts.ts';
import { countLookups, LOOKUP_BLOCK, lookupPlanOf, type RowSpan } from './lookups.ts';
import type { Machine } from './machine.ts';
import type { ProgramTable } from './programTable.ts';

export interface InstructionRows {
  /** Records, as the emulator wrote them. */
  readonly insns: Uint32Array;
  /** Word offsets of records, by chip: those of instruction chip c are starts[firstOf[c]] to starts[firstOf[c + 1] - 1]. */
  readonly starts: Uint32Array;
  readonly firstOf: readonly number[];
  readonly instructions: readonly Instruction[];
  readonly programRows: ProgramRows;
}

/** Rows of one instruction chip, the records of starts[first] and on. */
export interface InstructionRun {
  /** Index in the machine's instructionChips. */
  readonly chip: number;
  readonly first: number;
}

/** Threads that fill rows of instruction chips together, each with counts of its own. */
export interface TraceThreads {
  /** Hands the rows out; before the first `fill` of a proof. */
  begin(rows: InstructionRows): Promise<void>;
  /** Fills rows [0, rows) of a run at cells[row * stride + column ..]; false if some row looks up what no table has. */
  fill(run: InstructionRun, rows: number, cells: Uint32Array, stride: number, column: number): boolean;
  /** Adds all that was counted since `begin`. */
  collect(counts: LookupCounts): void;
}

export const programRowsOf = ({ codeBase }: Program, { programRows: rows, rowOf }: ProgramTable): ProgramRows => ({
  codeBase,
  rows,
  rowOf,
});

/** `room` gives a buffer of at least the given bytes for the starts of records. It is shared if the buffer of `insns` is. */
export const routeInstructions = (
  { instructionChips }: Machine,
  { insns }: ExecutionRecord,
  program: Program,
  table: ProgramTable,
  room = (bytes: number): ArrayBufferLike => sharedLike(insns, bytes),
): InstructionRows => {
  const { chipOf } = table;
  // The last one counts instructions that no instruction chip proves.
  const sizes = new Uint32Array(instructionChips.length + 1);
  for (let r = 0; r < insns.length; r += INSN_WORDS) sizes[chipOf[insns[r + Insn.INDEX]]]++;
  if (sizes[instructionChips.length] > 0) {
    throw new PellucidError('bad-record', 'the record has an instruction that no instruction chip proves');
  }
  const firstOf = [0];
  instructionChips.forEach((_, chip) => firstOf.push(firstOf[chip] + sizes[chip]));
  const count = insns.length / INSN_WORDS;
  const starts = new Uint32Array(room(4 * count), 0, count);
  const next = Uint32Array.from(firstOf);
  for (let r = 0; r < insns.length; r += INSN_WORDS) starts[next[chipOf[insns[r + Insn.INDEX]]]++] = r;
  return { insns, starts, firstOf, instructions: table.instructions, programRows: programRowsOf(program, table) };
};

const sharedLike = ({ buffer }: Uint32Array, bytes: number): ArrayBufferLike =>
  typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);

/** Sink that keeps the optimiser from removing the reads of `fetchRecords`. */
const FETCHED = new Uint32Array(1);

/**
 * Reads both ends of the records of rows [from, to), to bring them into the cache. Records of one chip lie far apart. Here the processor
 * waits for many of them at once; filling row by row would wait for each record in turn.
 */
const fetchRecords = (insns: Uint32Array, starts: Uint32Array, from: number, to: number): void => {
  let sum = 0;
  for (let i = from; i < to; i++) sum ^= insns[starts[i]] ^ insns[starts[i] + INSN_WORDS - 1];
  FETCHED[0] = sum;
};

/** Fills the rows of a span with the records of a run. */
export const fillInstructionRows = (
  { instructionChips }: Machine,
  { insns, starts, instructions }: InstructionRows,
  { chip, first }: InstructionRun,
  { cells, stride, column, from, to }: RowSpan,
): void => {
  const { fill } = instructionChips[chip];
  const writer = new RowWriter(cells, from * stride + column);
  const record = new InstructionView(insns, instructions);
  for (let row = from; row < to; row++, writer.at += stride) {
    if ((row - from) % LOOKUP_BLOCK === 0) fetchRecords(insns, starts, first + row, first + Math.min(row + LOOKUP_BLOCK, to));
    record.move(starts[first + row]);
    fill(writer, record);
  }
};

/** The same, block by block, and adds what the rows look up to `counts`. PellucidError 'unprovable-lookup'. */
export const fillAndCount = (machine: Machine, rows: InstructionRows, run: InstructionRun, span: RowSpan, counts: LookupCounts): void => {
  const { cells, stride, column } = span;
  const lookups = lookupPlanOf(machine.instructionChips[run.chip].chip);
  for (let from = span.from; from < span.to; from += LOOKUP_BLOCK) {
    const block = { cells, stride, column, from, to: Math.min(from + LOOKUP_BLOCK, span.to) };
    fillInstructionRows(machine, rows, run, block);
    countLookups(lookups, block, counts);
  }
};
