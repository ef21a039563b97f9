/**
 * Refresh: moves the timestamp of a cell forward without touching its value, so that ordinary accesses need to bound a gap
 * of 16 bits only.
 *
 * `to` is not anchored to any instruction, so it is shown to lie in [0, 2^28) absolutely: toLo and (to - toLo) / 2^16
 * have 16 and 12 bits. Without that, a chain of refreshes would walk once round the field and let a read see what the cell held
 * before a later write. The gap to - from - 1 is in [0, 2^28) likewise. Instructions' timestamps are below 4 (rows of the
 * proof), so all timestamps of a cell are integers in an interval far shorter than p, each access has a later one than that
 * it replaces, and a cell's accesses form one path from its initialisation to its end. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, LIMB_BITS, word } from '../../air/columns.ts';
import { MAX_TIMESTAMP_BITS, Refresh } from '../../vm/record.ts';
import { cellAddress } from '../shared/address.ts';
import { memoryBus, rangeBus } from '../shared/buses.ts';
import { INV_LIMB, putWord, range16 } from '../shared/instruction.ts';
import type { RecordChip } from '../system/ecall.ts';

const columns = {
  space: 'felt',
  upper: 'felt',
  lower: 'felt',
  v: word,
  from: 'felt',
  to: 'felt',
  toLo: 'felt',
  gapLo: 'felt',
  isReal: 'bool',
} as const;
const c = columnOffsets(columns);

const UPPER_BITS = MAX_TIMESTAMP_BITS - LIMB_BITS;

export const refreshChip: RecordChip<typeof columns> = {
  chip: defineChip({
    name: 'refresh',
    columns,
    constrain(b, row) {
      const { space, upper, lower, v, from, to, toLo, gapLo, isReal: on } = row;
      b.receive(memoryBus, { space, upper, lower, lo: v[0], hi: v[1], ts: from }, on);
      b.send(memoryBus, { space, upper, lower, lo: v[0], hi: v[1], ts: to }, on);
      range16(b, toLo, on);
      b.lookup(rangeBus, { value: to.sub(toLo).mul(INV_LIMB), bits: UPPER_BITS }, on);
      const gap = to.sub(from).sub(1);
      range16(b, gapLo, on);
      b.lookup(rangeBus, { value: gap.sub(gapLo).mul(INV_LIMB), bits: UPPER_BITS }, on);
    },
  }),
  fill(cells, at, records, r) {
    const from = records[r + Refresh.FROM];
    const to = records[r + Refresh.TO];
    const space = records[r + Refresh.SPACE];
    const { upper, lower } = cellAddress(space, records[r + Refresh.INDEX]);
    cells[at + c.space] = space;
    cells[at + c.upper] = upper;
    cells[at + c.lower] = lower;
    putWord(cells, at, c.v, records[r + Refresh.VALUE]);
    cells[at + c.from] = from;
    cells[at + c.to] = to;
    cells[at + c.toLo] = to & 0xffff;
    cells[at + c.gapLo] = (to - from - 1) & 0xffff;
    cells[at + c.isReal] = 1;
  },
};
