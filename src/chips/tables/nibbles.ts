/** Operations on pairs of 4-bit numbers as a fixed table of 2^10 rows: row 256 op + 16 x + y offers (op, x, y, x op y). */
import { ByteOp, nibblesBus } from '../shared/buses.ts';
import { listedTable } from './listedTable.ts';

/** x op y for an operation of ByteOp; 0 for PAIR. */
export const byteOperation = (op: number, x: number, y: number): number =>
  op === ByteOp.AND ? x & y : op === ByteOp.OR ? x | y : op === ByteOp.XOR ? x ^ y : 0;

export const nibblesTable = listedTable({
  name: 'nibbles',
  group: 'smallTables',
  bus: nibblesBus,
  rows: 2 ** 10,
  entry(row) {
    const op = row >>> 8;
    const x = (row >>> 4) & 15;
    const y = row & 15;
    return [op, x, y, byteOperation(op, x, y)];
  },
  rowOf: ([op, x, y]) => 256 * op + 16 * x + y,
});
