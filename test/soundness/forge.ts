/**
 * What a lying prover does: takes an honest witness, changes rows of any chips, recounts the tables so that nothing but the lie itself
 * is wrong, and makes a complete proof of it with the prover's own checks switched off.
 */

import type { Chip } from '../../src/air/chip.ts';
import { evaluateProgram } from '../../src/air/evaluate.ts';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { type Verdict, type VerifyParameters, verify } from '../../src/api/verify.ts';
import type { Backend } from '../../src/backend/types.ts';
import { programBus } from '../../src/chips/shared/buses.ts';
import { programChip } from '../../src/chips/tables/program.ts';
import { log2Ceil } from '../../src/core/log2.ts';
import * as felt from '../../src/field/felt.ts';
import { generateMachineKey, prepareGroup } from '../../src/keys/machineKey.ts';
import { prepareProgram } from '../../src/keys/programKey.ts';
import { encodeProof } from '../../src/keys/proof.ts';
import { type Statement, starkStatement } from '../../src/keys/statement.ts';
import { programRowsOf } from '../../src/machine/instructionRows.ts';
import { emptyCounts, type LookupCounts, lookupTables } from '../../src/machine/lookupCounts.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { type FixedTables, fixedTables } from '../../src/machine/preprocessed.ts';
import type { ProgramTable } from '../../src/machine/programTable.ts';
import { countedTables, type Provider } from '../../src/machine/providers.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { presetConfig } from '../../src/stark/config.ts';
import type { PreparedGroup } from '../../src/stark/preprocessed.ts';
import { proveStark } from '../../src/stark/prover.ts';
import { type FilledTrace, findTrace, type Witness } from '../machine/machineHarness.ts';

const algebra = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value: number): number => value };

export const chipNamed = (name: string, machine: Machine = rv32im): Chip => {
  const chip = machine.chips.find((c) => c.name === name);
  if (chip === undefined) throw new Error(`no chip ${name}`);
  return chip;
};

/** The order of keys and proofs. */
const inOrder = ({ chips }: Machine, traces: readonly FilledTrace[]): FilledTrace[] =>
  [...traces].sort((a, b) => chips.indexOf(a.chip) - chips.indexOf(b.chip));

export type Cells = Readonly<Record<string, number>>;

/** The live rows of a chip by column name; none if it is absent. */
export const rowsOf = (witness: Witness, name: string): Cells[] => {
  const trace = witness.traces.find((t) => t.chip.name === name);
  if (trace === undefined) return [];
  const width = trace.chip.program.mainWidth;
  return Array.from({ length: trace.rows }, (_, row) =>
    Object.fromEntries(trace.chip.columnNames.map((column, i) => [column, trace.main[row * width + i]])),
  );
};

/** The index of the only row, or the first, that satisfies `test`. */
export const rowWhere = (witness: Witness, name: string, test: (row: Cells) => boolean): number => {
  const index = rowsOf(witness, name).findIndex(test);
  if (index === -1) throw new Error(`${name} has no such row`);
  return index;
};

/** The witness with these live rows in place of a chip's; columns that a row does not name are 0. */
export const withRows = (witness: Witness, name: string, rows: readonly Cells[]): Witness => {
  const chip = chipNamed(name, witness.machine);
  const old = witness.traces.find((t) => t.chip === chip);
  const others = witness.traces.filter((t) => t.chip !== chip);
  if (rows.length === 0) return { ...witness, traces: others };
  const fixed = chip.preprocessedGroup === undefined ? undefined : findTrace(witness, name);
  const height = fixed?.height ?? 2 ** log2Ceil(rows.length);
  const width = chip.program.mainWidth;
  const main = new Uint32Array(height * width);
  rows.forEach((row, r) => {
    for (const [column, value] of Object.entries(row)) {
      const i = chip.columnNames.indexOf(column);
      if (i === -1) throw new Error(`${name} has no column ${column}`);
      main[r * width + i] = value;
    }
  });
  const trace: FilledTrace = { chip, rows: rows.length, height, main, preprocessed: old?.preprocessed ?? new Uint32Array(0) };
  return { ...witness, traces: inOrder(witness.machine, [...others, trace]) };
};

/** The witness with one row changed. */
export const withCells = (witness: Witness, name: string, row: number, set: Cells): Witness =>
  withRows(
    witness,
    name,
    rowsOf(witness, name).map((cells, i) => (i === row ? { ...cells, ...set } : cells)),
  );

export const withoutRow = (witness: Witness, name: string, row: number): Witness =>
  withRows(
    witness,
    name,
    rowsOf(witness, name).filter((_, i) => i !== row),
  );

export const withExtraRows = (witness: Witness, name: string, ...rows: readonly Cells[]): Witness =>
  withRows(witness, name, [...rowsOf(witness, name), ...rows]);

/** Chips that only count lookups. */
const tableChips = ({ fixedTables }: Machine): Set<Chip> =>
  new Set([programChip.chip, ...fixedTables.flatMap(({ chip, small }) => [chip, ...(small ? [small.chip] : [])])]);

/** Adds one lookup to the counts, if a table can offer it. */
const count = (counts: LookupCounts, { program }: ProgramTable, bus: number, message: readonly number[]): void => {
  const counted = counts[bus];
  if (counted === undefined) return;
  let key = counted.table.keyOf(message);
  // A program's entry is counted by its pc alone.
  if (bus === programBus.id && message.some((x, i) => program.values[key * program.width + i] !== x)) key = -1;
  if (key >= 0) counted.counts[key]++;
};

