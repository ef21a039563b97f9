/**
 * read(a0 = fd, a1 = buffer, a2 = size).
 *
 * fd 0 is the input. A register cell that no instruction names says whether it has ended: 0 at first, 1 for good after the short
 * read. The short read is the one call that returns less than size, because the input ends there. Before it a call returns size and
 * moves as many bytes. After it a call returns 0. So calls return min(size, rest) of an input of one length (docs/protocol.md,
 * "Guest ABI"). Any other fd is not open to read: the result is -9.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { inv as inverse } from '../../field/felt.ts';
import { EBADF_RESULT, Fd } from '../../isa/syscalls.ts';
import { assertBelowEnd } from '../../vm/call.ts';
import { Ecall, REG_INPUT_ENDED } from '../../vm/record.ts';
import { access, registerCell } from '../shared/access.ts';
import { LIMB, LIMB_MAX, putU32, range16 } from '../shared/limbs.ts';
import { word32 } from '../shared/word.ts';
import { type CallChip, callColumns, constrainCall, EBADF, fillCall, type SystemCall, wordOf } from './ecall.ts';
import { transfer } from './transfer.ts';

const READ = 63;

const readColumns = {
  registers: nested(callColumns),
  ptss: 'felt',
  fd: word32.columns,
  result: word32.columns,
  buffer: word32.columns,
  size: word32.columns,
  inv: 'felt',
  isFull: 'bool',
  isEnded: 'bool',
  isBad: 'bool',
} as const;
const o = columnOffsets(readColumns);
const fillRead = fillCall(o.registers);

/**
 * Every read but the short one. The cell is read in slot 0 and keeps its value: 0 where isFull, 1 where isEnded. Limbs of fd have
 * 16 bits, so their sum is 0 exactly where fd is 0. An inverse shows that it is not 0. Padding: isFull = isEnded = isBad = 0, no
 * interactions.
 */
const readChip: CallChip = {
  chip: defineChip({
    name: 'read',
    columns: readColumns,
    constrain(b, row) {
      const { isFull, isEnded, isBad, fd, result, buffer, size } = row;
      const { ts } = row.registers;
      const isInput = isFull.add(isEnded);
      const on = isInput.add(isBad);
      b.bool('fd is the input, before or after its end, or not open', on);
      /** The result on the input, else 0: there the result is the constant -9. */
      const moved = wordOf(result).sub(isBad.mul(EBADF[0] + LIMB * EBADF[1]));
      const end = ts.add(4).add(moved.mul(4));
      constrainCall(b, row.registers, { call: READ, a0: fd, a1: buffer, a2: size, result, end, on });

      fd.forEach((limb, i) => {
        b.when(isInput).zero(`limb ${i} of the input's fd is 0`, limb);
      });
      b.equal('an fd that is not open is not 0', fd[0].add(fd[1]).mul(row.inv), isBad);
      result.forEach((limb, i) => {
        b.when(isFull).equal(`limb ${i} of the result is that of size before the end of the input`, limb, size[i]);
        b.when(isEnded).zero(`limb ${i} of the result is 0 after the end of the input`, limb);
        b.when(isBad).equal(`limb ${i} of the result is that of -9 if fd is not open`, limb, EBADF[i]);
      });

      const ended = [isEnded, 0] as const;
      access(b, word32, { ...registerCell(REG_INPUT_ENDED), before: ended, after: ended, previous: row.ptss, now: ts, on: isInput });
      transfer(b, { kind: 1, buffer, count: result, moved, ts, cursor: 0, on: isInput });
    },
  }),
  fill(row, record) {
    fillRead(row, record);
    const fd = record.get(Ecall.A0);
    putU32(row, o.fd, fd);
    putU32(row, o.result, record.get(Ecall.RESULT));
    putU32(row, o.buffer, record.get(Ecall.A1));
    putU32(row, o.size, record.get(Ecall.A2));
    if (fd === Fd.INPUT) {
      row.set(o.ptss, record.get(Ecall.PTSS));
      row.set(record.get(Ecall.STATE) === 1 ? o.isEnded : o.isFull, 1);
    } else {
      row.set(o.inv, inverse((fd & LIMB_MAX) + (fd >>> 16)));
      row.set(o.isBad, 1);
    }
  },
};

const shortColumns = {
  registers: nested(callColumns),
  ptss: 'felt',
  result: word32.columns,
  buffer: word32.columns,
  size: word32.columns,
  k: 'bool',
  isReal: 'bool',
} as const;
const c = columnOffsets(shortColumns);
const fillShort = fillCall(c.registers);

/**
 * The short read. It sets the cell from 0 to 1, so a run has one at most. The result r <= size is shown by subtraction with a
 * borrow k. The limbs of r are range checked, the upper one to 14 bits (transfer.ts), so they are the limbs of a word. A row with r
 * = size is allowed: then the input ends with the last byte asked for. Padding: isReal = 0, no interactions.
 */
const shortReadChip: CallChip = {
  chip: defineChip({
    name: 'short-read',
    columns: shortColumns,
    constrain(b, row) {
      const { result, buffer, size, k, isReal: on } = row;
      const { ts } = row.registers;
      const moved = wordOf(result);
      const end = ts.add(4).add(moved.mul(4));
      constrainCall(b, row.registers, { call: READ, a0: [Fd.INPUT, 0], a1: buffer, a2: size, result, end, on });
      access(b, word32, { ...registerCell(REG_INPUT_ENDED), before: [0, 0], after: [1, 0], previous: row.ptss, now: ts, on });

      b.when(on.not()).zero('only a live row subtracts', k);
      range16(b, size[0].sub(result[0]).add(k.mul(LIMB)), on);
      range16(b, size[1].sub(result[1]).sub(k), on);
      range16(b, result[0], on);
      transfer(b, { kind: 1, buffer, count: result, moved, ts, cursor: 0, on });
    },
  }),
  takes: (record) => record.get(Ecall.A0) === Fd.INPUT && record.get(Ecall.STATE) === 0 && record.get(Ecall.RESULT) < record.get(Ecall.A2),
  fill(row, record) {
    fillShort(row, record);
    const result = record.get(Ecall.RESULT);
    const size = record.get(Ecall.A2);
    row.set(c.ptss, record.get(Ecall.PTSS));
    putU32(row, c.result, result);
    putU32(row, c.buffer, record.get(Ecall.A1));
    putU32(row, c.size, size);
    row.set(c.k, (size & LIMB_MAX) < (result & LIMB_MAX) ? 1 : 0);
    row.set(c.isReal, 1);
  },
};

export const readCall: SystemCall = {
  number: READ,
  name: 'read',
  arguments: ['descriptor', 'address', 'size'],
  meaning: 'descriptor 0: the input, as many bytes as asked for until it ends',
  cell: ([fd]) => (fd === Fd.INPUT ? REG_INPUT_ENDED : undefined),
  kinds: [],
  execute(host) {
    const [fd, buffer, size] = host.argument;
    if (fd !== Fd.INPUT) return EBADF_RESULT;
    const count = Math.min(size, host.inputLeft());
    assertBelowEnd(buffer, count);
    if (count < size) host.remember(1);
    host.moveInput(buffer, count);
    return count;
  },
  chips: [readChip, shortReadChip],
};
