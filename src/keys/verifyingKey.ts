/**
 * Verifying keys: assembling, identifying, and their file form. docs/protocol.md, "Keys".
 *   machineDigest = BLAKE3 identity of the canonical JSON of parameters, buses, constraint programs and boundary
 *   keyDigest     = identity digest of machineDigest and the roots of the preprocessed tables
 */
import type { Bus } from '../air/bus.ts';
import type { Chip } from '../air/chip.ts';
import { packedDegree, packInteractions } from '../air/packing.ts';
import { type ConstraintProgram, OpCode, valueCount, valueDegrees } from '../air/program.ts';
import { bytesToWords, equalBytes, fromHex, toHex, wordsToBytes } from '../core/bytes.ts';
import { type Container, decodeContainer, encodeContainer } from '../core/container.ts';
import { PellucidError } from '../core/error.ts';
import { isCanonical } from '../field/felt.ts';
import { DIGEST_WORDS, type Digest } from '../hash/digest.ts';
import { bytesToElements, IdentityDomain } from '../hash/identity.ts';
import { type HashName, suiteOf } from '../hash/suite.ts';
import { ANY_STATEMENT } from '../machine/boundary.ts';
import { type BoundaryRule, boundaryMessages } from '../stark/boundary.ts';
import { isHash, isPreset, presetConfig, type StarkConfig } from '../stark/config.ts';
import { type KeyChip, keyChip, type PreprocessedGroup, type VerifyingKey } from '../stark/key.ts';
import { type ChipJson, isMachineJson, type MachineJson } from './machineJson.ts';

const VERIFYING_KEY_KIND = 'verifying-key';

/** A group before its root is known; logHeights and root undefined for the group of the guest program. */
export type GroupPlan = Omit<PreprocessedGroup, 'root'>;

const chipJson = (chip: KeyChip): ChipJson => ({
  name: chip.name,
  columns: chip.columnNames,
  group: chip.preprocessedGroup ?? null,
  preprocessedWidth: chip.program.preprocessedWidth,
  constants: chip.program.constants,
  ops: Array.from(chip.program.ops),
  constraints: chip.program.constraints.map((c) => [c.label, c.value, c.degree]),
  interactions: chip.program.interactions.map((i) => [i.bus, i.multiplicity, i.fields, i.fieldDegree, i.multiplicityDegree, i.counter]),
});

const machineBytes = (key: Omit<VerifyingKey, 'digest'>): Uint8Array => {
  const json: MachineJson = {
    preset: key.config.preset,
    config: key.config,
    buses: key.busNames,
    chips: key.chips.map(chipJson),
    groups: key.groups.map((g) => ({ name: g.name, chips: g.chips, logHeights: g.logHeights ?? null })),
    boundary: key.boundary.map((rule) => [rule.bus, rule.multiplicity, rule.each, rule.fields]),
  };
  return new TextEncoder().encode(JSON.stringify(json));
};

/** It is of the same hash for all suites, so that one machine has one digest. */
const machineDigest = (machine: Uint8Array): Uint8Array => {
  const padded = new Uint8Array(4 * Math.ceil(machine.length / 4));
  padded.set(machine);
  return wordsToBytes(suiteOf('blake3').identity(IdentityDomain.MACHINE, [machine.length, ...bytesToWords(padded)]));
};

const keyDigest = (hash: HashName, machine: Uint8Array, roots: readonly (Digest | undefined)[]): Uint8Array => {
  const elements = roots.flatMap((root) => (root === undefined ? [] : Array.from(root)));
  return wordsToBytes(suiteOf(hash).identity(IdentityDomain.KEY, [...bytesToElements(machineDigest(machine)), ...elements]));
};

export interface KeyParts {
  readonly config: StarkConfig;
  /** By number. */
  readonly buses: readonly Bus[];
  readonly chips: readonly Chip[];
  readonly groups: readonly GroupPlan[];
  /** In the order of `groups`, undefined for groups of the statement. */
  readonly roots: readonly (Digest | undefined)[];
  readonly boundary: readonly BoundaryRule[];
}

/** The key of a machine. Its chips' programs name a bus by its identity, those of the key by its number. */
export const assembleVerifyingKey = ({ config, buses, chips, groups, roots, boundary }: KeyParts): VerifyingKey => {
  const numbers = new Map(buses.map(({ id }, number) => [id, number]));
  const keyChips = chips.map((chip, i) => {
    assertDegrees(chip, config);
    const group = groups.findIndex((g) => g.chips.includes(i));
    return keyChip({ ...chip, program: withBuses(chip.program, numbers) }, group === -1 ? undefined : group, config);
  });
  return withDigest({
    config,
    busNames: buses.map(({ name }) => name),
    chips: keyChips,
    groups: groups.map((g, i) => ({ ...g, root: roots[i] })),
    boundary,
  });
};

