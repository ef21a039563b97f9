/** Every fixed table of the machine, and those of toys: keys, rows and ways to count say the same. */
import { describe, expect, it } from 'vitest';
import { fieldNames } from '../../src/air/bus.ts';
import { evaluateProgram } from '../../src/air/evaluate.ts';
import * as felt from '../../src/field/felt.ts';
import { emptyCounts } from '../../src/machine/lookupCounts.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { rng } from '../support/rng.ts';
import { roundsTable } from './mix.ts';
import { onesTable } from './ones.ts';

const algebra = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value: number): number => value };

const tables = [...rv32im.fixedTables, onesTable, roundsTable];

describe.each(tables.map((table) => [table.chip.name, table] as const))('%s', (_, table) => {
  const { chip, rows, keys, counters, bus } = table;
  const random = rng(9);

  it('has the entry of each key under that key, or under one of an equal entry', () => {
    const aliases: number[] = [];
    for (let key = 0; key < keys; key++) {
      const found = table.keyOf(table.messageOf(key));
      if (found === key) continue;
      aliases.push(key);
      expect(table.messageOf(found)).toEqual(table.messageOf(key));
    }
    // The ranges' key 0 would have -infinity bits.
    expect(aliases.length).toBeLessThanOrEqual(1);
  });

  it('offers in each row the entries of the keys that the row counts', () => {
    expect(chip.program.mainWidth).toBe(counters.length);
    for (let row = 0; row < rows; row++) {
      const values = evaluateProgram(chip.program, algebra, table.preprocessed(row), new Array<number>(counters.length).fill(1));
      const offered = chip.program.interactions.map(({ fields }) => fields.map((id) => values[id]));
      if (offered.some((message, i) => message.join() !== table.messageOf(counters[i] + row).join())) {
        expect.fail(`row ${row} offers ${offered.join(' and ')}`);
      }
    }
  });

  it('counts a block as message by message, up to the first message that it lacks', () => {
    const names = fieldNames(bus);
    for (let round = 0; round < 200; round++) {
      const messages = Array.from({ length: 1 + random.below(20) }, () => [...table.messageOf(random.below(keys))]);
      const lie = messages[random.below(messages.length)];
      if (round % 2 === 0) lie[random.below(lie.length)] = [-1, 17, 256, 2 ** 16, felt.P, 2 ** 31 - 1, -(2 ** 31)][random.below(7)];
      const values = names.map((_, f) => Int32Array.from(messages, (message) => message[f]));
      const isEntry = (message: readonly number[]): boolean => message.every((x) => x >= 0 && x < felt.P) && table.keyOf(message) >= 0;
      const first = messages.findIndex((message) => !isEntry(message));
      const until = first === -1 ? messages.length : first;
      const expected = new Uint32Array(keys);
      for (const message of messages.slice(0, until)) expected[table.keyOf(message)]++;
      const constants = values.map((list) => (list.every((x) => x === list[0]) ? list[0] : undefined));
      for (const constant of [[], constants]) {
        const [counted] = emptyCounts([table]).slice(-1);
        if (counted === undefined) throw new Error('the table has no counts');
        const fields = values.map((list, f) => ({ values: list, constant: constant[f] }));
        expect(counted.block.count(fields, 0, messages.length, counted.counts)).toBe(until);
        expect(Buffer.from(counted.counts.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
      }
    }
  });
});
