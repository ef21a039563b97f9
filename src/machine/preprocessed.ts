/** The fixed tables' preprocessed columns, for key generation. */
import { columnWidth } from '../air/columns.ts';
import type { PreprocessedTable } from '../stark/preprocessed.ts';
import { tableChips } from './rv32im.ts';

/** By name of the chip. */
export const fixedTables = (): Readonly<Record<string, PreprocessedTable>> =>
  Object.fromEntries(
    tableChips.map((table) => {
      const width = columnWidth(table.chip.preprocessed);
      const values = new Uint32Array(2 ** table.logHeight * width);
      for (let row = 0; row < 2 ** table.logHeight; row++) values.set(table.preprocessed(row), row * width);
      return [table.chip.name, { logHeight: table.logHeight, width, values }];
    }),
  );
