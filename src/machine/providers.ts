/**
 * The traces of the tables: how often each entry is looked up. A table may have a small form on the same bus, of one row for each distinct
 * message, which stands on smaller tables. So a small program has a small proof.
 */
import type { Chip } from '../air/chip.ts';
import { cellsPerRow } from '../air/packing.ts';
import { RowWriter } from '../air/rowWriter.ts';
import type { LookupTable, SmallForm } from '../chips/tables/lookupTable.ts';
import { log2Ceil } from '../core/log2.ts';
import { PRESETS } from '../stark/config.ts';
import type { CountedTable, LookupCounts } from './lookupCounts.ts';
import { countLookups, LOOKUP_BLOCK, lookupPlanOf, type RowSpan } from './lookups.ts';

/** A trace of counts, with its rows once those are known. */
export interface Provider {
  readonly chip: Chip;
  readonly rows: number;
  readonly fill: (cells: Uint32Array, stride: number, column: number) => void;
}

/** Committed cells of a row under preset `fast`. The prover's choices compare these under every preset. */
export const rowCells = ({ program }: Chip): number => cellsPerRow(program, PRESETS.fast);

/** Committed cells of some tables, LogUp columns included. The choice between the two forms compares them. */
const cellsOf = (tables: readonly { readonly chip: Chip; readonly rows: number }[]): number =>
  tables.reduce((sum, { chip, rows }) => sum + rowCells(chip) * 2 ** log2Ceil(rows), 0);

const countedIn = (counts: LookupCounts, { bus }: LookupTable): CountedTable => {
  const counted = counts[bus.id];
  if (counted === undefined) throw new TypeError(`the lookups of table ${bus.name} were not counted`);
  return counted;
};

/** The trace of a table itself: one column for each of its counters. */
const wholeTable = ({ table: { chip, rows, counters }, counts }: CountedTable): Provider => ({
  chip,
  rows,
  fill(cells, stride, column) {
    counters.forEach((first, i) => {
      for (let row = 0; row < rows; row++) cells[row * stride + column + i] = counts[first + row];
    });
  },
});

interface SmallTable extends Provider {
  /** Counts what rows of the small form look up in their turn. */
  count(): void;
}

/** The trace of a table's small form, of the entries with these keys. */
const smallTable = (counts: LookupCounts, table: LookupTable, { chip, fill }: SmallForm, keys: readonly number[]): SmallTable => {
  const { counts: times } = countedIn(counts, table);
  const fillRows = ({ cells, stride, column, from, to }: RowSpan, firstKey: number): void => {
    const writer = new RowWriter(cells, from * stride + column);
    for (let row = from; row < to; row++, writer.at += stride) {
      const key = keys[firstKey + row];
      fill(writer, key, times[key]);
    }
  };
  return {
    chip,
    rows: keys.length,
    fill: (cells, stride, column) => fillRows({ cells, stride, column, from: 0, to: keys.length }, 0),
    count() {
      const stride = chip.program.mainWidth;
      const cells = new Uint32Array(LOOKUP_BLOCK * stride);
      for (let firstKey = 0; firstKey < keys.length; firstKey += LOOKUP_BLOCK) {
        const block = { cells: cells.fill(0), stride, column: 0, from: 0, to: Math.min(LOOKUP_BLOCK, keys.length - firstKey) };
        fillRows(block, firstKey);
        countLookups(lookupPlanOf(chip), block, counts);
      }
    },
  };
};

const usedKeys = (counts: Uint32Array): number[] => {
  const keys: number[] = [];
  for (let key = 0; key < counts.length; key++) if (counts[key] !== 0) keys.push(key);
  return keys;
};

/** The traces of tables as they are. */
export const wholeTables = (counts: LookupCounts, tables: readonly LookupTable[]): Provider[] =>
  tables.map((table) => wholeTable(countedIn(counts, table)));

/**
 * The traces of the tables of a proof whose lookups are all counted. Of the tables that have a small form, `form` says which is taken; 'auto'
 * takes what commits fewer cells. What the small forms look up in their turn is added to the counts.
 */
export const countedTables = (counts: LookupCounts, tables: readonly LookupTable[], form: 'auto' | 'small'): Provider[] => {
  const keysOf = new Map(tables.map((table) => [table, usedKeys(countedIn(counts, table).counts)]));
  const isUsed = (table: LookupTable): boolean => (keysOf.get(table) ?? []).length > 0;
  const used = tables.filter(isUsed);
  const small = used.flatMap((table) => (table.small ? [smallTable(counts, table, table.small, keysOf.get(table) ?? [])] : []));
  const buses = new Set(small.flatMap(({ chip }) => chip.lookups.map(({ bus }) => bus)));
  const added = tables.filter((table) => buses.has(table.bus.id) && !isUsed(table));
  const replaced = used.filter((table) => table.small !== undefined);
  if (form === 'auto' && cellsOf([...small, ...added]) >= cellsOf(replaced)) {
    return wholeTables(counts, used);
  }
  for (const table of small) table.count();
  const others = used.filter((table) => table.small === undefined);
  return [...small, ...wholeTables(counts, [...others, ...added])];
};
