/**
 * A private input has one length and is read from front to back: `read(n)` returns min(n, rest). Complete proofs of hosts that answer
 * otherwise are refused; `breaks` says by which rule. The guest's registers and memory agree with each lie.
 */
import { describe, expect, it } from 'vitest';
import * as felt from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { Reg } from '../../src/isa/syscalls.ts';
import type { Program } from '../../src/vm/program.ts';
import { type ExecutionRecord, REG_INPUT_ENDED, Space } from '../../src/vm/record.ts';
import { programOf, violations, type Witness, witnessOf, witnessOfRecord } from '../machine/machineHarness.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';
import { Syscall } from '../support/run.ts';
import { type Cells, forge, recounted, rowsOf, verdictOf, withCells, withExtraRows, withoutRow, withRows } from './forge.ts';
import { readResults, traceScripted, withResult, withSize } from './lyingHost.ts';
import { isRefused, withFinal, word } from './victim.ts';

const BUFFER = 0x2000_0000;
const SAVED = 8;
/** The largest size that a call can ask for. */
const ALL = 0xffff_ffff;

const reads = (sizes: readonly number[]): number[] => sizes.flatMap((size) => systemCall(Syscall.READ, 0, BUFFER, size));
const reading = (...sizes: readonly number[]): Program => programOf([...reads(sizes), ...exit(0)]);

/** Exits with 0 only if its first read returns nothing and its second four bytes: no input does that. */
const impossible = programOf([
  ...reads([4]),
  encode(Op.ADDI, { rd: SAVED, rs1: Reg.A0 }),
  ...reads([4]),
  encode(Op.XORI, { rd: Reg.A0, rs1: Reg.A0, imm: 4 }),
  encode(Op.OR, { rd: Reg.A0, rs1: Reg.A0, rs2: SAVED }),
  ...li(Reg.A7, Syscall.EXIT),
  encode(Op.ECALL),
]);

const lieOf = (program: Program, record: ExecutionRecord): Witness => witnessOfRecord(program, record, { tables: 'small' });
const ENDED = new RegExp(`^memory\\(0, 0, ${REG_INPUT_ENDED}, `);
const AFTER_END = /limb \d of the result is 0 after the end of the input/;
const BEFORE_END = /limb \d of the result is that of size before the end of the input/;

/** A row with the columns that read and short-read share. */
const shared = (row: Cells): Cells =>
  Object.fromEntries(Object.entries(row).filter(([column]) => /^(pc|ts|pts|result|buffer|size)/.test(column)));
/** The first row of short-read as a row of read, and that of read as a row of short-read. */
const asRead = (witness: Witness, flag: 'isFull' | 'isEnded'): Witness =>
  withExtraRows(withoutRow(witness, 'short-read', 0), 'read', { ...shared(rowsOf(witness, 'short-read')[0]), [flag]: 1 });
const asShort = (witness: Witness, k = 0): Witness =>
  withExtraRows(withoutRow(witness, 'read', 0), 'short-read', { ...shared(rowsOf(witness, 'read')[0]), k, isReal: 1 });

describe('the control', () => {
  it.each([0, 1, 3, 4, 5, 7, 8, 9])('%i bytes: the program that no input satisfies exits with another code than 0', (length) => {
    const { record } = witnessOf(impossible, new Uint8Array(length).fill(0x5a));
    expect(record.exitCode).not.toBe(0);
  });

  it('a host that tells the truth is believed', async () => {
    const program = reading(4, 4, 4);
    const honest = lieOf(program, traceScripted(program, [4, 2, 0]));
    expect(violations(recounted(honest))).toEqual([]);
    expect(verdictOf((await forge(recounted(honest))).proof).reason).toBe(undefined);
  });
});

