/**
 * Whole-machine checks without a proof: every constraint on every row, and the exact balance of all buses as a multiset of messages,
 * boundary included. A proof does the same at random points.
 */

import type { Chip } from '../../src/air/chip.ts';
import { evaluateProgram } from '../../src/air/evaluate.ts';
import { BUSES } from '../../src/chips/shared/buses.ts';
import * as felt from '../../src/field/felt.ts';
import { machineBoundary } from '../../src/machine/boundary.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { fixedTables } from '../../src/machine/preprocessed.ts';
import { buildProgramTable, type ProgramTable } from '../../src/machine/programTable.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { type PlanOptions, planTraces } from '../../src/machine/traces.ts';
import type { BoundaryMessage } from '../../src/stark/statement.ts';
import { loadElf } from '../../src/vm/elf.ts';
import type { Program } from '../../src/vm/program.ts';
import type { ExecutionRecord } from '../../src/vm/record.ts';
import { elfOfWords } from '../support/elfBuilder.ts';
import { trace } from '../support/run.ts';

const algebra = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value: number): number => value };

export interface FilledTrace {
  readonly chip: Chip;
  /** Live rows, of `height`. */
  readonly rows: number;
  readonly height: number;
  /** Row-major. */
  readonly main: Uint32Array;
  readonly preprocessed: Uint32Array;
}

export interface Witness {
  readonly machine: Machine;
  readonly program: Program;
  readonly table: ProgramTable;
  readonly record: ExecutionRecord;
  readonly traces: readonly FilledTrace[];
  readonly boundary: readonly BoundaryMessage[];
}

export const programOf = (words: readonly number[], data?: Uint8Array): Program => loadElf(elfOfWords(words, data));

export const witnessOfRecord = (
  program: Program,
  record: ExecutionRecord,
  options: PlanOptions = {},
  machine: Machine = rv32im,
): Witness => {
  const table = buildProgramTable(machine, program);
  const tables = fixedTables(machine);
  const preprocessedOf = (chip: Chip): Uint32Array =>
    chip.name === 'program'
      ? table.program.values
      : chip.name === 'image'
        ? table.image.values
        : (tables[chip.name]?.values ?? new Uint32Array(0));
  const plan = planTraces(machine, record, program, table, options);
  const traces = plan.traces.map((planned) => {
    const width = planned.chip.program.mainWidth;
    const main = new Uint32Array(2 ** planned.logHeight * width);
    planned.fill({ cells: () => main, stride: width, column: 0 });
    return { chip: planned.chip, rows: planned.rows, height: 2 ** planned.logHeight, main, preprocessed: preprocessedOf(planned.chip) };
  });
  return { machine, program, table, record, traces, boundary: machineBoundary(machine, table.info, record) };
};

export const witnessOf = (program: Program, input?: Uint8Array, options: PlanOptions = {}): Witness =>
  witnessOfRecord(program, trace(program, input === undefined ? {} : { input }), options);

export const findTrace = (witness: Witness, chip: string): FilledTrace => {
  const found = witness.traces.find((t) => t.chip.name === chip);
  if (found === undefined) throw new Error(`${chip} is absent`);
  return found;
};

/** Values of one row, by id. `main` replaces the row's cells. */
const valuesOf = ({ chip, main, preprocessed }: FilledTrace, row: number, cells?: ArrayLike<number>): number[] => {
  const { mainWidth, preprocessedWidth } = chip.program;
  return evaluateProgram(
    chip.program,
    algebra,
    preprocessed.subarray(row * preprocessedWidth, (row + 1) * preprocessedWidth),
    cells ?? main.subarray(row * mainWidth, (row + 1) * mainWidth),
  );
};

/** Labels of the constraints that a row breaks. */
export const brokenConstraints = (trace: FilledTrace, row: number, cells?: ArrayLike<number>): string[] => {
  const values = valuesOf(trace, row, cells);
  return trace.chip.program.constraints.filter((c) => values[c.value] !== 0).map((c) => c.label);
};

/** Net multiplicity mod p by message. */
export type Balance = Map<string, number>;

const addTo = (balance: Balance, key: string, multiplicity: number): void => {
  const total = felt.add(balance.get(key) ?? 0, multiplicity);
  if (total === 0) balance.delete(key);
  else balance.set(key, total);
};

/** Adds a row's messages `sign` times. */
export const addRow = (
  balance: Balance,
  trace: FilledTrace,
  row: number,
  sign: 1 | -1 = 1,
  cells?: ArrayLike<number>,
  buses = BUSES,
): void => {
  const values = valuesOf(trace, row, cells);
  for (const { bus, multiplicity, fields } of trace.chip.program.interactions) {
    const m = values[multiplicity];
    if (m !== 0) addTo(balance, `${buses[bus].name}(${fields.map((f) => values[f]).join(', ')})`, sign === 1 ? m : felt.neg(m));
  }
};

export const addBoundary = (balance: Balance, messages: readonly BoundaryMessage[]): void => {
  for (const { bus, fields, multiplicity } of messages) {
    addTo(balance, `${BUSES[bus].name}(${fields.join(', ')})`, felt.fromInt(multiplicity));
  }
};

/** What is wrong with the witness: broken constraints and unbalanced messages, a few of each. */
export const violations = (witness: Witness, boundary = witness.boundary): string[] => {
  const found: string[] = [];
  const balance: Balance = new Map();
  for (const trace of witness.traces) {
    for (let row = 0; row < trace.height && found.length < 20; row++) {
      for (const label of brokenConstraints(trace, row)) found.push(`${trace.chip.name}[${row}] ${label}`);
      addRow(balance, trace, row, 1, undefined, witness.machine.buses);
    }
  }
  addBoundary(balance, boundary);
  for (const [message, net] of [...balance].slice(0, 20)) found.push(`${message} ${net > felt.P / 2 ? `-${felt.P - net}` : `+${net}`}`);
  return found;
};

/** Whether replacing a row of an honest witness by `cells` is noticed: by a constraint, or by the balance of the buses. */
export const isNoticed = (trace: FilledTrace, row: number, cells: ArrayLike<number>): boolean => {
  if (brokenConstraints(trace, row, cells).length > 0) return true;
  const balance: Balance = new Map();
  addRow(balance, trace, row, -1);
  addRow(balance, trace, row, 1, cells);
  return balance.size > 0;
};

/** Columns of a row whose change, to any of several values, nothing notices; by name. */
export const freeColumns = (trace: FilledTrace, row: number, random: () => number): string[] => {
  const { mainWidth } = trace.chip.program;
  const honest = Array.from(trace.main.subarray(row * mainWidth, (row + 1) * mainWidth));
  return trace.chip.columnNames.filter((_, column) => {
    const old = honest[column];
    const lies = [felt.add(old, 1), felt.sub(old, 1), old === 0 ? 1 : 0, felt.P - 1, random()].filter((x) => x !== old);
    return lies.some(
      (lie) =>
        !isNoticed(
          trace,
          row,
          honest.map((x, i) => (i === column ? lie : x)),
        ),
    );
  });
};
