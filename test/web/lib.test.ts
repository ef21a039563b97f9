import { describe, expect, it } from 'vitest';
import { execute, loadProgram } from '../../src/index.ts';
import { parseHex } from '../../web/lib/bytes.ts';
import { functionName } from '../../web/lib/demangle.ts';
import { EXAMPLES, fieldError, initialValues } from '../../web/lib/examples.ts';
import { recognise } from '../../web/lib/files.ts';
import { bits, bytes, percent, seconds, short } from '../../web/lib/format.ts';
import { lanesOf, parallelShare, tickStep } from '../../web/lib/timeline.ts';
import { guestBytes } from '../support/programGuests.ts';

describe('the examples of the demo', () => {
  it.each(EXAMPLES.map((example) => [example.id, example] as const))(
    '%s runs as it is offered, and says what came out',
    async (id, example) => {
      const values = initialValues(example);
      for (const field of example.fields) expect(fieldError(field, values[field.id])).toBeUndefined();
      const result = await execute({ program: loadProgram(guestBytes(id)), input: example.encode(values) });
      expect(result.exitCode).toBe(0);
      expect(result.steps).toBeLessThan(2 ** 19);
      expect(example.explain(result.publicValues).length).toBeGreaterThan(0);
      expect(example.explain(new Uint8Array(3)).every(({ value }) => value.length > 0)).toBe(true);
    },
  );
  it('at their largest fit into one proof', async () => {
    for (const [id, values] of [
      ['fibonacci', { n: '150000' }],
      ['sha256', { message: 'm', times: '400' }],
      ['keccak256', { message: 'm', times: '100' }],
      ['sort', { n: '6000', seed: '1' }],
    ] as const) {
      const example = EXAMPLES.find((e) => e.id === id);
      const { steps } = await execute({ program: loadProgram(guestBytes(id)), input: example?.encode(values) ?? new Uint8Array(0) });
      expect(steps, id).toBeLessThan(2 ** 21);
    }
  });
  it('say what is wrong with a value', () => {
    const field = EXAMPLES[0].fields[0];
    for (const value of ['', '-1', '1.5', 'ten', '150001', '1e3']) expect(fieldError(field, value), value).toContain('whole number');
  });
});

describe('figures', () => {
  it('have three digits and a unit', () => {
    expect([999, 9876, 12_345, 999_400, 999_600, 4_560_000].map(short)).toEqual(['999', '9,876', '12.3k', '999k', '1M', '4.56M']);
    expect([0.0001, 0.0123, 0.9996, 12.34, 61, 125].map(seconds)).toEqual(['< 1 ms', '12 ms', '1.0 s', '12.3 s', '61.0 s', '2 min 5 s']);
    expect([0, 1, 999, 1043, 1.13e6, 4.29e9].map(bytes)).toEqual(['0 bytes', '1 byte', '999 bytes', '1.04 kB', '1.13 MB', '4.29 GB']);
    expect([0, 0.0004, 0.0312, 0.331, 1].map(percent)).toEqual(['0.0 %', '< 0.1 %', '3.1 %', '33 %', '100 %']);
  });
  it('of security are rounded down', () => expect(bits(100.96)).toBe('100 bits'));
});

describe('hexadecimal input', () => {
  it('may have spaces and a prefix', () => expect(parseHex('0x00 ff\n1A')).toEqual(Uint8Array.of(0, 255, 26)));
  it('is refused where it is not', () => expect([parseHex('0'), parseHex('zz')]).toEqual([undefined, undefined]));
});

describe('names of functions', () => {
  it.each([
    ['main', 'main'],
    ['_RNvCsk6q9ihDtwKr_6sha2568compress', 'sha256::compress'],
    ['_RNvNtCs513RRafZrHW_17compiler_builtins3mem6memcpy', 'mem::memcpy'],
    ['_RNvMCs9iMBJRvKXhW_4jsonNtB2_6Parser5value', 'Parser::value'],
    [
      '_RINvNtCs4oMxu2J2PG4_4core3ptr13drop_in_placeINtNtCsawW3YEJZ8ua_5alloc3vec3VecTNtNtBL_6string6StringNtCs9iMBJRvKXhW_4json5ValueEEEB1B_',
      'ptr::drop_in_place',
    ],
    [
      '_RINvNvMs2_NtCsawW3YEJZ8ua_5alloc7raw_vecINtB8_11RawVecInnerpE7reserve21do_reserve_and_handleNtNtBa_5alloc6GlobalECs9iMBJRvKXhW_4json',
      'reserve::do_reserve_and_handle',
    ],
    ['_Rbroken', '_Rbroken'],
    ['_RB_', '_RB_'],
  ])('%s is %s', (symbol, name) => expect(functionName(symbol)).toBe(name));
});

describe('dropped files', () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  it('are told apart by their first bytes', () => {
    expect(recognise(guestBytes('exit'))).toEqual({ kind: 'elf' });
    expect(recognise(text('PELLUCID\n{"kind":"proof","version":0,"meta":{"preset":"fast","hash":"blake3"},"sections":[]}\n'))).toEqual({
      kind: 'proof',
      preset: 'fast',
      hash: 'blake3',
    });
    for (const other of ['PELLUCID\n', 'PELLUCID\nnull\n', 'PELLUCID\n{"kind":7}\n', 'PELLUCID\n{"kind":"x","meta":"y"}\n'])
      expect(recognise(text(other)).kind, other).toBe('other-pellucid');
    for (const other of ['', 'hello', 'PELLUCI']) expect(recognise(text(other)).kind, other).toBe('unknown');
  });
});

describe('the timeline', () => {
  const samples = [
    { phase: 'trace', at: 1, busySeconds: [0, 0] },
    { phase: 'fri', at: 3, busySeconds: [2, 1] },
  ];
  it('has what each thread did in each phase', () => {
    const lanes = lanesOf(samples, { at: 5, busySeconds: [3, 1] });
    expect(lanes.map((spans) => spans.map(({ busy }) => busy))).toEqual([
      [1, 0.5],
      [0.5, 0],
    ]);
    expect(lanes[1][0]).toMatchObject({ phase: 'trace', from: 1, to: 3 });
    expect(parallelShare(lanes)).toBe(0.5);
  });
  it('says nothing of what was not measured', () => {
    const lanes = lanesOf(samples, { at: 5, busySeconds: undefined });
    expect(lanes[0].map(({ busy }) => busy)).toEqual([1, undefined]);
    expect(parallelShare(lanes)).toBeUndefined();
    const alone = lanesOf([{ phase: 'trace', at: 0, busySeconds: [] }], { at: 1, busySeconds: [] });
    expect(alone).toEqual([[{ phase: 'trace', from: 0, to: 1, busy: undefined }]]);
  });
  it('has few marks, at round distances', () => {
    expect([0.4, 3.2, 7, 47].map((length) => tickStep(length, 6))).toEqual([0.1, 1, 2, 10]);
  });
});
