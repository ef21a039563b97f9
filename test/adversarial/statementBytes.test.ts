/** Every way to change the header and the statement of a valid proof file ends in a refusal with a reason. */
import { describe, expect, it, vi } from 'vitest';
import { FORMAT_VERSION } from '../../src/core/container.ts';
import * as felt from '../../src/field/felt.ts';
import { MAX_PUBLIC_BYTES } from '../../src/isa/syscalls.ts';
import { decodeStatement, encodeStatement } from '../../src/keys/statement.ts';
import { other, refused, statementOf, tiny, useProofs } from './proofHarness.ts';
import { bytesOf, wordsOf } from './proofSites.ts';
import { fileOf } from './tinyProof.ts';

/** As a header has it. */
const VERSION = `"version":${FORMAT_VERSION}`;

useProofs();

describe('header', () => {
  const withHeader = (line: string): Uint8Array =>
    Uint8Array.from([...new TextEncoder().encode(`PELLUCID\n${line}\n`), ...tiny.sections.statement, ...tiny.sections.stark]);
  const header = (): string => new TextDecoder().decode(tiny.proof.subarray(9, tiny.headerBytes - 1));

  it.each([
    ['a version that cannot become text', VERSION, '"version":{"toString":0,"valueOf":0}'],
    ['a version of deep nesting', VERSION, `"version":${'['.repeat(1500)}${']'.repeat(1500)}`],
    ['a later version', VERSION, `"version":${FORMAT_VERSION + 1}`],
    ['an earlier version', VERSION, '"version":0'],
    ['version with an exponent', VERSION, `${VERSION}e0`],
    ['version with a fraction', VERSION, `${VERSION}.0`],
    ['version as text', VERSION, `"version":"${FORMAT_VERSION}"`],
    ['another kind', '"kind":"proof"', '"kind":"verifying-key"'],
    ['a kind that steers terminals', '"kind":"proof"', '"kind":"\\u001b[2J"'],
    ['a preset that steers terminals', '"preset":"insecure-test"', '"preset":"\\u001b[2J"'],
    ['a preset beyond ASCII', '"preset":"insecure-test"', '"preset":"insecure\u2010test"'],
    ['the secure preset', '"preset":"insecure-test"', '"preset":"fast"'],
    ['a preset of the prototype', '"preset":"insecure-test"', '"preset":"constructor"'],
    ['another hash', '"hash":"poseidon2"', '"hash":"blake3"'],
    ['an unknown hash', '"hash":"poseidon2"', '"hash":"constructor"'],
    ['metadata left out', ',"hash":"poseidon2"', ''],
    ['metadata added', '"hash":"poseidon2"', '"hash":"poseidon2","note":"x"'],
    ['metadata in another order', '"preset":"insecure-test","hash":"poseidon2"', '"hash":"poseidon2","preset":"insecure-test"'],
    ['metadata twice', '"hash":"poseidon2"', '"hash":"poseidon2","hash":"poseidon2"'],
    ['metadata that is not text', '"hash":"poseidon2"', '"hash":["poseidon2"]'],
    ['a prototype in the metadata', '"hash":"poseidon2"', '"hash":"poseidon2","__proto__":"x"'],
    ['metadata that is null', /"meta":\{.*?\}/, '"meta":null'],
    ['a negative length', /\["stark",\d+\]/, '["stark",-1]'],
    ['a length of 2^32', /\["stark",\d+\]/, '["stark",4294967296]'],
    ['a length of 2^53', /\["stark",\d+\]/, '["stark",9007199254740992]'],
    ['an infinite length', /\["stark",\d+\]/, '["stark",1e400]'],
    ['a length of -0', /\["statement",\d+\]/, '["statement",-0]'],
    ['a length as text', /\["stark",(\d+)\]/, '["stark","$1"]'],
    ['a section name that steers terminals', '["stark",', '["\\u001b[2J",'],
    ['a third section', /\["stark",(\d+)\]/, '["stark",$1],["x",0]'],
    ['sections that are null', /"sections":.*\]\]/, '"sections":null'],
    ['an added member', VERSION, `${VERSION},"toJSON":1`],
    ['a space', '{"kind"', '{ "kind"'],
    ['an escaped letter', '"kind":"proof"', '"kind":"\\u0070roof"'],
    ['a carriage return', '{"kind"', '\r{"kind"'],
    ['a byte order mark', '{"kind"', '\ufeff{"kind"'],
  ] as const)('refuses %s', (what, from, to) => {
    const changed = header().replace(from as string, to);
    expect(changed).not.toBe(header());
    refused(withHeader(changed), what);
  });

  it.each(['', 'null', '0', '[]', '{}', '"x"', '['.repeat(4000), `{"a":${'{"a":'.repeat(700)}`, 'x'.repeat(5000)])(
    'refuses the header %#',
    (line) => {
      refused(withHeader(line), line.slice(0, 20));
    },
  );
});

