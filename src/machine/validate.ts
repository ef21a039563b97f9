/**
 * What key generation refuses. Each of these machines would make proofs that look good: a column that nothing binds is the prover's to
 * choose, a record that no chip proves is missing from the proof, and of two chips that accept an instruction only one was meant to.
 */
import { fieldNames } from '../air/bus.ts';
import type { Chip } from '../air/chip.ts';
import { unmentionedColumns } from '../air/mentioned.ts';
import { imageChip } from '../chips/memory/image.ts';
import { zeroMemoryChip } from '../chips/memory/zeroMemory.ts';
import { programBus } from '../chips/shared/buses.ts';
import { programChip } from '../chips/tables/program.ts';
import { PellucidError } from '../core/error.ts';
import { isCanonical } from '../field/felt.ts';
import { disassemble } from '../isa/disassemble.ts';
import { instructionForms } from '../isa/forms.ts';
import { Op } from '../isa/opcodes.ts';
import { ANY_STATEMENT, type BoundaryDefinition } from './boundary.ts';
import { type Machine, programChips, RECORD_KINDS } from './machine.ts';
import { checkMessages } from './validateMessages.ts';

const checkBuses = ({ buses, chips, boundary }: Machine): void => {
  const byId = new Map(buses.map((bus) => [bus.id, bus]));
  if (byId.size < buses.length) throw new PellucidError('bus-twice', 'two buses of the machine have one identity');
  const messages = [
    ...chips.flatMap(({ name, program }) => program.interactions.map(({ bus, fields }) => ({ from: `chip ${name}`, bus, fields }))),
    ...boundary.map(({ bus, fields }) => ({ from: 'the boundary', bus: bus.id, fields })),
  ];
  for (const { from, bus, fields } of messages) {
    const found = byId.get(bus);
    if (found === undefined) throw new PellucidError('bus-unknown', `${from} uses bus ${bus}, which is not the machine's`, { bus });
    if (fieldNames(found).length !== fields.length)
      throw new PellucidError('message-length', `a message of ${from} has not the fields of bus ${found.name}`, { bus: found.name });
  }
  // A program has identities only: another bus of the same one would join the machine's.
  for (const { from, bus } of [
    ...chips.flatMap(({ name, buses }) => buses.map((bus) => ({ from: `chip ${name}`, bus }))),
    ...boundary.map(({ bus }) => ({ from: 'the boundary', bus })),
  ]) {
    const found = byId.get(bus.id);
    if (found === undefined || (found.name === bus.name && found.kind === bus.kind)) continue;
    throw new PellucidError('bus-twice', `bus ${bus.name} of ${from} has the identity of bus ${found.name}`, { bus: bus.name });
  }
  // A lookup bus has counters of the prover's choice: the verifier's messages would bind nothing there.
  const lookup = boundary.find(({ bus }) => bus.kind !== 'permutation');
  if (lookup !== undefined) throw new PellucidError('boundary-lookup', `the boundary uses ${lookup.bus.name}, a lookup bus`);
};

/** A value of the statement that no message has is bound by nothing: a proof would hold for any. */
const checkBoundary = ({ boundary }: Machine): void => {
  for (const { bus, multiplicity, each, fields } of boundary) {
    const entry: Readonly<Record<string, number>> = ANY_STATEMENT[each]?.[0] ?? {};
    const isKnown = (field: number | string): boolean => (typeof field === 'string' ? Object.hasOwn(entry, field) : isCanonical(field));
    if ((multiplicity === 1 || multiplicity === -1) && fields.every(isKnown)) continue;
    throw new PellucidError('boundary-malformed', `a message of the boundary on bus ${bus.name} is not of a statement`, { bus: bus.name });
  }
  for (const [list, [entry]] of Object.entries(ANY_STATEMENT)) {
    for (const value of Object.keys(entry)) {
      const isSaid = ({ each, fields }: BoundaryDefinition): boolean => each === list && (fields as readonly unknown[]).includes(value);
      if (boundary.some(isSaid)) continue;
      throw new PellucidError('statement-unbound', `no message of the boundary has ${value} of ${list}: a proof would hold for any`, {
        list,
        value,
      });
    }
  }
};

/** The statement has one root: the program's tables are one group, and no fixed table is in it. */
const checkGroups = (machine: Machine): void => {
  const groups = new Set(programChips(machine).map(({ preprocessedGroup }) => preprocessedGroup));
  if (groups.size === 1 && !machine.fixedTables.some(({ chip }) => groups.has(chip.preprocessedGroup))) return;
  throw new PellucidError('program-groups', "the program's tables must be one preprocessed group, without fixed tables", {
    groups: [...groups],
  });
};

