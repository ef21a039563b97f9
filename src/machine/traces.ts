/**
 * From what the emulator recorded to the traces of all chips that the proof needs. First the plan: which chips, with how many
 * rows; then the cells, wherever the prover wants them. What is looked up is counted as rows are filled, and the tables,
 * whose columns are those counts, are filled last whatever the order of calls.
 */
import type { Chip } from '../air/chip.ts';
import { packInteractions } from '../air/packing.ts';
import { bytesBus, powerBus, rangeBus } from '../chips/buses.ts';
import { bytesChip, BYTE_OPS } from '../chips/bytes.ts';
import { bytesSmallChip } from '../chips/bytesSmall.ts';
import { imageChip } from '../chips/image.ts';
import { ioByteChip } from '../chips/ioByte.ts';
import { byteOperation, nibblesChip } from '../chips/nibbles.ts';
import { powerChip } from '../chips/power.ts';
import { programChip } from '../chips/program.ts';
import { rangeChip } from '../chips/range.ts';
import { rangeBitsChip } from '../chips/rangeBits.ts';
import { rangeSmallChip } from '../chips/rangeSmall.ts';
import { refreshChip } from '../chips/refresh.ts';
import { zeroMemoryChip } from '../chips/zeroMemory.ts';
import { PellucidError } from '../core/error.ts';
import { log2Ceil } from '../core/log2.ts';
import type { Program } from '../vm/program.ts';
import {
  Ecall, ECALL_WORDS, type ExecutionRecord, Insn, INSN_WORDS, IO_WORDS, REFRESH_WORDS, Space, Touched, TOUCHED_WORDS,
} from '../vm/record.ts';
import {
  BYTE_KEYS, compileLookups, countLookups, emptyCounts, LOOKUP_BLOCK, type LookupCounts, type LookupPlan, RANGE_KEYS,
} from './lookups.ts';
import { type ProgramTable, ROUTE_ECALL, ROUTE_ILLEGAL } from './programTable.ts';
import { ecallChips, instructionChips, rv32im } from './rv32im.ts';

/** The trace of one chip that is in the proof. */
export interface PlannedTrace {
  readonly chip: Chip;
  /** Live rows; at least 1 of 2^logHeight. */
  readonly rows: number;
  readonly logHeight: number;
  /**
   * Writes the cells of row r to cells[r * stride + column ..]. The cells must be zero before. A table whose counts are not known
   * yet is written when the last trace that looks things up is: until all traces are filled, `cells` must stay in place.
   */
  fill(cells: Uint32Array, stride: number, column: number): void;
}

export interface TracePlan {
  /** In the order of the machine's chips; chips without rows are absent. */
  readonly traces: readonly PlannedTrace[];
}

export interface PlanOptions {
  /** Which tables: the fixed ones of 2^16 rows, the small ones, or whichever takes fewer cells (default). */
  readonly tables?: 'auto' | 'large' | 'small';
  /** Largest log2 of a height; default 22. */
  readonly maxLogHeight?: number;
}

export const MAX_LOG_HEIGHT = 22;
/** Above this many steps the large tables always win: their distinct lookups alone are not counted in advance. */
const MAX_STEPS_FOR_SMALL_TABLES = 1 << 15;

/** Fills live rows [from, to): row r at cells[r * stride + column ..]. */
type FillRows = (cells: Uint32Array, stride: number, column: number, from: number, to: number) => void;

/** A trace whose rows come from the execution, and what they look up. */
interface Source {
  readonly chip: Chip;
  readonly rows: number;
  readonly fillRows: FillRows;
  readonly lookups: LookupPlan;
}

/** A trace of counts, with its rows once those are known. */
interface Provider {
  readonly chip: Chip;
  readonly rows: number;
  readonly fill: (cells: Uint32Array, stride: number, column: number) => void;
}

const lookupPlans = new WeakMap<Chip, LookupPlan>();
/** Compiled once per chip. */
const lookupPlanOf = (chip: Chip): LookupPlan => {
  let plan = lookupPlans.get(chip);
  if (plan === undefined) {
    plan = compileLookups(chip.program);
    lookupPlans.set(chip, plan);
  }
  return plan;
};

const source = (chip: Chip, rows: number, fillRows: FillRows): Source => ({ chip, rows, fillRows, lookups: lookupPlanOf(chip) });

