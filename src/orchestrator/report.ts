/** What a proof cost, counted from its plan. */
import { logupWidth } from '../air/packing.ts';
import type { PlannedTrace } from '../machine/traces.ts';
import type { StarkConfig } from '../stark/config.ts';
import { PRESETS, quotientPieces } from '../stark/config.ts';
import type { CellCounts, ChipRowCounts } from './types.ts';

export const chipRowCounts = (traces: readonly PlannedTrace[], config: StarkConfig = PRESETS.fast): ChipRowCounts[] =>
  traces.map(({ chip, rows, logHeight }) => ({
    name: chip.name,
    rows,
    logHeight,
    mainColumns: chip.program.mainWidth,
    logupColumns: logupWidth(chip.program, config),
  }));

/** Committed cells. The accumulator counts as a LogUp column. Padding is the main and LogUp cells on rows that are not live. */
export const cellCounts = (chips: readonly ChipRowCounts[], logN: number, config: StarkConfig): CellCounts => {
  const sum = (cells: (chip: ChipRowCounts) => number): number => chips.reduce((total, chip) => total + cells(chip), 0);
  return {
    main: sum((c) => 2 ** c.logHeight * c.mainColumns),
    logup: sum((c) => 2 ** c.logHeight * c.logupColumns) + 2 ** logN * config.extensionDegree,
    quotient: 2 ** logN * config.extensionDegree * quotientPieces(config),
    padding: sum((c) => (2 ** c.logHeight - c.rows) * (c.mainColumns + c.logupColumns)),
  };
};
