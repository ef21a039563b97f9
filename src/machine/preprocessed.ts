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
      for (let row = 0; row < 2 ** table.logHeight; row++) {
        const cells = table.preprocessed(row);
        for (let i = 0; i < width; i++) values[row * width + i] = cells[i];
      }
      return [table.chip.name, { logHeight: table.logHeight, width, values }];
    }),
  );
