/**
 * Key generation for the machine: which chips share a preprocessed tree, and the verifying key with its roots. Explicit, never a
 * side effect of a proof that was given a key.
 */
import type { Backend } from '../backend/types.ts';
import type { Digest } from '../hash/digest.ts';
import { boundaryRules } from '../machine/boundary.ts';
import { type Machine, programChips } from '../machine/machine.ts';
import { type FixedTables, fixedLogHeight, fixedTables } from '../machine/preprocessed.ts';
import { assertMachine } from '../machine/validate.ts';
import type { StarkConfig } from '../stark/config.ts';
import type { VerifyingKey } from '../stark/key.ts';
import { commitPreprocessed, type PreparedGroup, type PreprocessedTable } from '../stark/preprocessed.ts';
import { assembleVerifyingKey, type GroupPlan } from './verifyingKey.ts';

/** What the root of a fixed group depends on, besides its tables. */
export type FixedConfig = Pick<StarkConfig, 'logBlowup' | 'hash'>;
/** Name of a fixed group's root in a machine's knownRoots: a machine with a further table in a group has another name. */
export const rootName = (machine: Machine, group: GroupPlan, { hash, logBlowup }: FixedConfig): string =>
  `${group.chips.map((i) => machine.chips[i].name).join(' ')}, ${hash}, blowup ${2 ** logBlowup}`;

/** The preprocessed groups, in the order of their chips. The statement, not the key, says the heights of the program's. */
export const machineGroups = (machine: Machine): GroupPlan[] => {
  const { chips } = machine;
  const own = programChips(machine);
  const names = [...new Set(chips.flatMap((c) => c.preprocessedGroup ?? []))];
  return names.map((name) => {
    const members = chips.flatMap((c, i) => (c.preprocessedGroup === name ? [i] : []));
    return {
      name,
      chips: members,
      logHeights: own.includes(chips[members[0]]) ? undefined : members.map((i) => fixedLogHeight(machine, chips[i].name)),
    };
  });
};

/** The tables of a fixed group, in its order. */
const groupTables = (
  { chips }: { readonly chips: readonly { readonly name: string }[] },
  group: { readonly chips: readonly number[] },
  tables: FixedTables,
): PreprocessedTable[] => group.chips.map((i) => tables[chips[i].name]);

/** The root of a fixed group, computed by committing its tables. Their memory is freed again. */
export const computeRoot = (backend: Backend, config: FixedConfig, machine: Machine, group: GroupPlan): Digest => {
  const start = backend.mark();
  const { root } = commitPreprocessed(backend, config, groupTables(machine, group, fixedTables(machine))).tree;
  backend.release(start);
  return root;
};

/**
 * The machine's key, unless src/machine/validate.ts refuses the machine. For the blow-ups of the presets the roots of fixed tables are
 * known, so no table and no tree is made.
 */
export const generateMachineKey = (
  backend: Backend,
  config: StarkConfig,
  machine: Machine,
): { readonly verifyingKey: VerifyingKey; readonly tables: FixedTables } => {
  assertMachine(machine);
  const groups = machineGroups(machine);
  const roots = groups.map((group) => {
    if (group.logHeights === undefined) return undefined;
    const known = machine.knownRoots?.[rootName(machine, group, config)];
    return known === undefined ? computeRoot(backend, config, machine, group) : Uint32Array.from(known);
  });
  const { buses, chips } = machine;
  const boundary = boundaryRules(machine, (bus) => buses.findIndex(({ id }) => id === bus));
  return { verifyingKey: assembleVerifyingKey({ config, buses, chips, groups, roots, boundary }), tables: fixedTables(machine) };
};

/** Commits a fixed group for proving. Its root must be the key's. */
export const prepareGroup = (backend: Backend, key: VerifyingKey, index: number, tables: FixedTables): PreparedGroup =>
  commitPreprocessed(backend, key.config, groupTables(key, key.groups[index], tables));
