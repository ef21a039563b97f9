/** Key generation refuses machines whose messages are not what LogUp takes for granted. The first is shown to prove what is false. */
import { expect, it } from 'vitest';
import { defineBus } from '../../src/air/bus.ts';
import { type ChipDefinition, defineChip } from '../../src/air/chip.ts';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { BUSES, haltBus, publicBus, rangeBus } from '../../src/chips/shared/buses.ts';
import { listedTable } from '../../src/chips/tables/listedTable.ts';
import type { FixedTable } from '../../src/chips/tables/lookupTable.ts';
import { P } from '../../src/field/felt.ts';
import type { BoundaryDefinition } from '../../src/machine/boundary.ts';
import { defineMachine, type MachineDefinition } from '../../src/machine/machine.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { assertMachine, checkedByTests } from '../../src/machine/validate.ts';
import { forge, recounted, verdictOf, withExtraRows } from '../soundness/forge.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { exit, systemCall } from '../support/programAssembler.ts';
import { traceReference } from '../support/run.ts';
import { programOf, witnessOfRecord } from './machineHarness.ts';

const { otherChips, fixedTables } = rv32im;
const refusal = (change: Partial<MachineDefinition>): string => {
  try {
    setupMachine(createPellucid({ machine: defineMachine({ ...rv32im, ...change }) }), { preset: 'insecure-test' });
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
  return 'accepted';
};

const columns = { a: 'felt', b: 'felt', m: 'felt', on: 'bool', too: 'bool' } as const;
type Rules = ChipDefinition<typeof columns, Record<never, never>>['constrain'];
/** A chip called `other` that mentions all its columns. */
const other = (constrain: Rules) =>
  defineChip({
    name: 'other',
    columns,
    constrain(builder, row, none) {
      builder.zero('all cells are mentioned', row.on.not().mul(row.a.add(row.b).add(row.m).add(row.too)));
      constrain(builder, row, none);
    },
  });
const plus = (constrain: Rules): string => refusal({ otherChips: [...otherChips, { chip: other(constrain) }] });

it('a multiplicity that is free, which makes one byte of the public values another', async () => {
  const sending: Rules = (b, row) => b.send(publicBus, { index: row.a, byte: row.b }, row.m);
  expect(plus(sending)).toBe('multiplicity: a multiplicity of other on bus public depends on m, which may be other than 0 and 1');

  const machine = defineMachine({ ...rv32im, name: 'free', otherChips: [...otherChips, { chip: other(sending) }] });
  expect(() => assertMachine(machine)).toThrow();
  const program = programOf([...systemCall(64, 3, DATA_ADDRESS, 1), ...exit(0)], Uint8Array.of(7, 0, 0, 0));
  const truth = witnessOfRecord(program, traceReference(program), { tables: 'small' }, checkedByTests(machine));
  const lie = withExtraRows(truth, 'other', { a: 0, b: 7, m: P - 1, on: 1 }, { a: 0, b: 9, m: 1, on: 1 });
  const { proof } = await forge(recounted(lie), { statement: { publicValues: Uint8Array.of(9) } });
  expect(verdictOf(proof, {}, machine)).toMatchObject({ valid: true, publicValues: Uint8Array.of(9) });
});

it('a multiplicity that is 2, or of either sign', () => {
  const message = ({ a, b }: Parameters<Rules>[1]) => ({ index: a, byte: b });
  const may = 'multiplicity: a multiplicity of other on bus public may be other than 0 and one sign';
  expect(plus((b, row) => b.send(publicBus, message(row), row.on.add(row.too)))).toBe(may);
  expect(plus((b, row) => b.send(publicBus, message(row), row.on.mul(2)))).toBe(may);
  expect(plus((b, row) => b.send(publicBus, message(row), row.on.sub(row.too)))).toBe(may);
  expect(plus((b, row) => b.lookup(rangeBus, { value: row.a, bits: 1 }, row.on.neg()))).toMatch(/^multiplicity: .* on bus range may be/);
  expect(
    plus((b, row) => {
      b.bool('at most one flag', row.on.add(row.too));
      b.send(publicBus, message(row), row.on.add(row.too));
    }),
  ).toBe('accepted');
});

it('a multiplicity that depends on more columns than are tried', () => {
  const many = Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`f${i}`, 'bool' as const]));
  const chip = defineChip({
    name: 'other',
    columns: many,
    constrain(b, row) {
      const on = Object.values(row).reduce((sum, flag) => sum.add(flag));
      b.send(haltBus, { lo: 0, hi: 0 }, on);
    },
  });
  expect(refusal({ otherChips: [...otherChips, { chip }] })).toMatch(/^multiplicity: .* depend on more than 12 columns$/);
});

