/**
 * Operations on pairs of bytes as one fixed table of 2^16 rows: row 256 x + y offers AND, OR, XOR and PAIR of x and y, with a
 * counter each. Only AND is stored: x or y = x + y - and, x xor y = x + y - 2 and.
 */
import { defineChip } from '../../air/chip.ts';
import { array } from '../../air/columns.ts';
import { ByteOp, bytesBus } from '../shared/buses.ts';

const BYTES_LOG_HEIGHT = 16;
export const BYTE_OPS = 4;

export const bytesChip = {
  chip: defineChip({
    name: 'bytes',
    columns: { counts: array(BYTE_OPS) },
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
  logHeight: BYTES_LOG_HEIGHT,
  preprocessed: (row: number): number[] => [row >>> 8, row & 0xff, (row >>> 8) & row & 0xff],
} as const;