/** The witness with its tables recounted, in their small form: lookups that a table has are then balanced, others are not. */
export const recounted = (witness: Witness): Witness => {
  const tables = lookupTables(witness.machine, programRowsOf(witness.program, witness.table));
  const counts = emptyCounts(tables);
  const isTable = tableChips(witness.machine);
  for (const { chip, height, main, preprocessed } of witness.traces) {
    if (isTable.has(chip)) continue;
    const { mainWidth, preprocessedWidth, interactions } = chip.program;
    for (let row = 0; row < height; row++) {
      const values = evaluateProgram(
        chip.program,
        algebra,
        preprocessed.subarray(row * preprocessedWidth, (row + 1) * preprocessedWidth),
        main.subarray(row * mainWidth, (row + 1) * mainWidth),
      );
      for (const { bus, multiplicity, fields } of interactions) {
        if (values[multiplicity] === 1)
          count(
            counts,
            witness.table,
            bus,
            fields.map((f) => values[f]),
          );
      }
    }
  }
  const preprocessedOf = (chip: Chip): Uint32Array =>
    witness.traces.find((t) => t.chip === chip)?.preprocessed ?? fixedTables(witness.machine)[chip.name]?.values ?? new Uint32Array(0);
  const filled = ({ chip, rows, fill }: Provider): FilledTrace => {
    const width = chip.program.mainWidth;
    const height = 2 ** log2Ceil(rows);
    const main = new Uint32Array(height * width);
    fill(main, width, 0);
    return { chip, rows, height, main, preprocessed: preprocessedOf(chip) };
  };
  const counted = countedTables(counts, tables, 'small').map(filled);
  const traces = [...witness.traces.filter((t) => !isTable.has(t.chip)), ...counted];
  return { ...witness, traces: inOrder(witness.machine, traces) };
};

/** One key, one backend and its committed tables for all forgeries of a file. */
const keys = new Map<string, ReturnType<typeof generateMachineKey>>();
let shared: Backend | undefined;
const backendOf = (): Backend => (shared ??= createPellucid().session.backend);
export const keyOf = (preset = 'insecure-test', machine: Machine = rv32im): ReturnType<typeof generateMachineKey> => {
  const name = `${machine.name} ${preset}`;
  let key = keys.get(name);
  if (key === undefined) {
    key = generateMachineKey(backendOf(), presetConfig(preset), machine);
    keys.set(name, key);
  }
  return key;
};
export interface ForgeOptions {
  readonly preset?: string;
  /** What the statement says in place of the truth. */
  readonly statement?: Partial<Statement>;
  /** The program whose tables are committed, in place of the witness's own. */
  readonly committed?: ProgramTable;
  /** The fixed tables that are committed, in place of the machine's. */
  readonly tables?: FixedTables;
}

export interface Forgery {
  readonly proof: Uint8Array;
  readonly statement: Statement;
}

/** A complete proof of the witness, false or not. */
export const forge = async (
  witness: Witness,
  { preset = 'insecure-test', statement: claimed, committed, tables: others }: ForgeOptions = {},
): Promise<Forgery> => {
  const backend = backendOf();
  const { verifyingKey, tables } = keyOf(preset, witness.machine);
  const { config } = verifyingKey;
  const start = backend.mark();
  try {
    const programGroup = prepareProgram(backend, verifyingKey, committed ?? witness.table);
    const statement: Statement = {
      program: witness.table.info,
      programRoot: programGroup.tree.root,
      exitCode: 0,
      publicValues: witness.record.publicValues,
      ...claimed,
    };
    const traces = verifyingKey.chips.map(({ name }) => witness.traces.find((t) => t.chip.name === name));
    const groups = new Map<number, PreparedGroup>();
    const { bytes } = await proveStark({
      backend,
      key: verifyingKey,
      statement: starkStatement(verifyingKey, statement),
      witness: {
        heights: traces.map((t) => (t === undefined ? -1 : Math.log2(t.height))),
        fill(chip, { cells: at, stride, column }) {
          const trace = traces[chip];
          const cells = at();
          if (trace === undefined) return;
          const width = trace.chip.program.mainWidth;
          for (let row = 0; row < trace.height; row++)
            cells.set(trace.main.subarray(row * width, (row + 1) * width), row * stride + column);
        },
      },
      group(index) {
        if (verifyingKey.groups[index].root === undefined) return programGroup;
        const group = groups.get(index) ?? prepareGroup(backend, verifyingKey, index, others ?? tables);
        groups.set(index, group);
        return group;
      },
      selfCheck: false,
    });
    return { proof: encodeProof(config, statement, bytes), statement };
  } finally {
    backend.release(start);
  }
};

/** The verdict of a verifier that asks for no security, so that only a false statement or trace is a reason to refuse. */
export const verdictOf = (
  proof: Uint8Array,
  { programCommitment, ...parameters }: Partial<Omit<VerifyParameters, 'anyProgram'>> = {},
  machine: Machine = rv32im,
): Verdict =>
  verify({
    verifyingKey: keyOf(undefined, machine).verifyingKey,
    proof,
    minBits: 0,
    ...parameters,
    ...(programCommitment === undefined ? { anyProgram: true } : { programCommitment }),
  });
