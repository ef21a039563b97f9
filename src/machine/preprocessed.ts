/** The fixed tables' preprocessed columns. */
import { columnWidth } from '../air/columns.ts';
import type { FixedTable } from '../chips/tables/lookupTable.ts';
import { log2Ceil } from '../core/log2.ts';
import type { PreprocessedTable } from '../stark/preprocessed.ts';
import type { Machine } from './machine.ts';

export type FixedTables = Readonly<Record<string, PreprocessedTable>>;

const known = new WeakMap<Machine, FixedTables>();

/** The tables of a machine's fixed chips, by name. Each is made once, when it is first asked for: a short proof uses the small ones only. */
export const fixedTables = (machine: Machine): FixedTables => {
  const tables = known.get(machine) ?? tablesWhenUsed(machine);
  known.set(machine, tables);
  return tables;
};

const tablesWhenUsed = (machine: Machine): FixedTables => {
  const made = new Map<FixedTable, PreprocessedTable>();
  const tableOf = (table: FixedTable): PreprocessedTable => {
    const values = made.get(table) ?? makeTable(table);
    made.set(table, values);
    return values;
  };
  return Object.defineProperties(
    {},
    Object.fromEntries(machine.fixedTables.map((table) => [table.chip.name, { enumerable: true, get: () => tableOf(table) }])),
  );
};

const makeTable = ({ chip, rows, preprocessed }: FixedTable): PreprocessedTable => {
  const logHeight = log2Ceil(rows);
  const width = columnWidth(chip.preprocessed);
  const values = new Uint32Array(2 ** logHeight * width);
  for (let row = 0; row < 2 ** logHeight; row++) {
    const cells = preprocessed(row < rows ? row : 0);
    for (let i = 0; i < width; i++) values[row * width + i] = cells[i];
  }
  return { logHeight, width, values };
};

export const fixedLogHeight = (machine: Machine, chip: string): number => {
  const found = machine.fixedTables.find((table) => table.chip.name === chip);
  if (found === undefined) throw new TypeError(`${chip} is no fixed table`);
  return log2Ceil(found.rows);
};