/** Starts of the records of each instruction chip. */
const routeInstructions = (insns: Uint32Array, table: ProgramTable): Uint32Array[] => {
  const sizes = new Uint32Array(256);
  for (let r = 0; r < insns.length; r += INSN_WORDS) sizes[table.route[insns[r + Insn.INDEX]]]++;
  if (sizes[ROUTE_ILLEGAL] + sizes[ROUTE_ECALL] > 0) {
    throw new PellucidError('bad-record', 'the record has an instruction that no instruction chip proves');
  }
  const lists = instructionChips.map((_, i) => new Uint32Array(sizes[i]));
  const next = new Uint32Array(instructionChips.length);
  for (let r = 0; r < insns.length; r += INSN_WORDS) {
    const route = table.route[insns[r + Insn.INDEX]];
    lists[route][next[route]++] = r;
  }
  return lists;
};

const instructionSources = (record: ExecutionRecord, program: Program, table: ProgramTable): Source[] => {
  const { insns } = record;
  const { instructions } = program;
  const lists = routeInstructions(insns, table);
  return instructionChips.map((instructionChip, i) => {
    const list = lists[i];
    return source(instructionChip.chip, list.length, (cells, stride, column, from, to) => {
      let at = from * stride + column;
      for (let row = from; row < to; row++, at += stride) {
        const r = list[row];
        instructionChip.fill(cells, at, insns, r, instructions[insns[r + Insn.INDEX]]);
      }
    });
  });
};

const ecallSources = ({ ecalls }: ExecutionRecord, program: Program): Source[] => {
  const lists = ecallChips.map((): number[] => []);
  for (let r = 0; r < ecalls.length; r += ECALL_WORDS) {
    const route = ecallChips.findIndex(({ call }) => call === ecalls[r + Ecall.A7]);
    if (route === -1) throw new PellucidError('bad-record', `no chip proves call ${ecalls[r + Ecall.A7]}`);
    lists[route].push(r);
  }
  return ecallChips.map((ecallChip, i) =>
    source(ecallChip.chip, lists[i].length, (cells, stride, column, from, to) => {
      for (let row = from; row < to; row++) {
        const r = lists[i][row];
        ecallChip.fill(cells, row * stride + column, ecalls, r, program.codeBase + 4 * ecalls[r + Ecall.INDEX]);
      }
    }),
  );
};

/** One row per record of one kind. */
const recordSource = (
  { chip, fill }: { readonly chip: Chip; fill(cells: Uint32Array, at: number, records: Uint32Array, r: number): void },
  records: Uint32Array, words: number,
): Source =>
  source(chip, records.length / words, (cells, stride, column, from, to) => {
    for (let row = from; row < to; row++) fill(cells, row * stride + column, records, row * words);
  });

/** Touched cells by (space, index): the image's in its order, the others, of RAM, are zero-initialised. */
const memorySources = ({ touched }: ExecutionRecord, table: ProgramTable): Source[] => {
  const { image, imageRows, info } = table;
  const { space: spaceAt, index: indexAt, lo, hi } = imageChip.preprocessedOffsets;
  const word = (row: number, column: number): number => image.values[row * image.width + column];
  /** Record of the image's cell, or -1 where it was never accessed. */
  const recordOf = new Int32Array(imageRows).fill(-1);
  const zeros = new Uint32Array(touched.length / TOUCHED_WORDS);
  let zeroCount = 0;
  let row = 0;
  for (let r = 0; r < touched.length; r += TOUCHED_WORDS) {
    const space = touched[r + Touched.SPACE];
    const index = touched[r + Touched.INDEX];
    while (row < imageRows && (word(row, spaceAt) < space || (word(row, spaceAt) === space && word(row, indexAt) < index))) row++;
    if (row < imageRows && word(row, spaceAt) === space && word(row, indexAt) === index) recordOf[row] = r;
    else if (space === Space.RAM) zeros[zeroCount++] = r;
    else throw new PellucidError('bad-record', `cell ${index} of space ${space} is not in the program's image`);
  }
  return [
    zeroSource(touched, zeros.subarray(0, zeroCount), info.gaps),
    source(imageChip.chip, imageRows, (cells, stride, column, from, to) => {
      for (let i = from; i < to; i++) {
        const r = recordOf[i];
        const at = i * stride + column;
        if (r === -1) imageChip.fill(cells, at, ((word(i, hi) << 16) | word(i, lo)) >>> 0, 0, 0);
        else imageChip.fill(cells, at, touched[r + Touched.FINAL], touched[r + Touched.TS_INIT], touched[r + Touched.TS_FINAL]);
      }
    }),
  ];
};