it('entries that are offered by no table, or on the bus of another', () => {
  expect(plus((b, { a, m }) => b.provide(rangeBus, { value: a, bits: 16 }, m))).toBe(
    'provider-without-table: other offers entries on bus range, of which it is no table',
  );
  const [last] = fixedTables.slice(-1);
  const elsewhere = { ...last, bus: defineBus(BUSES.length, 'own', 'lookup', ['a', 'b']) };
  expect(refusal({ fixedTables: [...fixedTables, elsewhere] })).not.toBe('accepted');
});

it('a bus with the identity of another', () => {
  const mine = defineBus(rangeBus.id, 'mine', 'permutation', ['value', 'bits']);
  expect(plus((b, { a, on }) => b.receive(mine, { value: a, bits: 16 }, on))).toBe(
    'bus-twice: bus mine of chip other has the identity of bus range',
  );
  const rule: BoundaryDefinition = { bus: mine, multiplicity: -1, each: 'run', fields: ['entry', 16] };
  expect(refusal({ boundary: [...rv32im.boundary, rule] })).toBe('bus-twice: bus mine of the boundary has the identity of bus range');
});

it('small forms that stand on one another, or on themselves', () => {
  const [first, second] = ['first', 'second'].map((name, i) => defineBus(BUSES.length + i, name, 'lookup', ['a']));
  const table = (bus: typeof first, on: typeof first): FixedTable => ({
    ...listedTable({ name: bus.name, group: 'own', bus, rows: 4, entry: (row) => [row], rowOf: ([a]) => a }),
    small: {
      chip: defineChip({
        name: `${bus.name}-small`,
        columns: { a: 'felt', count: 'felt', isReal: 'bool' },
        constrain(b, { a, count, isReal }) {
          b.when(isReal.not()).zero('a padding row offers nothing', count);
          b.lookup(on, { a }, isReal);
          b.provide(bus, { a }, count);
        },
      }),
      fill() {},
    },
  });
  const refused = 'small-form: the small form first-small stands on bus';
  expect(refusal({ fixedTables: [...fixedTables, table(first, first)] })).toBe(`${refused} first, whose table has a small form, too`);
  expect(refusal({ fixedTables: [...fixedTables, table(first, second), table(second, first)] })).toBe(
    `${refused} second, whose table has a small form, too`,
  );
});

it('a message of the boundary that no statement has', () => {
  const [rule] = rv32im.boundary.slice(-1);
  const lies: readonly object[] = [{ fields: ['index', 'bytes'] }, { fields: ['index', -1] }, { multiplicity: 2 }, { each: 'input' }];
  for (const lie of lies) {
    const boundary = [...rv32im.boundary, { ...rule, ...lie } as BoundaryDefinition];
    expect(refusal({ boundary })).toBe('boundary-malformed: a message of the boundary on bus public is not of a statement');
  }
});

it('constraints and messages of a degree above that of the preset', () => {
  const above = (what: string): string => `constraint-degree: chip other: ${what} has a degree above 3, the most under insecure-test`;
  expect(plus((b, { a }) => b.zero('a^4 is 0', a.mul(a).mul(a).mul(a)))).toBe(above("'a^4 is 0'"));
  expect(plus((b, { a, on }) => b.lookup(rangeBus, { value: a.mul(a).mul(a), bits: 1 }, on))).toBe(above('message 0'));
});
