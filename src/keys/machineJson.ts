/** The machine section of a key file as JSON. A key's file is not trusted, so types and sizes are checked before anything is made of them. */
import { isCanonical } from '../field/felt.ts';
import type { StarkConfig } from '../stark/config.ts';

export interface ChipJson {
  readonly name: string;
  readonly columns: readonly string[];
  readonly group: number | null;
  readonly preprocessedWidth: number;
  readonly constants: readonly number[];
  readonly ops: readonly number[];
  readonly constraints: readonly (readonly [string, number, number])[];
  readonly interactions: readonly (readonly [number, number, readonly number[], number, number, boolean])[];
}
export interface MachineJson {
  readonly preset: string;
  readonly config: StarkConfig;
  readonly buses: readonly string[];
  readonly chips: readonly ChipJson[];
  readonly groups: readonly { readonly name: string; readonly chips: readonly number[]; readonly logHeights: readonly number[] | null }[];
  readonly boundary: readonly (readonly [number, 1 | -1, string, readonly (number | string)[]])[];
}

/** The most entries of a list. Machines stay far below it, and a verifier can pass as many arguments to a function. */
const MAX_LIST = 2 ** 14;
/** The most operations of a chip, of three numbers each. */
const MAX_OPS = 2 ** 20;
/** The most rules of a boundary: each may make a message of each public byte, 2^16 of them. */
const MAX_RULES = 2 ** 6;

type Test = (value: unknown) => boolean;
const isText: Test = (value) => typeof value === 'string';
const isNumber: Test = (value) => typeof value === 'number';
const isCount: Test = (value) => Number.isInteger(value) && (value as number) >= 0;
const isValue: Test = (value) => isText(value) || isCanonical(value as number);
const listOf =
  (isEntry: Test, most = MAX_LIST): Test =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(isEntry);
const isCounts = listOf(isCount);
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);
const tuple =
  (...tests: readonly Test[]): Test =>
  (value) =>
    Array.isArray(value) && value.length === tests.length && tests.every((test, i) => test(value[i]));
const record =
  (members: Readonly<Record<string, Test>>): Test =>
  (value) =>
    typeof value === 'object' && value !== null && Object.entries(members).every(([name, test]) => test((value as never)[name]));

const isMachine = record({
  preset: isText,
  config: record({ hash: isText }),
  buses: listOf(isText),
  chips: listOf(
    record({
      name: isText,
      columns: listOf(isText),
      group: orNull(isCount),
      preprocessedWidth: isCount,
      constants: listOf((value) => isCanonical(value as number)),
      ops: listOf(isCount, 3 * MAX_OPS),
      constraints: listOf(tuple(isText, isCount, isNumber)),
      interactions: listOf(tuple(isCount, isCount, isCounts, isNumber, isNumber, (value) => typeof value === 'boolean')),
    }),
  ),
  groups: listOf(record({ name: isText, chips: isCounts, logHeights: orNull(isCounts) })),
  boundary: listOf(
    tuple(isCount, (value) => value === 1 || value === -1, isText, listOf(isValue)),
    MAX_RULES,
  ),
});

/** Whether parsed JSON has the types of a machine section. That it has no further members is shown by encoding it again. */
export const isMachineJson = (json: unknown): json is MachineJson => isMachine(json);
