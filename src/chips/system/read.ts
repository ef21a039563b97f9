/**
 * read(a0 = fd, a1 = buffer, a2 = size), but for the one call that meets the end of the input (shortRead.ts).
 *
 * fd 0 is the input. Whether it has ended is a register cell that no instruction names: 0 at first, 1 for good after the short read. Before
 * it a call returns size and moves as many bytes (isFull), after it 0 (isEnded). The cell is read in slot 0 and keeps its value. So
 * what calls return is min(size, rest) of an input of one length (docs/protocol.md, "Guest ABI").
 * Any other fd is not open to read: the result is -9. Limbs have 16 bits, so their sum is 0 where fd is, and an inverse shows that it is not.
 * Padding: isFull = isEnded = isBad = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { inv as inverse } from '../../field/felt.ts';
import { Fd, Syscall } from '../../isa/syscalls.ts';
import { Ecall, REG_INPUT_ENDED } from '../../vm/record.ts';
import { access, registerCell } from '../shared/access.ts';
import { LIMB, LIMB_MAX, putU32 } from '../shared/limbs.ts';
import { word32 } from '../shared/word.ts';
import { callColumns, constrainCall, EBADF, type EcallChip, fillCall, wordOf } from './ecall.ts';
import { transfer } from './transfer.ts';

const columns = {
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
const c = columnOffsets(columns);
const fillRegisters = fillCall(c.registers);

export const readChip: EcallChip = {
  chip: defineChip({
    name: 'read',
    columns,
    constrain(b, row) {
      const { isFull, isEnded, isBad, fd, result, buffer, size } = row;
      const { ts } = row.registers;
      const isInput = isFull.add(isEnded);
      const on = isInput.add(isBad);
      b.bool('fd is the input, before or after its end, or not open', on);
      /** The result on the input, 0 otherwise: there it is the constant -9. */
      const moved = wordOf(result).sub(isBad.mul(EBADF[0] + LIMB * EBADF[1]));
      const end = ts.add(4).add(moved.mul(4));
      constrainCall(b, row.registers, { call: Syscall.READ, a0: fd, a1: buffer, a2: size, result, end, on });

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
  call: Syscall.READ,
  fill(row, record) {
    fillRegisters(row, record);
    const fd = record.get(Ecall.A0);
    putU32(row, c.fd, fd);
    putU32(row, c.result, record.get(Ecall.RESULT));
    putU32(row, c.buffer, record.get(Ecall.A1));
    putU32(row, c.size, record.get(Ecall.A2));
    if (fd === Fd.INPUT) {
      row.set(c.ptss, record.get(Ecall.PTSS));
      row.set(record.get(Ecall.STATE) === 1 ? c.isEnded : c.isFull, 1);
    } else {
      row.set(c.inv, inverse((fd & LIMB_MAX) + (fd >>> 16)));
      row.set(c.isBad, 1);
    }
  },
};
