/**
 * Every row that a cheating prover could put in place of an honest one: given what a row takes from others (program lookup,
 * received messages), enumerates all assignments of the columns that satisfy the constraints and the lookups. A constraint with
 * one unknown column is solved; where none is left, the unknown with the smallest range according to its lookups is tried
 * exhaustively. So an empty or single answer is a proof for these operands, not a sample.
 */
import type { Chip } from '../../src/air/chip.ts';
import { OpCode } from '../../src/air/program.ts';
import { BUSES } from '../../src/chips/shared/buses.ts';
import * as felt from '../../src/field/felt.ts';
import { inTable } from './chipHarness.ts';
import { rootsOf } from './roots.ts';

const INV_2 = felt.inv(2);
const INV_6 = felt.inv(6);

/** One expression of a program over the columns, evaluated by itself. */
interface Term {
  readonly columns: readonly number[];
  /** Degree in one column. */
  degreeIn(column: number): number;
  evaluate(cells: readonly number[]): number;
}

const terms = ({ program }: Chip): ((value: number) => Term) => {
  const base = program.mainWidth;
  const opBase = base + program.constants.length;
  const values = new Array<number>(opBase + program.ops.length / 3).fill(0);
  program.constants.forEach((constant, i) => {
    values[base + i] = constant;
  });
  const cache = new Map<number, Term>();
  return (value) => {
    const known = cache.get(value);
    if (known !== undefined) return known;
    const columns = new Set<number>();
    const needed = new Set<number>();
    const visit = (id: number): void => {
      if (id < base) columns.add(id);
      if (id < opBase || needed.has(id)) return;
      visit(program.ops[3 * (id - opBase) + 1]);
      visit(program.ops[3 * (id - opBase) + 2]);
      needed.add(id);
    };
    visit(value);
    const order = [...needed];
    const own = [...columns];
    const degrees = new Map<number, number>();
    const degreeIn = (column: number): number => {
      let degree = degrees.get(column);
      if (degree === undefined) {
        const of = new Map<number, number>([[column, 1]]);
        for (const id of order) {
          const at = 3 * (id - opBase);
          const [a, b] = [of.get(program.ops[at + 1]) ?? 0, of.get(program.ops[at + 2]) ?? 0];
          of.set(id, program.ops[at] === OpCode.MUL ? a + b : Math.max(a, b));
        }
        degree = of.get(value) ?? 0;
        degrees.set(column, degree);
      }
      return degree;
    };
    const term: Term = {
      columns: own,
      degreeIn,
      evaluate(cells) {
        for (const column of own) values[column] = cells[column];
        for (const id of order) {
          const at = 3 * (id - opBase);
          const [a, b] = [values[program.ops[at + 1]], values[program.ops[at + 2]]];
          const code = program.ops[at];
          values[id] = code === OpCode.ADD ? felt.add(a, b) : code === OpCode.SUB ? felt.sub(a, b) : felt.mul(a, b);
        }
        return values[value];
      },
    };
    cache.set(value, term);
    return term;
  };
};

/** term = target */
interface Equation {
  readonly term: Term;
  readonly target: number;
}
interface Lookup {
  readonly bus: string;
  readonly multiplicity: Term;
  readonly fields: readonly Term[];
  readonly columns: readonly number[];
}

/** False if no table entry has the fields that are known. */
const mayBeInTable = (bus: string, fields: readonly (number | undefined)[]): boolean => {
  const bounds = bus === 'bytes' ? [3, 255, 255, 255] : bus === 'range' ? [0xffff, 16] : [15, 0x8000];
  return fields.every((field, i) => field === undefined || field <= bounds[i]);
};

/** What an unknown column can be. */
interface Candidates {
  readonly column: number;
  readonly size: number;
  values(): number[];
}

export interface SolveOptions {
  /** Columns held at a value besides. */
  readonly fixed?: ReadonlyMap<number, number>;
  /** Stop after this many solutions. */
  readonly limit?: number;
}

const ROWS_TRIED = 30_000_000;

