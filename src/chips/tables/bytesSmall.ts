/**
 * Operations on pairs of bytes without a large table: one row per distinct message that the program looks up. Two lookups of
 * nibbles prove it, because the operations act on each half alone. Padding: isReal = 0, which forces the counter to 0, because
 * nothing bounds the message of such a row.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { bytesBus, nibblesBus } from '../shared/buses.ts';
import type { SmallForm } from './lookupTable.ts';
import { byteOperation } from './nibbles.ts';

const columns = {
  op: 'felt',
  xl: 'felt',
  xh: 'felt',
  yl: 'felt',
  yh: 'felt',
  zl: 'felt',
  zh: 'felt',
  count: 'felt',
  isReal: 'bool',
} as const;
const c = columnOffsets(columns);

/** The entry (op, x, y, x op y) of the key 2^16 op + 2^8 x + y. */
export const bytesOfKey = (key: number): readonly number[] => {
  const [op, x, y] = [key >>> 16, (key >>> 8) & 0xff, key & 0xff];
  return [op, x, y, byteOperation(op, x, y)];
};

export const bytesSmall: SmallForm = {
  chip: defineChip({
    name: 'bytes-small',
    columns,
    constrain(b, { op, xl, xh, yl, yh, zl, zh, count, isReal }) {
      b.when(isReal.not()).zero('a padding row offers nothing', count);
      b.lookup(nibblesBus, { op, x: xl, y: yl, z: zl }, isReal);
      b.lookup(nibblesBus, { op, x: xh, y: yh, z: zh }, isReal);
      b.provide(bytesBus, { op, x: xl.add(xh.mul(16)), y: yl.add(yh.mul(16)), z: zl.add(zh.mul(16)) }, count);
    },
  }),
  fill(row, key, count) {
    const [op, x, y, z] = bytesOfKey(key);
    row.set(c.op, op);
    row.set(c.xl, x & 15);
    row.set(c.xh, x >>> 4);
    row.set(c.yl, y & 15);
    row.set(c.yh, y >>> 4);
    row.set(c.zl, z & 15);
    row.set(c.zh, z >>> 4);
    row.set(c.count, count);
    row.set(c.isReal, 1);
  },
};
