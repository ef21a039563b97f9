/**
 * Ranges up to 16 bits as one fixed table of 2^16 rows. Row x offers (x, 16), and, for x >= 1 with b = floor(log2 x),
 * (x - 2^b, b): rows [2^b, 2^(b+1)) hold all b-bit values. Row 0 repeats (0, 0).
 */
import { defineChip } from '../../air/chip.ts';
import { rangeBus } from '../shared/buses.ts';
import { LIMB_BITS } from '../shared/limbs.ts';
import type { FixedTable } from './lookupTable.ts';
import { rangeOfKey } from './rangeBits.ts';
import { rangeSmall } from './rangeSmall.ts';

const ROWS = 2 ** LIMB_BITS;

/** The first value that `bits` bits do not hold, and the key of (0, bits); 0 if no entry has so many bits. */
const limitOf = (bits: number): number => (bits >>> 0 <= LIMB_BITS ? 1 << bits : 0);

export const rangeTable: FixedTable = {
  bus: rangeBus,
  chip: defineChip({
    name: 'range',
    columns: { count16: 'felt', countSmall: 'felt' },
    preprocessed: { value: 'felt', small: 'felt', bits: 'felt' },
    preprocessedGroup: 'tables',
    constrain(b, row, { value, small, bits }) {
      b.provide(rangeBus, { value, bits: LIMB_BITS }, row.count16);
      b.provide(rangeBus, { value: small, bits }, row.countSmall);
    },
  }),
  rows: ROWS,
  keys: 2 * ROWS,
  counters: [ROWS, 0],
  keyOf: ([value, bits]) => (value < limitOf(bits) ? limitOf(bits) + value : -1),
  messageOf: rangeOfKey,
  preprocessed: (row) => [row, ...rangeOfKey(row)],
  inBlocks: {
    fields: 2,
    count([{ values }, bits], from, to, counts) {
      if (bits.constant !== undefined) {
        const limit = limitOf(bits.constant);
        for (let i = from; i < to; i++) {
          if (values[i] >>> 0 >= limit) return i;
          counts[limit + values[i]]++;
        }
        return to;
      }
      for (let i = from; i < to; i++) {
        const limit = limitOf(bits.values[i]);
        if (values[i] >>> 0 >= limit) return i;
        counts[limit + values[i]]++;
      }
      return to;
    },
  },
  small: rangeSmall,
};
