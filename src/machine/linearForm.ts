/**
 * Linear forms: the fields and multiplicities of messages, in a form that is evaluated on a row in a few nanoseconds. A
 * form is scale * (constant + sum coefficient * cell), where the coefficients are small integers and `scale` a power of two
 * 2^-k: a field inverse of 2^k becomes an exact division when the values are small, as they are on honest rows.
 */
import type { Chip } from '../air/chip.ts';
import { type ColumnSpec, columnKinds } from '../air/columns.ts';
import type { ConstraintProgram } from '../air/program.ts';
import { OpCode } from '../air/program.ts';
import * as felt from '../field/felt.ts';

export interface LinearForm {
  readonly constant: number;
  /** Offsets of main columns, with their coefficients. */
  readonly columns: Int32Array;
  readonly coefficients: Float64Array;
  readonly scale: number;
  /** Whether scale is 1 and every value, on cells within their bounds, an int32. */
  readonly isInt32: boolean;
}

/** The coefficient of each main column and, last, the constant, by value id; undefined where a value is not linear. */
const linearValues = (program: ConstraintProgram): (Float64Array | undefined)[] => {
  const { preprocessedWidth, mainWidth, constants, ops } = program;
  const zero = (): Float64Array => new Float64Array(mainWidth + 1);
  const values: (Float64Array | undefined)[] = new Array(preprocessedWidth).fill(undefined);
  for (let i = 0; i < mainWidth; i++) {
    const form = zero();
    form[i] = 1;
    values.push(form);
  }
  for (const constant of constants) {
    const form = zero();
    form[mainWidth] = constant;
    values.push(form);
  }
  const isConstant = (form: Float64Array): boolean => form.subarray(0, mainWidth).every((x) => x === 0);
  for (let i = 0; i < ops.length; i += 3) {
    const a = values[ops[i + 1]];
    const b = values[ops[i + 2]];
    if (a === undefined || b === undefined) values.push(undefined);
    else if (ops[i] === OpCode.ADD) values.push(a.map((x, j) => felt.add(x, b[j])));
    else if (ops[i] === OpCode.SUB) values.push(a.map((x, j) => felt.sub(x, b[j])));
    else if (isConstant(b)) values.push(a.map((x) => felt.mul(x, b[mainWidth])));
    else values.push(isConstant(a) ? b.map((x) => felt.mul(x, a[mainWidth])) : undefined);
  }
  return values;
};

const signed = (a: number): number => (a > felt.P / 2 ? a - felt.P : a);

/** Sums of coefficient * cell below this are exact in a double. */
const MAX_TOTAL = 2 ** 53;
const MAX_SHIFT = 18;

const smallForm = (form: Float64Array, bounds: readonly number[]): LinearForm | undefined => {
  const last = form.length - 1;
  let smallest: LinearForm | undefined;
  let least = MAX_TOTAL;
  for (let shift = 0; shift <= MAX_SHIFT; shift++) {
    const scaled = Array.from(form, (x) => signed(felt.mul(x, 2 ** shift)));
    const total = scaled.reduce((sum, x, i) => sum + Math.abs(x) * (bounds[i] ?? 1), 0);
    // Keep the scaling with the smallest total: its values on honest rows are the integers that they stand for.
    if (total >= least) continue;
    least = total;
    const columns = Int32Array.from(scaled.keys()).filter((i) => i < last && scaled[i] !== 0);
    const above = scaled.reduce((sum, x, i) => sum + Math.max(x, 0) * (bounds[i] ?? 1), 0);
    smallest = {
      constant: scaled[last],
      columns,
      coefficients: Float64Array.from(columns, (i) => scaled[i]),
      scale: 2 ** -shift,
      isInt32: shift === 0 && Math.max(above, total - above) < 2 ** 31,
    };
    // Integers already: a fraction of 2^18 or less would be a multiple of (p - 1) / 2^18 = 7680.
    if (shift === 0 && scaled.every((x) => Math.abs(x) <= 2 ** 12)) break;
  }
  return smallest;
};

