/** Two chips that meet on a permutation bus and one that provides a table: enough to make every mistake the debuggers report. */
import { defineBus } from '../../src/air/bus.ts';
import { defineChip } from '../../src/air/chip.ts';
import { array } from '../../src/air/columns.ts';

export const pairBus = defineBus(0, 'pair', 'permutation', ['x', 'y']);
export const squareBus = defineBus(1, 'square', 'lookup', ['root', 'square']);
export const BUSES = [pairBus, squareBus];

/** Sends (x, y) with y = x^2, and looks the square up. */
export const senderChip = defineChip({
  name: 'sender',
  columns: { pc: 'felt', limbs: array(2), isReal: 'bool' },
  constrain(b, row) {
    const [x, y] = row.limbs;
    b.equal('y is the square of x', y, x.mul(x));
    b.send(pairBus, { x, y }, row.isReal);
    b.lookup(squareBus, { root: x, square: y }, row.isReal);
  },
});

export const receiverChip = defineChip({
  name: 'receiver',
  columns: { x: 'felt', y: 'felt', isReal: 'bool' },
  constrain(b, row) {
    b.receive(pairBus, { x: row.x, y: row.y }, row.isReal);
  },
});

export const tableChip = defineChip({
  name: 'squares',
  columns: { counter: 'felt' },
  preprocessed: { root: 'felt', square: 'felt' },
  preprocessedGroup: 'fixed',
  constrain(b, row, preprocessed) {
    b.provide(squareBus, { root: preprocessed.root, square: preprocessed.square }, row.counter);
  },
});
