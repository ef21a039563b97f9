/** Traces whose rows come from the execution: the records behind the rows of each chip, and their order. */
import type { Chip } from '../air/chip.ts';
import { RowWriter } from '../air/rowWriter.ts';
import { imageChip } from '../chips/memory/image.ts';
import { zeroMemoryChip } from '../chips/memory/zeroMemory.ts';
import { cellIndex } from '../chips/shared/cells.ts';
import { InstructionView, RecordView } from '../chips/shared/recordView.ts';
import { type CallChip, chipOfCall } from '../chips/system/ecall.ts';
import { PellucidError } from '../core/error.ts';
import type { Program } from '../vm/program.ts';
import { ECALL_WORDS, Ecall, type ExecutionRecord, Space, TOUCHED_WORDS, Touched } from '../vm/record.ts';
import { fillInstructionRows, type InstructionRows, type InstructionRun } from './instructionRows.ts';
import { type LookupPlan, lookupPlanOf } from './lookups.ts';
import type { Machine, RecordRows } from './machine.ts';
import type { Gap, ProgramTable } from './programTable.ts';

/** Fills live rows [from, to): row r at cells[r * stride + column ..]. */
export type FillRows = (cells: Uint32Array, stride: number, column: number, from: number, to: number) => void;

/** A trace whose rows come from the execution, and what they look up. */
export interface Source {
  readonly chip: Chip;
  readonly rows: number;
  readonly fillRows: FillRows;
  readonly lookups: LookupPlan;
  /** Of an instruction chip: its rows as threads know them. */
  readonly run?: InstructionRun;
}

const source = (chip: Chip, rows: number, fillRows: FillRows, run?: InstructionRun): Source => ({
  chip,
  rows,
  fillRows,
  ...(run && { run }),
  // Compiled when asked for: most short runs use few chips.
  get lookups() {
    return lookupPlanOf(chip);
  },
});

const instructionSources = (machine: Machine, rows: InstructionRows): Source[] =>
  machine.instructionChips.map(({ chip }, i) => {
    const run = { chip: i, first: rows.firstOf[i] };
    const fillRows: FillRows = (cells, stride, column, from, to) =>
      fillInstructionRows(machine, rows, run, { cells, stride, column, from, to });
    return source(chip, rows.firstOf[i + 1] - run.first, fillRows, run);
  });

/** Where in `ecalls` the records of each of the machine's call chips are. PellucidError 'bad-record' if a call has none. */
export const callsByChip = ({ calls, callChips }: Machine, { ecalls }: ExecutionRecord): readonly (readonly number[])[] => {
  const lists = new Map(callChips.map((chip): [CallChip, number[]] => [chip, []]));
  const call = new RecordView(ecalls, ECALL_WORDS);
  for (; call.at < ecalls.length; call.at += ECALL_WORDS) {
    const chip = chipOfCall(calls, call);
    if (chip === undefined) throw new PellucidError('bad-record', `no chip proves call ${call.get(Ecall.A7)}`);
    lists.get(chip)?.push(call.at);
  }
  return [...lists.values()];
};

const callSources = (machine: Machine, record: ExecutionRecord, program: Program): Source[] => {
  const lists = callsByChip(machine, record);
  return machine.callChips.map(({ chip, fill }, i) =>
    source(chip, lists[i].length, (cells, stride, column, from, to) => {
      const writer = new RowWriter(cells, from * stride + column);
      const call = new InstructionView(record.ecalls, program.instructions, ECALL_WORDS);
      for (let row = from; row < to; row++, writer.at += stride) {
        call.move(lists[i][row]);
        fill(writer, call);
      }
    }),
  );
};

const recordsOf = (record: ExecutionRecord, kind: string): Uint32Array =>
  kind === 'io' || kind === 'advances' ? record[kind] : record.calls[kind];

/** The rows of the records of one kind. */
const recordSource = ({ chip: { chip, fill }, words, rowsPerRecord = 1 }: RecordRows, records: Uint32Array): Source =>
  source(chip, (records.length / words) * rowsPerRecord, (cells, stride, column, from, to) => {
    const writer = new RowWriter(cells, from * stride + column);
    const record = new RecordView(records, words);
    for (let row = from; row < to; row++, writer.at += stride) {
      const index = Math.floor(row / rowsPerRecord);
      record.at = index * words;
      record.step = row - index * rowsPerRecord;
      fill(writer, record);
    }
  });

