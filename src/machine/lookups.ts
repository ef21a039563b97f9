/**
 * Counts the lookups of the chips, so that tables can provide each message as often. It takes the messages from the constraint programs
 * and evaluates them on the filled rows. So a chip's filler does not deal with counters.
 */
import type { Chip } from '../air/chip.ts';
import { baseAlgebra, evaluateProgram } from '../air/evaluate.ts';
import type { ConstraintProgram, ProgramInteraction } from '../air/program.ts';
import { BUSES, bytesBus, powerBus, programBus, rangeBus } from '../chips/shared/buses.ts';
import { byteOperation } from '../chips/tables/nibbles.ts';
import { PellucidError } from '../core/error.ts';
import { canonical, evaluateForm, evaluateInt32, evaluateRows, type LinearForm, linearForms } from './linearForm.ts';

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

/**
 * Scratch: offsets of the rows of a block that look something up, and the fields of their messages. Counting a block is one call that nothing
 * interrupts, so users in one process cannot meet here; a thread has its own.
 */
const STARTS = new Int32Array(LOOKUP_BLOCK);
const VALUES: readonly Float64Array[] = Array.from({ length: 2 }, () => new Float64Array(LOOKUP_BLOCK));
const INTEGERS: readonly Int32Array[] = Array.from({ length: 4 }, () => new Int32Array(LOOKUP_BLOCK));

/** Words of all counts together. */
export const countWords = (programRows: number): number => programRows + RANGE_KEYS + BYTE_KEYS + POWERS;

/** Counts over `words`, which may be shared with another thread. */
export const countsOver = (words: Uint32Array, programRows: number): LookupCounts => {
  const [bytes, power, program] = [RANGE_KEYS, RANGE_KEYS + BYTE_KEYS, RANGE_KEYS + BYTE_KEYS + POWERS];
  return {
    range: words.subarray(0, bytes),
    bytes: words.subarray(bytes, power),
    power: words.subarray(power, program),
    program: words.subarray(program, program + programRows),
  };
};

export const emptyCounts = (programRows: number): LookupCounts => countsOver(new Uint32Array(countWords(programRows)), programRows);

const addWords = (to: Uint32Array, from: Uint32Array): void => {
  for (let i = 0; i < to.length; i++) to[i] += from[i];
};

export const addCounts = (to: LookupCounts, counts: LookupCounts): void => {
  for (const name of ['range', 'bytes', 'power', 'program'] as const) addWords(to[name], counts[name]);
};

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
}

const COUNTED: ReadonlySet<number> = new Set([programBus.id, rangeBus.id, bytesBus.id, powerBus.id]);

