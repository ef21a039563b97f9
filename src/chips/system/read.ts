/**
 * read(a0 = fd, a1 = buffer, a2 = size).
 *
 * fd 0 is the input. The result r is any number up to size: the input is the prover's. r <= size by subtraction with a borrow
 * k; r's limbs are range checked, the high one to 14 bits like that of the buffer, so neither the count of bytes left nor the
 * pointer wraps. The bytes travel over the io bus: the row sends the first state (buffer, r bytes left, ts + 4) and
 * receives the last (buffer + r, none left, ts + 4 + 4 r), the same message if r = 0. Each io row takes one off `left`, so reaching 0
 * from r < 2^30 takes exactly r rows (p rows do not fit a proof), and time does not wrap either: each tick is a row.
 * Any other fd is not open to read: the result is -9. That it is not 0 is shown by an inverse of a limb.
 * Padding: isInput = isBad = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { inv as inverse } from '../../field/felt.ts';
import { Syscall } from '../../isa/syscalls.ts';
import { Ecall } from '../../vm/record.ts';
import { ioBus, rangeBus } from '../shared/buses.ts';
import { LIMB, putU32, range16 } from '../shared/limbs.ts';
import { word32 } from '../shared/word.ts';
import { callColumns, constrainCall, EBADF, type EcallChip, fillCall, wordOf } from './ecall.ts';

const columns = {
  registers: nested(callColumns),
  fd: word32.columns,
  result: word32.columns,
  buffer: word32.columns,
  size: word32.columns,
  k: 'bool',
  inv: word32.columns,
  isInput: 'bool',
  isBad: 'bool',
} as const;
const c = columnOffsets(columns);
const fillRegisters = fillCall(c.registers);

/** Bits of the upper limb of what lies below 2^30. */
const UPPER_BITS = 14;

export const readChip: EcallChip = {
  chip: defineChip({
    name: 'read',
    columns,
    constrain(b, row) {
      const { isInput, isBad, result, size } = row;
      const { ts } = row.registers;
      const on = isInput.add(isBad);
      b.bool('fd is the input or not open', on);
      /** r on the input, 0 otherwise: there the result is the constant -9. */
      const moved = wordOf(result).sub(isBad.mul(EBADF[0] + LIMB * EBADF[1]));
      const end = ts.add(4).add(moved.mul(4));
      constrainCall(b, row.registers, { call: Syscall.READ, a0: row.fd, a1: row.buffer, a2: size, result, end, on });

      row.fd.forEach((limb, i) => {
        b.when(isInput).zero(`limb ${i} of the input's fd is 0`, limb);
      });
      b.equal('a limb of an fd that is not open is not 0', row.fd[0].mul(row.inv[0]).add(row.fd[1].mul(row.inv[1])), isBad);
      result.forEach((limb, i) => {
        b.when(isBad).equal(`limb ${i} of the result is that of -9`, limb, EBADF[i]);
      });

      b.when(isInput.not()).zero('only the input subtracts', row.k);
      range16(b, size[0].sub(result[0]).add(row.k.mul(LIMB)), isInput);
      range16(b, size[1].sub(result[1]).sub(row.k), isInput);
      range16(b, result[0], isInput);
      b.lookup(rangeBus, { value: result[1], bits: UPPER_BITS }, isInput);

      b.lookup(rangeBus, { value: row.buffer[1], bits: UPPER_BITS }, isInput);
      const pointer = wordOf(row.buffer);
      b.send(ioBus, { kind: 1, pointer, left: moved, ts: ts.add(4), cursor: 0 }, isInput);
      b.receive(ioBus, { kind: 1, pointer: pointer.add(moved), left: 0, ts: end, cursor: 0 }, isInput);
    },
  }),
  call: Syscall.READ,
  fill(row, record) {
    fillRegisters(row, record);
    const fd = record.get(Ecall.A0);
    const result = record.get(Ecall.RESULT);
    const size = record.get(Ecall.A2);
    putU32(row, c.fd, fd);
    putU32(row, c.result, result);
    putU32(row, c.buffer, record.get(Ecall.A1));
    putU32(row, c.size, size);
    if (fd === 0) {
      row.set(c.k, (size & 0xffff) < (result & 0xffff) ? 1 : 0);
      row.set(c.isInput, 1);
    } else {
      const i = (fd & 0xffff) !== 0 ? 0 : 1;
      row.set(c.inv[i], inverse(i === 0 ? fd & 0xffff : fd >>> 16));
      row.set(c.isBad, 1);
    }
  },
};