describe('statement', () => {
  it('reads back to the bytes that it came from, so that absorbing the encoding binds the file', () => {
    for (const subject of [tiny, other]) expect(encodeStatement(statementOf(subject))).toEqual(subject.sections.statement);
  });

  it('refuses a statement spliced from another proof, and the other way round', () => {
    refused(fileOf(other.sections.statement, tiny.sections.stark), 'spliced');
    refused(fileOf(tiny.sections.statement, other.sections.stark), 'spliced');
  });

  it('refuses every lie that the encoding can carry', () => {
    const honest = statementOf(tiny);
    const lies = {
      entry: { ...honest, program: { ...honest.program, entry: honest.program.entry + 4 } },
      'no gap': { ...honest, program: { ...honest.program, gaps: [] } },
      'a longer gap': {
        ...honest,
        program: { ...honest.program, gaps: honest.program.gaps.map((g, i, all) => (i === all.length - 1 ? { ...g, end: g.end - 1 } : g)) },
      },
      'heights swapped': { ...honest, program: { ...honest.program, logHeights: [...honest.program.logHeights].reverse() } },
      'a huge program': { ...honest, program: { ...honest.program, logHeights: [honest.program.logHeights[0], 27] } },
      'the largest program': { ...honest, program: { ...honest.program, logHeights: [honest.program.logHeights[0], 21] } },
      'a table less': { ...honest, program: { ...honest.program, logHeights: honest.program.logHeights.slice(1) } },
      'a table more': { ...honest, program: { ...honest.program, logHeights: [...honest.program.logHeights, 0] } },
      'no table': { ...honest, program: { ...honest.program, logHeights: [] } },
      'many tables': { ...honest, program: { ...honest.program, logHeights: new Array(17).fill(0) } },
      'exit code 1': { ...honest, exitCode: 1 },
      'exit code 2^31': { ...honest, exitCode: 2 ** 31 },
      'a public byte': { ...honest, publicValues: Uint8Array.from([0]) },
      'many public bytes': { ...honest, publicValues: new Uint8Array(MAX_PUBLIC_BYTES) },
      root: { ...honest, programRoot: honest.programRoot.map((w, i) => (i === 0 ? (w + 1) % felt.P : w)) },
      'a root that is not canonical': { ...honest, programRoot: honest.programRoot.map((w, i) => (i === 7 ? felt.P : w)) },
    };
    const reasons = Object.entries(lies).map(([name, lie]) => [name, refused(fileOf(encodeStatement(lie), tiny.sections.stark), name)]);
    expect(Object.fromEntries(reasons)).toMatchObject({ 'exit code 1': 'exit code 1', 'exit code 2^31': 'exit code 2147483648' });
  });

  it.each([
    ['a gap below memory', [[0x3ff, 0x500]]],
    ['a gap beyond memory', [[0x400, 2 ** 28 + 1]]],
    ['an empty gap', [[0x500, 0x500]]],
    ['a gap backwards', [[0x500, 0x4ff]]],
    [
      'gaps that overlap',
      [
        [0x400, 0x500],
        [0x4ff, 0x600],
      ],
    ],
    [
      'a gap twice',
      [
        [0x400, 0x500],
        [0x400, 0x500],
      ],
    ],
    [
      'gaps in descending order',
      [
        [0x600, 0x700],
        [0x400, 0x500],
      ],
    ],
  ])('refuses %s', (_, pairs) => {
    const honest = statementOf(tiny);
    const withGaps = (gaps: readonly (readonly number[])[]) =>
      decodeStatement(
        'poseidon2',
        encodeStatement({ ...honest, program: { ...honest.program, gaps: gaps.map(([start, end]) => ({ start, end })) } }),
      );
    expect(
      withGaps([
        [0x400, 0x500],
        [0x500, 2 ** 28],
      ]).ok,
    ).toBe(true);
    expect(withGaps(pairs)).toMatchObject({ ok: false, reason: expect.stringContaining('bad memory gap') });
  });

  it('refuses a root, an entry and heights out of range before anything is made of them', () => {
    const honest = statementOf(tiny);
    const reason = (change: Partial<typeof honest>): string => {
      const decoded = decodeStatement('poseidon2', encodeStatement({ ...honest, ...change }));
      return decoded.ok ? 'accepted' : decoded.reason;
    };
    for (let i = 0; i < 8; i++)
      expect(reason({ programRoot: honest.programRoot.map((w, j) => (i === j ? felt.P : w)) })).toMatch(/bad root/);
    for (const entry of [2 ** 30, 2 ** 32 - 4, honest.program.entry + 1, honest.program.entry + 2]) {
      expect(reason({ program: { ...honest.program, entry } })).toMatch(/bad entry/);
    }
    for (const log of [28, 32, 2 ** 31]) {
      expect(reason({ program: { ...honest.program, logHeights: [0, log] } })).toMatch(/bad table heights/);
      expect(reason({ program: { ...honest.program, logHeights: [log, 0] } })).toMatch(/bad table heights/);
    }
  });

  it('inverts once for all public bytes, however many are claimed', () => {
    const honest = statementOf(tiny);
    const inverse = vi.spyOn(felt, 'inv');
    refused(fileOf(encodeStatement({ ...honest, publicValues: new Uint8Array(MAX_PUBLIC_BYTES) }), tiny.sections.stark), 'many');
    expect(inverse.mock.calls.length).toBeGreaterThan(0);
    expect(inverse.mock.calls.length).toBeLessThan(100);
  });

  it('refuses what no encoder writes, without allocating by the lengths in it', () => {
    const words = Array.from(wordsOf(tiny.sections.statement));
    const gaps = words[4];
    for (let i = 0; i < words.length; i++) {
      for (const value of [0xffffffff, 0x80000000, felt.P, words[i] + 1]) {
        const bytes = bytesOf(words.with(i, value));
        const decoded = decodeStatement('poseidon2', bytes);
        if (decoded.ok) expect(encodeStatement(decoded.value)).toEqual(bytes);
        refused(fileOf(bytes, tiny.sections.stark), `word ${i} = ${value}`);
      }
    }
    for (let length = 0; length < 4 * words.length; length++)
      expect(decodeStatement('poseidon2', tiny.sections.statement.subarray(0, length)).ok).toBe(false);
    const many = 1025;
    const list = Array.from({ length: many }, (_, i) => [0x400 + 2 * i, 0x401 + 2 * i]).flat();
    const over = [...words.slice(0, 4), many, ...list, ...words.slice(5 + 2 * gaps)];
    expect(decodeStatement('poseidon2', bytesOf(over))).toMatchObject({ ok: false, reason: expect.stringContaining('gaps') });
    const most = [...words.slice(0, 4), many - 1, ...list.slice(2), ...words.slice(5 + 2 * gaps)];
    expect(decodeStatement('poseidon2', bytesOf(most)).ok).toBe(true);
    const long = new Uint8Array(4 * words.length + MAX_PUBLIC_BYTES + 1);
    long.set(bytesOf(words.with(-1, MAX_PUBLIC_BYTES + 1)));
    expect(decodeStatement('poseidon2', long)).toMatchObject({ ok: false, reason: expect.stringContaining('too many public values') });
  });
});
