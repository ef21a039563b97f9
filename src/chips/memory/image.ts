/**
 * The initial contents of a program: register cells, initialised RAM and the read-only executable pages, one preprocessed row
 * per cell (group `program`), disjoint by validation of the program table. A row sends the cell as it is at the
 * start and receives it as it is at the end. The timestamps are free: every access proves that it is later than the one
 * before, so tsInit only has to fit the first access, and a cell never accessed has tsInit = tsFinal. Nothing writes to
 * ROM; that its final value is its initial one is stated all the same. Padding: preprocessed isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, word } from '../../air/columns.ts';
import { memoryBus } from '../shared/buses.ts';
import { putWord } from '../shared/instruction.ts';

const columns = { v: word, tsInit: 'felt', tsFinal: 'felt' } as const;
const c = columnOffsets(columns);

const preprocessed = { space: 'felt', upper: 'felt', lower: 'felt', lo: 'felt', hi: 'felt', isReal: 'felt', isRom: 'felt' } as const;
const p = columnOffsets(preprocessed);

export const imageChip = {
  chip: defineChip({
    name: 'image',
    columns,
    preprocessed,
    preprocessedGroup: 'program',
    constrain(b, row, { space, upper, lower, lo, hi, isReal, isRom }) {
      b.send(memoryBus, { space, upper, lower, lo, hi, ts: row.tsInit }, isReal);
      b.receive(memoryBus, { space, upper, lower, lo: row.v[0], hi: row.v[1], ts: row.tsFinal }, isReal);
      b.when(isRom).equal('the low limb of read-only memory stays', row.v[0], lo);
      b.when(isRom).equal('the high limb of read-only memory stays', row.v[1], hi);
    },
  }),
  preprocessedOffsets: p,
  fill(cells: Uint32Array, at: number, final: number, tsInit: number, tsFinal: number): void {
    putWord(cells, at, c.v, final);
    cells[at + c.tsInit] = tsInit;
    cells[at + c.tsFinal] = tsFinal;
  },
} as const;
