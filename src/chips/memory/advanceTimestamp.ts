/**
 * Moves the timestamp of a cell forward without touching its value: the rows of advance records (src/vm/record.ts). So ordinary
 * accesses need to bound a gap of 16 bits only.
 *
 * `to` is not anchored to any instruction, so it is shown to lie in [0, 2^28) by itself: toLo and (to - toLo) / 2^16 have 16 and 12
 * bits. Without that, a chain of rows could walk once round the field and let a read see what the cell held before a later write.
 * The gap to - from - 1 is shown to lie in [0, 2^28) in the same way.
 *
 * Instructions' timestamps are below 4 (rows of the proof). So all timestamps of a cell are integers in an interval far shorter
 * than p, and each access is later than the one that it replaces. A cell's accesses form one path from its initialisation to its
 * end. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { Advance, MAX_TIMESTAMP_BITS } from '../../vm/record.ts';
import { rangeBus } from '../shared/buses.ts';
import { cellAddress } from '../shared/cells.ts';
import type { RecordChip } from '../shared/instruction.ts';
import { INV_LIMB, LIMB_BITS, LIMB_MAX, putWord, range16 } from '../shared/limbs.ts';
import type { RecordView } from '../shared/recordView.ts';
import type { Limbs, Word } from '../shared/word.ts';

const UPPER_BITS = MAX_TIMESTAMP_BITS - LIMB_BITS;

export const advanceTimestampChip = <N extends Limbs>(word: Word<N>): RecordChip<RecordView> => {
  const columns = {
    space: 'felt',
    upper: 'felt',
    lower: 'felt',
    v: word.columns,
    from: 'felt',
    to: 'felt',
    toLo: 'felt',
    gapLo: 'felt',
    isReal: 'bool',
  } as const;
  const o = columnOffsets(columns);
  return {
    chip: defineChip({
      name: 'advance-timestamp',
      columns,
      constrain(b, { space, upper, lower, v, from, to, toLo, gapLo, isReal: on }) {
        b.receive(word.memory, { space, upper, lower, word: v, ts: from }, on);
        b.send(word.memory, { space, upper, lower, word: v, ts: to }, on);
        range16(b, toLo, on);
        b.lookup(rangeBus, { value: to.sub(toLo).mul(INV_LIMB), bits: UPPER_BITS }, on);
        const gap = to.sub(from).sub(1);
        range16(b, gapLo, on);
        b.lookup(rangeBus, { value: gap.sub(gapLo).mul(INV_LIMB), bits: UPPER_BITS }, on);
      },
    }),
    fill(row, record) {
      const { cells, at } = row;
      const from = record.get(Advance.FROM);
      const to = record.get(Advance.TO);
      const space = record.get(Advance.SPACE);
      const { upper, lower } = cellAddress(space, record.get(Advance.INDEX), word.logBytes);
      cells[at + o.space] = space;
      cells[at + o.upper] = upper;
      cells[at + o.lower] = lower;
      putWord(row, o.v, record, Advance.VALUE);
      cells[at + o.from] = from;
      cells[at + o.to] = to;
      cells[at + o.toLo] = to & LIMB_MAX;
      cells[at + o.gapLo] = (to - from - 1) & LIMB_MAX;
      cells[at + o.isReal] = 1;
    },
  };
};