/** Largest cell of each main column: 1 for those constrained to be boolean. */
export const columnBounds = (columns: ColumnSpec): number[] => columnKinds(columns).map((kind) => (kind === 'bool' ? 1 : felt.P - 1));

/** Forms by value id; undefined where a value is not linear in the main columns, or has no small coefficients. */
export const linearForms = ({ program, columns }: Chip, ids: Iterable<number>): Map<number, LinearForm | undefined> => {
  const values = linearValues(program);
  const bounds = columnBounds(columns);
  return new Map(
    Array.from(ids, (id): [number, LinearForm | undefined] => {
      const value = values[id];
      return [id, value === undefined ? undefined : smallForm(value, bounds)];
    }),
  );
};

/**
 * The form's value on the row that starts at cells[at], whose cells are within their bounds. An integer value is exact. A negative or
 * fractional value stands for a field element, which `canonical` finds.
 */
export const evaluateForm = (form: LinearForm, cells: Uint32Array, at: number): number => {
  const { columns, coefficients } = form;
  let total = form.constant;
  for (let i = 0; i < columns.length; i++) total += coefficients[i] * cells[at + columns[i]];
  return total * form.scale;
};

/** `evaluateForm` on the rows that start at starts[0 .. count), into `out`. Loops without a loop inside are several times as fast. */
export const evaluateRows = (form: LinearForm, cells: Uint32Array, starts: Int32Array, count: number, out: Float64Array): void => {
  const { columns, coefficients, constant, scale } = form;
  const [a, b, c] = columns;
  const [p, q, r] = coefficients;
  if (columns.length === 0) {
    out.fill(constant * scale, 0, count);
  } else if (columns.length === 1 && p === 1 && constant === 0 && scale === 1) {
    for (let i = 0; i < count; i++) out[i] = cells[starts[i] + a];
  } else if (columns.length === 1) {
    for (let i = 0; i < count; i++) out[i] = (constant + p * cells[starts[i] + a]) * scale;
  } else if (columns.length === 2) {
    for (let i = 0; i < count; i++) out[i] = (constant + p * cells[starts[i] + a] + q * cells[starts[i] + b]) * scale;
  } else if (columns.length === 3) {
    for (let i = 0; i < count; i++) {
      const at = starts[i];
      out[i] = (constant + p * cells[at + a] + q * cells[at + b] + r * cells[at + c]) * scale;
    }
  } else {
    for (let i = 0; i < count; i++) out[i] = evaluateForm(form, cells, starts[i]);
  }
};

/** `evaluateRows` of a form whose values are int32. */
export const evaluateInt32 = (form: LinearForm, cells: Uint32Array, starts: Int32Array, count: number, out: Int32Array): void => {
  const { columns, coefficients, constant } = form;
  const [a, b] = columns;
  const [p, q] = coefficients;
  if (columns.length === 0) {
    out.fill(constant, 0, count);
  } else if (columns.length === 1 && p === 1) {
    for (let i = 0; i < count; i++) out[i] = cells[starts[i] + a] + constant;
  } else if (columns.length === 2 && p === 1 && q === -1) {
    for (let i = 0; i < count; i++) out[i] = cells[starts[i] + a] - cells[starts[i] + b] + constant;
  } else {
    // Column by column; sums on the way may wrap, as those of int32 do.
    out.fill(constant, 0, count);
    for (let k = 0; k < columns.length; k++) {
      const column = columns[k];
      const coefficient = coefficients[k];
      for (let i = 0; i < count; i++) out[i] += Math.imul(coefficient, cells[starts[i] + column]);
    }
  }
};

/** The field element that a value of `evaluateForm` stands for. */
export const canonical = (value: number, form: LinearForm): number =>
  felt.mul(felt.fromInt(value / form.scale), felt.inv(felt.fromInt(1 / form.scale)));