/** Per gap its touched words in order, then a row that skips to the end, unless the last word is the gap's last. */
const zeroSource = (touched: Uint32Array, zeros: Uint32Array, gaps: ProgramTable['info']['gaps']): Source => {
  const SKIP = -1;
  /** Per row: record or SKIP, and what the chain says before it. */
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
    for (let row = from; row < to; row++) {
      const at = row * stride + column;
      const r = records[row];
      if (r === SKIP) zeroMemoryChip.fillSkip(cells, at, lows[row], ends[row]);
      else {
        zeroMemoryChip.fillWord(
          cells, at, lows[row], touched[r + Touched.INDEX], touched[r + Touched.FINAL], touched[r + Touched.TS_INIT], touched[r + Touched.TS_FINAL],
        );
      }
    }
  });
};

/** Committed cells per row, LogUp columns included. */
const cellsPerRow = ({ program }: Chip): number => program.mainWidth + 4 * packInteractions(program, 3).length;

const tableCells = (chip: Chip, rows: number): number => (rows === 0 ? 0 : cellsPerRow(chip) * 2 ** log2Ceil(rows));

const countNonzero = (counts: Uint32Array): number => {
  let total = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) total++;
  return total;
};

/** A trace with one column per array of counts. */
const countsProvider = (chip: Chip, rows: number, columns: readonly Uint32Array[]): Provider => ({
  chip,
  rows,
  fill(cells, stride, column) {
    columns.forEach((counts, i) => {
      for (let row = 0; row < rows; row++) cells[row * stride + column + i] = counts[row];
    });
  },
});

/** The key (bits, value) of a range is a row number of its table: 2^16 + value for 16 bits, 2^bits + value for fewer. */
const largeTables = (counts: LookupCounts, buses: ReadonlySet<number>): Provider[] => [
  ...(buses.has(rangeBus.id)
    ? [countsProvider(rangeChip.chip, 2 ** rangeChip.logHeight, [counts.range.subarray(1 << 16), counts.range])]
    : []),
  ...(buses.has(bytesBus.id)
    ? [countsProvider(bytesChip.chip, 2 ** bytesChip.logHeight, Array.from({ length: BYTE_OPS }, (_, op) => counts.bytes.subarray(op << 16)))]
    : []),
];

/** The small tables, once the counts are complete. */
const smallTables = (counts: LookupCounts): Provider[] => {
  const smallRange = new Uint32Array(2 ** rangeBitsChip.logHeight);
  const nibbles = new Uint32Array(2 ** nibblesChip.logHeight);
  const ranges: number[] = [];
  for (let key = 0; key < RANGE_KEYS; key++) if (counts.range[key] !== 0) ranges.push(key);
  const bytes: number[] = [];
  for (let key = 0; key < BYTE_KEYS; key++) if (counts.bytes[key] !== 0) bytes.push(key);
  for (const key of ranges) {
    const bits = 31 - Math.clz32(key);
    const value = key - 2 ** bits;
    smallRange[2 ** Math.min(bits, 8) + (value & 0xff)]++;
    smallRange[2 ** Math.max(bits - 8, 0) + (value >>> 8)]++;
  }
  for (const key of bytes) {
    const op = key >>> 16;
    nibbles[(op << 8) | ((key >>> 4) & 0xf0) | (key & 15)]++;
    nibbles[(op << 8) | ((key >>> 8) & 0xf0) | ((key >>> 4) & 15)]++;
  }
  const tables: Provider[] = [];
  if (ranges.length > 0) {
    tables.push({
      chip: rangeSmallChip.chip,
      rows: ranges.length,
      fill(cells, stride, column) {
        ranges.forEach((key, row) => {
          const bits = 31 - Math.clz32(key);
          rangeSmallChip.fill(cells, row * stride + column, key - 2 ** bits, bits, counts.range[key]);
        });
      },
    });
    tables.push(countsProvider(rangeBitsChip.chip, smallRange.length, [smallRange]));
  }
  if (bytes.length > 0) {
    tables.push({
      chip: bytesSmallChip.chip,
      rows: bytes.length,
      fill(cells, stride, column) {
        bytes.forEach((key, row) => {
          const op = key >>> 16;
          const x = (key >>> 8) & 0xff;
          const y = key & 0xff;
          bytesSmallChip.fill(cells, row * stride + column, op, x, y, byteOperation(op, x, y), counts.bytes[key]);
        });
      },
    });
    tables.push(countsProvider(nibblesChip.chip, nibbles.length, [nibbles]));
  }
  return tables;
};

