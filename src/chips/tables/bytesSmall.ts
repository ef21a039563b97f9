/**
 * Operations on pairs of bytes without a large table: one row per distinct message that the program looks up. Two lookups of
 * nibbles prove it, because the operations act on each half alone. Padding: isReal = 0, which forces the counter to 0, because
 * nothing bounds the message of such a row.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { bytesBus, nibblesBus } from '../shared/buses.ts';

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

/** A message and how often it is looked up. */
interface BytesCount {
  readonly op: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly count: number;
}

export const bytesSmallChip = {
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
  fill(row: RowWriter, { op, x, y, z, count }: BytesCount): void {
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
} as const;
