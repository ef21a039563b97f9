/** A system call with chips of its own: mix(a0 = pointer, a1 = seed) adds up five words in place, one row for each. */
import { defineBus } from '../../src/air/bus.ts';
import { defineChip } from '../../src/air/chip.ts';
import { columnOffsets, nested } from '../../src/air/columns.ts';
import { access } from '../../src/chips/shared/access.ts';
import { BUSES, rangeBus } from '../../src/chips/shared/buses.ts';
import type { RecordChip } from '../../src/chips/shared/instruction.ts';
import { LIMB, putU32, range16 } from '../../src/chips/shared/limbs.ts';
import type { RecordView } from '../../src/chips/shared/recordView.ts';
import { word32 } from '../../src/chips/shared/word.ts';
import { type CallChip, callColumns, constrainCall, fillCall, type SystemCall, wordOf } from '../../src/chips/system/ecall.ts';
import { periodicTable } from '../../src/chips/tables/periodicTable.ts';
import { defineMachine } from '../../src/machine/machine.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { Ecall, Space } from '../../src/vm/record.ts';

export const MIX = 0x400;
/** What each round adds. */
export const CONSTANTS = [0x243f, 0x6a88, 0x85a3, 0x08d3, 0x1319];
export const ROUNDS = CONSTANTS.length;
/** A table of rounds: so a row has the constant of its round, and there is no round beyond the last. */
const roundsBus = defineBus(BUSES.length + 1, 'mix-rounds', 'lookup', ['round', 'constant']);
export const roundsTable = periodicTable({ name: 'mix-rounds', bus: roundsBus, period: ROUNDS, constants: (round) => [CONSTANTS[round]] });

/** Links the rows of a call: the state before each round, and after the last. */
const mixBus = defineBus(BUSES.length, 'mix', 'permutation', ['ts', 'round', 'pointer', 'lo', 'hi']);

/** A record: timestamp of the first row and address, then of each round the previous timestamp, the word before and the sum before. */
const WORDS = 2 + 3 * ROUNDS;

const mixColumns = {
  registers: nested(callColumns),
  pointer: word32.columns,
  result: word32.columns,
  seed: word32.columns,
  unused: word32.columns,
  isReal: 'bool',
} as const;
const c = columnOffsets(mixColumns);
const fillRegisters = fillCall(c.registers);

const mixChip: CallChip = {
  chip: defineChip({
    name: 'mix',
    columns: mixColumns,
    constrain(b, row) {
      const { isReal: on } = row;
      const { ts } = row.registers;
      const end = ts.add(4 + 4 * ROUNDS);
      constrainCall(b, row.registers, { call: MIX, a0: row.pointer, a1: row.seed, a2: row.unused, result: row.result, end, on });
      b.lookup(rangeBus, { value: row.pointer[1], bits: 14 }, on);
      const pointer = wordOf(row.pointer);
      b.send(mixBus, { ts: ts.add(4), round: 0, pointer, lo: row.seed[0], hi: row.seed[1] }, on);
      b.receive(mixBus, { ts: end, round: ROUNDS, pointer: pointer.add(4 * ROUNDS), lo: row.result[0], hi: row.result[1] }, on);
    },
  }),
  fill(row, record) {
    fillRegisters(row, record);
    putU32(row, c.pointer, record.get(Ecall.A0));
    putU32(row, c.result, record.get(Ecall.RESULT));
    putU32(row, c.seed, record.get(Ecall.A1));
    putU32(row, c.unused, record.get(Ecall.A2));
    row.set(c.isReal, 1);
  },
};

const roundColumns = {
  ts: 'felt',
  round: 'felt',
  constant: 'felt',
  upper: 'felt',
  word: 'felt',
  pts: 'felt',
  old: word32.columns,
  sum: word32.columns,
  next: word32.columns,
  /** Carries of the limbs: at most 2. */
  k: word32.columns,
  isReal: 'bool',
} as const;
const o = columnOffsets(roundColumns);

const mixRound: RecordChip<RecordView> = {
  maxInstances: 1,
  chip: defineChip({
    name: 'mix-round',
    columns: roundColumns,
    constrain(b, row) {
      const { ts, round, constant, upper, old, sum, next, k, isReal: on } = row;
      const lower = row.word.mul(4);
      const pointer = upper.mul(LIMB).add(lower);
      b.lookup(roundsBus, { round, constant }, on);
      b.receive(mixBus, { ts, round, pointer, lo: sum[0], hi: sum[1] }, on);
      b.send(mixBus, { ts: ts.add(4), round: round.add(1), pointer: pointer.add(4), lo: next[0], hi: next[1] }, on);
      access(b, word32, { space: Space.RAM, upper, lower, before: old, after: next, previous: row.pts, now: ts.add(2), on });
      k.forEach((carry, i) => {
        b.zero(`carry ${i} is 0, 1 or 2`, carry.mul(carry.sub(1)).mul(carry.sub(2)));
      });
      b.equal('the low limb is that of the sum', next[0].add(k[0].mul(LIMB)), sum[0].add(old[0]).add(constant));
      b.equal('the high limb is that of the sum', next[1].add(k[1].mul(LIMB)), sum[1].add(old[1]).add(k[0]));
      for (const limb of next) range16(b, limb, on);
    },
  }),
  fill(row, record) {
    const { step } = record;
    const address = record.get(1) + 4 * step;
    const [pts, old, sum] = [2, 3, 4].map((i) => record.get(i + 3 * step));
    const low = (sum & 0xffff) + (old & 0xffff) + CONSTANTS[step];
    row.set(o.ts, record.get(0) + 4 * step);
    row.set(o.round, step);
    row.set(o.constant, CONSTANTS[step]);
    row.set(o.upper, address >>> 16);
    row.set(o.word, (address & 0xffff) >>> 2);
    row.set(o.pts, pts);
    putU32(row, o.old, old);
    putU32(row, o.sum, sum);
    putU32(row, o.next, (sum + old + CONSTANTS[step]) >>> 0);
    row.set(o.k[0], low >>> 16);
    row.set(o.k[1], ((sum >>> 16) + (old >>> 16) + (low >>> 16)) >>> 16);
    row.set(o.isReal, 1);
  },
};

/** The call: all that a machine has to know of it but the chip of its records. */
export const mixCall: SystemCall = {
  number: MIX,
  name: 'mix',
  arguments: ['address', 'seed', 'unused'],
  meaning: 'adds up five words in place',
  kinds: ['mix'],
  execute(host) {
    const [pointer, seed] = host.argument;
    const record = [host.now(), pointer];
    let sum = seed;
    for (let round = 0; round < ROUNDS; round++) {
      const before = sum;
      const { before: old, previous } = host.accessWord(pointer + 4 * round, (x) => (sum = (x + before + CONSTANTS[round]) >>> 0));
      record.push(previous, old, before);
      host.nextTick();
    }
    host.record('mix', record);
    return sum;
  },
  chips: [mixChip],
};

export const mixMachine = defineMachine({
  ...rv32im,
  name: 'rv32im-mix',
  buses: [...BUSES, mixBus],
  calls: [...rv32im.calls, mixCall],
  recordChips: [...rv32im.recordChips, { kind: 'mix', words: WORDS, rowsPerRecord: ROUNDS, chip: mixRound }],
  fixedTables: [...rv32im.fixedTables, roundsTable],
});
