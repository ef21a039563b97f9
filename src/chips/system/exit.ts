/**
 * exit(a0): the end of execution. The row receives control and passes it to nobody. The exit code goes to the halt bus, where the
 * verifier receives exactly one. So exactly one of all rows that execute is a halt, and nothing comes after it. Padding: isReal =
 * 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import { Ecall } from '../../vm/record.ts';
import { haltBus } from '../shared/buses.ts';
import { putU32 } from '../shared/limbs.ts';
import { word32 } from '../shared/word.ts';
import { type CallChip, readNumber, replaceA0, type SystemCall, startCall } from './ecall.ts';

const EXIT = 93;

const columns = { pc: 'felt', ts: 'felt', pts7: 'felt', pts0: 'felt', code: word32.columns, isReal: 'bool' } as const;
const c = columnOffsets(columns);

const haltChip: CallChip = {
  chip: defineChip({
    name: 'halt',
    columns,
    constrain(b, row) {
      const on = row.isReal;
      startCall(b, row.pc, row.ts, on);
      readNumber(b, EXIT, { previous: row.pts7, ts: row.ts, on });
      replaceA0(b, row.code, row.code, { previous: row.pts0, ts: row.ts, on });
      b.send(haltBus, { lo: row.code[0], hi: row.code[1] }, on);
    },
  }),
  fill(row, record) {
    row.set(c.pc, record.insn.pc);
    row.set(c.ts, record.get(Ecall.TS));
    row.set(c.pts7, record.get(Ecall.PTS7));
    row.set(c.pts0, record.get(Ecall.PTS0));
    putU32(row, c.code, record.get(Ecall.A0));
    row.set(c.isReal, 1);
  },
};

export const exitCall: SystemCall = {
  number: EXIT,
  name: 'exit',
  arguments: ['code'],
  meaning: 'ends the run; only code 0 can be proved',
  kinds: [],
  execute(host) {
    const [code] = host.argument;
    host.exit(code);
    return code;
  },
  chips: [haltChip],
};
