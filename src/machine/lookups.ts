/**
 * Counts what the chips look up, so that the tables can offer it as often. Generic: the messages are the constraint programs'
 * own, evaluated on the rows as filled, so a chip's filler knows nothing of counters.
 */
import type { Chip } from '../air/chip.ts';
import { evaluateProgram } from '../air/evaluate.ts';
import type { ConstraintProgram, ProgramInteraction } from '../air/program.ts';
import { BUSES, bytesBus, powerBus, programBus, rangeBus } from '../chips/buses.ts';
import { byteOperation } from '../chips/nibbles.ts';
import { PellucidError } from '../core/error.ts';
import * as felt from '../field/felt.ts';
import { canonical, evaluateForm, type LinearForm, linearForms } from './linearForm.ts';

/** How often each entry is looked up. */
export interface LookupCounts {
  /** By row of the program table. */
  readonly program: Uint32Array;
  /** (value, bits) at 2^bits + value. */
  readonly range: Uint32Array;
  /** (op, x, y, x op y) at 2^16 op + 2^8 x + y. */
  readonly bytes: Uint32Array;
  /** (exponent, 2^exponent) at exponent. */
  readonly power: Uint32Array;
}

export const RANGE_KEYS = 2 ** 17;
export const BYTE_KEYS = 2 ** 18;
const POWERS = 16;
/** Rows are looked at in blocks that stay in the cache. */
export const LOOKUP_BLOCK = 512;

export const emptyCounts = (programRows: number): LookupCounts => ({
  program: new Uint32Array(programRows),
  range: new Uint32Array(RANGE_KEYS),
  bytes: new Uint32Array(BYTE_KEYS),
  power: new Uint32Array(POWERS),
});

/** Where a pc is in the program table. */
export interface ProgramRows {
  readonly codeBase: number;
  /** Row by index of the instruction; -1 for none. */
  readonly rowOf: Int32Array;
}

/** Lookups that happen on the same rows. */
interface LookupGroup {
  readonly multiplicity: LinearForm | number;
  readonly lookups: readonly CompiledLookup[];
}

interface CompiledLookup {
  readonly bus: number;
  /** undefined: not linear, evaluated by the constraint program. */
  readonly fields: readonly (LinearForm | undefined)[];
  readonly interaction: ProgramInteraction;
}

export interface LookupPlan {
  readonly program: ConstraintProgram;
  /** Offset of the column pc, for errors; -1 where there is none. */
  readonly pcColumn: number;
  readonly groups: readonly LookupGroup[];
  readonly buses: ReadonlySet<number>;
  /** Scratch: where the rows of one block start that look something up. */
  readonly starts: Int32Array;
}

const COUNTED: ReadonlySet<number> = new Set([programBus.id, rangeBus.id, bytesBus.id, powerBus.id]);

/** The lookups of a chip without preprocessed columns. */
export const compileLookups = (chip: Chip): LookupPlan => {
  const { program, columnNames } = chip;
  const lookups = program.interactions.filter((i) => !i.counter && COUNTED.has(i.bus));
  const ids = new Set(lookups.flatMap((i) => [i.multiplicity, ...i.fields]));
  const forms = linearForms(chip, ids);
  const byMultiplicity = new Map<number, ProgramInteraction[]>();
  for (const lookup of lookups) byMultiplicity.set(lookup.multiplicity, [...(byMultiplicity.get(lookup.multiplicity) ?? []), lookup]);
  return {
    program,
    pcColumn: columnNames.indexOf('pc'),
    buses: new Set(lookups.map((i) => i.bus)),
    starts: new Int32Array(LOOKUP_BLOCK),
    groups: [...byMultiplicity].map(([multiplicity, interactions]) => ({
      multiplicity: forms.get(multiplicity) ?? multiplicity,
      lookups: interactions.map((interaction) => ({
        bus: interaction.bus,
        fields: interaction.fields.map((field) => forms.get(field)),
        interaction,
      })),
    })),
  };
};

const algebra = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value: number): number => value };

const slowValue = (plan: LookupPlan, id: number, cells: Uint32Array, at: number): number =>
  evaluateProgram(plan.program, algebra, [], cells.subarray(at, at + plan.program.mainWidth))[id];

/** Starts of the rows on which the group's lookups happen. */
const activeRows = (
  plan: LookupPlan,
  group: LookupGroup,
  cells: Uint32Array,
  at: number,
  stride: number,
  rows: number,
  out: Int32Array,
): number => {
  const { multiplicity } = group;
  let active = 0;
  for (let row = 0; row < rows; row++, at += stride) {
    const on = typeof multiplicity === 'number' ? slowValue(plan, multiplicity, cells, at) : evaluateForm(multiplicity, cells, at);
    if (on !== 0) out[active++] = at;
  }
  return active;
};

/** A field of a message as a canonical element, by the slow way. */
const slowField = (plan: LookupPlan, lookup: CompiledLookup, index: number, cells: Uint32Array, at: number): number => {
  const form = lookup.fields[index];
  return form === undefined ? slowValue(plan, lookup.interaction.fields[index], cells, at) : canonical(evaluateForm(form, cells, at), form);
};

