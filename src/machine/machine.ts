/**
 * A machine is a value: its chips and tables, in the order of keys and proofs. Keys, traces, checks and provers are given one; only an
 * entry that offers a machine names it. A worker thread knows its machine because the script that it runs bundles one.
 */
import type { Bus } from '../air/bus.ts';
import type { Chip } from '../air/chip.ts';
import { type InstructionChip, MAX_INSTANCES, type RecordChip } from '../chips/shared/instruction.ts';
import type { RecordView } from '../chips/shared/recordView.ts';
import type { CallChip, SystemCall } from '../chips/system/ecall.ts';
import type { FixedTable } from '../chips/tables/lookupTable.ts';
import type { BoundaryDefinition } from './boundary.ts';
import { furtherInstances } from './instances.ts';

/** Kinds of record that every run yields (src/vm/record.ts). System calls that a machine adds have more. */
export const RECORD_KINDS = ['io', 'advances'] as const;

export interface RecordRows {
  /** Of RECORD_KINDS, or of the kinds of a call's executor. */
  readonly kind: string;
  /** Words of a record. */
  readonly words: number;
  readonly chip: RecordChip<RecordView>;
  /** Rows that each record has, linked by a bus of their own; 1 unless given. The view's `step` counts them from 0. */
  readonly rowsPerRecord?: number;
}

export interface MachineDefinition {
  readonly name: string;
  /** Their order is their numbering in keys and messages. Buses of fixed tables that are not among them follow. */
  readonly buses: readonly Bus[];
  /** What the verifier itself sends and receives, from the statement. */
  readonly boundary: readonly BoundaryDefinition[];
  /** One row per executed instruction but ECALL. Each legal instruction is accepted by exactly one. */
  readonly instructionChips: readonly InstructionChip[];
  /** The system calls, by the number in a7: one row per ECALL. */
  readonly calls: readonly SystemCall[];
  readonly recordChips: readonly RecordRows[];
  /** What is filled from the touched cells of a run, and the program's table. */
  readonly otherChips: readonly { readonly chip: Chip }[];
  readonly fixedTables: readonly FixedTable[];
  /** Roots of groups of fixed tables by name (src/keys/machineKey.ts), where they are known without work. */
  readonly knownRoots?: Readonly<Record<string, readonly number[]>>;
}

export interface Machine extends MachineDefinition {
  /** The chips of the system calls. */
  readonly callChips: readonly CallChip[];
  /** All chips, in the order of keys and proofs. A chip or table that a program does not use is absent from its proof. */
  readonly chips: readonly Chip[];
  /** Further instances, by the name of the chip that they repeat. */
  readonly instances: ReadonlyMap<string, readonly Chip[]>;
}

export const defineMachine = (definition: MachineDefinition): Machine => {
  const { buses, instructionChips, calls, recordChips, otherChips, fixedTables } = definition;
  const callChips = calls.flatMap(({ chips }) => chips);
  const several = [...instructionChips, ...recordChips.map(({ chip }) => chip)];
  const instances = new Map(
    several
      .filter(({ maxInstances = MAX_INSTANCES }) => maxInstances > 1)
      .map(({ chip, maxInstances = MAX_INSTANCES }): [string, readonly Chip[]] => [chip.name, furtherInstances(chip, maxInstances)]),
  );
  return {
    ...definition,
    buses: [...buses, ...fixedTables.map(({ bus }) => bus).filter((bus) => !buses.includes(bus))],
    instances,
    callChips,
    chips: [
      ...instructionChips.map(({ chip }): Chip => chip),
      ...callChips.map(({ chip }): Chip => chip),
      ...recordChips.map(({ chip }): Chip => chip.chip),
      ...otherChips.map(({ chip }) => chip),
      ...fixedTables.flatMap(({ small }) => small?.chip ?? []),
      ...[...instances.values()].flat(),
      ...fixedTables.map(({ chip }) => chip),
    ],
  };
};

/**
 * Chips of the preprocessed group that belongs to the statement, in its order. Their tables are the program's (programTable.ts); all other
 * preprocessed columns are those of fixed tables.
 */
export const programChips = ({ chips, fixedTables }: Machine): Chip[] => {
  const fixed = new Set(fixedTables.map(({ chip }) => chip));
  return chips.filter((chip) => chip.preprocessedGroup !== undefined && !fixed.has(chip));
};
