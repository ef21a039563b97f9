/** The committed guests against independent implementations of what they compute, and against qemu-riscv32. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { loadElf } from '../../src/vm/elf.ts';
import { coremix, crc16 } from '../support/coremix.ts';
import { guestBytes, guestInput } from '../support/programGuests.ts';
import { runQemu, useQemu } from '../support/programQemu.ts';
import { rng } from '../support/rng.ts';
import { execute, trace } from '../support/run.ts';

const ELF_DIRECTORY = new URL('../../guests/elf/', import.meta.url);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Runs in both modes of the emulator and, where installed, in qemu; all must agree. */
const run = (name: string, input: Uint8Array = new Uint8Array(0), { traced = true } = {}) => {
  const elf = guestBytes(name);
  const program = loadElf(elf);
  const result = execute(program, { input, maxSteps: 1e9 });
  if (traced) expect(trace(program, { input, maxSteps: 1e9 })).toMatchObject(result);
  if (useQemu) {
    const oracle = runQemu(elf, input);
    expect(oracle.exitCode).toBe(result.exitCode & 0xff);
    expect(Buffer.compare(oracle.publicValues, result.publicValues)).toBe(0);
  }
  return result;
};

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const message = (length: number): Uint8Array => {
  const random = rng(length + 1);
  return Uint8Array.from({ length }, () => random.below(256));
};
const chain = (hash: (bytes: Uint8Array) => Uint8Array, n: number, bytes: Uint8Array): string => {
  let digest = bytes;
  for (let i = 0; i < n; i++) digest = hash(digest);
  return Buffer.from(digest).toString('hex');
};

