/**
 * Operations on pairs of bytes as one fixed table of 2^16 rows: row 256 x + y offers AND, OR, XOR and PAIR of x and y, with a
 * counter each. Only AND is stored: x or y = x + y - and, x xor y = x + y - 2 and.
 */
import { defineChip } from '../../air/chip.ts';
import { array } from '../../air/columns.ts';
import { ByteOp, bytesBus } from '../shared/buses.ts';
import { bytesOfKey, bytesSmall } from './bytesSmall.ts';
import type { FixedTable } from './lookupTable.ts';
import { byteOperation } from './nibbles.ts';

const ROWS = 2 ** 16;
const OPERATIONS = 4;

export const bytesTable: FixedTable = {
  bus: bytesBus,
  chip: defineChip({
    name: 'bytes',
    columns: { counts: array(OPERATIONS) },
    preprocessed: { x: 'felt', y: 'felt', and: 'felt' },
    preprocessedGroup: 'tables',
    constrain(b, { counts }, { x, y, and }) {
      const total = x.add(y);
      b.provide(bytesBus, { op: ByteOp.AND, x, y, z: and }, counts[ByteOp.AND]);
      b.provide(bytesBus, { op: ByteOp.OR, x, y, z: total.sub(and) }, counts[ByteOp.OR]);
      b.provide(bytesBus, { op: ByteOp.XOR, x, y, z: total.sub(and.mul(2)) }, counts[ByteOp.XOR]);
      b.provide(bytesBus, { op: ByteOp.PAIR, x, y, z: 0 }, counts[ByteOp.PAIR]);
    },
  }),
  rows: ROWS,
  keys: OPERATIONS * ROWS,
  counters: Array.from({ length: OPERATIONS }, (_, op) => op * ROWS),
  keyOf: ([op, x, y, z]) => (op < OPERATIONS && x < 256 && y < 256 && z === byteOperation(op, x, y) ? (op << 16) | (x << 8) | y : -1),
  messageOf: bytesOfKey,
  preprocessed: (row) => [row >>> 8, row & 0xff, (row >>> 8) & row & 0xff],
  inBlocks: {
    fields: 4,
    count([ops, xs, ys, zs], from, to, counts) {
      for (let i = from; i < to; i++) {
        const [op, x, y] = [ops.values[i], xs.values[i], ys.values[i]];
        if ((op & 3) !== op || (x & 0xff) !== x || (y & 0xff) !== y || zs.values[i] !== byteOperation(op, x, y)) return i;
        counts[(op << 16) | (x << 8) | y]++;
      }
      return to;
    },
  },
  small: bytesSmall,
};
