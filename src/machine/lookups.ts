/**
 * Counts the lookups of the chips, so that tables can provide each message as often. It takes the messages from the constraint programs
 * and evaluates them on the filled rows. So a chip's filler does not deal with counters.
 */
import type { Chip } from '../air/chip.ts';
import { baseAlgebra, evaluateProgram } from '../air/evaluate.ts';
import type { ConstraintProgram, ProgramInteraction } from '../air/program.ts';
import type { FieldValues } from '../chips/tables/lookupTable.ts';
import { PellucidError } from '../core/error.ts';
import { canonical, evaluateForm, evaluateInt32, evaluateRows, type LinearForm, linearForms } from './linearForm.ts';
import type { LookupCounts } from './lookupCounts.ts';

/** Rows [from, to) of a chip. The cells of row r begin at cells[r * stride + column]. */
export interface RowSpan {
  readonly cells: Uint32Array;
  readonly stride: number;
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

/** Rows are looked at in blocks that stay in the cache. */
export const LOOKUP_BLOCK = 512;

/**
 * Scratch: offsets of the rows of a block that look something up, their multiplicities, and fields of their messages. Counting a block is one
 * call that nothing interrupts, so users in one process cannot meet here; a thread has its own.
 */
const STARTS = new Int32Array(LOOKUP_BLOCK);
const MULTIPLICITIES = new Int32Array(LOOKUP_BLOCK);
const REALS = new Float64Array(LOOKUP_BLOCK);
const FIELDS: FieldValues[] = [];
const CONSTANTS = new Map<number, FieldValues>();

/** Scratch of the field with this index, as many as the longest message has. */
const fieldScratch = (index: number): FieldValues => (FIELDS[index] ??= { values: new Int32Array(LOOKUP_BLOCK), constant: undefined });

const constantField = (constant: number): FieldValues => {
  const known = CONSTANTS.get(constant) ?? { values: new Int32Array(LOOKUP_BLOCK).fill(constant), constant };
  CONSTANTS.set(constant, known);
  return known;
};

/** Lookups that happen on the same rows. */
interface LookupGroup {
  readonly multiplicity: LinearForm | number;
  readonly lookups: readonly CompiledLookup[];
}

interface CompiledLookup {
  /** undefined: not linear, evaluated by the constraint program. */
  readonly forms: readonly (LinearForm | undefined)[];
  /** Where the fields of a block are: in scratch, unless they are constant. */
  readonly fields: readonly FieldValues[];
  readonly interaction: ProgramInteraction;
}

export interface LookupPlan {
  readonly program: ConstraintProgram;
  /** Offset of the column pc, for errors; -1 where there is none. */
  readonly pcColumn: number;
  readonly groups: readonly LookupGroup[];
}

const compileLookup = (interaction: ProgramInteraction, forms: readonly (LinearForm | undefined)[]): CompiledLookup => ({
  forms,
  fields: forms.map((form, i) => (form?.isInt32 && form.columns.length === 0 ? constantField(form.constant) : fieldScratch(i))),
  interaction,
});

/** The lookups of a chip without preprocessed columns. */
const compileLookups = (chip: Chip): LookupPlan => {
  const { program, columnNames, lookups } = chip;
  const forms = linearForms(chip, new Set(lookups.flatMap((i) => [i.multiplicity, ...i.fields])));
  const byMultiplicity = new Map<number, ProgramInteraction[]>();
  for (const lookup of lookups) byMultiplicity.set(lookup.multiplicity, [...(byMultiplicity.get(lookup.multiplicity) ?? []), lookup]);
  return {
    program,
    pcColumn: columnNames.indexOf('pc'),
    groups: [...byMultiplicity].map(([multiplicity, interactions]) => ({
      multiplicity: forms.get(multiplicity) ?? multiplicity,
      lookups: interactions.map((interaction) =>
        compileLookup(
          interaction,
          interaction.fields.map((field) => forms.get(field)),
        ),
      ),
    })),
  };
};

const lookupPlans = new WeakMap<Chip, LookupPlan>();
/** Compiled once per chip. */
export const lookupPlanOf = (chip: Chip): LookupPlan => {
  let plan = lookupPlans.get(chip);
  if (plan === undefined) {
    plan = compileLookups(chip);
    lookupPlans.set(chip, plan);
  }
  return plan;
};

const slowValue = (plan: LookupPlan, id: number, cells: Uint32Array, at: number): number =>
  evaluateProgram(plan.program, baseAlgebra, [], cells.subarray(at, at + plan.program.mainWidth))[id];

/** Writes to STARTS the rows on which the group's lookups happen. Returns their number. */
const activeRows = (plan: LookupPlan, { multiplicity }: LookupGroup, cells: Uint32Array, rows: number): number => {
  const values = MULTIPLICITIES;
  if (typeof multiplicity === 'number') {
    for (let i = 0; i < rows; i++) values[i] = slowValue(plan, multiplicity, cells, STARTS[i]);
  } else if (multiplicity.isInt32) {
    evaluateInt32(multiplicity, cells, STARTS, rows, values);
  } else {
    for (let i = 0; i < rows; i++) values[i] = evaluateForm(multiplicity, cells, STARTS[i]) === 0 ? 0 : 1;
  }
  let active = 0;
  for (let i = 0; i < rows; i++) {
    STARTS[active] = STARTS[i];
    active += values[i] === 0 ? 0 : 1;
  }
  return active;
};

/** Evaluates the first `fields` fields on the rows of STARTS. Returns whether all are linear; if not, the rest is left out. */
const evaluateFields = ({ forms, fields }: CompiledLookup, count: number, cells: Uint32Array, rows: number): boolean => {
  for (let f = 0; f < count; f++) {
    const form = forms[f];
    if (form === undefined) return false;
    const { values, constant } = fields[f];
    if (constant !== undefined) continue;
    if (form.isInt32) {
      evaluateInt32(form, cells, STARTS, rows, values);
      continue;
    }
    evaluateRows(form, cells, STARTS, rows, REALS);
    for (let i = 0; i < rows; i++) values[i] = REALS[i] === (REALS[i] | 0) ? REALS[i] : -1;
  }
  return true;
};

/** A message of canonical elements, by the slow way. */
const slowMessage = (plan: LookupPlan, { forms, interaction }: CompiledLookup, cells: Uint32Array, at: number): number[] =>
  forms.map((form, i) =>
    form === undefined ? slowValue(plan, interaction.fields[i], cells, at) : canonical(evaluateForm(form, cells, at), form),
  );

/** The row at `at` looks up a message that the bus's table lacks. */
const unprovable = (plan: LookupPlan, bus: string, message: readonly number[], span: RowSpan, at: number): never => {
  const row = (at - span.column) / span.stride;
  const pc = plan.pcColumn < 0 ? undefined : span.cells[at + plan.pcColumn];
  const place = `${plan.program.name}[${row}]${pc === undefined ? '' : ` (pc=0x${pc.toString(16)})`}`;
  throw new PellucidError('unprovable-lookup', `${place}: the table ${bus} has no (${message.join(', ')})`, {
    chip: plan.program.name,
    row,
    pc,
    bus,
    message,
  });
};

/**
 * Counts the lookups of at most LOOKUP_BLOCK live rows. PellucidError 'unprovable-lookup' if no table has a message.
 */
export const countLookups = (plan: LookupPlan, span: RowSpan, counts: LookupCounts): void => {
  const { cells, stride, column, from, to } = span;
  const rows = to - from;
  for (const group of plan.groups) {
    for (let i = 0; i < rows; i++) STARTS[i] = (from + i) * stride + column;
    const active = activeRows(plan, group, cells, rows);
    for (const lookup of group.lookups) {
      const counted = counts[lookup.interaction.bus];
      if (counted === undefined) throw new TypeError(`${plan.program.name} looks up bus ${lookup.interaction.bus}, which has no table`);
      const { table, block, counts: target } = counted;
      const isLinear = evaluateFields(lookup, block.fields, cells, active);
      for (let i = 0; i < active; i++) {
        if (isLinear) i = block.count(lookup.fields, i, active, target);
        if (i === active) break;
        const message = slowMessage(plan, lookup, cells, STARTS[i]);
        const key = table.keyOf(message);
        if (key < 0) unprovable(plan, table.bus.name, message, span, STARTS[i]);
        target[key]++;
      }
    }
  }
};
