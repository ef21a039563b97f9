/** A lookup table of a machine's own, of the number of ones of each byte, and a system call that uses it: ones(a0) counts the ones of a0. */
import { defineBus } from '../../src/air/bus.ts';
import { defineChip } from '../../src/air/chip.ts';
import { array, columnOffsets, nested } from '../../src/air/columns.ts';
import { BUSES } from '../../src/chips/shared/buses.ts';
import { limbOfBytes, putU32, putU32Bytes } from '../../src/chips/shared/limbs.ts';
import { word32 } from '../../src/chips/shared/word.ts';
import { type CallChip, callColumns, constrainCall, fillCall, type SystemCall } from '../../src/chips/system/ecall.ts';
import { listedTable } from '../../src/chips/tables/listedTable.ts';
import { defineMachine } from '../../src/machine/machine.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { Ecall } from '../../src/vm/record.ts';

/** ones = the number of ones of a byte. */
const onesBus = defineBus(BUSES.length, 'ones', 'lookup', ['byte', 'ones']);

const onesOf = (word: number): number => (word === 0 ? 0 : (word & 1) + onesOf(word >>> 1));

export const onesTable = listedTable({
  name: 'ones-of-bytes',
  group: 'smallTables',
  bus: onesBus,
  rows: 256,
  entry: (byte) => [byte, onesOf(byte)],
  rowOf: ([byte]) => byte,
});

export const ONES = 0x401;

const columns = {
  registers: nested(callColumns),
  bytes: array(4),
  ones: array(4),
  second: word32.columns,
  third: word32.columns,
  isReal: 'bool',
} as const;
const c = columnOffsets(columns);
const fillRegisters = fillCall(c.registers);

const onesChip: CallChip = {
  chip: defineChip({
    name: 'ones',
    columns,
    constrain(b, { registers, bytes, ones, second, third, isReal: on }) {
      bytes.forEach((byte, i) => b.lookup(onesBus, { byte, ones: ones[i] }, on));
      constrainCall(b, registers, {
        call: ONES,
        a0: [limbOfBytes(bytes[0], bytes[1]), limbOfBytes(bytes[2], bytes[3])],
        a1: second,
        a2: third,
        result: [ones[0].add(ones[1]).add(ones[2]).add(ones[3]), 0],
        end: registers.ts.add(4),
        on,
      });
    },
  }),
  fill(row, record) {
    fillRegisters(row, record);
    putU32Bytes(row, c.bytes, record.get(Ecall.A0));
    c.ones.forEach((column, i) => row.set(column, onesOf((record.get(Ecall.A0) >>> (8 * i)) & 0xff)));
    putU32(row, c.second, record.get(Ecall.A1));
    putU32(row, c.third, record.get(Ecall.A2));
    row.set(c.isReal, 1);
  },
};

const onesCall: SystemCall = {
  number: ONES,
  name: 'ones',
  arguments: ['word', 'unused', 'unused'],
  meaning: 'the number of ones of a word',
  kinds: [],
  execute: ({ argument }) => onesOf(argument[0]),
  chips: [onesChip],
};

export const onesMachine = defineMachine({
  ...rv32im,
  name: 'rv32im-ones',
  calls: [...rv32im.calls, onesCall],
  fixedTables: [...rv32im.fixedTables, onesTable],
});