/** The lookups of a chip without preprocessed columns. */
const compileLookups = (chip: Chip): LookupPlan => {
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

/** Writes to `starts` the rows on which the group's lookups happen. Returns their number. */
const activeRows = (plan: LookupPlan, { multiplicity }: LookupGroup, cells: Uint32Array, rows: number, starts: Int32Array): number => {
  const [values] = INTEGERS;
  if (typeof multiplicity === 'number') {
    for (let i = 0; i < rows; i++) values[i] = slowValue(plan, multiplicity, cells, starts[i]);
  } else if (multiplicity.isInt32) {
    evaluateInt32(multiplicity, cells, starts, rows, values);
  } else {
    for (let i = 0; i < rows; i++) values[i] = evaluateForm(multiplicity, cells, starts[i]) === 0 ? 0 : 1;
  }
  let active = 0;
  for (let i = 0; i < rows; i++) {
    starts[active] = starts[i];
    active += values[i] === 0 ? 0 : 1;
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

/** Index of a table entry, from the message's fields as canonical elements; -1 if no table has it. */
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

/** Counts messages [from, count). Stops at the first whose fields, as reals, are no table entry, and returns its index. */
type FastCount = (
  fields: readonly LinearForm[],
  cells: Uint32Array,
  from: number,
  count: number,
  target: Uint32Array,
  program: ProgramRows,
) => number;

const areInt32 = (fields: readonly LinearForm[]): boolean => fields.every(({ isInt32 }) => isInt32);

const evaluateFields = (fields: readonly LinearForm[], cells: Uint32Array, count: number): void => {
  for (let f = 0; f < fields.length; f++) evaluateInt32(fields[f], cells, STARTS, count, INTEGERS[f]);
};

const countRanges: FastCount = (fields, cells, from, count, target) => {
  if (!areInt32(fields)) return countRealRanges(fields, cells, from, count, target);
  const [values, widths] = INTEGERS;
  const [value, bits] = fields;
  evaluateInt32(value, cells, STARTS, count, values);
  if (bits.columns.length === 0) {
    const limit = bits.constant >>> 0 <= 16 ? 1 << bits.constant : 0;
    for (let i = from; i < count; i++) {
      if (values[i] >>> 0 >= limit) return i;
      target[limit + values[i]]++;
    }
    return count;
  }
  evaluateInt32(bits, cells, STARTS, count, widths);
  for (let i = from; i < count; i++) {
    const limit = widths[i] >>> 0 <= 16 ? 1 << widths[i] : 0;
    if (values[i] >>> 0 >= limit) return i;
    target[limit + values[i]]++;
  }
  return count;
};

const countRealRanges = (
  [value, bits]: readonly LinearForm[],
  cells: Uint32Array,
  from: number,
  count: number,
  target: Uint32Array,
): number => {
  const [values, widths] = VALUES;
  evaluateRows(value, cells, STARTS, count, values);
  evaluateRows(bits, cells, STARTS, count, widths);
  for (let i = from; i < count; i++) {
    const limit = widths[i] >= 0 && widths[i] <= 16 ? 1 << widths[i] : 0;
    if (!(values[i] >= 0 && values[i] < limit && (values[i] | 0) === values[i] && (widths[i] | 0) === widths[i])) return i;
    target[limit + values[i]]++;
  }
  return count;
};

const countBytes: FastCount = (fields, cells, from, count, target) => {
  if (!areInt32(fields)) return from;
  const [ops, xs, ys, zs] = INTEGERS;
  evaluateFields(fields, cells, count);
  for (let i = from; i < count; i++) {
    const [op, x, y] = [ops[i], xs[i], ys[i]];
    if ((op & 3) !== op || (x & 0xff) !== x || (y & 0xff) !== y || zs[i] !== byteOperation(op, x, y)) return i;
    target[(op << 16) | (x << 8) | y]++;
  }
  return count;
};

/** Counts an instruction by its pc alone: the constraints bind the other fields to the program's. */
const countInstructions: FastCount = ([pc], cells, from, count, target, { codeBase, rowOf }) => {
  if (!pc.isInt32) return from;
  const [pcs] = INTEGERS;
  evaluateInt32(pc, cells, STARTS, count, pcs);
  for (let i = from; i < count; i++) {
    const offset = pcs[i] - codeBase;
    const row = (offset & 3) === 0 && offset >= 0 && offset < 4 * rowOf.length ? rowOf[offset >> 2] : -1;
    if (row < 0) return i;
    target[row]++;
  }
  return count;
};

const FAST_COUNTS: Readonly<Record<number, FastCount>> = {
  [rangeBus.id]: countRanges,
  [bytesBus.id]: countBytes,
  [programBus.id]: countInstructions,
};

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
  for (const group of plan.groups) {
    for (let i = 0; i < rows; i++) STARTS[i] = at + i * stride;
    const active = activeRows(plan, group, cells, rows, STARTS);
    for (const lookup of group.lookups) {
      const target = countsOf(counts, lookup.bus);
      const count = lookup.fields.every((field) => field !== undefined) ? FAST_COUNTS[lookup.bus] : undefined;
      for (let i = 0; i < active; i++) {
        if (count !== undefined) i = count(lookup.fields as readonly LinearForm[], cells, i, active, target, program);
        if (i < active) countSlowly(plan, lookup, cells, STARTS[i], firstRow + (STARTS[i] - at) / stride, target, program);
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
