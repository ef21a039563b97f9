/** The fixed tables' preprocessed columns. */
import { columnWidth } from '../air/columns.ts';
import type { PreprocessedTable } from '../stark/preprocessed.ts';
import { tableChips } from './rv32im.ts';

let tables: Readonly<Record<string, PreprocessedTable>> | undefined;

/** Tables of all fixed chips, by name; made once, when first asked for. */
export const fixedTables = (): Readonly<Record<string, PreprocessedTable>> =>
  (tables ??= Object.fromEntries(
    tableChips.map((table) => {
      const width = columnWidth(table.chip.preprocessed);
      const values = new Uint32Array(2 ** table.logHeight * width);
      for (let row = 0; row < 2 ** table.logHeight; row++) {
        const cells = table.preprocessed(row);
        for (let i = 0; i < width; i++) values[row * width + i] = cells[i];
      }
      return [table.chip.name, { logHeight: table.logHeight, width, values }];
    }),
  ));

export const fixedLogHeight = (chip: string): number => {
  const found = tableChips.find((table) => table.chip.name === chip);
  if (found === undefined) throw new TypeError(`${chip} is no fixed table`);
  return found.logHeight;
};