describe('a short read, then more', () => {
  const record = traceScripted(impossible, [0, 4]);
  const lie = lieOf(impossible, record);

  it('makes a guest exit with 0 that never does', () => {
    expect(record.exitCode).toBe(0);
    expect(readResults(record)).toEqual([0, 4]);
  });
  it('is refused as a read after the end', () => isRefused(lie, AFTER_END));
  it('is refused as a read before the end: the cell says 1', () =>
    isRefused(withFinal(withCells(lie, 'read', 0, { isEnded: 0, isFull: 1 }), Space.REG, REG_INPUT_ENDED, word(0)), ENDED));
  it('is refused if the first read is called full', async () => {
    const full = withCells(asRead(lie, 'isFull'), 'read', 0, { isEnded: 0, isFull: 1 });
    await isRefused(withFinal(full, Space.REG, REG_INPUT_ENDED, word(0)), BEFORE_END);
  });
  it('is refused if the first read is called one after the end: the cell starts at 0', () =>
    isRefused(asRead(lie, 'isEnded'), /^memory\(0, 0, 34, |after the end/));
  it('is refused in another order: the second read asks the cell before the first one sets it', async () => {
    const [short] = rowsOf(lie, 'short-read');
    const [second] = rowsOf(lie, 'read');
    const asked = withCells(lie, 'read', 0, { isEnded: 0, isFull: 1, ptss: short.ptss });
    const set = withCells(asked, 'short-read', 0, { ptss: second.ts });
    const late = withFinal(set, Space.REG, REG_INPUT_ENDED, { ...word(1), tsFinal: short.ts });
    await isRefused(late, new RegExp(`^range\\((${felt.P + short.ts - second.ts - 1}|${second.ts - short.ptss - 1}), 16\\)`));
  });
  it('is refused in another order: a read before the short one says that the input has ended', async () => {
    const program = reading(4, 4);
    const told = lieOf(program, traceScripted(program, [0, 2]));
    const [first] = rowsOf(told, 'short-read');
    const [second] = rowsOf(told, 'read');
    const swapped = withRows(withRows(told, 'read', [{ ...shared(first), isEnded: 1, ptss: second.ts }]), 'short-read', [
      { ...shared(second), isReal: 1, ptss: first.ptss },
    ]);
    const early = withFinal(swapped, Space.REG, REG_INPUT_ENDED, { ...word(1), tsFinal: first.ts });
    await isRefused(early, new RegExp(`^range\\(${felt.P + first.ts - second.ts - 1}, 16\\)`));
  });
  it('is refused if both are short: the end is met once', () => isRefused(asShort(lie), ENDED));
});

describe('a read', () => {
  it('of less than asked for, before the last', async () => {
    const program = reading(6, 6);
    await isRefused(lieOf(program, traceScripted(program, [2, 6])), AFTER_END);
    await isRefused(lieOf(program, traceScripted(program, [5, 1])), AFTER_END);
  });

  it('of more than asked for', async () => {
    const asked = reading(4);
    const record = withSize(asked, traceScripted(reading(8), [8]), 0, 4);
    const lie = lieOf(asked, record);
    await isRefused(lie, BEFORE_END);
    // As a short one of 8 of 4 bytes, with each borrow.
    for (const k of [0, 1]) await isRefused(withFinal(asShort(lie, k), Space.REG, REG_INPUT_ENDED, word(1)), /^range\(\d+, 16\)/);
  });

  it('of p more than were moved: the count would wrap', async () => {
    const result = felt.P + 4;
    const lieAbout = (size: number): Witness => {
      const program = reading(size | 0);
      const record = traceScripted(program, [4]);
      // What the next instruction finds in a0, and what the call says.
      return withCells(lieOf(program, { ...withResult(program, record, 0, result), ecalls: record.ecalls }), 'short-read', 0, {
        ...word(result, 'result'),
        k: 0,
      });
    };
    await isRefused(withFinal(asRead(lieAbout(result), 'isFull'), Space.REG, REG_INPUT_ENDED, word(0)), /^range\(\d+, 14\)/);
    await isRefused(lieAbout(ALL), /^range\(\d+, 14\)/);
  });

  it('whose result has a limb that is none', async () => {
    const program = reading(0x1_0001);
    const honest = lieOf(program, traceScripted(program, [2]));
    // 2 = 2^16 - 65534: as many bytes, and no more than asked for.
    const limbs = (name: string): Cells => ({ [`${name}[0]`]: felt.P - 65534, [`${name}[1]`]: 1 });
    const [next] = rowsOf(honest, 'addi').flatMap((row, i) => (row['prev[0]'] === 2 && row.rd === Reg.A0 ? [i] : []));
    const lie = withCells(withCells(honest, 'short-read', 0, { ...limbs('result'), k: 0 }), 'addi', next, limbs('prev'));
    await isRefused(lie, new RegExp(`^range\\(${felt.P - 65534}, 16\\)`));
  });

  it('whose result is not what was moved', async () => {
    const program = reading(4, 4);
    for (const result of [0, 1, 3]) {
      const record = withResult(program, traceScripted(program, [2, 0]), 0, result);
      await isRefused(lieOf(program, record), /^(io|exec)\(/);
    }
  });

  it('is not forgotten: the cell keeps its value between calls', async () => {
    const program = reading(4, 4);
    const lie = lieOf(program, traceScripted(program, [2, 4]));
    const forgotten = withCells(lie, 'read', 0, { isEnded: 0, isFull: 1 });
    const ts = rowsOf(lie, 'short-read')[0].ts;
    // An advance that turns 1 into 0 has two values where the chip has one.
    const advance = { space: 0, upper: 0, lower: REG_INPUT_ENDED, 'v[0]': 0, from: ts, to: ts + 1, toLo: ts + 1, gapLo: 0, isReal: 1 };
    const advanced = withExtraRows(withCells(forgotten, 'read', 0, { ptss: ts + 1 }), 'advance-timestamp', advance);
    await isRefused(withFinal(advanced, Space.REG, REG_INPUT_ENDED, word(0)), ENDED);
  });
});

describe('an honest host', () => {
  /** Saves what each read returns, and at the end publishes the results and the first bytes of each buffer. */
  const reporting = (calls: readonly (readonly [buffer: number, size: number])[]): Program => {
    const results = DATA_ADDRESS;
    return programOf(
      [
        ...calls.flatMap(([buffer, size], i) => [
          ...systemCall(Syscall.READ, 0, buffer, size),
          ...li(SAVED, results + 4 * i),
          encode(Op.SW, { rs1: SAVED, rs2: Reg.A0 }),
        ]),
        ...systemCall(Syscall.WRITE, 3, results, 4 * calls.length),
        ...calls.flatMap(([buffer]) => systemCall(Syscall.WRITE, 3, buffer, 8)),
        ...exit(0),
      ],
      new Uint8Array(64),
    );
  };
  const cases: [string, number, [number, number][]][] = [
    [
      'no input',
      0,
      [
        [BUFFER, 4],
        [BUFFER, 0],
        [BUFFER, 4],
      ],
    ],
    [
      'no bytes asked for, before and after the end',
      3,
      [
        [BUFFER, 0],
        [BUFFER, 3],
        [BUFFER, 0],
        [BUFFER, 1],
        [BUFFER, 0],
      ],
    ],
    [
      'exactly the input',
      6,
      [
        [BUFFER, 6],
        [BUFFER + 16, 1],
      ],
    ],
    [
      'more than the rest',
      6,
      [
        [BUFFER, 4],
        [BUFFER + 16, 4],
        [BUFFER + 32, 4],
      ],
    ],
    [
      'all that a size can ask for',
      7,
      [
        [BUFFER, ALL],
        [BUFFER + 16, ALL],
      ],
    ],
    [
      'sizes of whole limbs',
      70_000,
      [
        [BUFFER, 0x1_0000],
        [BUFFER + 0x2_0000, 0x1_0000],
        [BUFFER + 0x3_0000, 0x4000_0000],
      ],
    ],
    [
      'unaligned buffers',
      9,
      [
        [BUFFER + 1, 2],
        [BUFFER + 19, 3],
        [BUFFER + 34, 5],
      ],
    ],
    [
      'the last addresses',
      2,
      [
        [0x3fff_fff8, 0],
        [0x3fff_fff8, 2],
        [0x3fff_fff8, ALL],
      ],
    ],
  ];
  it.each(cases)('gives min(size, rest): %s', async (_, length, calls) => {
    const input = Uint8Array.from({ length }, (_, i) => (i * 7 + 1) & 255);
    const memory = new Map<number, number>();
    let at = 0;
    const results = calls.map(([buffer, size]) => {
      const count = Math.min(size, length - at);
      for (let i = 0; i < count; i++) memory.set(buffer + i, input[at++]);
      return count;
    });
    const program = reporting(calls.map(([buffer, size]) => [buffer, size | 0]));
    const witness = witnessOf(program, input);
    const expected = [
      ...new Uint8Array(Uint32Array.from(results).buffer),
      ...calls.flatMap(([buffer]) => Array.from({ length: 8 }, (_, i) => memory.get(buffer + i) ?? 0)),
    ];
    expect(Array.from(witness.record.publicValues)).toEqual(expected);
    expect(readResults(witness.record)).toEqual(results);
    expect(violations(witness)).toEqual([]);
    if (length < 100) expect(verdictOf((await forge(recounted(witness))).proof).reason).toBe(undefined);
  });
});
