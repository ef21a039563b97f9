import { beforeAll, describe, expect, it } from 'vitest';
import { checkBalance, checkRows } from '../../src/air/check.ts';
import type { ArrayKind, Row } from '../../src/air/columns.ts';
import { unmentionedColumns } from '../../src/air/mentioned.ts';
import { divideChip } from '../../src/chips/alu/divide.ts';
import { multiplyChip } from '../../src/chips/alu/multiply.ts';
import { shiftRegisterChip } from '../../src/chips/alu/shiftRegister.ts';
import { loadSubwordChip } from '../../src/chips/memory/loadSubword.ts';
import type { InstructionChip } from '../../src/chips/shared/instruction.ts';
import type { word32, word64 } from '../../src/chips/shared/word.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { verifyStark } from '../../src/stark/verifier.ts';
import { wasmBackend } from '../kernels/backends.ts';
import { chips64, MASK, prove64, type Run64, result64, run64, type Step } from './toy64.ts';

/** What constraints and buses of a run find wrong. */
const violations = ({ traces, boundary }: Run64): string[] => {
  const rows = traces.map(({ chip, cells, logHeight, preprocessed }) => ({
    chip,
    cells,
    stride: chip.program.mainWidth,
    column: 0,
    height: 2 ** logHeight,
    ...(preprocessed && { preprocessed: { cells: preprocessed.values, stride: preprocessed.width, column: 0 } }),
  }));
  return [...rows.flatMap((r) => checkRows(r)), ...checkBalance(rows, boundary)];
};

/** The run with one cell of a chip's first row replaced. */
const withCell = (run: Run64, chip: string, column: string, value: number): Run64 => ({
  ...run,
  traces: run.traces.map((trace) => {
    if (trace.chip.name !== chip) return trace;
    const cells = trace.cells.slice();
    const at = trace.chip.columnNames.indexOf(column);
    if (at === -1) throw new RangeError(`${chip} has no ${column}`);
    cells[at] = value;
    return { ...trace, cells };
  }),
});

const register = (op: Op, rd: number, rs1 = 1, rs2 = 2): Step => ({ op, rd, rs1, rs2, imm: 0 });
const immediate = (op: Op, rd: number, imm: number, rs1 = 1): Step => ({ op, rd, rs1, rs2: 0, imm });

const REGISTER_OPS = [Op.ADD, Op.SUB, Op.AND, Op.OR, Op.XOR, Op.SLT, Op.SLTU];
const IMMEDIATE_OPS = [Op.ADDI, Op.ANDI, Op.ORI, Op.XORI, Op.SLTI, Op.SLTIU];

const ALL: readonly Step[] = [
  ...REGISTER_OPS.map((op, i) => register(op, 3 + i)),
  ...IMMEDIATE_OPS.map((op, i) => immediate(op, 10 + i, -7)),
  register(Op.ADD, 2, 2, 1),
  { op: Op.SW, rd: 0, rs1: 16, rs2: 3, imm: -8 },
  { op: Op.LW, rd: 17, rs1: 16, rs2: 0, imm: -8 },
  { op: Op.LW, rd: 18, rs1: 16, rs2: 0, imm: 0 },
];
const B = 0x0000_ffff_ffff_fff0n;
const C = 0x8000_0000_0000_0010n;
const honest = run64(ALL, { 1: B, 2: C, 16: 8n }, [11n, 0xfedc_ba98_7654_3210n]);

