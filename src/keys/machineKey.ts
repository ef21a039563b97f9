/**
 * Key generation for the machine: which chips share a preprocessed tree, and the verifying key with its roots. Explicit, never a
 * side effect of a proof that was given a key.
 */
import type { Backend } from '../backend/types.ts';
import { fixedTables } from '../machine/preprocessed.ts';
import { rv32im } from '../machine/rv32im.ts';
import type { StarkConfig } from '../stark/config.ts';
import type { VerifyingKey } from '../stark/key.ts';
import { commitPreprocessed, type PreparedGroup, type PreprocessedTable } from '../stark/preprocessed.ts';
import { PROGRAM_GROUP, PROGRAM_TABLES } from './statement.ts';
import { assembleVerifyingKey, type GroupPlan } from './verifyingKey.ts';

export type FixedTables = Readonly<Record<string, PreprocessedTable>>;

/** The preprocessed groups in the order of the chips that they hold; heights of the program's are the statement's. */
export const machineGroups = (tables: FixedTables): GroupPlan[] => {
  const { chips } = rv32im;
  const names = [...new Set(chips.flatMap((c) => c.preprocessedGroup ?? []))];
  return names.map((name) => {
    const members = chips.flatMap((c, i) => (c.preprocessedGroup === name ? [i] : []));
    const logHeights = name === PROGRAM_GROUP ? undefined : members.map((i) => tables[chips[i].name].logHeight);
    return { name, chips: members, logHeights };
  });
};

/** The tables of a fixed group, in its order. */
export const groupTables = (group: { readonly chips: readonly number[] }, tables: FixedTables): PreprocessedTable[] =>
  group.chips.map((i) => tables[rv32im.chips[i].name]);

/** Commits the fixed tables and assembles the key. The tables' memory is freed again. */
export const generateMachineKey = (
  backend: Backend,
  config: StarkConfig,
): { readonly verifyingKey: VerifyingKey; readonly tables: FixedTables } => {
  const tables = fixedTables();
  const groups = machineGroups(tables);
  const program = groups.find((g) => g.name === PROGRAM_GROUP);
  const order = program?.chips.map((i) => rv32im.chips[i].name).join();
  if (order !== PROGRAM_TABLES.join()) throw new TypeError(`the program group is ${order}`);
  const roots = groups.map((group) => {
    if (group.logHeights === undefined) return undefined;
    const start = backend.mark();
    const { root } = commitPreprocessed(backend, config, groupTables(group, tables)).tree;
    backend.release(start);
    return root;
  });
  return {
    verifyingKey: assembleVerifyingKey(
      config,
      rv32im.buses.map((b) => b.name),
      rv32im.chips,
      groups,
      roots,
    ),
    tables,
  };
};

/** Commits a fixed group for proving. Its root must be the key's. */
export const prepareGroup = (backend: Backend, key: VerifyingKey, index: number, tables: FixedTables): PreparedGroup =>
  commitPreprocessed(backend, key.config, groupTables(key.groups[index], tables));