/** The quotient has as many pieces as the largest degree allows. PellucidError 'constraint-degree' if a constraint is of a larger one. */
const assertDegrees = ({ name, program: { constraints, interactions } }: Chip, { maxDegree, preset }: StarkConfig): void => {
  const found =
    constraints.find(({ degree }) => degree > maxDegree)?.label ??
    interactions.findIndex((interaction) => packedDegree([interaction]) > maxDegree);
  if (found === -1) return;
  const what = typeof found === 'string' ? `'${found}'` : `message ${found}`;
  throw new PellucidError('constraint-degree', `chip ${name}: ${what} has a degree above ${maxDegree}, the most under ${preset}`, {
    chip: name,
  });
};

/** The same program if its buses' numbers are their identities: what is compiled from it is kept by the program. */
const withBuses = (program: ConstraintProgram, numbers: ReadonlyMap<number, number>): ConstraintProgram => {
  const numberOf = (bus: number): number => numbers.get(bus) ?? invalid(`a bus of ${program.name} is not the machine's`);
  if (program.interactions.every(({ bus }) => numberOf(bus) === bus)) return program;
  return { ...program, interactions: program.interactions.map((i) => ({ ...i, bus: numberOf(i.bus) })) };
};

const withDigest = (key: Omit<VerifyingKey, 'digest'>): VerifyingKey => ({
  ...key,
  digest: keyDigest(
    key.config.hash,
    machineBytes(key),
    key.groups.map((g) => g.root),
  ),
});

/**
 * The key as a file, for verifiers elsewhere.
 *
 * @example
 * const bytes = encodeVerifyingKey(provingKey.verifyingKey);
 */
export const encodeVerifyingKey = (key: VerifyingKey): Uint8Array =>
  encodeContainer({
    kind: VERIFYING_KEY_KIND,
    meta: { preset: key.config.preset, hash: key.config.hash, keyDigest: toHex(key.digest) },
    sections: {
      machine: machineBytes(key),
      roots: wordsToBytes(key.groups.flatMap((g) => (g.root === undefined ? [] : Array.from(g.root)))),
    },
  });

const invalid = (reason: string): never => {
  throw new PellucidError('key-invalid', `verifying key: ${reason}`);
};

/** A constraint program that is safe to evaluate: all value ids exist. Its degrees are those it states, and the quotient allows them. */
const programFromJson = (chip: ChipJson, buses: number, maxDegree: number): ConstraintProgram => {
  const program: ConstraintProgram = {
    name: chip.name,
    mainWidth: chip.columns.length,
    preprocessedWidth: chip.preprocessedWidth,
    constants: chip.constants,
    ops: Uint32Array.from(chip.ops),
    constraints: chip.constraints.map(([label, value, degree]) => ({ label, value, degree })),
    interactions: chip.interactions.map(([bus, multiplicity, fields, fieldDegree, multiplicityDegree, counter]) => ({
      bus,
      multiplicity,
      fields,
      fieldDegree,
      multiplicityDegree,
      counter,
    })),
  };
  const ids = [...program.constraints.map((c) => c.value), ...program.interactions.flatMap((i) => [i.multiplicity, ...i.fields])];
  const count = valueCount(program);
  const operations = program.ops.length / 3;
  // Key generation lets a program mention each of its columns, so there cannot be more of them than mentions.
  if (!Number.isInteger(operations) || program.preprocessedWidth > program.ops.length + ids.length)
    invalid(`chip ${chip.name} is malformed`);
  for (let i = 0; i < operations; i++) {
    const [code, a, b] = program.ops.subarray(3 * i, 3 * i + 3);
    const own = count - operations + i;
    if (code > OpCode.MUL || a >= own || b >= own) invalid(`chip ${chip.name}: operation ${i} is malformed`);
  }
  if (!ids.every((id) => id < count)) invalid(`chip ${chip.name} refers to a value that does not exist`);
  if (!program.interactions.every((i) => i.bus < buses)) invalid(`chip ${chip.name} uses a bus that does not exist`);
  const degrees = valueDegrees(program);
  if (!program.constraints.every((c) => c.degree === degrees[c.value] && c.degree <= maxDegree))
    invalid(`chip ${chip.name}: a constraint is of another degree than it says, or of one above ${maxDegree}`);
  const fieldDegree = (fields: readonly number[]): number => Math.max(0, ...fields.map((f) => degrees[f]));
  if (!program.interactions.every((i) => i.fieldDegree === fieldDegree(i.fields) && i.multiplicityDegree === degrees[i.multiplicity]))
    invalid(`chip ${chip.name}: an interaction is of other degrees than it says`);
  return program;
};

