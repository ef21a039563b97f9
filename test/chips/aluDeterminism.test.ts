import { describe, expect, it } from 'vitest';
import { divideChip } from '../../src/chips/divide.ts';
import type { InstructionChip } from '../../src/chips/instruction.ts';
import * as felt from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { type AluCase, aluResult, aluRow, isSatisfied, rowEffects, writtenWord } from '../support/chipHarness.ts';
import { solveRows, type SolveOptions, squareRoots } from '../support/chipSolver.ts';
import { rng } from '../support/rng.ts';
import { ALU, edgeCases, NAMES, randomCases } from './aluCases.ts';

/** Every row that could stand in for the honest one writes the oracle's word. Returns how many rows there are. */
const everyRowIsRight = (chip: InstructionChip, c: AluCase, options?: SolveOptions): number => {
  const honest = aluRow(chip, c);
  const expected = rowEffects(chip.chip, honest);
  const rows = solveRows(chip.chip, honest, options);
  for (const row of rows) {
    const effects = rowEffects(chip.chip, row);
    const label = `${JSON.stringify(c)}: ${row.join()}`;
    expect(isSatisfied(effects), label).toBe(true);
    expect(effects.inputs, label).toEqual(expected.inputs);
    expect(effects.outputs, label).toEqual(expected.outputs);
    expect(writtenWord(effects), label).toBe(aluResult(c.op, c.b, c.c));
  }
  return rows.length;
};

/** A few operands that the manual treats apart, and a few of each size. */
const cases = (op: Op, edges: number, random: number): AluCase[] => {
  const all = edgeCases(op);
  const generator = rng(23 + op);
  return [...Array.from({ length: edges }, () => generator.pick(all)), ...randomCases(op, random, 29)];
};

describe('any row that the buses accept writes the right word', () => {
  const chips = ALU.filter(({ name }) => name !== 'divide').flatMap(({ chip, ops }) => ops.map((op) => [NAMES[op], op, chip] as const));

  it.each(chips)('%s', (_, op, chip) => {
    for (const c of cases(op, 6, 4)) expect(everyRowIsRight(chip, c), JSON.stringify(c)).toBe(1);
  });
});

describe('division', () => {
  const columns = divideChip.chip.columnNames;
  const quotientColumns = [0, 1, 2, 3].map((i) => columns.indexOf(`absQ[${i}]`));
  const withQuotient = (q: number): ReadonlyMap<number, number> =>
    new Map(quotientColumns.map((column, i) => [column, (q >>> (8 * i)) & 0xff]));

  const isSigned = (op: Op): boolean => op === Op.DIV || op === Op.REM;
  const magnitude = (x: number, signed: boolean): number => (signed && x >>> 31 === 1 ? -x >>> 0 : x >>> 0);

  /** Quotients that a liar would try: near the right one, the extremes, and those that fit |b| = |c| |q| + |r| mod p or mod 2^32. */
  const quotients = ({ op, b, c }: AluCase): number[] => {
    const [absB, absC] = [magnitude(b, isSigned(op)), magnitude(c, isSigned(op))];
    const q = absC === 0 ? 0xffff_ffff : Math.floor(absB / absC);
    const near = [-2, -1, 0, 1, 2].map((d) => (q + d) >>> 0);
    const wrapped = absC === 0 ? [] : [felt.P, 2 ** 32].flatMap((m) => [1, 2, 3].map((k) => Math.floor((absB + k * m) / absC)));
    const exact = absC % felt.P === 0 ? [] : [felt.mul(absB % felt.P, felt.inv(absC % felt.P))];
    return [...new Set([...near, ...wrapped, ...exact, 0, 1, 2 ** 31, 0xffff_ffff, -q >>> 0])].filter((x) => x < 2 ** 32);
  };

  const SPECIAL: readonly (readonly [number, number])[] = [
    [-7, 3], [7, -3], [-7, -3], [7, 3], [1, -1], [-1, 1], [0, -1], [0, 5], [-6, 3], [6, -3], [-(2 ** 31), -1], [-(2 ** 31), 1], [-(2 ** 31), -(2 ** 31)],
    [2 ** 31 - 1, -(2 ** 31)], [-(2 ** 31), 2], [3, 7], [-3, 7], [5, 0], [-5, 0], [0, 0], [-(2 ** 31), 0], [-1, 0], [-1, -1], [-1, 2], [0x7800_0001, 3], [-2, 65536],
  ];

  it.each([Op.DIV, Op.DIVU, Op.REM, Op.REMU].map((op) => [NAMES[op], op] as const))('%s has one result, whatever quotient is claimed', (_, op) => {
    // An unsigned operation has no signs to lie about.
    for (const [b, c] of isSigned(op) ? SPECIAL : SPECIAL.filter((_, i) => i % 3 === 0)) {
      const aluCase = { op, b: b >>> 0, c: c >>> 0 };
      let accepted = 0;
      for (const q of quotients(aluCase)) accepted += everyRowIsRight(divideChip, aluCase, { fixed: withQuotient(q) });
      expect(accepted, JSON.stringify(aluCase)).toBeGreaterThan(0);
      if (c !== 0) expect(accepted, JSON.stringify(aluCase)).toBe(1);
    }
  });
});

describe('the search', () => {
  it('takes square roots', () => {
    const random = rng(1);
    for (let i = 0; i < 50; i++) {
      const x = random.felt();
      expect(squareRoots(felt.mul(x, x)).sort()).toEqual([x, felt.neg(x)].sort());
    }
    expect(squareRoots(31)).toEqual([]);
  });
});
