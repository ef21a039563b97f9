/**
 * Ranges up to 8 bits as a fixed table of 2^9 rows: rows [2^b, 2^(b+1)) offer (x - 2^b, b) for b in [0, 8]; row 0 repeats
 * (0, 0).
 */
import { smallRangeBus } from '../shared/buses.ts';
import { listedTable } from './listedTable.ts';

/** The entry (value, bits) of the key 2^bits + value; (0, 0) of key 0. */
export const rangeOfKey = (key: number): readonly number[] => {
  const bits = 31 - Math.clz32(Math.max(key, 1));
  return [key === 0 ? 0 : key - 2 ** bits, bits];
};

export const rangeBitsTable = listedTable({
  name: 'range-bits',
  group: 'smallTables',
  bus: smallRangeBus,
  rows: 2 ** 9,
  entry: rangeOfKey,
  rowOf: ([value, bits]) => 2 ** bits + value,
});