const unprovable = (plan: LookupPlan, lookup: CompiledLookup, cells: Uint32Array, at: number, row: number): never => {
  const message = lookup.fields.map((_, i) => slowField(plan, lookup, i, cells, at));
  const pc = plan.pcColumn < 0 ? undefined : cells[at + plan.pcColumn];
  const place = `${plan.program.name}[${row}]${pc === undefined ? '' : ` (pc=0x${pc.toString(16)})`}`;
  const { name } = BUSES[lookup.bus];
  throw new PellucidError('unprovable-lookup', `${place}: the table ${name} has no (${message.join(', ')})`, {
    chip: plan.program.name,
    row,
    pc,
    bus: name,
    message,
  });
};

/** Finds the entry of a message field by field as canonical elements; -1 if there is none. */
const keyOf = (bus: number, message: readonly number[], program: ProgramRows): number => {
  if (bus === rangeBus.id) {
    const [value, bits] = message;
    return bits <= 16 && value < 2 ** bits ? 2 ** bits + value : -1;
  }
  if (bus === bytesBus.id) {
    const [op, x, y, z] = message;
    return op < 4 && x < 256 && y < 256 && z === byteOperation(op, x, y) ? (op << 16) | (x << 8) | y : -1;
  }
  if (bus === powerBus.id) {
    const [exponent, power] = message;
    return exponent < POWERS && power === 2 ** exponent ? exponent : -1;
  }
  const index = (message[0] - program.codeBase) / 4;
  return Number.isInteger(index) && index >= 0 && index < program.rowOf.length ? program.rowOf[index] : -1;
};

const countsOf = (counts: LookupCounts, bus: number): Uint32Array =>
  bus === rangeBus.id ? counts.range : bus === bytesBus.id ? counts.bytes : bus === powerBus.id ? counts.power : counts.program;

/**
 * Counts the lookups of `rows` <= LOOKUP_BLOCK live rows, the first at cells[at]. `firstRow` names it in errors.
 * PellucidError 'unprovable-lookup' if no table has a message.
 */
export const countLookups = (
  plan: LookupPlan,
  cells: Uint32Array,
  at: number,
  stride: number,
  rows: number,
  firstRow: number,
  counts: LookupCounts,
  program: ProgramRows,
): void => {
  const { starts } = plan;
  for (const group of plan.groups) {
    const active = activeRows(plan, group, cells, at, stride, rows, starts);
    for (const lookup of group.lookups) {
      const target = countsOf(counts, lookup.bus);
      const [a, b] = lookup.fields;
      if (lookup.bus === rangeBus.id && a !== undefined && b !== undefined && b.columns.length === 0) {
        const limit = 2 ** b.constant;
        for (let i = 0; i < active; i++) {
          const value = evaluateForm(a, cells, starts[i]);
          if (value >= 0 && value < limit && (value | 0) === value) target[limit + value]++;
          else countSlowly(plan, lookup, cells, starts[i], firstRow + (starts[i] - at) / stride, target, program);
        }
      } else if (lookup.bus === rangeBus.id && a !== undefined && b !== undefined) {
        for (let i = 0; i < active; i++) {
          const value = evaluateForm(a, cells, starts[i]);
          const bits = evaluateForm(b, cells, starts[i]);
          const limit = (bits & 31) === bits && bits <= 16 ? 1 << bits : 0;
          if (value >= 0 && value < limit && (value | 0) === value) target[limit + value]++;
          else countSlowly(plan, lookup, cells, starts[i], firstRow + (starts[i] - at) / stride, target, program);
        }
      } else if (lookup.bus === programBus.id && a !== undefined) {
        const { codeBase, rowOf } = program;
        for (let i = 0; i < active; i++) {
          const offset = evaluateForm(a, cells, starts[i]) - codeBase;
          const row = offset >= 0 && (offset & 3) === 0 && offset >> 2 < rowOf.length ? rowOf[offset >> 2] : -1;
          if (row >= 0) target[row]++;
          else countSlowly(plan, lookup, cells, starts[i], firstRow + (starts[i] - at) / stride, target, program);
        }
      } else if (lookup.bus === bytesBus.id && lookup.fields.every((field) => field !== undefined)) {
        const [op, x, y, z] = lookup.fields as readonly LinearForm[];
        for (let i = 0; i < active; i++) {
          const start = starts[i];
          const opValue = evaluateForm(op, cells, start);
          const xValue = evaluateForm(x, cells, start);
          const yValue = evaluateForm(y, cells, start);
          const zValue = evaluateForm(z, cells, start);
          if (
            (opValue & 3) === opValue &&
            (xValue & 0xff) === xValue &&
            (yValue & 0xff) === yValue &&
            zValue === byteOperation(opValue, xValue, yValue)
          ) {
            target[(opValue << 16) | (xValue << 8) | yValue]++;
          } else {
            countSlowly(plan, lookup, cells, start, firstRow + (start - at) / stride, target, program);
          }
        }
      } else {
        for (let i = 0; i < active; i++) {
          countSlowly(plan, lookup, cells, starts[i], firstRow + (starts[i] - at) / stride, target, program);
        }
      }
    }
  }
};

const countSlowly = (
  plan: LookupPlan,
  lookup: CompiledLookup,
  cells: Uint32Array,
  at: number,
  row: number,
  target: Uint32Array,
  program: ProgramRows,
): void => {
  const key = keyOf(
    lookup.bus,
    lookup.fields.map((_, i) => slowField(plan, lookup, i, cells, at)),
    program,
  );
  if (key < 0) unprovable(plan, lookup, cells, at, row);
  target[key]++;
};
