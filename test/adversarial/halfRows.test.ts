/** Rows that count by half: docs/protocol.md, "Lifting". */
import { describe, expect, it } from 'vitest';
import { defineBus } from '../../src/air/bus.ts';
import { defineChip } from '../../src/air/chip.ts';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { HASHES } from '../../src/hash/suite.ts';
import { presetConfig } from '../../src/stark/config.ts';
import { keyChip, type VerifyingKey } from '../../src/stark/key.ts';
import type { StarkStatement } from '../../src/stark/statement.ts';
import { verifyStark } from '../../src/stark/verifier.ts';
import { padChip } from '../stark/toyMachine.ts';
import { proveTall } from './halfRows.ts';

/** Control and a cell of memory: a cell is written once, with any bit, and read twice; published is whether the two differed. */
const exec = defineBus(0, 'exec', 'permutation', ['step', 'first']);
const cell = defineBus(1, 'cell', 'permutation', ['ts', 'value']);
const published = defineBus(2, 'published', 'permutation', ['differ']);

const writeChip = defineChip({
  name: 'write',
  columns: { bit: 'bool', on: 'bool' },
  constrain(b, { bit, on }) {
    b.receive(exec, { step: 0, first: 0 }, on);
    b.send(exec, { step: 1, first: 0 }, on);
    b.send(cell, { ts: 0, value: bit }, on);
  },
});
const firstChip = defineChip({
  name: 'first',
  columns: { bit: 'felt', on: 'bool' },
  constrain(b, { bit, on }) {
    b.receive(exec, { step: 1, first: 0 }, on);
    b.send(exec, { step: 2, first: bit }, on);
    b.receive(cell, { ts: 0, value: bit }, on);
    b.send(cell, { ts: 1, value: bit }, on);
  },
});
const secondChip = defineChip({
  name: 'second',
  columns: { first: 'felt', bit: 'felt', differ: 'felt', on: 'bool' },
  constrain(b, { first, bit, differ, on }) {
    b.receive(exec, { step: 2, first }, on);
    b.receive(cell, { ts: 1, value: bit }, on);
    b.zero('differ is 1 if the bits differ', on.mul(first.sub(bit)).mul(first.sub(bit)).sub(differ));
    b.send(published, { differ }, on);
  },
});

const statement = (differ: number): StarkStatement => ({
  bytes: Uint8Array.of(differ),
  groups: {},
  boundary: [
    { bus: 0, fields: [0, 0], multiplicity: 1 },
    { bus: 2, fields: [differ], multiplicity: -1 },
  ],
});
/** The two halves of the run write another bit each, and read each other's the second time. */
const ROWS = [
  [
    [0, 1],
    [1, 1],
  ],
  [
    [0, 1],
    [1, 1],
  ],
  [
    [0, 1, 1, 1],
    [1, 0, 1, 1],
  ],
];

describe.each(HASHES)('rows that count by half, with %s', (hash) => {
  it('are refused: nothing can read two values from a cell that was written once', () => {
    const config = presetConfig('fast', hash);
    const { backend } = createPellucid();
    const key: VerifyingKey = {
      config,
      busNames: ['exec', 'cell', 'published'],
      chips: [writeChip, firstChip, secondChip, padChip].map((chip) => keyChip(chip, undefined, config)),
      groups: [],
      digest: Uint8Array.from([1, 2, 3]),
    };
    const LOG = 15;
    const outcomes = Array.from({ length: 4 }, (_, attempt) => {
      const mark = backend.mark();
      const lie = statement(1);
      const proof = proveTall(backend, key, lie, [LOG - 1, LOG - 1, LOG - 1, LOG], (chip, cells, stride, column) => {
        if (chip < 3) {
          ROWS[chip].forEach((row, r) => {
            cells.set(row, r * stride + column);
          });
        } else cells.set([attempt, attempt ** 3], column);
      });
      backend.release(mark);
      const verdict = verifyStark(key, lie, proof, 100);
      return verdict.ok ? `accepted with ${verdict.security.bits.toFixed(1)} proven bits` : verdict.reason;
    });
    console.info(outcomes);
    for (const outcome of outcomes) expect(outcome).not.toContain('accepted');
  }, 600_000);
});
