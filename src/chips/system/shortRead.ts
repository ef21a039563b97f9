/**
 * The short read: the one call of read(a0 = 0, a1 = buffer, a2 = size) that returns less than size, as the input ends there. It sets the
 * cell that says so from 0 to 1 (read.ts), so there is at most one in a run, and later calls return 0.
 *
 * Result r <= size by subtraction with a borrow k. r's limbs are range checked, so they are the limbs of a word; that of the
 * upper one has 14 bits (transfer.ts). A row with r = size is allowed: then the input ends with the last byte asked for.
 * Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { Fd, Syscall } from '../../isa/syscalls.ts';
import { Ecall, REG_INPUT_ENDED } from '../../vm/record.ts';
import { access, registerCell } from '../shared/access.ts';
import { LIMB, LIMB_MAX, putU32, range16 } from '../shared/limbs.ts';
import { word32 } from '../shared/word.ts';
import { callColumns, constrainCall, type EcallChip, fillCall, wordOf } from './ecall.ts';
import { transfer } from './transfer.ts';

const columns = {
  registers: nested(callColumns),
  ptss: 'felt',
  result: word32.columns,
  buffer: word32.columns,
  size: word32.columns,
  k: 'bool',
  isReal: 'bool',
} as const;
const c = columnOffsets(columns);
const fillRegisters = fillCall(c.registers);

export const shortReadChip: EcallChip = {
  chip: defineChip({
    name: 'short-read',
    columns,
    constrain(b, row) {
      const { result, buffer, size, k, isReal: on } = row;
      const { ts } = row.registers;
      const moved = wordOf(result);
      const end = ts.add(4).add(moved.mul(4));
      constrainCall(b, row.registers, { call: Syscall.READ, a0: [Fd.INPUT, 0], a1: buffer, a2: size, result, end, on });
      access(b, word32, { ...registerCell(REG_INPUT_ENDED), before: [0, 0], after: [1, 0], previous: row.ptss, now: ts, on });

      b.when(on.not()).zero('only a live row subtracts', k);
      range16(b, size[0].sub(result[0]).add(k.mul(LIMB)), on);
      range16(b, size[1].sub(result[1]).sub(k), on);
      range16(b, result[0], on);
      transfer(b, { kind: 1, buffer, count: result, moved, ts, cursor: 0, on });
    },
  }),
  call: Syscall.READ,
  takes: (record) => record.get(Ecall.A0) === Fd.INPUT && record.get(Ecall.STATE) === 0 && record.get(Ecall.RESULT) < record.get(Ecall.A2),
  fill(row, record) {
    fillRegisters(row, record);
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
