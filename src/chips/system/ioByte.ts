/**
 * One byte moved by `read` (from the input to memory) or by `write` (from memory to the public values), one tick each
 * (transfer.ts).
 *
 * The io state (pointer, left, ts, cursor) becomes (pointer + 1, left - 1, ts + 4, cursor + 1), the cursor only for `write`. The
 * pointer is 2^16 upper + 4 word + 2 o1 + o0. Memory cells exist only for upper and word below 2^14, so the pointer determines all
 * four. o1 selects the limb s0 + 256 s1, and o0 the byte in it. The other limb is copied. In the selected limb `byte` takes the
 * place of that byte.
 *
 * For `write`, `byte` is the byte that was there, so nothing changes. For `read`, a lookup bounds `byte`, so what is written has
 * 16-bit limbs; read-only memory has no such cell. Padding: isRead = isWrite = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { Io, Space } from '../../vm/record.ts';
import { access, Slot } from '../shared/access.ts';
import { dataSpace } from '../shared/address.ts';
import { ByteOp, bytesBus, ioBus, publicBus, rangeBus } from '../shared/buses.ts';
import type { RecordChip } from '../shared/instruction.ts';
import { LIMB, putU32 } from '../shared/limbs.ts';
import type { RecordView } from '../shared/recordView.ts';
import { word32 } from '../shared/word.ts';

const columns = {
  isRead: 'bool',
  isWrite: 'bool',
  ts: 'felt',
  upper: 'felt',
  word: 'felt',
  o1: 'bool',
  o0: 'bool',
  left: 'felt',
  cursor: 'felt',
  isRom: 'bool',
  pts: 'felt',
  before: word32.columns,
  after: word32.columns,
  s0: 'felt',
  s1: 'felt',
  byte: 'felt',
} as const;
const c = columnOffsets(columns);

export const ioByteChip: RecordChip<RecordView> = {
  maxInstances: 1,
  chip: defineChip({
    name: 'io-byte',
    columns,
    constrain(b, row) {
      const { isRead, isWrite, ts, upper, o1, o0, left, cursor, before, after, s0, s1, byte } = row;
      const on = isRead.add(isWrite);
      b.bool('at most one direction', on);
      const lower = row.word.mul(4);
      const pointer = upper.mul(LIMB).add(lower).add(o1.mul(2)).add(o0);
      b.receive(ioBus, { kind: isRead, pointer, left, ts, cursor }, on);
      b.send(ioBus, { kind: isRead, pointer: pointer.add(1), left: left.sub(1), ts: ts.add(4), cursor: cursor.add(isWrite) }, on);

      b.when(isRead).zero('read-only memory is not written', row.isRom);
      access(b, word32, { space: dataSpace(row.isRom), upper, lower, before, after, previous: row.pts, now: ts.add(Slot.MEMORY), on });
      const select = (limbs: typeof before) => limbs[0].add(o1.mul(limbs[1].sub(limbs[0])));
      b.equal('s0 and s1 are the bytes of the selected limb', s0.add(s1.mul(256)), select(before));
      b.lookup(bytesBus, { op: ByteOp.PAIR, x: s0, y: s1, z: 0 }, on);
      b.when(o1).equal('the low limb is kept if the high one is selected', after[0], before[0]);
      b.when(o1.not()).equal('the high limb is kept if the low one is selected', after[1], before[1]);
      const low = byte.add(s1.mul(256));
      const high = s0.add(byte.mul(256));
      b.equal('the byte replaces the selected one', select(after), low.add(o0.mul(high.sub(low))));
      b.when(isWrite).equal('a byte written is the selected one', byte, s0.add(o0.mul(s1.sub(s0))));
      b.lookup(rangeBus, { value: byte, bits: 8 }, isRead);
      b.send(publicBus, { index: cursor, byte }, isWrite);
    },
  }),
  fill(row, record) {
    const isRead = record.get(Io.IS_READ);
    const address = record.get(Io.ADDRESS);
    const before = record.get(Io.MEM_PREV);
    const half = address & 2 ? before >>> 16 : before & 0xffff;
    row.set(isRead ? c.isRead : c.isWrite, 1);
    row.set(c.ts, record.get(Io.TS));
    row.set(c.upper, address >>> 16);
    row.set(c.word, (address & 0xffff) >>> 2);
    row.set(c.o1, (address >>> 1) & 1);
    row.set(c.o0, address & 1);
    row.set(c.left, record.get(Io.LEFT));
    row.set(c.cursor, record.get(Io.CURSOR));
    row.set(c.isRom, record.get(Io.SPACE) === Space.ROM ? 1 : 0);
    row.set(c.pts, record.get(Io.PTS));
    putU32(row, c.before, before);
    putU32(row, c.after, record.get(Io.MEM_NEW));
    row.set(c.s0, half & 0xff);
    row.set(c.s1, half >>> 8);
    row.set(c.byte, record.get(Io.BYTE));
  },
};