describe('a machine of 64-bit words', () => {
  // That every lookup is in a table is checked as it is counted (toy64.ts).
  it('computes as BigInt does, over all four limbs', () => {
    const edges = [0n, 1n, 0xffffn, 0x1_0000n, 0xffff_ffffn, 0x1_0000_0000n, 0xffff_ffff_ffffn, 2n ** 63n - 1n, 2n ** 63n, MASK - 1n, MASK];
    for (const b of edges) {
      for (const c of edges) {
        const run = run64(
          REGISTER_OPS.map((op, i) => register(op, 3 + i)),
          { 1: b, 2: c },
          [],
        );
        expect(
          violations({ ...run, traces: run.traces.filter(({ chip }) => !['range', 'bytes'].includes(chip.name)) }).filter(
            (v) => !/^bus [34]:/.test(v),
          ),
        ).toEqual([]);
        REGISTER_OPS.forEach((op, i) => expect(run.registers[3 + i]).toBe(result64(op, b, c)));
      }
    }
  });

  it('satisfies constraints and buses, with loads and stores of doublewords', () => {
    expect(violations(honest)).toEqual([]);
    expect(honest.registers[3]).toBe((B + C) & MASK);
    expect(honest.memory[0]).toBe((B + C) & MASK);
    expect(honest.registers[17]).toBe((B + C) & MASK);
    expect(honest.registers[18]).toBe(0xfedc_ba98_7654_3210n);
    expect(new Set(honest.traces.map(({ chip }) => chip.name)).size).toBe(chips64.length + 4);
  });

  it('mentions every committed column', () => {
    for (const { chip } of honest.traces) expect(unmentionedColumns(chip)).toEqual([]);
  });

  describe('refuses a lie about', () => {
    const lies: [string, string, string, number][] = [
      ['a limb of a sum', 'add', 'a[2]', 1],
      ['the top limb of a sum', 'add', 'a[3]', 0x7fff],
      ['the top limb of an operand', 'add', 'b[3]', 1],
      ['the top limb of a sum in place', 'add-in-place', 'a[3]', 1],
      ['the top limb of b + imm', 'addi', 'a[3]', 1],
      ['the third limb of b + imm', 'addi', 'a[2]', 0],
      ['the top byte of AND', 'bitwise', 'z[7]', 1],
      ['the top limb of ANDI', 'bitwise-immediate', 'aHi[2]', 1],
      ['a borrow between upper limbs', 'less-than', 'k[2]', 1],
      ['a comparison', 'less-than', 'lt', 1],
      ['the sign of the top limb', 'less-than', 'mc', 0],
      ['a comparison with an immediate', 'less-than-immediate', 'k[2]', 0],
      ['the upper limbs of a value loaded', 'load-word', 'data[3]', 1],
      ['the upper limbs of an address', 'load-word', 'b[2]', 1],
      ['the top limb of an address', 'store-word', 'b[3]', 1],
      ['the upper limbs of a value stored', 'store-word', 'c[2]', 7],
      ['the upper limbs of what is left at the end', 'image', 'v[3]', 1],
    ];
    it.each(lies)('%s', (_, chip, column, value) => {
      const lie = withCell(honest, chip, column, value);
      expect(lie.traces).not.toEqual(honest.traces);
      expect(violations(lie)).not.toEqual([]);
    });
  });

  describe('is proved', () => {
    const backend = wasmBackend('integer');
    let proved: Awaited<ReturnType<typeof prove64>>;
    beforeAll(async () => {
      proved = await prove64(backend, honest);
    }, 300_000);

    it('and its proof verifies', () => {
      const { key, statement, proof } = proved;
      expect(verifyStark(key, statement, proof.bytes, 0)).toMatchObject({ ok: true });
    });

    it('and lies about upper limbs do not verify', async () => {
      for (const [chip, column, value] of [
        ['add', 'a[3]', 0x7fff],
        ['load-word', 'data[3]', 1],
      ] as const) {
        const { key, statement, proof } = await prove64(backend, withCell(honest, chip, column, value), false);
        expect(verifyStark(key, statement, proof.bytes, 0), `${chip}.${column}`).toMatchObject({ ok: false });
      }
    }, 300_000);
  });
});

describe('the types of words', () => {
  it('refuse chips of 32 bits on a 64-bit machine, and the reverse', () => {
    // @ts-expect-error products are of 32 bits
    const product: InstructionChip<4> = multiplyChip;
    // @ts-expect-error quotients are of 32 bits
    const quotient: InstructionChip<4> = divideChip;
    // @ts-expect-error shifts are of 32 bits
    const shift: InstructionChip<4> = shiftRegisterChip;
    // @ts-expect-error parts are of 32-bit words
    const part: InstructionChip<4> = loadSubwordChip;
    // @ts-expect-error sums are of 64 bits
    const sum: InstructionChip = chips64[0];
    expect([product, quotient, shift, part, sum].map(({ limbs }) => limbs)).toEqual([2, 2, 2, 2, 4]);
  });

  it('refuse limbs that a word does not have', () => {
    type Words = Row<{ readonly short: typeof word32.columns; readonly long: typeof word64.columns; readonly byte: ArrayKind<1> }>;
    const third = (row: Words) => [
      row.long[3],
      // @ts-expect-error a word of RV32 has limbs 0 and 1
      row.short[2],
    ];
    // @ts-expect-error two limbs are not four
    const widen = (row: Words): Words['long'] => row.short;
    // @ts-expect-error four limbs are not two
    const narrow = (row: Words): Words['short'] => row.long;
    expect([third, widen, narrow]).toHaveLength(3);
  });
});
