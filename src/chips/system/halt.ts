/**
 * exit(a0): the end of execution. The row receives control and passes it to nobody; the exit code goes to the halt bus,
 * where the verifier receives exactly one. So of all rows that execute, exactly one is a halt and nothing comes after it.
 * Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, word } from '../../air/columns.ts';
import { Syscall } from '../../isa/syscalls.ts';
import { Ecall } from '../../vm/record.ts';
import { haltBus } from '../shared/buses.ts';
import { putWord } from '../shared/instruction.ts';
import { type EcallChip, readCall, replaceA0, startCall } from './ecall.ts';

const columns = { pc: 'felt', ts: 'felt', pts7: 'felt', pts0: 'felt', code: word, isReal: 'bool' } as const;
const c = columnOffsets(columns);

export const haltChip: EcallChip<typeof columns> = {
  chip: defineChip({
    name: 'halt',
    columns,
    constrain(b, row) {
      const on = row.isReal;
      startCall(b, row.pc, row.ts, on);
      readCall(b, Syscall.EXIT, row.pts7, row.ts, on);
      replaceA0(b, row.code, row.code, row.pts0, row.ts, on);
      b.send(haltBus, { lo: row.code[0], hi: row.code[1] }, on);
    },
  }),
  call: Syscall.EXIT,
  fill(cells, at, records, r, pc) {
    cells[at + c.pc] = pc;
    cells[at + c.ts] = records[r + Ecall.TS];
    cells[at + c.pts7] = records[r + Ecall.PTS7];
    cells[at + c.pts0] = records[r + Ecall.PTS0];
    putWord(cells, at, c.code, records[r + Ecall.A0]);
    cells[at + c.isReal] = 1;
  },
};
