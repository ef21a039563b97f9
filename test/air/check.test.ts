import { describe, expect, it } from 'vitest';
import { type ChipRows, checkBalance, checkRows } from '../../src/air/check.ts';
import type { Chip } from '../../src/air/chip.ts';
import { P } from '../../src/field/felt.ts';
import { BUSES, receiverChip, senderChip, tableChip } from './toyChips.ts';

const rowsOf = (chip: Chip, cells: readonly (readonly number[])[]): ChipRows => ({
  chip,
  cells: Uint32Array.from(cells.flat()),
  stride: chip.program.mainWidth,
  column: 0,
  height: cells.length,
});

const sender = (...cells: number[][]): ChipRows => rowsOf(senderChip, cells);
const receiver = (...cells: number[][]): ChipRows => rowsOf(receiverChip, cells);
const table = (...counters: number[]): ChipRows => ({
  ...rowsOf(
    tableChip,
    counters.map((n) => [n]),
  ),
  preprocessed: { cells: Uint32Array.from(counters.flatMap((_, i) => [i, i * i])), stride: 2, column: 0 },
});

describe('checkRows', () => {
  it('finds nothing on rows that satisfy', () => {
    expect(checkRows(sender([0x1040, 3, 9, 1], [0, 0, 0, 0]))).toEqual([]);
  });

  it('names chip, row, constraint, value and pc', () => {
    expect(checkRows(sender([0, 0, 0, 0], [0x1040, 3, 12, 1]))).toEqual(['sender[1] y is the square of x: got 3 (pc=0x1040)']);
    expect(checkRows(receiver([1, 2, 3]))).toEqual(['receiver[0] isReal is 0 or 1: got 6']);
  });

  it('shows small negative values as such', () => {
    expect(checkRows(sender([16, 3, 8, 1]))).toEqual(['sender[0] y is the square of x: got -1 (pc=0x10)']);
    expect(checkRows(sender([16, 0, P - 2, 1]))).toEqual(['sender[0] y is the square of x: got -2 (pc=0x10)']);
  });

  it('reads a chip that stands between others in a matrix', () => {
    const cells = Uint32Array.from([7, 7, 0x1000, 2, 4, 1, 7, 7, 7, 0x1004, 2, 5, 1, 7]);
    expect(checkRows({ chip: senderChip, cells, stride: 7, column: 2, height: 2 })).toEqual([
      'sender[1] y is the square of x: got 1 (pc=0x1004)',
    ]);
  });

  it('stops at the limit', () => {
    const bad = Array.from({ length: 100 }, () => [0, 1, 0, 0]);
    expect(checkRows(sender(...bad), 5)).toHaveLength(5);
  });
});

describe('checkBalance', () => {
  it('finds nothing when every message is received and every lookup provided', () => {
    const chips = [sender([4, 2, 4, 1], [8, 3, 9, 1], [12, 2, 4, 1], [0, 0, 0, 0]), receiver([2, 4, 1], [3, 9, 1]), table(0, 0, 2, 1)];
    expect(checkBalance(chips, [{ bus: 0, fields: [2, 4], multiplicity: -1 }], BUSES)).toEqual([]);
  });

  it('names bus, fields and senders of a message nobody received', () => {
    expect(checkBalance([sender([0x40, 2, 4, 1]), table(0, 0, 1)], [], BUSES)).toEqual([
      'bus pair: (x=2 y=4) has multiplicity 1: sender[0] 1 (pc=0x40)',
    ]);
  });

  it('shows both sides when the counts differ', () => {
    const chips = [sender([0x40, 2, 4, 1]), receiver([2, 4, 1], [2, 4, 1]), table(0, 0, 1)];
    expect(checkBalance(chips, [], BUSES)).toEqual([
      'bus pair: (x=2 y=4) has multiplicity -1: sender[0] 1 (pc=0x40), receiver[0] -1, receiver[1] -1',
    ]);
  });

  it('reports a lookup that no table has', () => {
    expect(checkBalance([sender([0x40, 2, 5, 1]), receiver([2, 5, 1]), table(0, 0, 0)], [], BUSES)).toEqual([
      'bus square: (root=2 square=5) has multiplicity 1: sender[0] 1 (pc=0x40)',
    ]);
  });

  it('counts what the verifier adds', () => {
    expect(checkBalance([], [{ bus: 1, fields: [1, 1], multiplicity: -2 }], BUSES)).toEqual([
      'bus square: (root=1 square=1) has multiplicity -2: the verifier -2',
    ]);
  });

  it('works without names, and stops at the limit', () => {
    const outer = Array.from({ length: 30 }, (_, i) => ({ bus: 0, fields: [i, 0], multiplicity: 1 }));
    const failures = checkBalance([], outer);
    expect(failures).toHaveLength(21);
    expect(failures[0]).toBe('bus 0: (0=0 1=0) has multiplicity 1: the verifier 1');
    expect(failures[20]).toBe('and more unmatched messages');
  });
});
