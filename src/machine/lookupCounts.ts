/** How often each entry of each table is looked up. */

import type { BlockCount, FieldValues, LookupTable } from '../chips/tables/lookupTable.ts';
import { type ProgramRows, programChip } from '../chips/tables/program.ts';
import * as felt from '../field/felt.ts';
import type { Machine } from './machine.ts';

export interface CountedTable {
  readonly table: LookupTable;
  readonly block: BlockCount;
  /** By key. */
  readonly counts: Uint32Array;
}

/** By identity of the bus. */
export type LookupCounts = readonly (CountedTable | undefined)[];

/** All tables of a proof. */
export const lookupTables = ({ fixedTables }: Machine, rows: ProgramRows): LookupTable[] => [programChip.table(rows), ...fixedTables];

/** Words of all counts together. */
export const countWords = (tables: readonly LookupTable[]): number => tables.reduce((words, { keys }) => words + keys, 0);

/** Counts message by message, by the table's `keyOf`. */
const oneByOne = ({ bus, keyOf }: LookupTable): BlockCount => {
  const fields = bus.fields.reduce((sum, field) => sum + (typeof field === 'string' ? 1 : field.length), 0);
  const message = new Array<number>(fields).fill(0);
  const isElement = (value: number): boolean => value >= 0 && value < felt.P;
  return {
    fields,
    count(values: readonly FieldValues[], from, to, counts) {
      for (let i = from; i < to; i++) {
        for (let f = 0; f < fields; f++) message[f] = values[f].values[i];
        const key = message.every(isElement) ? keyOf(message) : -1;
        if (key < 0) return i;
        counts[key]++;
      }
      return to;
    },
  };
};

/** Counts over `words`, which may be shared with another thread. */
export const countsOver = (tables: readonly LookupTable[], words: Uint32Array): LookupCounts => {
  const counts: (CountedTable | undefined)[] = new Array(1 + Math.max(...tables.map(({ bus }) => bus.id))).fill(undefined);
  let next = 0;
  for (const table of tables) {
    counts[table.bus.id] = { table, block: table.inBlocks ?? oneByOne(table), counts: words.subarray(next, (next += table.keys)) };
  }
  return counts;
};

export const emptyCounts = (tables: readonly LookupTable[]): LookupCounts => countsOver(tables, new Uint32Array(countWords(tables)));

/** Adds what was counted in the same tables. */
export const addCounts = (to: LookupCounts, added: LookupCounts): void => {
  to.forEach((counted, bus) => {
    const words = added[bus]?.counts;
    if (counted === undefined || words === undefined) return;
    const { counts } = counted;
    for (let key = 0; key < counts.length; key++) counts[key] += words[key];
  });
};
