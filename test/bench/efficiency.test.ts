import { describe, expect, it } from 'vitest';
import { countingBackend } from '../../bench/efficiency/counting.ts';
import { COUNTERS } from '../../bench/efficiency/work.ts';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import type { Ext } from '../../src/field/ext.ts';

const one: Ext = [1, 0, 0, 0];
const none: Ext = [0, 0, 0, 0];

describe('the work of an operation', () => {
  const backend = createReferenceBackend();
  const [low, high] = [backend.allocMatrix(2, 20), backend.allocMatrix(4, 17)];

  it('is a call of the hash for each block of a leaf and for each node', () => {
    const { merkle } = COUNTERS;
    const tree = { span: high.span, logLeaves: 4, root: new Uint32Array(8) };
    // Blocks of 8 words, 3 for each row; of 16; the first matrix after a node.
    expect(merkle([[low, high], 'poseidon2'], tree)).toEqual({ poseidon2: 4 * (1 + 3) + 16 * 3 + 15 });
    expect(merkle([[low, high], 'blake3'], tree)).toEqual({ blake3: 4 * 2 + 16 * 2 + 15 });
  });
  it('is a level of an element for each transform of an extension, padding left out', () => {
    const { lde } = COUNTERS;
    expect(lde([high, { ...high, logHeight: 5 }], undefined)).toEqual({ level: 3 * 4 * 16 * 17 });
    expect(lde([high, { ...high, logHeight: 6 }], undefined)).toEqual({ level: 5 * 4 * 16 * 17 });
  });
  it('leaves out what is multiplied by 0', () => {
    const { reduceRows } = COUNTERS;
    const coefficients = Array.from({ length: 17 }, (_, i) => (i < 5 ? one : none));
    expect(reduceRows([high, coefficients, high.span, false], undefined).term).toBe(16 * 5);
  });
});

it('a counting backend does what the one within does, and notes it in its phase', () => {
  const inner = createReferenceBackend();
  let time = 0;
  const { backend, calls, enter, finish } = countingBackend(inner, () => time++);
  const [source, target] = [backend.allocMatrix(3, 2), backend.allocMatrix(4, 2)];
  backend.view(source.span).fill(1);
  enter('first');
  backend.lde(source, target);
  enter('second');
  expect(backend.merkle([target], 'blake3').root).toEqual(inner.merkle([target], 'blake3').root);
  expect(calls.map(({ operation, phase, seconds }) => [operation, phase, seconds])).toEqual([
    ['lde', 'first', 1],
    ['merkle', 'second', 1],
  ]);
  expect(finish()).toEqual({ first: 3, second: 3 });
});
