/**
 * Ranges up to 8 bits as a fixed table of 2^9 rows: rows [2^b, 2^(b+1)) offer (x - 2^b, b) for b in [0, 8]; row 0 repeats
 * (0, 0).
 */
import { defineChip } from '../../air/chip.ts';
import { smallRangeBus } from '../shared/buses.ts';

const RANGE_BITS_LOG_HEIGHT = 9;

export const rangeBitsChip = {
  chip: defineChip({
    name: 'range-bits',
    columns: { count: 'felt' },
    preprocessed: { value: 'felt', bits: 'felt' },
    preprocessedGroup: 'smallTables',
    constrain(b, row, { value, bits }) {
      b.provide(smallRangeBus, { value, bits }, row.count);
    },
  }),
  logHeight: RANGE_BITS_LOG_HEIGHT,
  preprocessed(x: number): number[] {
    const bits = 31 - Math.clz32(Math.max(x, 1));
    return [x === 0 ? 0 : x - 2 ** bits, bits];
  },
} as const;
