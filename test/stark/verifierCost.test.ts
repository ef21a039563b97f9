/** The verifier's check runs without values, and counts what the shape says. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HASH_COST } from './countingAlgebra.ts';
import { contextOf, countOf, SUBJECTS, totalOf, verifierCostDocument } from './verifierCost.ts';

it('docs/verifier-cost.md is the counted table', () => {
  const fresh = verifierCostDocument();
  console.info(fresh);
  expect(readFileSync('docs/verifier-cost.md', 'utf8') === fresh, 'run `npm run gen` and commit the document').toBe(true);
});

describe.each(SUBJECTS.map((subject) => [`${subject.config.preset}, ${subject.config.hash}`, subject] as const))('%s', (_, subject) => {
  const context = contextOf(subject);
  const { shape, key } = context;
  const { queries, logBlowup, extensionDegree: D, hash } = key.config;
  const steps = countOf(context);
  const of = (step: string) => {
    const counts = steps.get(step);
    if (counts === undefined) throw new Error(`no step ${step}`);
    return counts;
  };

  it('proves at least 100 bits', () => {
    expect(context.bits).toBeGreaterThanOrEqual(100);
  });
  it('multiplies every opened cell by one coefficient, and the accumulator by a second one', () => {
    const opened = shape.trees
      .flatMap(({ matrices }) => matrices.flatMap(({ blocks }) => blocks))
      .reduce((sum, { chip, width }) => sum + (chip === undefined ? 0 : width), 0);
    expect(of('queries: rows').extByBase).toBe(queries * (opened + D));
  });
  it('hashes each row and each node of a path once for each query', () => {
    const { row, node } = HASH_COST[hash];
    const perQuery = shape.trees.reduce((sum, { matrices }) => {
      const rows = matrices.map(({ width }, m) => row(width, m < matrices.length - 1));
      return sum + rows.reduce((a, b) => a + b, 0) + node * (matrices[matrices.length - 1].logHeight + logBlowup);
    }, 0);
    // The rest absorbs the final polynomial and draws the positions.
    const drawn = of('queries: rows').permutations - queries * perQuery;
    expect(drawn).toBeGreaterThanOrEqual(queries / 16);
    expect(drawn).toBeLessThanOrEqual(queries / 8 + (shape.finalLength * D) / 8 + 2);
  });
  it('opens a leaf of each FRI layer for each query, and evaluates the final polynomial', () => {
    const { row, node } = HASH_COST[hash];
    let logRows = shape.logN + logBlowup;
    const perQuery = shape.folds.reduce((sum, log) => {
      logRows -= log;
      return sum + row(2 ** log * D, false) + node * logRows;
    }, 0);
    expect(of('queries: FRI').permutations).toBe(queries * perQuery);
    // A fold by a takes one of a values, and a - 1 products by the challenge's powers, which are log2 a.
    const selected = shape.folds.reduce((sum, log) => sum + 2 ** log, 0);
    expect(of('queries: FRI').extByBase).toBe(queries * (selected + shape.finalLength));
    expect(of('queries: FRI').extByExt).toBe(queries * shape.folds.reduce((sum, log) => sum + 2 ** log - 1 + log, 0));
  });
  it('inverts the boundary, and two denominators for each query', () => {
    expect(totalOf(steps).inversions).toBe(context.statement.boundary.length + 2 * queries);
  });
});
