/**
 * Complete proofs of false runs of the toy call of mix.ts. Memory, time and registers agree with each lie, as the liar runs the program with a
 * call that lies. So one rule alone stands in the way.
 */
import { describe, expect, it } from 'vitest';
import { rv32im } from '../../src/machine/rv32im.ts';
import type { CallExecutor } from '../../src/vm/call.ts';
import { trace } from '../../src/vm/execute.ts';
import { type Cells, forge, recounted, rowsOf, rowWhere, verdictOf, withCells, withExtraRows, withoutRow } from '../soundness/forge.ts';
import { isRefused } from '../soundness/victim.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { exit, systemCall } from '../support/programAssembler.ts';
import { programOf, violations, type Witness, witnessOfRecord } from './machineHarness.ts';
import { CONSTANTS, MIX, mixCall, mixMachine, ROUNDS } from './mix.ts';

const words = Array.from({ length: 2 * ROUNDS }, (_, i) => 0x1234_5678 * (i + 1));
const program = programOf(
  [...systemCall(MIX, DATA_ADDRESS, 99, 0), ...systemCall(64, 3, DATA_ADDRESS, 4 * ROUNDS), ...exit(0)],
  new Uint8Array(Uint32Array.from(words).buffer),
);

interface Lie {
  /** The sum that a round finds, of the sum that the round before left. */
  readonly finds?: (sum: number, round: number) => number;
  readonly constant?: (round: number) => number;
  /** The call's result, of the last sum. */
  readonly result?: (sum: number) => number;
  /** A round that does nothing. */
  readonly leavesOut?: number;
  /** Rounds of a further record at the same time, on the words after those of the call. */
  readonly further?: boolean;
}

const lying = ({
  finds = (sum) => sum,
  constant = (round) => CONSTANTS[round],
  result = (sum) => sum,
  leavesOut,
  further = false,
}: Lie): CallExecutor => ({
  ...mixCall,
  execute(host) {
    const [pointer, seed] = host.argument;
    const starts = further ? [pointer, pointer + 4 * ROUNDS] : [pointer];
    const records = starts.map((start) => [host.now(), start]);
    const sums = starts.map(() => seed);
    for (let round = 0; round < ROUNDS; round++) {
      starts.forEach((start, i) => {
        const before = finds(sums[i], round);
        if (round === leavesOut) return void records[i].push(0, 0, before);
        const next = (x: number): number => (sums[i] = (x + before + constant(round)) >>> 0);
        const { before: old, previous } = host.accessWord(start + 4 * round, next);
        records[i].push(previous, old, before);
      });
      host.nextTick();
    }
    for (const record of records) host.record('mix', record);
    return result(sums[0]);
  },
});

const witnessWith = (lie: Lie): Witness =>
  recounted(witnessOfRecord(program, trace(program, { calls: [...rv32im.calls, lying(lie)] }), { tables: 'small' }, mixMachine));
const truth = witnessWith({});
const round = (i: number): number => rowWhere(truth, 'mix-round', (row) => row.round === i);
/** The round adds another constant than fill wrote; what it writes to memory agrees. */
const withConstant = (witness: Witness, i: number, set: Cells): Witness => withCells(witness, 'mix-round', round(i), set);

describe('complete proofs', () => {
  it('of the truth are accepted', async () => {
    expect(truth.record).toEqual(trace(program, { calls: mixMachine.calls }));
    expect(violations(truth)).toEqual([]);
    const { publicValues } = truth.record;
    expect(verdictOf((await forge(truth)).proof, { publicValues }, mixMachine)).toMatchObject({ valid: true });
  });

  it('of a wrong result are refused', async () => {
    await isRefused(witnessWith({ result: (sum) => sum ^ 1 }), /^mix\(\d+, 5, /);
  });

  it('of a wrong link are refused: a round finds another sum than the one before left', async () => {
    await isRefused(witnessWith({ finds: (sum, i) => (i === 2 ? sum ^ 4 : sum) }), /^mix\(\d+, 2, /);
    await isRefused(witnessWith({ finds: (sum, i) => (i === 0 ? sum ^ 4 : sum) }), /^mix\(\d+, 0, /);
  });

  it('of another constant are refused: the table has one for each round', async () => {
    const lie = witnessWith({ constant: (i) => (i === 3 ? 7 : CONSTANTS[i]) });
    const { 'sum[0]': sum, 'old[0]': old, 'sum[1]': sumHigh, 'old[1]': oldHigh } = rowsOf(lie, 'mix-round')[round(3)];
    const low = sum + old + 7;
    const high = sumHigh + oldHigh + (low >>> 16);
    const set = { constant: 7, 'next[0]': low & 0xffff, 'next[1]': high & 0xffff, 'k[0]': low >>> 16, 'k[1]': high >>> 16 };
    await isRefused(withConstant(lie, 3, set), /^mix-rounds\(3, 7\) /);
    await isRefused(withConstant(lie, 3, { ...set, constant: CONSTANTS[3] }), /^mix-round\[3\] the low limb is that of the sum$/);
  });

  it('of a round that is left out are refused', async () => {
    const without = withoutRow(truth, 'mix-round', round(2));
    await isRefused(without, /^(mix|memory|mix-rounds)\(/);
    // Its word stays as it was, and the sum passes it by.
    await isRefused(withoutRow(witnessWith({ leavesOut: 2 }), 'mix-round', round(2)), /^mix\(\d+, [23], /);
  });

  it('of a round that is executed twice, or of all', async () => {
    const rows = rowsOf(truth, 'mix-round');
    await isRefused(withExtraRows(truth, 'mix-round', rows[round(2)]), /^(mix|memory)\(/);
    await isRefused(withExtraRows(truth, 'mix-round', ...rows), /^(mix|memory)\(/);
  });

  it('of a record that no call asked for', async () => {
    await isRefused(witnessWith({ further: true }), /^mix\(\d+, [05], /);
  });
});
