/** Operations on pairs of 4-bit numbers as a fixed table of 2^10 rows: row 256 op + 16 x + y offers (op, x, y, x op y). */
import { defineChip } from '../../air/chip.ts';
import { ByteOp, nibblesBus } from '../shared/buses.ts';

const NIBBLES_LOG_HEIGHT = 10;

/** x op y for an operation of ByteOp; 0 for PAIR. */
export const byteOperation = (op: number, x: number, y: number): number =>
  op === ByteOp.AND ? x & y : op === ByteOp.OR ? x | y : op === ByteOp.XOR ? x ^ y : 0;

export const nibblesChip = {
  chip: defineChip({
    name: 'nibbles',
    columns: { count: 'felt' },
    preprocessed: { op: 'felt', x: 'felt', y: 'felt', z: 'felt' },
    preprocessedGroup: 'smallTables',
    constrain(b, row, { op, x, y, z }) {
      b.provide(nibblesBus, { op, x, y, z }, row.count);
    },
  }),
  logHeight: NIBBLES_LOG_HEIGHT,
  preprocessed(row: number): number[] {
    const op = row >>> 8;
    const x = (row >>> 4) & 15;
    const y = row & 15;
    return [op, x, y, byteOperation(op, x, y)];
  },
} as const;