describe('the committed guests', () => {
  it('have the committed checksums', () => {
    const listed = readFileSync(new URL('SHA256SUMS', ELF_DIRECTORY), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/) as [string, string]);
    expect(listed.map(([, name]) => name).sort()).toEqual(
      readdirSync(ELF_DIRECTORY)
        .filter((name) => name.endsWith('.elf'))
        .sort(),
    );
    for (const [sum, name] of listed) {
      const bytes = readFileSync(new URL(name, ELF_DIRECTORY));
      expect(createHash('sha256').update(bytes).digest('hex'), name).toBe(sum);
      expect(bytes.length, name).toBeLessThan(100_000);
      expect(loadElf(bytes).symbols.length, name).toBeGreaterThan(0);
    }
  });

  it('exit and fail exit in three instructions', () => {
    expect(run('exit')).toMatchObject({ steps: 3, exitCode: 0 });
    expect(run('fail')).toMatchObject({ steps: 3, exitCode: 7 });
  });

  it('trap traps at its ebreak', () => {
    expect(() => execute(loadElf(guestBytes('trap')))).toThrowError(/_start\+0x4.*ebreak/);
  });

  it.each([1, 3, 100, 4097])('heap has blocks of %i bytes at every alignment, zeros, and a block that grows in place', (n) => {
    const sum = (3000 * 2999) / 2;
    expect(run('heap', guestInput([0, n])).publicValues).toEqual(guestInput([0, 0, 0, sum]));
  });

  it('heap takes no time to zero memory that is zero', () => {
    const steps = (n: number) => run('heap', guestInput([0, n])).steps;
    // Of 32,000 more bytes each is filled once and summed up once; clearing them would be another pass.
    expect((steps(40_000) - steps(8_000)) / 32_000).toBeLessThan(5);
  });

  it.each([
    [
      [1, 5_000_000],
      101,
      /memory allocation of 5000000 bytes failed\nthe heap of 16777216 bytes had no room for 5000000 more \(link with --defsym/,
    ],
    [[2, 1234], 101, /^panicked at src\/bin\/heap\.rs:\d+:\d+:\nn is 1234\n$/],
    [[3, 70], 101, /^panicked at src\/bin\/heap\.rs:\d+:\d+:\nindex out of bounds: the len is 8 but the index is 70\n$/],
    [[], 101, /input must be 8 bytes\n$/],
  ])('heap says why and where it fails: %o', (input, exitCode, message) => {
    const result = run('heap', guestInput(input));
    expect(result.exitCode).toBe(exitCode);
    expect(new TextDecoder().decode(result.console)).toMatch(message);
  });

  it('recurse asserts that it has an input', () => {
    const result = run('recurse');
    expect(result.exitCode).toBe(134);
    expect(new TextDecoder().decode(result.console)).toMatch(
      /^c\/recurse\.c:\d+: assertion failed: guest_read\(&n, sizeof n\) == sizeof n\n$/,
    );
  });

  it.each([0, 1, 2, 10, 93, 94, 1000])('fibonacci(%i) agrees with BigInt', (n) => {
    let [a, b] = [0n, 1n];
    for (let i = 0; i < n; i++) [a, b] = [b, BigInt.asUintN(64, a + b)];
    expect(view(run('fibonacci', guestInput([n, 0])).publicValues).getBigUint64(0, true)).toBe(a);
  });

  it.each([
    [0, 1],
    [3, 1],
    [55, 1],
    [56, 2],
    [64, 1],
    [119, 5],
    [120, 1],
    [4096, 1],
    [0, 20],
  ])('sha256 and keccak256 of %i bytes, %i times, agree with other implementations', (length, n) => {
    const input = guestInput([n], message(length));
    const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
    expect(Buffer.from(run('sha256', input).publicValues).toString('hex')).toBe(chain(sha256, n, message(length)));
    expect(Buffer.from(run('keccak256', input).publicValues).toString('hex')).toBe(chain(keccak_256, n, message(length)));
  });

  it.each([135, 136, 137, 272])('keccak256 pads %i bytes', (length) => {
    expect(Buffer.from(run('keccak256', guestInput([1], message(length))).publicValues).toString('hex')).toBe(
      chain(keccak_256, 1, message(length)),
    );
  });

  it.each([
    [0, 1],
    [1, 5],
    [2, 7],
    [1000, 0],
    [5000, 12345],
  ])('sort(%i, seed %i) agrees with JavaScript', (n, seed) => {
    let x = seed || 1;
    const numbers = Uint32Array.from({ length: n }, () => {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      return x;
    }).sort();
    const sum = numbers.reduce((total, value, i) => (total + Math.imul(value, i + 1)) >>> 0, 0);
    const expected = n === 0 ? [0, 0, 0, 0] : [sum, numbers[0], numbers[n >> 1], numbers[n - 1]];
    const { publicValues } = run('sort', guestInput([n, seed]));
    expect([0, 4, 8, 12].map((at) => view(publicValues).getUint32(at, true))).toEqual(expected);
  });

  it('sort refuses too many numbers', () => {
    expect(run('sort', guestInput([(1 << 20) + 1, 1])).exitCode).toBe(1);
  });

  const JSON_TEXTS = [
    '0',
    ' null ',
    '[]',
    '{}',
    '"\\u00e9\\ud83d\\ude00\\n"',
    '[1,-2,3.5,1e3,true,false,null,"x",[[]],{"a":{"b":[7]}}]',
    JSON.stringify(
      Array.from({ length: 200 }, (_, i) => ({
        id: i * 1000003,
        name: `é${i}`,
        tags: ['a', 'b', null],
        ok: i % 3 === 0,
        nested: [[i], { v: -i }],
      })),
    ),
  ];
  it.each(JSON_TEXTS)('json summarises %s as JSON.parse does', (text) => {
    const counts = [0, 0, 0, 0, 0, 0];
    let sum = 0n;
    const walk = (value: unknown): void => {
      const kind =
        value === null
          ? 0
          : typeof value === 'boolean'
            ? 1
            : typeof value === 'number'
              ? 2
              : typeof value === 'string'
                ? 3
                : Array.isArray(value)
                  ? 4
                  : 5;
      counts[kind]++;
      if (kind >= 4) Object.values(value as object).forEach(walk);
    };
    walk(JSON.parse(text));
    for (const [number] of text.replace(/"(\\.|[^"\\])*"/g, '').matchAll(/-?\d+(\.\d+)?([eE][+-]?\d+)?/g))
      if (/^-?\d+$/.test(number)) sum += BigInt(number);
    const { exitCode, publicValues } = run('json', utf8(text));
    expect(exitCode).toBe(0);
    expect([0, 1, 2, 3, 4, 5].map((i) => view(publicValues).getUint32(4 * i, true))).toEqual(counts);
    expect(view(publicValues).getBigInt64(24, true)).toBe(sum);
  });

  it.each(['', '[1,]', '{"a"}', '01', '"\u0001"', 'nul', '[1] 2', '-', '1.', '['.repeat(200)])('json refuses %j', (text) => {
    expect(run('json', utf8(text))).toMatchObject({ exitCode: 1, publicValues: new Uint8Array(0) });
  });

  it.each([
    [0, 0],
    [1, 0],
    [1, 1],
    [2, 0xffff_ffff],
    [5, 12345],
    [18, 7],
  ])('coremix, %i iterations, seed %i, agrees with JavaScript', (iterations, seed) => {
    const { exitCode, publicValues } = run('coremix', guestInput([iterations, seed]));
    expect(exitCode).toBe(0);
    expect([0, 4].map((at) => view(publicValues).getUint32(at, true))).toEqual([coremix(iterations, seed), iterations]);
  });

  it('coremix agrees with JavaScript for many seeds', () => {
    const program = loadElf(guestBytes('coremix'));
    const random = rng(1);
    for (let i = 0; i < 100; i++) {
      const seed = random.u32();
      const { publicValues } = execute(program, { input: guestInput([2, seed]) });
      expect(view(publicValues).getUint32(0, true), `seed ${seed}`).toBe(coremix(2, seed));
    }
  });

  it("coremix's checksum is CRC-16/ARC, by its check value", () => {
    expect(crc16(utf8('123456789'))).toBe(0xbb3d);
  });

  it('instructions computes what qemu computes', () => {
    const { exitCode, console: text, publicValues } = run('instructions');
    expect(exitCode).toBe(0);
    expect(new TextDecoder().decode(text)).toBe('every instruction of RV32IM\n');
    expect(view(publicValues).getUint32(4, true)).toBeGreaterThan(20000);
  });

  it('sorts many numbers untraced', () => {
    expect(run('sort', guestInput([1 << 17, 3]), { traced: false }).exitCode).toBe(0);
  });
});