/** Rows that take the same inputs as `honest` and satisfy every constraint and lookup. Columns nothing constrains are 0. */
export const solveRows = (chip: Chip, honest: readonly number[], { fixed, limit = 1000 }: SolveOptions = {}): number[][] => {
  const { program } = chip;
  const term = terms(chip);
  const equations: Equation[] = program.constraints.map((c) => ({ term: term(c.value), target: 0 }));
  const lookups: Lookup[] = [];
  for (const { bus, multiplicity, fields } of program.interactions) {
    const { name, kind } = BUSES[bus];
    const m = term(multiplicity);
    const received = kind === 'permutation' && m.evaluate(honest) === felt.P - 1;
    if (name === 'program' || received) {
      for (const part of [m, ...fields.map(term)]) equations.push({ term: part, target: part.evaluate(honest) });
    } else if (kind === 'lookup') {
      const parts = fields.map(term);
      lookups.push({ bus: name, multiplicity: m, fields: parts, columns: [...new Set([m, ...parts].flatMap((t) => t.columns))] });
    }
  }

  const width = program.mainWidth;
  const cells = new Array<number>(width).fill(0);
  const known = new Array<boolean>(width).fill(false);
  const equationsOf = Array.from({ length: width }, (_, c) => equations.filter((e) => e.term.columns.includes(c)));
  const lookupsOf = Array.from({ length: width }, (_, c) => lookups.filter((l) => l.columns.includes(c)));
  const solutions: number[][] = [];
  let tried = 0;

  const unknownOf = (columns: readonly number[]): number => {
    let found = -1;
    for (const column of columns) {
      if (known[column]) continue;
      if (found !== -1) return -2;
      found = column;
    }
    return found;
  };
  /** Values of the only unknown column for which the equation holds; undefined for any. */
  const roots = ({ term: t, target }: Equation, column: number): number[] | undefined => {
    const at = (x: number): number => {
      cells[column] = x;
      const y = felt.sub(t.evaluate(cells), target);
      cells[column] = 0;
      return y;
    };
    const degree = t.degreeIn(column);
    if (degree > 3) throw new Error(`an equation of degree ${degree} in ${chip.columnNames[column]}`);
    // Newton form y0 + x (d1 + (x - 1) (d2 + (x - 2) d3)).
    const [y0, y1] = [at(0), at(1)];
    const first = felt.sub(y1, y0);
    const y2 = degree < 2 ? 0 : at(2);
    const second = degree < 2 ? 0 : felt.sub(felt.sub(y2, y1), first);
    const third = degree < 3 ? 0 : felt.sub(felt.sub(felt.sub(at(3), y2), felt.sub(y2, y1)), second);
    const d2 = felt.mul(second, INV_2);
    const d3 = felt.mul(third, INV_6);
    const coefficients = [y0, felt.add(felt.sub(first, d2), felt.mul(2, d3)), felt.sub(d2, felt.mul(3, d3)), d3];
    return coefficients.every((c) => c === 0) ? undefined : rootsOf(coefficients);
  };
  const value = (t: Term): number | undefined => (unknownOf(t.columns) === -1 ? t.evaluate(cells) : undefined);
  /** Values of an unknown column that the lookup can have; undefined if it does not say. */
  const range = (lookup: Lookup, column: number): Candidates | undefined => {
    const on = value(lookup.multiplicity);
    if (on !== 1) return undefined;
    for (const [i, field] of lookup.fields.entries()) {
      if (unknownOf(field.columns) !== column) continue;
      let size = [16, 16][i] ?? 0;
      let entry = (x: number): number => (i === 0 ? x : 2 ** x);
      if (lookup.bus === 'bytes') [size, entry] = [i === 0 ? 4 : 256, (x) => x];
      if (lookup.bus === 'range') {
        const bits = value(lookup.fields[1]);
        if (i === 0 && bits === undefined) continue;
        [size, entry] = [i === 1 ? 17 : (bits as number) > 16 ? 0 : 2 ** (bits as number), (x) => x];
      }
      // field = alpha + beta * column, linear as every message is.
      cells[column] = 0;
      const alpha = field.evaluate(cells);
      cells[column] = 1;
      const beta = felt.sub(field.evaluate(cells), alpha);
      cells[column] = 0;
      const values = (): number[] => {
        const scale = felt.inv(beta);
        return Array.from({ length: size }, (_, x) => felt.mul(felt.sub(entry(x), alpha), scale));
      };
      return { column, size, values };
    }
    return undefined;
  };
  const holds = (lookup: Lookup): boolean => {
    const on = value(lookup.multiplicity);
    // Other multiplicities may occur while columns are unknown; a solution has none.
    if (on !== 1) return true;
    const fields = lookup.fields.map(value);
    return fields.includes(undefined) ? mayBeInTable(lookup.bus, fields) : inTable(lookup.bus, fields as number[]);
  };

  /** `last` is the column that became known last: what follows from it is cheapest to find. */
  const search = (last: number): void => {
    if (solutions.length >= limit) return;
    // The tightest bound on any unknown.
    let best: Candidates | undefined;
    const offer = (found: Candidates | undefined): void => {
      if (found !== undefined && (best === undefined || found.size < best.size)) best = found;
    };
    for (const equation of last === -1 ? equations : [...equationsOf[last], ...equations]) {
      const column = unknownOf(equation.term.columns);
      if (column < 0) continue;
      const values = roots(equation, column);
      if (values === undefined) continue;
      offer({ column, size: values.length, values: () => values });
      if (values.length <= 1) break;
    }
    if (best === undefined || best.size > 2) {
      for (const lookup of lookups) {
        for (const column of lookup.columns) if (!known[column]) offer(range(lookup, column));
      }
    }
    if (best === undefined) {
      // What is left occurs in nothing, or only multiplied by zero.
      const open = equations.find(
        (e) => e.term.columns.some((c) => !known[c]) && unknownOf(e.term.columns) === -2 && dependsOnUnknown(e.term),
      );
      if (open !== undefined)
        throw new Error(
          `cannot enumerate ${open.term.columns
            .filter((c) => !known[c])
            .map((c) => chip.columnNames[c])
            .join()}`,
        );
      const unread = lookups.find((l) => value(l.multiplicity) !== 0 && l.columns.some((c) => !known[c]));
      if (unread !== undefined) throw new Error(`cannot enumerate a lookup on ${unread.bus}`);
      const odd = lookups.find((l) => (value(l.multiplicity) as number) > 1);
      if (odd !== undefined) throw new Error(`a lookup on ${odd.bus} is made more than once`);
      solutions.push([...cells]);
      return;
    }
    const { column, values } = best;
    const candidates = values();
    known[column] = true;
    for (const candidate of candidates) {
      if (++tried > ROWS_TRIED) throw new Error('too many rows to try');
      cells[column] = candidate;
      const fits =
        equationsOf[column].every((e) => unknownOf(e.term.columns) !== -1 || e.term.evaluate(cells) === e.target) &&
        lookupsOf[column].every(holds);
      if (fits) search(column);
    }
    known[column] = false;
    cells[column] = 0;
  };
  /** Whether an equation with several unknowns still says something: tried at a few points. */
  const dependsOnUnknown = (t: Term): boolean => {
    const open = t.columns.filter((c) => !known[c]);
    const at = (seed: number): number => {
      open.forEach((c, i) => {
        cells[c] = seed === 0 ? 0 : felt.pow(31, 1000 * seed + 7 * i + 1);
      });
      const result = t.evaluate(cells);
      for (const c of open) cells[c] = 0;
      return result;
    };
    return [1, 2, 3].some((seed) => at(seed) !== at(0));
  };

  for (const [column, x] of fixed ?? []) {
    cells[column] = x;
    known[column] = true;
  }
  const consistent =
    equations.every((e) => unknownOf(e.term.columns) !== -1 || e.term.evaluate(cells) === e.target) && lookups.every(holds);
  if (consistent) search(-1);
  return solutions;
};
