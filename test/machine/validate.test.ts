/** Key generation refuses machines that would make worthless proofs. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type ChipDefinition, defineChip } from '../../src/air/chip.ts';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { setupMachine } from '../../src/api/setup.ts';
import type { InstructionChip } from '../../src/chips/shared/instruction.ts';
import type { SystemCall } from '../../src/chips/system/ecall.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { defineMachine, type MachineDefinition } from '../../src/machine/machine.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { assertMachine, checkMachine } from '../../src/machine/validate.ts';
import { instructionChip } from '../support/rv32im.ts';
import { filesBelow } from '../support/sources.ts';

const refusal = (change: Partial<MachineDefinition>): string => {
  const machine = defineMachine({ ...rv32im, ...change });
  try {
    setupMachine(createPellucid({ machine }), { preset: 'insecure-test' });
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
  return 'accepted';
};
const other = (definition: Partial<ChipDefinition<{ x: 'felt'; y: 'felt' }, { p: 'felt'; q: 'felt' }>>) => ({
  chip: defineChip({ name: 'other', columns: { x: 'felt', y: 'felt' }, constrain: () => {}, ...definition }),
});
const { otherChips, instructionChips, recordChips, calls } = rv32im;

it('the machine of this package is sound: key generation takes it as checked here', () => {
  checkMachine(rv32im);
  expect(refusal({})).toBe('accepted');
  const declaring = filesBelow('src', '.ts').filter((file) => readFileSync(file, 'utf8').includes('checkedByTests('));
  expect(declaring).toEqual(['src/api/defaultMachine.ts']);
});

it('a machine is looked at once', () => {
  const machine = defineMachine(rv32im);
  let looks = 0;
  const counted = new Proxy(machine, {
    get(target, name, receiver) {
      looks++;
      return Reflect.get(target, name, receiver);
    },
  });
  assertMachine(counted);
  expect(looks).toBeGreaterThan(0);
  looks = 0;
  assertMachine(counted);
  expect(looks).toBe(0);
});

it('a committed column that no constraint and no message mentions', () => {
  const one = other({ constrain: (b, { x }) => b.zero('x is 0', x) });
  expect(refusal({ otherChips: [...otherChips, one] })).toMatch(/^column-unbound: column y of chip other /);
  const both = other({ constrain: (b, { x, y }) => b.zero('x times y is 0', x.mul(y)) });
  expect(refusal({ otherChips: [...otherChips, both] })).toBe('accepted');
});

it('a preprocessed column that nothing mentions', () => {
  const chip = defineChip({
    name: 'other',
    columns: { x: 'felt' },
    preprocessed: { p: 'felt', q: 'felt' },
    preprocessedGroup: 'tables',
    constrain: (b, { x }, { p }) => b.zero('x is p', x.sub(p)),
  });
  const [last] = rv32im.fixedTables.slice(-1);
  const table = { ...last, chip, preprocessed: () => [0, 0] };
  expect(refusal({ fixedTables: [...rv32im.fixedTables, table] })).toMatch(/^column-unbound: column q of chip other /);
});

it('a lookup that no table can answer, or two', () => {
  const { fixedTables } = rv32im;
  for (const { bus } of fixedTables) {
    const others = fixedTables.filter((table) => table.bus !== bus);
    expect(refusal({ fixedTables: others })).toMatch(new RegExp(`^lookup-without-table: .* looks up bus ${bus.name}, which has no table`));
  }
  const [last] = fixedTables.slice(-1);
  const again = { ...last, chip: { ...last.chip, name: 'again' } };
  expect(refusal({ fixedTables: [...fixedTables, again] })).toMatch(`bus-with-two-tables: the lookups of bus ${last.bus.name} `);
});

it('a kind of record that no chip proves, or two', () => {
  for (const { kind } of recordChips) {
    const others = recordChips.filter((rows) => rows.kind !== kind);
    expect(refusal({ recordChips: others })).toMatch(`record-without-chip: 0 chips prove the records '${kind}'`);
  }
  const [rows] = recordChips;
  const renamed = { ...rows, chip: { ...rows.chip, maxInstances: 1, chip: { ...rows.chip.chip, name: 'again' } } };
  expect(refusal({ recordChips: [...recordChips, renamed] })).toMatch(/^record-without-chip: 2 chips/);
});

it('memory without its chips', () => {
  for (const name of ['program', 'image', 'zero-memory']) {
    const others = otherChips.filter(({ chip }) => chip.name !== name);
    expect(refusal({ otherChips: others })).toMatch(`record-without-chip: the machine lacks chip ${name}`);
  }
});

it('an instruction that two chips accept', () => {
  const greedy: InstructionChip = {
    ...instructionChip('add'),
    chip: { ...instructionChip('add').chip, name: 'greedy' },
    accepts: ({ op, rd, rs1 }) => op === Op.XORI && rd === 0 && rs1 === 0,
  };
  expect(refusal({ instructionChips: [...instructionChips, greedy] })).toMatch(
    /^instruction-accepted-twice: 'xori zero, zero, -2048' is accepted by goto and greedy/,
  );
});

it('an instruction that no chip accepts', () => {
  const without = instructionChips.filter((chip) => chip !== instructionChip('branch-equal'));
  expect(refusal({ instructionChips: without })).toMatch(/^instruction-without-chip: no chip accepts 'beq /);
});

it('a system call that two chips prove', () => {
  const [exit, read] = calls;
  const renamed = (call: SystemCall): SystemCall['chips'] =>
    call.chips.map((chip) => ({ ...chip, chip: { ...chip.chip, name: `${chip.chip.name}-again` } }));
  expect(refusal({ calls: [...calls, { ...exit, chips: renamed(exit) }] })).toMatch(/^call-accepted-twice: two chips prove system call 93/);
  const double = { ...exit, chips: [...exit.chips, ...renamed(exit)] };
  expect(refusal({ calls: [double, ...calls.slice(1)] })).toMatch(/^call-accepted-twice: two chips prove system call 93/);
  const short = { ...read, chips: read.chips.filter(({ takes }) => takes !== undefined) };
  expect(refusal({ calls: [exit, short, ...calls.slice(2)] })).toMatch(
    /^record-without-chip: no chip proves every use of system call read/,
  );
});

it('chips of one name', () => {
  expect(refusal({ otherChips: [...otherChips, otherChips[0]] })).toMatch(/^chip-named-twice/);
});
