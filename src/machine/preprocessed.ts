/** The fixed tables' preprocessed columns. */
import { columnWidth } from '../air/columns.ts';
import type { PreprocessedTable } from '../stark/preprocessed.ts';
import type { Machine } from './machine.ts';

export type FixedTables = Readonly<Record<string, PreprocessedTable>>;

const made = new WeakMap<Machine, FixedTables>();

/** The tables of a machine's fixed chips, by name; made once, when first asked for. */
export const fixedTables = (machine: Machine): FixedTables => {
  const tables = made.get(machine) ?? makeTables(machine);
  made.set(machine, tables);
  return tables;
};

const makeTables = (machine: Machine): FixedTables =>
  Object.fromEntries(
    machine.fixedTables.map((table) => {
      const width = columnWidth(table.chip.preprocessed);
      const values = new Uint32Array(2 ** table.logHeight * width);
      for (let row = 0; row < 2 ** table.logHeight; row++) {
        const cells = table.preprocessed(row);
        for (let i = 0; i < width; i++) values[row * width + i] = cells[i];
      }
      return [table.chip.name, { logHeight: table.logHeight, width, values }];
    }),
  );

export const fixedLogHeight = (machine: Machine, chip: string): number => {
  const found = machine.fixedTables.find((table) => table.chip.name === chip);
  if (found === undefined) throw new TypeError(`${chip} is no fixed table`);
  return found.logHeight;
};
