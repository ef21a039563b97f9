/** Lookup tables with one entry and one counter in each row: the columns are the fields of the message. */
import { type Bus, fieldNames, type Message } from '../../air/bus.ts';
import { defineChip } from '../../air/chip.ts';
import type { FixedTable } from './lookupTable.ts';

export interface ListedTable<Fields extends readonly string[]> {
  /** Name of the chip. */
  readonly name: string;
  /** Tables of one group share a commitment, which a proof opens if it has one of their chips. */
  readonly group: string;
  readonly bus: Bus<Fields>;
  readonly rows: number;
  /** The entry of a row: an integer of [0, p) for each field. */
  entry(row: number): readonly number[];
  /** The only row whose entry the message can be. Whether it is one is found out by comparing them. */
  rowOf(message: readonly number[]): number;
}

export const listedTable = <const Fields extends readonly string[]>(table: ListedTable<Fields>): FixedTable => {
  const { name, group, bus, rows, entry, rowOf } = table;
  return {
    bus,
    chip: defineChip({
      name,
      columns: { count: 'felt' },
      preprocessed: Object.fromEntries(fieldNames(bus).map((field) => [field, 'felt'])),
      preprocessedGroup: group,
      constrain(b, { count }, fields) {
        // A column for each field of the bus, by name.
        b.provide(bus, fields as Message<Fields>, count);
      },
    }),
    rows,
    keys: rows,
    counters: [0],
    keyOf(message) {
      const row = rowOf(message);
      const isRow = Number.isInteger(row) && row >= 0 && row < rows;
      return isRow && entry(row).every((value, i) => value === message[i]) ? row : -1;
    },
    messageOf: entry,
    preprocessed: entry,
  };
};