/** Splits the touched cells: those of the image, in its order, and those of RAM that start at zero. */
const memorySources = ({ touched }: ExecutionRecord, table: ProgramTable): Source[] => {
  const { image, imageRows, info } = table;
  const { space: spaceAt, upper, lower, word: limbs } = imageChip.preprocessedOffsets;
  const word = (row: number, column: number): number => image.values[row * image.width + column];
  const indexOf = (row: number): number => cellIndex(word(row, spaceAt), word(row, upper), word(row, lower));
  /** Record of the image's cell, or -1 where it was never accessed. */
  const recordOf = new Int32Array(imageRows).fill(-1);
  const zeros = new Uint32Array(touched.length / TOUCHED_WORDS);
  let zeroCount = 0;
  let row = 0;
  for (let r = 0; r < touched.length; r += TOUCHED_WORDS) {
    const space = touched[r + Touched.SPACE];
    const index = touched[r + Touched.INDEX];
    while (row < imageRows && (word(row, spaceAt) < space || (word(row, spaceAt) === space && indexOf(row) < index))) row++;
    if (row < imageRows && word(row, spaceAt) === space && indexOf(row) === index) recordOf[row] = r;
    else if (space === Space.RAM) zeros[zeroCount++] = r;
    else throw new PellucidError('bad-record', `cell ${index} of space ${space} is not in the program's image`);
  }
  return [
    zeroSource(touched, zeros.subarray(0, zeroCount), info.gaps),
    source(imageChip.chip, imageRows, (cells, stride, column, from, to) => {
      const writer = new RowWriter(cells, from * stride + column);
      const accessed = new RecordView(touched, TOUCHED_WORDS);
      const untouched = new RecordView(new Uint32Array(TOUCHED_WORDS), TOUCHED_WORDS);
      for (let i = from; i < to; i++, writer.at += stride) {
        if (recordOf[i] === -1) untouched.words[Touched.FINAL] = word(i, limbs[0]) | (word(i, limbs[1]) << 16);
        else accessed.at = recordOf[i];
        imageChip.fill(writer, recordOf[i] === -1 ? untouched : accessed);
      }
    }),
  ];
};

/** Per gap its touched words in order, then a row that skips to the end, unless the last word is the gap's last. */
const zeroSource = (touched: Uint32Array, zeros: Uint32Array, gaps: readonly Gap[]): Source => {
  const SKIP = -1;
  /** For each row: its record or SKIP, and the chain's message before it. */
  const records: number[] = [];
  const lows: number[] = [];
  const ends: number[] = [];
  let next = 0;
  for (const { start, end } of gaps) {
    let low = start;
    for (; next < zeros.length && touched[zeros[next] + Touched.INDEX] < end; next++) {
      const index = touched[zeros[next] + Touched.INDEX];
      if (index < low) throw new PellucidError('bad-record', `word ${index} is not in guest memory, or not in order`);
      records.push(zeros[next]);
      lows.push(low);
      ends.push(end);
      low = index + 1;
    }
    if (low === end) continue;
    records.push(SKIP);
    lows.push(low);
    ends.push(end);
  }
  if (next < zeros.length) throw new PellucidError('bad-record', 'a touched word is outside of guest memory');
  return source(zeroMemoryChip.chip, records.length, (cells, stride, column, from, to) => {
    const writer = new RowWriter(cells, from * stride + column);
    const cell = new RecordView(touched, TOUCHED_WORDS);
    for (let row = from; row < to; row++, writer.at += stride) {
      const isSkip = records[row] === SKIP;
      if (!isSkip) cell.at = records[row];
      const index = isSkip ? ends[row] - 1 : cell.get(Touched.INDEX);
      zeroMemoryChip.fill(writer, { low: lows[row], index, cell: isSkip ? undefined : cell });
    }
  });
};

/** In the order of the machine's chips; also those without rows. */
export const executionSources = (
  machine: Machine,
  record: ExecutionRecord,
  program: Program,
  table: ProgramTable,
  rows: InstructionRows,
): Source[] => [
  ...instructionSources(machine, rows),
  ...callSources(machine, record, program),
  ...machine.recordChips.map((rows) => recordSource(rows, recordsOf(record, rows.kind))),
  ...memorySources(record, table),
];
