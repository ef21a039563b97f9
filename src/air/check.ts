/**
 * Debuggers of traces. They name each constraint that fails, with its row, and each message that does not balance. They interpret
 * the same constraint programs as prover and verifier, row by row over the base field.
 */
import * as felt from '../field/felt.ts';
import { type Bus, fieldNames } from './bus.ts';
import type { Chip } from './chip.ts';
import { baseAlgebra, evaluateProgram } from './evaluate.ts';

/** A chip's trace: cell (row, i) at cells[row * stride + column + i]. */
export interface ChipRows {
  readonly chip: Chip;
  readonly cells: Uint32Array;
  readonly stride: number;
  readonly column: number;
  readonly height: number;
  readonly preprocessed?: { readonly cells: Uint32Array; readonly stride: number; readonly column: number };
}

/** A message from outside of the chips; multiplicity 1 sends, -1 receives. */
export interface OuterMessage {
  readonly bus: number;
  readonly fields: readonly number[];
  readonly multiplicity: number;
}

/** Values of the chip's program on one row. */
const rowValues = ({ chip, cells, stride, column, preprocessed }: ChipRows, row: number): number[] => {
  const at = row * stride + column;
  const main = cells.subarray(at, at + chip.program.mainWidth);
  if (preprocessed === undefined) return evaluateProgram(chip.program, baseAlgebra, [], main);
  const fixedAt = row * preprocessed.stride + preprocessed.column;
  const fixed = preprocessed.cells.subarray(fixedAt, fixedAt + chip.program.preprocessedWidth);
  return evaluateProgram(chip.program, baseAlgebra, fixed, main);
};

const location = (rows: ChipRows, row: number): string => {
  const pc = rows.chip.columnNames.indexOf('pc');
  if (pc === -1) return '';
  return ` (pc=0x${rows.cells[row * rows.stride + rows.column + pc].toString(16)})`;
};

/** An element as a small signed integer where it is one: p - 1 reads -1. */
const show = (value: number): string => String(value > felt.P / 2 ? value - felt.P : value);

/**
 * One line per constraint that does not hold: `add[17] carry[0] of b + c is 0 or 1: got 3 (pc=0x1040)`. Looks at no further row once
 * there are `limit` lines.
 */
export const checkRows = (rows: ChipRows, limit = 50): string[] => {
  const failures: string[] = [];
  for (let row = 0; row < rows.height && failures.length < limit; row++) {
    const values = rowValues(rows, row);
    for (const { label, value } of rows.chip.program.constraints) {
      if (values[value] !== 0) failures.push(`${rows.chip.name}[${row}] ${label}: got ${show(values[value])}${location(rows, row)}`);
    }
  }
  return failures;
};

interface Tally {
  readonly bus: number;
  readonly fields: readonly number[];
  total: number;
  readonly parties: string[];
}

const MAX_PARTIES = 4;

/**
 * One line per message whose multiplicities do not sum to zero, with who sent and received it. After `limit` lines, one more says
 * that there are others.
 */
export const checkBalance = (
  chips: readonly ChipRows[],
  outer: readonly OuterMessage[],
  buses: readonly Bus[] = [],
  limit = 20,
): string[] => {
  const tallies = new Map<string, Tally>();
  const count = (bus: number, fields: readonly number[], multiplicity: number, party: () => string): void => {
    if (multiplicity === 0) return;
    const key = `${bus}:${fields.join()}`;
    let tally = tallies.get(key);
    if (tally === undefined) {
      tally = { bus, fields, total: 0, parties: [] };
      tallies.set(key, tally);
    }
    tally.total = felt.add(tally.total, multiplicity);
    if (tally.parties.length < MAX_PARTIES) tally.parties.push(party());
  };
  for (const rows of chips) {
    for (let row = 0; row < rows.height; row++) {
      const values = rowValues(rows, row);
      for (const { bus, fields, multiplicity } of rows.chip.program.interactions) {
        const m = values[multiplicity];
        count(
          bus,
          fields.map((f) => values[f]),
          m,
          () => `${rows.chip.name}[${row}] ${show(m)}${location(rows, row)}`,
        );
      }
    }
  }
  for (const { bus, fields, multiplicity } of outer) count(bus, fields, felt.fromInt(multiplicity), () => `the verifier ${multiplicity}`);
  const failures: string[] = [];
  for (const { bus, fields, total, parties } of tallies.values()) {
    if (total === 0) continue;
    if (failures.length === limit) return [...failures, 'and more unmatched messages'];
    const found = buses.find((b) => b.id === bus);
    const names = found && fieldNames(found);
    const message = fields.map((value, i) => `${names?.[i] ?? i}=${show(value)}`).join(' ');
    failures.push(`bus ${found?.name ?? bus}: (${message}) has multiplicity ${show(total)}: ${parties.join(', ')}`);
  }
  return failures;
};
