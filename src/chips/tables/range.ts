/**
 * Ranges up to 16 bits as one fixed table of 2^16 rows. Row x offers (x, 16), and, for x >= 1 with b = floor(log2 x),
 * (x - 2^b, b): rows [2^b, 2^(b+1)) hold all b-bit values. Row 0 repeats (0, 0).
 */
import { defineChip } from '../../air/chip.ts';
import { rangeBus } from '../shared/buses.ts';
import { LIMB_BITS } from '../shared/limbs.ts';

const RANGE_LOG_HEIGHT = LIMB_BITS;

export const rangeChip = {
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
  logHeight: RANGE_LOG_HEIGHT,
  preprocessed(x: number): number[] {
    const bits = 31 - Math.clz32(Math.max(x, 1));
    return [x, x === 0 ? 0 : x - 2 ** bits, bits];
  },
} as const;
