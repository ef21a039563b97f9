/**
 * Turns the emulator's records into the traces of all chips that the proof needs. The plan says which chips, with how many rows. Then
 * cells are filled where the prover wants them. Lookups are counted while rows are filled. The columns of tables are these counts, so
 * tables are filled last, whatever the order of calls.
 */
import type { Chip } from '../air/chip.ts';
import { PellucidError } from '../core/error.ts';
import { log2Ceil } from '../core/log2.ts';
import type { TraceTarget } from '../stark/prover.ts';
import type { Program } from '../vm/program.ts';
import type { ExecutionRecord } from '../vm/record.ts';
import { routeInstructions, type TraceThreads } from './instructionRows.ts';
import { emptyCounts, lookupTables } from './lookupCounts.ts';
import { countLookups, LOOKUP_BLOCK } from './lookups.ts';
import type { Machine } from './machine.ts';
import type { ProgramTable } from './programTable.ts';
import { countedTables, wholeTables } from './providers.ts';
import { executionSources, type Source } from './sources.ts';
import { splitSource } from './split.ts';

/** The trace of one chip that is in the proof. */
export interface PlannedTrace {
  readonly chip: Chip;
  /** Live rows; at least 1 of 2^logHeight. */
  readonly rows: number;
  readonly logHeight: number;
  /** Writes the trace. A table whose counts are not known yet is written when the last trace that looks things up is. */
  fill(target: TraceTarget): void;
}

export interface TracePlan {
  /** In the order of the machine's chips; chips without rows are absent. */
  readonly traces: readonly PlannedTrace[];
  begin(): Promise<void>;
}

export interface PlanOptions {
  /** Which form of the tables that have a small one; 'auto', the default, takes what commits fewer cells. */
  readonly tables?: 'auto' | 'large' | 'small';
  /** Largest log2 of a height; default 22. */
  readonly maxLogHeight?: number;
  /** Threads that fill and count; `begin` of the plan must then be awaited before the first fill. */
  readonly threads?: TraceThreads | undefined;
  /** Gives a buffer of at least the given bytes for the list of records by chip. It is shared if the records are. */
  readonly room?: (bytes: number) => ArrayBufferLike;
}

const MAX_LOG_HEIGHT = 22;
/** Above this many steps the large tables always win: their distinct lookups alone are not counted in advance. */
const MAX_STEPS_FOR_SMALL_TABLES = 1 << 15;

/** Plans the traces of an execution; `table` is the program's (buildProgramTable). */
export const planTraces = (
  machine: Machine,
  record: ExecutionRecord,
  program: Program,
  table: ProgramTable,
  options: PlanOptions = {},
): TracePlan => {
  const { tables = 'auto', maxLogHeight = MAX_LOG_HEIGHT, threads, room } = options;
  const instructionRows = routeInstructions(machine, record, program, table, room);
  const sources = executionSources(machine, record, program, table, instructionRows)
    .filter(({ rows }) => rows > 0)
    .flatMap((s) => splitSource(s, machine.instances.get(s.chip.name) ?? []));
  const lookedUp = lookupTables(machine, instructionRows.programRows);
  const counts = emptyCounts(lookedUp);
  /** Fills a block of rows and, unless they are counted already, counts what they look up. */
  const fillCounting = (s: Source, cells: Uint32Array, stride: number, column: number, counting: boolean): void => {
    for (let from = 0; from < s.rows; from += LOOKUP_BLOCK) {
      const to = Math.min(from + LOOKUP_BLOCK, s.rows);
      s.fillRows(cells, stride, column, from, to);
      if (counting) countLookups(s.lookups, { cells, stride, column, from, to }, counts);
    }
  };

  const countFirst = tables !== 'large' && (tables === 'small' || record.steps <= MAX_STEPS_FOR_SMALL_TABLES);
  if (countFirst) {
    for (const s of sources) {
      const width = s.chip.program.mainWidth;
      fillCounting(s, new Uint32Array(s.rows * width), width, 0, true);
    }
  }
  const buses = new Set(sources.flatMap(({ chip }) => chip.lookups.map(({ bus }) => bus)));
  const providers = countFirst
    ? countedTables(counts, lookedUp, tables)
    : wholeTables(
        counts,
        lookedUp.filter(({ bus }) => buses.has(bus.id)),
      );

  let uncounted = countFirst ? 0 : sources.length;
  const waiting: (() => void)[] = [];
  const logHeightOf = (chip: Chip, rows: number): number => {
    const logHeight = log2Ceil(rows);
    if (logHeight > maxLogHeight) {
      throw new PellucidError(
        'trace-too-long',
        `the run takes ${rows} rows of ${chip.name}${chip.name === 'io-byte' ? ', one for each byte of input and output' : ''}; one proof holds ${2 ** maxLogHeight}`,
        { chip: chip.name, rows, maxRows: 2 ** maxLogHeight },
      );
    }
    return logHeight;
  };
  /** By the chip's name. */
  const planned = new Map<string, PlannedTrace>();
  for (const s of sources) {
    let counted = countFirst;
    planned.set(s.chip.name, {
      chip: s.chip,
      rows: s.rows,
      logHeight: logHeightOf(s.chip, s.rows),
      fill(target) {
        const { stride, column } = target;
        const cells = target.cells();
        const filled = !counted && s.run !== undefined && threads?.fill(s.run, s.rows, cells, stride, column);
        // Finds the row whose lookup no table has again, to name it.
        if (!filled) fillCounting(s, cells, stride, column, !counted);
        if (counted) return;
        counted = true;
        uncounted--;
        if (uncounted > 0) return;
        threads?.collect(counts);
        for (const fill of waiting.splice(0)) fill();
      },
    });
  }
  for (const { chip, rows, fill } of providers) {
    planned.set(chip.name, {
      chip,
      rows,
      logHeight: logHeightOf(chip, rows),
      fill(target) {
        const write = (): void => fill(target.cells(), target.stride, target.column);
        if (uncounted === 0) write();
        else waiting.push(write);
      },
    });
  }
  return {
    traces: machine.chips.flatMap(({ name }) => planned.get(name) ?? []),
    begin: async () => {
      if (uncounted > 0) await threads?.begin(instructionRows);
    },
  };
};
