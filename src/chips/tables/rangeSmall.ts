/**
 * Ranges up to 16 bits without a large table: one row per distinct message that the program looks up. Two lookups of at most 8 bits
 * prove it. value = l + 256 h and bits = bl + bh, where bh is 0 (then h = 0) or bl is 8. So l + 256 h takes exactly the values
 * below 2^bits. Padding: isReal = 0, which forces the counter to 0, because nothing bounds the message of such a row.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { rangeBus, smallRangeBus } from '../shared/buses.ts';
import type { SmallForm } from './lookupTable.ts';
import { rangeOfKey } from './rangeBits.ts';

const columns = { l: 'felt', h: 'felt', bl: 'felt', bh: 'felt', count: 'felt', isReal: 'bool' } as const;
const c = columnOffsets(columns);

export const rangeSmall: SmallForm = {
  chip: defineChip({
    name: 'range-small',
    columns,
    constrain(b, { l, h, bl, bh, count, isReal }) {
      b.zero('the high part has no bits unless the low part has 8', bh.mul(bl.sub(8)));
      b.when(isReal.not()).zero('a padding row offers nothing', count);
      b.lookup(smallRangeBus, { value: l, bits: bl }, isReal);
      b.lookup(smallRangeBus, { value: h, bits: bh }, isReal);
      b.provide(rangeBus, { value: l.add(h.mul(256)), bits: bl.add(bh) }, count);
    },
  }),
  fill(row, key, count) {
    const [value, bits] = rangeOfKey(key);
    row.set(c.l, value & 0xff);
    row.set(c.h, value >>> 8);
    row.set(c.bl, Math.min(bits, 8));
    row.set(c.bh, Math.max(bits - 8, 0));
    row.set(c.count, count);
    row.set(c.isReal, 1);
  },
};
