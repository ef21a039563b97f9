/**
 * A key's file is not trusted: a machine section with wrong types or sizes is refused with a code when it is read, at once and in little
 * memory. The digest in the header is that of the section, so nothing else is wrong.
 */
import { describe, expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { bytesToWords, toHex, wordsToBytes } from '../../src/core/bytes.ts';
import { decodeContainer, encodeContainer } from '../../src/core/container.ts';
import { bytesToElements, IdentityDomain } from '../../src/hash/identity.ts';
import { suiteOf } from '../../src/hash/suite.ts';
import { decodeVerifyingKey, encodeVerifyingKey } from '../../src/keys/verifyingKey.ts';
import { maxMessageLength } from '../../src/stark/key.ts';

const { verifyingKey } = setupMachine(createPellucid(), { preset: 'insecure-test' });
const file = decodeContainer(encodeVerifyingKey(verifyingKey), 'verifying-key', ['machine', 'roots']);
if (!file.ok) throw new Error(file.reason);
const { meta, sections, kind } = file.value;
const honest = new TextDecoder().decode(sections.machine);

const fileOf = (section: string): Uint8Array => {
  const machine = new TextEncoder().encode(section);
  const padded = new Uint8Array(4 * Math.ceil(machine.length / 4));
  padded.set(machine);
  const machineDigest = suiteOf('blake3').identity(IdentityDomain.MACHINE, [machine.length, ...bytesToWords(padded)]);
  const elements = [...bytesToElements(wordsToBytes(machineDigest)), ...bytesToWords(sections.roots)];
  const digest = suiteOf(verifyingKey.config.hash).identity(IdentityDomain.KEY, elements);
  return encodeContainer({ kind, meta: { ...meta, keyDigest: toHex(wordsToBytes(digest)) }, sections: { ...sections, machine } });
};

/** What reading the file gives: nothing, or the message of its PellucidError. */
const reading = (section: string): string | undefined => {
  try {
    decodeVerifyingKey(fileOf(section));
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'key-invalid' });
    return (error as Error).message;
  }
};

type Path = readonly (string | number)[];
/** The honest section with another value at this place. */
const withValue = (path: Path, value: unknown): string => {
  const machine = JSON.parse(honest);
  const parent = path.slice(0, -1).reduce((node, name) => node[name], machine);
  parent[path[path.length - 1]] = value;
  return JSON.stringify(machine);
};
const repeated = (path: Path, times: number): string => {
  const list = path.reduce((node, name) => node[name], JSON.parse(honest));
  return withValue(path, new Array(times).fill(list[0]));
};

const chip = (member: string, ...rest: Path): Path => ['chips', 0, member, ...rest];
const HUGE = 10 ** 9;

it('reads the honest section, whose digest is computed here', () => {
  expect(reading(honest)).toBe(undefined);
  expect(decodeVerifyingKey(fileOf(honest))).toEqual(verifyingKey);
});

it('reads a section of any length', () => {
  const long = withValue(chip('constraints', 0, 0), 'x'.repeat(2 ** 21));
  expect(reading(long)).toBe(undefined);
});

describe('a machine section is refused', () => {
  it.each<[string, Path, unknown]>([
    ['many preprocessed columns', chip('preprocessedWidth'), HUGE],
    ['more preprocessed columns than mentions', chip('preprocessedWidth'), 10 ** 4],
    ['columns that are only counted', chip('columns'), { length: HUGE }],
    ['less than no columns', chip('columns'), { length: -3 }],
    ['columns that are a text', chip('columns'), 'abc'],
    ['columns without names', chip('columns', 0), null],
    ['operations that are only counted', chip('ops'), { length: HUGE }],
    ['half of an operation', chip('ops', 0), 0.5],
    ['constants that are only counted', chip('constants'), { length: HUGE }],
    ['a constant that is not canonical', chip('constants', 0), 2 ** 31],
    ['a chip without a name', chip('name'), null],
    ['a label that is no text', chip('constraints', 0, 0), {}],
    ['a value before the first', chip('constraints', 0, 1), -1],
    ['a counter that is no boolean', chip('interactions', 0, 5), 'x'],
    ['a bus that is no number', chip('interactions', 0, 0), '1'],
    ['a group by its name', chip('group'), 'tables'],
    ['buses that are a text', ['buses'], 'abcdefghijkl'],
    ['buses without names', ['buses', 0], null],
    ['a group of chips by texts', ['groups', 0, 'chips'], verifyingKey.groups[0].chips.map(String)],
    ['a group whose name is no text', ['groups', 0, 'name'], {}],
    ['heights that are no list', ['groups', 1, 'logHeights'], false],
    ['half a height', ['groups', 1, 'logHeights', 0], 0.5],
    ['a value that is a list of one name', ['boundary', 0, 3, 0], ['entry']],
    ['a rule with more members', ['boundary', 0, 4], 0],
    ['no chips', ['chips'], null],
    ['no configuration', ['config'], null],
    ['a hash that is no text', ['config', 'hash'], 3],
  ])('with %s', (_, path, value) => {
    const start = performance.now();
    expect(reading(withValue(path, value))).toMatch(/^verifying key: /);
    // Milliseconds. The least of these lists would take a hundred times as long.
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it.each<[string, Path, number]>([
    ['rules of the boundary', ['boundary'], 65],
    ['buses', ['buses'], 2 ** 14 + 1],
    ['chips', ['chips'], 2 ** 14 + 1],
    ['groups', ['groups'], 2 ** 14 + 1],
    ['columns', chip('columns'), 2 ** 14 + 1],
    ['constraints', chip('constraints'), 2 ** 14 + 1],
    ['interactions', chip('interactions'), 2 ** 14 + 1],
    ['values in a message', chip('interactions', 0, 2), 2 ** 14 + 1],
    ['values in a rule', ['boundary', 0, 3], 2 ** 14 + 1],
  ])('with more %s than any machine has', (_, path, times) => {
    expect(reading(repeated(path, times))).toBe('verifying key: the machine section is malformed');
  });

  it('in another form than encoding gives', () => {
    const canonical = /not in canonical form/;
    expect(reading(honest.replace('"boundary":', '"boundary":[],"boundary":'))).toMatch(canonical);
    expect(reading(honest.replace('"boundary":[[0,', '"boundary":[[-0,'))).toMatch(canonical);
    expect(reading(honest.replace('"boundary":[[0,', '"boundary":[[0e0,'))).toMatch(canonical);
    expect(reading(withValue(['more'], 1))).toMatch(canonical);
    expect(reading(`${honest} `)).toMatch(canonical);
  });

  it.each(['', 'null', '3', '[]', '{}', '['.repeat(10 ** 5), `${'['.repeat(10 ** 5)}${']'.repeat(10 ** 5)}`])('as %.10s', (section) => {
    expect(reading(section)).toBe('verifying key: the machine section is malformed');
  });
});

it('the longest message is found among any number of them', () => {
  const { boundary } = verifyingKey;
  const many = { ...verifyingKey, boundary: new Array(300_000).fill(boundary[0]) };
  expect(maxMessageLength(many)).toBe(maxMessageLength(verifyingKey));
});
