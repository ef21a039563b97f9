/**
 * What key generation refuses of the messages that chips put on buses. LogUp takes for granted that a multiplicity is 0 or one sign on
 * every row, and that only tables count freely (docs/protocol.md, "Buses"). Where a chip breaks that, a prover balances what is false.
 */
import type { Bus } from '../air/bus.ts';
import type { Chip } from '../air/chip.ts';
import { columnKinds } from '../air/columns.ts';
import { baseAlgebra, evaluateProgram } from '../air/evaluate.ts';
import type { ConstraintProgram, ProgramInteraction } from '../air/program.ts';
import { programBus } from '../chips/shared/buses.ts';
import { programChip } from '../chips/tables/program.ts';
import { PellucidError } from '../core/error.ts';
import { P } from '../field/felt.ts';
import type { Machine } from './machine.ts';

/** The most columns that a chip's multiplicities may depend on: all their values are tried. */
const MAX_FLAGS = 12;

/** By value id, the columns that the value depends on, preprocessed ones first. */
const columnsOfValues = ({ preprocessedWidth, mainWidth, constants, ops }: ConstraintProgram): ReadonlySet<number>[] => {
  const columns = Array.from({ length: preprocessedWidth + mainWidth }, (_, column) => new Set([column]));
  const behind: ReadonlySet<number>[] = [...columns, ...constants.map(() => new Set<number>())];
  for (let i = 0; i < ops.length; i += 3) behind.push(new Set([...behind[ops[i + 1]], ...behind[ops[i + 2]]]));
  return behind;
};

/** All rows, as values by id, on which these columns are 0 or 1 and satisfy the constraints that are on them alone. Other cells are 0. */
function* rowsOfFlags({ program }: Chip, behind: readonly ReadonlySet<number>[], flags: readonly number[]): Generator<readonly number[]> {
  const own = program.constraints.filter(({ value }) => [...behind[value]].every((column) => flags.includes(column)));
  for (let assignment = 0; assignment < 2 ** flags.length; assignment++) {
    const cells = new Array<number>(program.preprocessedWidth + program.mainWidth).fill(0);
    flags.forEach((column, i) => {
      cells[column] = (assignment >>> i) & 1;
    });
    const [fixed, main] = [cells.slice(0, program.preprocessedWidth), cells.slice(program.preprocessedWidth)];
    const values = evaluateProgram(program, baseAlgebra, fixed, main);
    if (own.every(({ value }) => values[value] === 0)) yield values;
  }
}

const checkMultiplicities = (chip: Chip, nameOf: (bus: number) => string): void => {
  const { program, name, columnNames, preprocessedNames, lookups } = chip;
  const { preprocessedWidth } = program;
  const kinds = columnKinds(chip.columns);
  const behind = columnsOfValues(program);
  const refuse = ({ bus }: ProgramInteraction, why: string): never => {
    throw new PellucidError('multiplicity', `a multiplicity of ${name} on bus ${nameOf(bus)} ${why}`, { chip: name, bus: nameOf(bus) });
  };
  // Not a table's counters, and not what only committed columns say.
  const isCommitted = (multiplicity: number): boolean =>
    behind[multiplicity].size > 0 && [...behind[multiplicity]].every((column) => column < preprocessedWidth);
  const interactions = program.interactions.filter(({ counter, multiplicity }) => !counter && !isCommitted(multiplicity));
  for (const interaction of interactions) {
    const free = [...behind[interaction.multiplicity]].find((column) => kinds[column - preprocessedWidth] !== 'bool');
    if (free === undefined) continue;
    refuse(interaction, `depends on ${[...preprocessedNames, ...columnNames][free]}, which may be other than 0 and 1`);
  }
  const flags = [...new Set(interactions.flatMap(({ multiplicity }) => [...behind[multiplicity]]))];
  if (flags.length > MAX_FLAGS) refuse(interactions[0], `is one of several that depend on more than ${MAX_FLAGS} columns`);
  const signs = interactions.map((interaction) => (lookups.includes(interaction) ? [1] : [1, P - 1]));
  for (const values of rowsOfFlags(chip, behind, flags)) {
    interactions.forEach((interaction, i) => {
      const value = values[interaction.multiplicity];
      if (value !== 0) signs[i] = signs[i].filter((sign) => sign === value);
      if (signs[i].length === 0) refuse(interaction, 'may be other than 0 and one sign');
    });
  }
};

/** Only a table counts freely, on its own bus. Its small form stands on tables that have none: two could prove each other. */
const checkProviders = ({ chips, fixedTables }: Machine, nameOf: (bus: number) => string): void => {
  const offers = new Map<Chip, Bus>([[programChip.chip, programBus]]);
  for (const { chip, small, bus } of fixedTables) for (const provider of [chip, ...(small ? [small.chip] : [])]) offers.set(provider, bus);
  for (const chip of chips) {
    const found = chip.program.interactions.find(({ bus, counter }) => counter && bus !== offers.get(chip)?.id);
    if (found === undefined) continue;
    const bus = nameOf(found.bus);
    throw new PellucidError('provider-without-table', `${chip.name} offers entries on bus ${bus}, of which it is no table`, {
      chip: chip.name,
      bus,
    });
  }
  const withSmall = fixedTables.flatMap(({ small, bus }) => (small ? [bus.id] : []));
  for (const { small } of fixedTables) {
    const lookup = small?.chip.lookups.find(({ bus }) => withSmall.includes(bus));
    if (small === undefined || lookup === undefined) continue;
    const bus = nameOf(lookup.bus);
    throw new PellucidError('small-form', `the small form ${small.chip.name} stands on bus ${bus}, whose table has a small form, too`, {
      chip: small.chip.name,
      bus,
    });
  }
};

/** Throws a PellucidError that says which chip's messages are not what LogUp takes for granted. */
export const checkMessages = (machine: Machine): void => {
  const nameOf = (bus: number): string => machine.buses.find(({ id }) => id === bus)?.name ?? String(bus);
  checkProviders(machine, nameOf);
  for (const chip of machine.chips) if (chip.instanceOf === undefined) checkMultiplicities(chip, nameOf);
};