/** Plans the traces of an execution; `table` is the program's (buildProgramTable). */
export const planTraces = (record: ExecutionRecord, program: Program, table: ProgramTable, options: PlanOptions = {}): TracePlan => {
  const { tables = 'auto', maxLogHeight = MAX_LOG_HEIGHT } = options;
  const sources = [
    ...instructionSources(record, program, table),
    ...ecallSources(record, program),
    recordSource(ioByteChip, record.io, IO_WORDS),
    recordSource(refreshChip, record.refreshes, REFRESH_WORDS),
    ...memorySources(record, table),
  ].filter(({ rows }) => rows > 0);

  const counts = emptyCounts(2 ** table.program.logHeight);
  const programRows = { codeBase: program.codeBase, rowOf: table.rowOf };
  /** Fills a block of rows and, unless they are counted already, counts what they look up. */
  const fillCounting = (s: Source, cells: Uint32Array, stride: number, column: number, counting: boolean): void => {
    for (let from = 0; from < s.rows; from += LOOKUP_BLOCK) {
      const to = Math.min(from + LOOKUP_BLOCK, s.rows);
      s.fillRows(cells, stride, column, from, to);
      if (counting) countLookups(s.lookups, cells, from * stride + column, stride, to - from, from, counts, programRows);
    }
  };

  const countFirst = tables === 'small' || (tables === 'auto' && record.steps <= MAX_STEPS_FOR_SMALL_TABLES);
  if (countFirst) {
    for (const s of sources) {
      const width = s.chip.program.mainWidth;
      fillCounting(s, new Uint32Array(s.rows * width), width, 0, true);
    }
  }
  const buses = new Set(sources.flatMap(({ lookups }) => [...lookups.buses]));
  const large = largeTables(counts, buses);
  const small = countFirst ? smallTables(counts) : [];
  const total = (providers: readonly Provider[]): number => providers.reduce((sum, t) => sum + tableCells(t.chip, t.rows), 0);
  const chosen = countFirst && (tables === 'small' || total(small) < total(large)) ? small : large;
  const usesPower = countFirst ? countNonzero(counts.power) > 0 : buses.has(powerBus.id);
  const providers: Provider[] = [
    countsProvider(programChip.chip, counts.program.length, [counts.program]),
    ...chosen,
    ...(usesPower ? [countsProvider(powerChip.chip, counts.power.length, [counts.power])] : []),
  ];

  let uncounted = countFirst ? 0 : sources.length;
  const waiting: (() => void)[] = [];
  const logHeightOf = (chip: Chip, rows: number): number => {
    const logHeight = log2Ceil(rows);
    if (logHeight > maxLogHeight) {
      throw new PellucidError('trace-too-long', `${chip.name} has ${rows} rows, more than 2^${maxLogHeight}`, { chip: chip.name, rows });
    }
    return logHeight;
  };
  const planned = new Map<Chip, PlannedTrace>();
  for (const s of sources) {
    let counted = countFirst;
    planned.set(s.chip, {
      chip: s.chip,
      rows: s.rows,
      logHeight: logHeightOf(s.chip, s.rows),
      fill(cells, stride, column) {
        fillCounting(s, cells, stride, column, !counted);
        if (counted) return;
        counted = true;
        uncounted--;
        if (uncounted === 0) for (const fill of waiting.splice(0)) fill();
      },
    });
  }
  for (const { chip, rows, fill } of providers) {
    planned.set(chip, {
      chip,
      rows,
      logHeight: logHeightOf(chip, rows),
      fill(cells, stride, column) {
        if (uncounted === 0) fill(cells, stride, column);
        else waiting.push(() => fill(cells, stride, column));
      },
    });
  }
  return { traces: rv32im.chips.flatMap((chip) => planned.get(chip) ?? []) };
};
