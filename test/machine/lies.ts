/** Coordinated lies: several rows of an honest witness changed at once. */
import { type FilledTrace, findTrace, violations, type Witness } from './machineHarness.ts';

export const columnOf = (trace: FilledTrace, name: string): number => {
  const column = trace.chip.columnNames.indexOf(name);
  if (column === -1) throw new Error(`${trace.chip.name} has no column ${name}`);
  return column;
};

export const cellOf = (trace: FilledTrace, row: number, name: string): number =>
  trace.main[row * trace.chip.program.mainWidth + columnOf(trace, name)];

/** A change of one row, by column name; negative rows count from the end. */
export interface Change {
  readonly chip: string;
  readonly row: number;
  readonly set: Readonly<Record<string, number>>;
}

/** The witness with other cells. */
export const withChanges = (witness: Witness, changes: readonly Change[]): Witness => {
  const mains = new Map<string, Uint32Array>();
  for (const { chip, row, set } of changes) {
    const trace = findTrace(witness, chip);
    const main = mains.get(chip) ?? trace.main.slice();
    mains.set(chip, main);
    for (const [name, value] of Object.entries(set)) {
      main[(row < 0 ? trace.height + row : row) * trace.chip.program.mainWidth + columnOf(trace, name)] = value;
    }
  }
  return { ...witness, traces: witness.traces.map((t) => ({ ...t, main: mains.get(t.chip.name) ?? t.main })) };
};

/** All cells of a row by name. */
export const rowOf = (trace: FilledTrace, row: number): Record<string, number> =>
  Object.fromEntries(trace.chip.columnNames.map((name) => [name, cellOf(trace, row, name)]));

export const violationsOf = (witness: Witness, ...changes: readonly Change[]): string[] => violations(withChanges(witness, changes));

/** The row of a trace for which `test` holds. */
export const findRow = (trace: FilledTrace, test: (row: Record<string, number>) => boolean): number => {
  for (let row = 0; row < trace.rows; row++) if (test(rowOf(trace, row))) return row;
  throw new Error(`${trace.chip.name} has no such row`);
};