type Message = Pick<BoundaryRule, 'bus' | 'fields'>;

/**
 * Checks that all messages of a bus have the same number of fields, that the boundary's are of the statement, and that a chip's preprocessed
 * columns are in one group.
 */
const checkMachine = (key: Omit<VerifyingKey, 'digest'>): void => {
  const lengths = new Map<number, number>();
  for (const { bus, fields } of [...key.chips.flatMap((c): readonly Message[] => c.program.interactions), ...key.boundary]) {
    if ((lengths.get(bus) ?? fields.length) !== fields.length) invalid(`bus ${key.busNames[bus]} has messages of several lengths`);
    lengths.set(bus, fields.length);
  }
  if (!key.boundary.every(({ bus }) => bus < key.busNames.length)) invalid('the boundary uses a bus that does not exist');
  if (!boundaryMessages(key.boundary, ANY_STATEMENT).every(({ fields }) => fields.every(isCanonical)))
    invalid('the boundary names what no statement has');
  const groupsOf = key.chips.map((): number[] => []);
  key.groups.forEach((group, g) => {
    for (const chip of group.chips) groupsOf[chip].push(g);
  });
  key.chips.forEach((chip, i) => {
    const groups = groupsOf[i];
    if (groups.length !== (chip.program.preprocessedWidth === 0 ? 0 : 1) || groups[0] !== chip.preprocessedGroup)
      invalid(`chip ${chip.name} is not in one group, once, as its preprocessed columns are`);
  });
};

/**
 * Reads a verifying key. Throws a PellucidError 'key-invalid' that says what is wrong. The key is not thereby trusted: pin its `digest`.
 *
 * @example
 * const key = decodeVerifyingKey(bytes);
 * console.log(toHex(key.digest));
 */
export const decodeVerifyingKey = (bytes: Uint8Array): VerifyingKey => {
  const decoded = decodeContainer(bytes, VERIFYING_KEY_KIND, ['machine', 'roots']);
  if (!decoded.ok) return invalid(decoded.reason);
  return keyFromSections(decoded.value);
};

const keyFromSections = ({ meta, sections }: Container): VerifyingKey => {
  let key: Omit<VerifyingKey, 'digest'>;
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(sections.machine));
    if (!isMachineJson(json)) return invalid('the machine section is malformed');
    if (!isPreset(json.preset)) return invalid(`unknown preset '${String(json.preset)}'`);
    const { hash } = json.config;
    if (!isHash(hash)) return invalid(`unknown hash '${String(hash)}'`);
    const config = presetConfig(json.preset, hash);
    const words = bytesToWords(sections.roots);
    if (!suiteOf(hash).isDigest(words)) return invalid(`a root is not a digest of ${hash}`);
    let next = 0;
    const groups = json.groups.map((g): PreprocessedGroup => {
      if (g.logHeights === null) return { name: g.name, chips: g.chips, logHeights: undefined, root: undefined };
      return { name: g.name, chips: g.chips, logHeights: g.logHeights, root: words.slice(next, (next += DIGEST_WORDS)) };
    });
    if (next !== words.length || sections.roots.length !== 4 * next) return invalid('wrong number of roots');
    const chips = json.chips.map((chip): KeyChip => {
      const program = programFromJson(chip, json.buses.length, config.maxDegree);
      const columnNames = chip.columns;
      return {
        name: chip.name,
        columnNames,
        program,
        packs: packInteractions(program, config.maxDegree),
        preprocessedGroup: chip.group ?? undefined,
      };
    });
    if (groups.some((g) => g.chips.some((c) => chips[c] === undefined))) return invalid('a group names a chip that does not exist');
    const boundary = json.boundary.map(([bus, multiplicity, each, fields]): BoundaryRule => ({ bus, multiplicity, each, fields }));
    key = { config, busNames: json.buses, chips, groups, boundary };
    checkMachine(key);
  } catch (error) {
    if (error instanceof PellucidError) throw error;
    return invalid('the machine section is malformed');
  }
  // Re-encoding proves that the JSON is canonical and that its parameters are those of the preset.
  if (!equalBytes(machineBytes(key), sections.machine))
    return invalid('the machine section is not in canonical form, or its parameters are not those of its preset');
  const result = withDigest(key);
  const claimed = fromHex(meta.keyDigest ?? '');
  if (claimed === undefined || !equalBytes(claimed, result.digest)) return invalid('the digest in its header is not that of its contents');
  return result;
};
