import { describe, expect, it } from 'vitest';
import { defineChip } from '../../src/air/chip.ts';
import { array } from '../../src/air/columns.ts';
import { type Algebra, evaluateProgram } from '../../src/air/evaluate.ts';
import { valueCount } from '../../src/air/program.ts';
import { divideChip } from '../../src/chips/alu/divide.ts';
import * as felt from '../../src/field/felt.ts';
import { rng } from '../support/rng.ts';
import { tableChip } from './toyChips.ts';

const base: Algebra<number> = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value) => value };
const bigints: Algebra<bigint> = { add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, constant: BigInt };
/** Polynomials of one variable: what a circuit or an extension point is to the program. */
const polynomials: Algebra<readonly number[]> = {
  add: (a, b) => Array.from({ length: Math.max(a.length, b.length) }, (_, i) => felt.add(a[i] ?? 0, b[i] ?? 0)),
  sub: (a, b) => Array.from({ length: Math.max(a.length, b.length) }, (_, i) => felt.sub(a[i] ?? 0, b[i] ?? 0)),
  mul: (a, b) => {
    const product = new Array<number>(a.length + b.length - 1).fill(0);
    a.forEach((x, i) => {
      b.forEach((y, j) => {
        product[i + j] = felt.add(product[i + j], felt.mul(x, y));
      });
    });
    return product;
  },
  constant: (value) => [value],
};
const at = (polynomial: readonly number[], x: number): number => polynomial.reduceRight((sum, c) => felt.add(felt.mul(sum, x), c), 0);

describe('evaluateProgram', () => {
  it('computes what the expressions say', () => {
    const { program } = defineChip({
      name: 'toy',
      columns: { x: 'felt', y: array(2) },
      constrain(b, row) {
        b.zero('a', row.x.mul(row.y[0]).sub(row.y[1]).add(5));
        b.equal('b', row.y[0].neg(), row.x.not());
      },
    });
    const values = evaluateProgram(program, base, [], [3, 4, 10]);
    expect(program.constraints.map((c) => values[c.value])).toEqual([7, felt.fromInt(-4 - (1 - 3))]);
    expect(values).toHaveLength(valueCount(program));
  });

  it('puts preprocessed columns before main columns', () => {
    const values = evaluateProgram(tableChip.program, base, [5, 25], [3]);
    const [{ fields, multiplicity }] = tableChip.program.interactions;
    expect(fields.map((f) => values[f])).toEqual([5, 25]);
    expect(values[multiplicity]).toBe(felt.fromInt(-3));
  });

  it('agrees between algebras', () => {
    const { program } = divideChip.chip;
    const random = rng(3);
    const row = random.felts(program.mainWidth);
    const values = evaluateProgram(program, base, [], row);
    const integers = evaluateProgram(program, bigints, [], row.map(BigInt));
    integers.forEach((value, i) => {
      expect(BigInt(values[i]), `value ${i}`).toBe(((value % BigInt(felt.P)) + BigInt(felt.P)) % BigInt(felt.P));
    });
    const lines = row.map((x) => [x, random.felt()]);
    const curves = evaluateProgram(program, polynomials, [], lines);
    const x = random.felt();
    expect(curves.map((c) => at(c, x))).toEqual(
      evaluateProgram(
        program,
        base,
        [],
        lines.map((l) => at(l, x)),
      ),
    );
  });

  it('has values of the degree that the program states', () => {
    const { program } = divideChip.chip;
    const random = rng(4);
    const curves = evaluateProgram(
      program,
      polynomials,
      [],
      Array.from({ length: program.mainWidth }, () => [random.felt(), random.felt()]),
    );
    const degree = (c: readonly number[]): number => c.reduce((best, x, i) => (x === 0 ? best : i), 0);
    for (const { label, value, degree: stated } of program.constraints) expect(degree(curves[value]), label).toBeLessThanOrEqual(stated);
    for (const { fields, fieldDegree } of program.interactions)
      for (const f of fields) expect(degree(curves[f])).toBeLessThanOrEqual(fieldDegree);
  });
});
