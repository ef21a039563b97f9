/** Powers of two for shifts, a fixed table of 2^4 rows: row t offers (t, 2^t). */
import { defineChip } from '../../air/chip.ts';
import { powerBus } from '../shared/buses.ts';

const POWER_LOG_HEIGHT = 4;

export const powerChip = {
  chip: defineChip({
    name: 'power',
    columns: { count: 'felt' },
    preprocessed: { exponent: 'felt', power: 'felt' },
    preprocessedGroup: 'smallTables',
    constrain(b, row, { exponent, power }) {
      b.provide(powerBus, { exponent, power }, row.count);
    },
  }),
  logHeight: POWER_LOG_HEIGHT,
  preprocessed: (row: number): number[] => [row, 2 ** row],
} as const;
