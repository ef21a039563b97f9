/** Rows that count by half: what docs/protocol.md, "Commitments", rules out. */
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
  it.each([
    ['what was committed', /FRI layer 1 differs from the one before/],
    ['what is at the position', /the rows opened in the main tree do not lead to its root/],
  ] as const)('are refused, opened at %s: a cell that was written once cannot be read as two values', (opens, reason) => {
    const config = presetConfig('fast', hash);
    const { backend } = createPellucid().session;
    const key: VerifyingKey = {
      config,
      busNames: ['exec', 'cell', 'published'],
      chips: [writeChip, firstChip, secondChip, padChip].map((chip) => keyChip(chip, undefined, config)),
      groups: [],
      boundary: [],
      digest: Uint8Array.from([1, 2, 3]),
    };
    // So tall that the queries seldom meet two positions of one row.
    const LOG = 15;
    const lie = statement(1);
    const fill = (chip: number, cells: Uint32Array, stride: number, column: number): void => {
      ROWS[chip]?.forEach((row, r) => {
        cells.set(row, r * stride + column);
      });
    };
    const proof = proveTall(backend, key, lie, [LOG - 1, LOG - 1, LOG - 1, LOG], fill, opens);
    expect(verifyStark(key, lie, proof, 100)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});
