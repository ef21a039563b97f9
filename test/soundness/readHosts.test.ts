/**
 * All hosts of two or three small reads: any numbers of bytes, each call proved by any row in any state of the input's cell. What balances
 * is what an input of one length gives. inputForgeries.test.ts has the lies one by one, as complete proofs.
 */
import { expect, it } from 'vitest';
import { REG_INPUT_ENDED, Space } from '../../src/vm/record.ts';
import { programOf, violations, type Witness, witnessOfRecord } from '../machine/machineHarness.ts';
import { exit, systemCall } from '../support/programAssembler.ts';
import { Syscall } from '../support/run.ts';
import { type Cells, recounted, rowsOf, withRows } from './forge.ts';
import { traceScripted } from './lyingHost.ts';
import { withFinal, word } from './victim.ts';

/** How a call is proved: the flags of its row, and the cell before and after; none where the descriptor is said not to be open. */
const PROOFS: readonly { readonly chip: string; readonly set: Cells; readonly cell?: readonly [before: number, after: number] }[] = [
  { chip: 'read', set: { isFull: 1 }, cell: [0, 0] },
  { chip: 'read', set: { isEnded: 1 }, cell: [1, 1] },
  { chip: 'read', set: { isBad: 1 } },
  { chip: 'short-read', set: { isReal: 1, k: 0 }, cell: [0, 1] },
  { chip: 'short-read', set: { isReal: 1, k: 1 }, cell: [0, 1] },
];

/** All lists with an entry of each list. */
const choices = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((found, list) => found.flatMap((start) => list.map((entry) => [...start, entry])), [[]]);

/** Whether min(size, rest) gives these counts for an input of some length. */
const isOfOneInput = (sizes: readonly number[], counts: readonly number[]): boolean => {
  let rest = counts.reduce((sum, count) => sum + count, 0);
  return sizes.every((size, i) => {
    const count = Math.min(size, rest);
    rest -= count;
    return count === counts[i];
  });
};

/** The columns that read and short-read share. */
const shared = (row: Cells): Cells =>
  Object.fromEntries(Object.entries(row).filter(([column]) => /^(pc|ts|pts|result|buffer|size)/.test(column)));

/** The calls are proved as `proofs` says; they access the cell in `order`, and its value at the end is what the last one leaves. */
const provedBy = (base: Witness, proofs: readonly (typeof PROOFS)[number][], order: readonly number[]): Witness => {
  const calls = ['read', 'short-read'].flatMap((chip) => rowsOf(base, chip).map(shared));
  calls.sort((a, b) => a.ts - b.ts);
  const asking = order.filter((i) => proofs[i].cell !== undefined);
  const rows = calls.map((row, i) => {
    const at = asking.indexOf(i);
    return { ...row, ...proofs[i].set, ptss: at > 0 ? calls[asking[at - 1]].ts : at === 0 ? row.ts - 1 : 0 };
  });
  const of = (chip: string): Cells[] => rows.filter((_, i) => proofs[i].chip === chip);
  const witness = withRows(withRows(base, 'read', of('read')), 'short-read', of('short-read'));
  const [first, last] = [asking[0], asking[asking.length - 1]];
  const cell = last === undefined ? {} : { ...word(proofs[last].cell?.[1] ?? 0), tsInit: calls[first].ts - 1, tsFinal: calls[last].ts };
  return withFinal(witness, Space.REG, REG_INPUT_ENDED, { ...word(0), tsInit: 0, tsFinal: 0, ...cell });
};

const search = (sizes: readonly number[], orders: readonly (readonly number[])[]): void => {
  const program = programOf([...sizes.flatMap((size) => systemCall(Syscall.READ, 0, 0x2000_0000, size)), ...exit(0)]);
  for (const counts of choices(sizes.map((size) => Array.from({ length: size + 1 }, (_, count) => count)))) {
    const base = witnessOfRecord(program, traceScripted(program, counts), { tables: 'small' });
    const balanced = choices(sizes.map(() => PROOFS)).some((proofs) =>
      orders.some((order) => violations(recounted(provedBy(base, proofs, order))).length === 0),
    );
    expect(balanced, `${counts} of ${sizes}`).toBe(isOfOneInput(sizes, counts));
  }
};

it('of two reads of one or two bytes', () => search([2, 1], [[0, 1]]));

it('of two reads, in both orders', { tags: ['slow'], timeout: 600_000 }, () => {
  for (const sizes of choices([
    [0, 1, 2],
    [0, 1, 2],
  ]))
    search(sizes, [
      [0, 1],
      [1, 0],
    ]);
});

it('of three reads', { tags: ['slow'], timeout: 600_000 }, () => {
  for (const sizes of choices([
    [0, 2],
    [0, 1, 2],
    [1, 2],
  ]))
    search(sizes, [[0, 1, 2]]);
});
