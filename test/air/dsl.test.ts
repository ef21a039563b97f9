import { describe, expect, it } from 'vitest';
import { defineChip } from '../../src/air/chip.ts';
import { array, columnNames, columnOffsets, columnWidth } from '../../src/air/columns.ts';
import { ExprArena, sum } from '../../src/air/expr.ts';
import { packedDegree, packInteractions } from '../../src/air/packing.ts';
import { P } from '../../src/field/felt.ts';
import { pairBus, squareBus } from './toyChips.ts';

describe('columns', () => {
  const spec = { pc: 'felt', limbs: array(2), on: 'bool' } as const;
  it('have names, offsets and a width in declaration order', () => {
    expect(columnNames(spec)).toEqual(['pc', 'limbs[0]', 'limbs[1]', 'on']);
    expect(columnOffsets(spec)).toEqual({ pc: 0, limbs: [1, 2], on: 3 });
    expect(columnWidth(spec)).toBe(4);
  });
});

describe('expressions', () => {
  it('are shared, folded and know their degree', () => {
    const arena = new ExprArena();
    const [x, y] = [arena.main(0), arena.main(1)];
    expect(x.add(y)).toBe(x.add(y));
    expect(x.mul(1)).toBe(x);
    expect(x.add(0)).toBe(x);
    expect(x.mul(0)).toBe(arena.constant(0));
    expect(arena.constant(-1).value).toBe(P - 1);
    expect(arena.constant(3).mul(5).value).toBe(15);
    expect(x.mul(y).add(x).degree).toBe(2);
    expect(x.mul(y).mul(x.not()).degree).toBe(3);
    expect(x.mul(7).degree).toBe(1);
    expect(sum(x, y, 3).degree).toBe(1);
  });
});

describe('chips', () => {
  it('refuse a message on a bus of the other kind', () => {
    expect(() =>
      defineChip({ name: 'bad', columns: { x: 'felt' }, constrain: (b, row) => b.lookup(pairBus, { x: row.x, y: 0 }, 1) }),
    ).toThrow(TypeError);
    expect(() =>
      defineChip({ name: 'bad', columns: { x: 'felt' }, constrain: (b, row) => b.send(squareBus, { root: row.x, square: 0 }, 1) }),
    ).toThrow(TypeError);
  });
  it('constrain bool columns, and mark only provided counters', () => {
    const { program } = defineChip({
      name: 'toy',
      columns: { on: 'bool', x: 'felt' },
      constrain(b, row) {
        b.receive(pairBus, { x: row.x, y: 0 }, row.on);
        b.provide(squareBus, { root: 0, square: 0 }, row.x);
      },
    });
    expect(program.constraints.map((c) => c.label)).toEqual(['on is 0 or 1']);
    expect(program.interactions.map((i) => i.counter)).toEqual([false, true]);
  });
});

describe('packing', () => {
  const degrees = (...pairs: [number, number][]) => ({
    name: 'toy',
    mainWidth: 0,
    preprocessedWidth: 0,
    constants: [],
    ops: new Uint32Array(0),
    constraints: [],
    interactions: pairs.map(([fieldDegree, multiplicityDegree]) => ({
      bus: 0,
      multiplicity: 0,
      fields: [],
      fieldDegree,
      multiplicityDegree,
      counter: false,
    })),
  });
  it('pairs linear messages and leaves others alone', () => {
    expect(packInteractions(degrees([1, 1], [1, 2], [1, 1]), 3)).toEqual([[0, 1], [2]]);
    expect(packInteractions(degrees([2, 1], [1, 1], [1, 1]), 3)).toEqual([[0], [1, 2]]);
    expect(packInteractions(degrees([1, 3], [1, 1], [1, 1]), 3)).toEqual([[0], [1, 2]]);
  });
  it('refuses what fits no column', () => {
    expect(() => packInteractions(degrees([3, 1]), 3)).toThrow(RangeError);
    expect(() => packInteractions(degrees([1, 4]), 3)).toThrow(RangeError);
  });
  it('keeps every group within the degree', () => {
    const program = degrees([1, 1], [2, 1], [1, 2], [1, 1], [2, 2], [1, 3], [0, 1]);
    const packs = packInteractions(program, 3);
    expect(packs.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const pack of packs) expect(packedDegree(pack.map((i) => program.interactions[i]))).toBeLessThanOrEqual(3);
  });
});
