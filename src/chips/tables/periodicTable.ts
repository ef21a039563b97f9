/**
 * Row numbers and round constants for chips with k rows for each record (RecordRows of src/machine/machine.ts). Row i of a record looks up
 * entry i: its number and its constants. So the number is below k, and the constants are that row's. The chain bus of the chip links the rows.
 */
import type { Bus } from '../../air/bus.ts';
import { listedTable } from './listedTable.ts';
import type { FixedTable } from './lookupTable.ts';

export interface PeriodicTable<Fields extends readonly string[]> {
  /** Name of the chip, and of the group that it has for itself. */
  readonly name: string;
  /** Of the row number, then of its constants. */
  readonly bus: Bus<Fields>;
  /** Rows of a record. */
  readonly period: number;
  /** Constants of a row: integers of [0, p). */
  constants(row: number): readonly number[];
}

export const periodicTable = <const Fields extends readonly string[]>(table: PeriodicTable<Fields>): FixedTable => {
  const { name, bus, period, constants } = table;
  return listedTable({ name, group: name, bus, rows: period, entry: (row) => [row, ...constants(row)], rowOf: ([row]) => row });
};
