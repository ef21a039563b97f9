/** Powers of two for shifts, a fixed table of 2^4 rows: row t offers (t, 2^t). */
import { powerBus } from '../shared/buses.ts';
import { listedTable } from './listedTable.ts';

export const powerTable = listedTable({
  name: 'power',
  group: 'smallTables',
  bus: powerBus,
  rows: 16,
  entry: (row) => [row, 2 ** row],
  rowOf: ([exponent]) => exponent,
});
