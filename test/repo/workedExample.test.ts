/** docs/worked-example.md shows the numbers of workedExample.ts, and the proof system computes the same from them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defineBus } from '../../src/air/bus.ts';
import { defineChip } from '../../src/air/chip.ts';
import { createExtField } from '../../src/field/ext.ts';
import * as felt from '../../src/field/felt.ts';
import { boundaryDenominators, boundarySum, combinedConstraint, quotientTimesVanishing } from '../../src/stark/combinedConstraint.ts';
import { PRESETS } from '../../src/stark/config.ts';
import { keyChip, type VerifyingKey } from '../../src/stark/key.ts';
import { splitOpenings } from '../../src/stark/openedValues.ts';
import { foldFiber, foldTwiddles } from '../../src/stark/pcs/friVerifier.ts';
import { deriveShape } from '../../src/stark/shape.ts';
import type { StarkStatement } from '../../src/stark/statement.ts';
import { type K, workedExample, workedExampleBlocks } from './workedExample.ts';
import { withBlocks } from './workedExampleDocument.ts';

const DOCUMENT = 'docs/worked-example.md';

describe(DOCUMENT, () => {
  it('shows the computed numbers', () => {
    const text = readFileSync(DOCUMENT, 'utf8');
    const { text: fresh, names } = withBlocks(text, workedExampleBlocks());
    expect(names).toEqual(Object.keys(workedExampleBlocks()));
    expect(text === fresh, 'run `npm run gen` and commit the document').toBe(true);
  });
});

const rangeBus = defineBus(0, 'range', 'lookup', ['v']);
const productBus = defineBus(1, 'product', 'permutation', ['c']);
const multiply = defineChip({
  name: 'multiply',
  columns: { a: 'felt', b: 'felt', c: 'felt', on: 'bool' },
  constrain(builder, row) {
    builder.zero('c is a times b', row.c.sub(row.a.mul(row.b)));
    builder.lookup(rangeBus, { v: row.a }, row.on);
    builder.lookup(rangeBus, { v: row.b }, row.on);
    builder.send(productBus, { c: row.c }, row.on);
  },
});
const range = defineChip({
  name: 'range',
  columns: { count: 'felt' },
  preprocessed: { v: 'felt' },
  preprocessedGroup: 'tables',
  constrain(builder, row, preprocessed) {
    builder.provide(rangeBus, { v: preprocessed.v }, row.count);
  },
});

describe('the proof system computes the numbers of the worked example', () => {
  const example = workedExample();
  const { challenges, tables } = example;
  const config = PRESETS['insecure-test'];
  const field = createExtField(config.extensionDegree, config.nonResidue);
  const ext = (value: K): number[] => value.map(Number);
  const key: VerifyingKey = {
    config,
    busNames: ['range', 'product'],
    chips: [keyChip(multiply, undefined, config), keyChip(range, 0, config)],
    groups: [{ name: 'tables', chips: [1], logHeights: [3], root: new Uint32Array(8) }],
    boundary: [],
    digest: new Uint8Array(32),
  };
  const statement: StarkStatement = {
    bytes: new Uint8Array(0),
    groups: {},
    boundary: tables.PRODUCTS.map((c) => ({ bus: 1, fields: [Number(c)], multiplicity: -1 })),
  };
  const shape = deriveShape(key, statement, [2, 3]);
  const logup = { alpha: field.fromBase(Number(challenges.ALPHA)), betas: challenges.BETA.map((b) => field.fromBase(Number(b))) };
  const total = field.fromBase(Number(example.total));

  it('T is minus the sum over the boundary', () => {
    expect(boundarySum(field, boundaryDenominators(field, logup, statement.boundary), statement.boundary)).toEqual(field.neg(total));
  });
  it('opens as many values, and the constraints hold at zeta', () => {
    const values = example.values.map(ext);
    expect(shape.openedValues).toBe(values.length);
    const openings = splitOpenings(shape, values, ext(example.valueNext));
    const lambda = field.fromBase(Number(challenges.LAMBDA));
    const combined = combinedConstraint(field, { key, shape }, openings, { logup, lambda, total });
    expect(combined).toEqual(ext(example.identity.constraints));
    expect(quotientTimesVanishing(field, openings.quotient, ext(example.zetaN), ext(example.zetaN))).toEqual(combined);
  });
  it('folds the fiber to the value of the final polynomial', () => {
    const x0 = Number(example.point(4 * example.leaf));
    const ratio = field.fromBase(felt.mul(Number(challenges.RHO), felt.inv(x0)));
    expect(foldFiber(field, example.fiber.map(ext), foldTwiddles(2), ratio)).toEqual(ext(example.folded));
  });
});
