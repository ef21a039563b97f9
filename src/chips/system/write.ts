/**
 * write(a0 = fd, a1 = buffer, a2 = size).
 *
 * fd 3 is the public values: `size` bytes travel over the io bus (transfer.ts) to positions [cursor, cursor + size). The cursor is
 * a register cell that no instruction names. In slot 0 it is replaced by cursor + size: limbs with a carry kc, both range checked.
 * Every byte counted is an io row, so the cursor stays below the number of rows and does not wrap.
 *
 * fd 1 and 2 are the console, which is no part of the statement: the result is size, and nothing moves. Any other fd is not open:
 * the result is -9. An inverse shows that fd is none of 1, 2, 3. It is the inverse of the upper limb or of (f - 1)(f - 2)(f - 3),
 * where f is the lower limb and q = (f - 1)(f - 2) on the rows that claim it. Padding: isConsole = isPublic = isBad = 0, no
 * interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { fromInt, inv as inverse, mul } from '../../field/felt.ts';
import { EBADF_RESULT, Fd, MAX_PUBLIC_BYTES } from '../../isa/syscalls.ts';
import { assertBelowEnd, CallTrap } from '../../vm/call.ts';
import { Ecall, REG_PUBLIC_CURSOR } from '../../vm/record.ts';
import { access, registerCell } from '../shared/access.ts';
import { LIMB, putU32, range16 } from '../shared/limbs.ts';
import { word32 } from '../shared/word.ts';
import { type CallChip, callColumns, constrainCall, EBADF, fillCall, type SystemCall, wordOf } from './ecall.ts';
import { transfer } from './transfer.ts';

const WRITE = 64;

const columns = {
  registers: nested(callColumns),
  ptss: 'felt',
  fd: word32.columns,
  result: word32.columns,
  buffer: word32.columns,
  size: word32.columns,
  cursor: word32.columns,
  kc: 'bool',
  moved: 'felt',
  q: 'felt',
  inv: word32.columns,
  isConsole: 'bool',
  isPublic: 'bool',
  isBad: 'bool',
} as const;
const c = columnOffsets(columns);
const fillRegisters = fillCall(c.registers);

const writeChip: CallChip = {
  chip: defineChip({
    name: 'write',
    columns,
    constrain(b, row) {
      const { isConsole, isPublic, isBad, moved, size, cursor } = row;
      const { ts } = row.registers;
      const [f, upper] = row.fd;
      const isOpen = isConsole.add(isPublic);
      const on = isOpen.add(isBad);
      b.bool('fd is the console, the public values or not open', on);
      const end = ts.add(4).add(moved.mul(4));
      constrainCall(b, row.registers, { call: WRITE, a0: row.fd, a1: row.buffer, a2: size, result: row.result, end, on });

      b.when(isOpen).zero('the upper limb of an open fd is 0', upper);
      b.when(isConsole).zero('the console is fd 1 or 2', f.sub(1).mul(f.sub(2)));
      b.when(isPublic).equal('the public values are fd 3', f, Fd.PUBLIC);
      b.equal('q is (f - 1)(f - 2) if fd is not open', row.q, isBad.mul(f.sub(1)).mul(f.sub(2)));
      b.equal('fd is not 1, 2 or 3 if it is not open', row.q.mul(f.sub(Fd.PUBLIC)).mul(row.inv[0]).add(upper.mul(row.inv[1])), isBad);
      row.result.forEach((limb, i) => {
        b.when(isOpen).equal(`limb ${i} of the result is that of size if fd is open`, limb, size[i]);
        b.when(isBad).equal(`limb ${i} of the result is that of -9 if fd is not open`, limb, EBADF[i]);
      });

      b.equal('size bytes move to the public values', moved, isPublic.mul(wordOf(size)));
      b.when(isPublic.not()).zero('only public values move the cursor', row.kc);
      const next = [cursor[0].add(size[0]).sub(row.kc.mul(LIMB)), cursor[1].add(size[1]).add(row.kc)] as const;
      for (const limb of next) range16(b, limb, isPublic);
      access(b, word32, { ...registerCell(REG_PUBLIC_CURSOR), before: cursor, after: next, previous: row.ptss, now: ts, on: isPublic });

      transfer(b, { kind: 0, buffer: row.buffer, count: size, moved, ts, cursor: wordOf(cursor), on: isPublic });
    },
  }),
  fill(row, record) {
    fillRegisters(row, record);
    const fd = record.get(Ecall.A0);
    const size = record.get(Ecall.A2);
    putU32(row, c.fd, fd);
    putU32(row, c.result, record.get(Ecall.RESULT));
    putU32(row, c.buffer, record.get(Ecall.A1));
    putU32(row, c.size, size);
    if (fd === Fd.PUBLIC) {
      const cursor = record.get(Ecall.STATE);
      row.set(c.ptss, record.get(Ecall.PTSS));
      putU32(row, c.cursor, cursor);
      row.set(c.kc, (cursor & 0xffff) + (size & 0xffff) > 0xffff ? 1 : 0);
      row.set(c.moved, fromInt(size));
      row.set(c.isPublic, 1);
    } else if (fd === 1 || fd === 2) {
      row.set(c.isConsole, 1);
    } else {
      const f = fd & 0xffff;
      const q = mul(fromInt(f - 1), fromInt(f - 2));
      const product = mul(q, fromInt(f - Fd.PUBLIC));
      row.set(c.q, q);
      if (product !== 0) row.set(c.inv[0], inverse(product));
      else row.set(c.inv[1], inverse(fd >>> 16));
      row.set(c.isBad, 1);
    }
  },
};

export const writeCall: SystemCall = {
  number: WRITE,
  name: 'write',
  arguments: ['descriptor', 'address', 'size'],
  meaning: 'descriptors 1, 2: console, not part of the proof; 3: public values, at most 65,536 bytes in all',
  cell: ([fd]) => (fd === Fd.PUBLIC ? REG_PUBLIC_CURSOR : undefined),
  kinds: [],
  execute(host) {
    const [fd, buffer, size] = host.argument;
    if (fd === Fd.STDOUT || fd === Fd.STDERR) {
      host.show(fd, buffer, size);
    } else if (fd === Fd.PUBLIC) {
      assertBelowEnd(buffer, size);
      const next = host.remembered() + size;
      if (next > MAX_PUBLIC_BYTES) throw new CallTrap('public-overflow');
      host.remember(next);
      host.publish(buffer, size);
    } else {
      return EBADF_RESULT;
    }
    return size;
  },
  chips: [writeChip],
};