const checkNames = ({ chips }: Machine): void => {
  const names = new Set<string>();
  for (const { name } of chips) {
    if (names.has(name)) throw new PellucidError('chip-named-twice', `two chips of the machine are called ${name}`, { chip: name });
    names.add(name);
  }
};

const checkColumns = ({ chips }: Machine): void => {
  for (const chip of chips) {
    const [column] = unmentionedColumns(chip);
    if (column === undefined) continue;
    const message = `column ${column} of chip ${chip.name} is in no constraint and no message: a prover could write anything there`;
    throw new PellucidError('column-unbound', message, { chip: chip.name, column });
  }
};

const checkTables = ({ chips, buses, fixedTables }: Machine): void => {
  const nameOf = (bus: number): string | undefined => buses.find(({ id }) => id === bus)?.name;
  const tables = [programBus.id, ...fixedTables.map(({ bus }) => bus.id)];
  const twice = tables.find((bus, i) => tables.indexOf(bus) !== i);
  if (twice !== undefined) {
    const name = nameOf(twice);
    throw new PellucidError('bus-with-two-tables', `the lookups of bus ${name} would be counted in two tables`, { bus: name });
  }
  for (const chip of chips) {
    const lookup = chip.lookups.find(({ bus }) => !tables.includes(bus));
    if (lookup === undefined) continue;
    const name = nameOf(lookup.bus);
    throw new PellucidError('lookup-without-table', `${chip.name} looks up bus ${name}, which has no table`, {
      chip: chip.name,
      bus: name,
    });
  }
};

/** Chips that the machine finds by themselves: the program's, and those of its memory. */
const MEMORY_CHIPS: readonly Chip[] = [programChip.chip, imageChip.chip, zeroMemoryChip.chip];

const checkRecords = ({ recordChips, calls, chips }: Machine): void => {
  for (const chip of MEMORY_CHIPS) {
    if (chips.includes(chip)) continue;
    throw new PellucidError('record-without-chip', `the machine lacks chip ${chip.name}`, { chip: chip.name });
  }
  for (const kind of [...RECORD_KINDS, ...calls.flatMap(({ kinds }) => kinds)]) {
    const found = recordChips.filter((rows) => rows.kind === kind).length;
    if (found !== 1) throw new PellucidError('record-without-chip', `${found} chips prove the records '${kind}'; it must be one`, { kind });
  }
  calls.forEach(({ number, name, chips }, i) => {
    const general = chips.filter(({ takes }) => takes === undefined).length;
    if (general === 0) throw new PellucidError('record-without-chip', `no chip proves every use of system call ${name}`, { call: number });
    if (general > 1 || calls.findIndex((call) => call.number === number) !== i)
      throw new PellucidError('call-accepted-twice', `two chips prove system call ${number}`, { call: number });
  });
};

const checkInstructions = ({ instructionChips }: Machine): void => {
  for (const insn of instructionForms()) {
    if (insn.op === Op.ECALL) continue;
    const accepting = instructionChips.filter((chip) => chip.accepts(insn)).map(({ chip }) => chip.name);
    if (accepting.length === 1) continue;
    const text = disassemble(insn);
    if (accepting.length === 0) throw new PellucidError('instruction-without-chip', `no chip accepts '${text}'`, { instruction: text });
    const message = `'${text}' is accepted by ${accepting.join(' and ')}: one chip must refuse it`;
    throw new PellucidError('instruction-accepted-twice', message, { instruction: text, chips: accepting });
  }
};

/** Throws a PellucidError that says what is wrong with the machine. */
export const checkMachine = (machine: Machine): void => {
  checkBuses(machine);
  checkBoundary(machine);
  checkGroups(machine);
  checkNames(machine);
  checkColumns(machine);
  checkTables(machine);
  checkMessages(machine);
  checkRecords(machine);
  checkInstructions(machine);
};

/** Machines that need no check any more, by identity: a machine that is made from one of them is checked. */
const checked = new WeakSet<Machine>();

/** `checkMachine`, once for each machine. */
export const assertMachine = (machine: Machine): void => {
  if (checked.has(machine)) return;
  checkMachine(machine);
  checked.add(machine);
};

/**
 * Says that a test calls `checkMachine` on this machine, so that key generation does not: the first proof of a process would wait for it.
 * For the machine that this package offers, and no other (test/machine/validate.test.ts).
 */
export const checkedByTests = (machine: Machine): Machine => {
  checked.add(machine);
  return machine;
};
