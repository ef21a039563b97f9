import { describe, expect, it } from 'vitest';
import type { Chip } from '../../src/air/chip.ts';
import { divideChip } from '../../src/chips/alu/divide.ts';
import type { InstructionChip } from '../../src/chips/shared/instruction.ts';
import * as felt from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { type AluCase, aluResult, aluRow, isSatisfied, rowEffects, writtenWord } from '../support/chipHarness.ts';
import { type SolveOptions, solveRows } from '../support/chipSolver.ts';
import { rng } from '../support/rng.ts';
import { rootsOf, squareRoots } from '../support/roots.ts';
import { ALU, type AluChip, edgeCases, NAMES, randomCases } from './aluCases.ts';

/** Every row that could stand in for the honest one writes the oracle's word. Returns how many rows there are. */
const everyRowIsRight = (chip: InstructionChip, c: AluCase, options?: SolveOptions): number => {
  const honest = aluRow(chip, c);
  const expected = rowEffects(chip.chip, honest);
  const rows = solveRows(chip.chip, honest, options);
  for (const row of rows) {
    const effects = rowEffects(chip.chip, row);
    const label = `${JSON.stringify(c)}: ${row.join()}`;
    expect(isSatisfied(effects), label).toBe(true);
    expect(effects.inputs, label).toEqual(expected.inputs);
    expect(effects.outputs, label).toEqual(expected.outputs);
    expect(writtenWord(effects), label).toBe(aluResult(c.op, c.b, c.c));
  }
  return rows.length;
};

/** A few operands that the manual treats apart, and a few of each size. */
const cases = (op: Op, edges: number, random: number): AluCase[] => {
  const all = edgeCases(op);
  const generator = rng(23 + op);
  return [...Array.from({ length: edges }, () => generator.pick(all)), ...randomCases(op, random, 29)];
};

describe('any row that the buses accept writes the right word', () => {
  const chips = ALU.filter(({ name }) => name !== 'divide').flatMap(({ chip, ops }) => ops.map((op) => [NAMES[op], op, chip] as const));

  it.each(chips)(
    '%s',
    (_, op, chip) => {
      for (const c of cases(op, 6, 4)) expect(everyRowIsRight(chip, c), JSON.stringify(c)).toBe(1);
    },
    120_000,
  );
});

const divideColumns = divideChip.chip.columnNames;
const quotientColumns = [0, 1, 2, 3].map((i) => divideColumns.indexOf(`absQ[${i}]`));
const withQuotient = (q: number): ReadonlyMap<number, number> =>
  new Map(quotientColumns.map((column, i) => [column, (q >>> (8 * i)) & 0xff]));

const isSigned = (op: Op): boolean => op === Op.DIV || op === Op.REM;
const magnitude = (x: number, signed: boolean): number => (signed && x >>> 31 === 1 ? -x >>> 0 : x >>> 0);

/** Quotients that a liar would try: near the right one, the extremes, and those that fit |b| = |c| |q| + |r| mod p or mod 2^32. */
const quotients = ({ op, b, c }: AluCase): number[] => {
  const [absB, absC] = [magnitude(b, isSigned(op)), magnitude(c, isSigned(op))];
  const q = absC === 0 ? 0xffff_ffff : Math.floor(absB / absC);
  const near = [-2, -1, 0, 1, 2].map((d) => (q + d) >>> 0);
  const wrapped = absC === 0 ? [] : [felt.P, 2 ** 32].flatMap((m) => [1, 2, 3].map((k) => Math.floor((absB + k * m) / absC)));
  const exact = absC % felt.P === 0 ? [] : [felt.mul(absB % felt.P, felt.inv(absC % felt.P))];
  return [...new Set([...near, ...wrapped, ...exact, 0, 1, 2 ** 31, 0xffff_ffff, -q >>> 0])].filter((x) => x < 2 ** 32);
};

const SPECIAL: readonly (readonly [number, number])[] = [
  [-7, 3],
  [7, -3],
  [-7, -3],
  [7, 3],
  [1, -1],
  [-1, 1],
  [0, -1],
  [0, 5],
  [-6, 3],
  [6, -3],
  [-(2 ** 31), -1],
  [-(2 ** 31), 1],
  [-(2 ** 31), -(2 ** 31)],
  [2 ** 31 - 1, -(2 ** 31)],
  [-(2 ** 31), 2],
  [3, 7],
  [-3, 7],
  [5, 0],
  [-5, 0],
  [0, 0],
  [-(2 ** 31), 0],
  [-1, 0],
  [-1, -1],
  [-1, 2],
  [0x7800_0001, 3],
  [-2, 65536],
];

describe('division', () => {
  it.each([Op.DIV, Op.DIVU, Op.REM, Op.REMU].map((op) => [NAMES[op], op] as const))(
    '%s has one result, whatever quotient is claimed',
    { tags: ['slow'], timeout: 180_000 },
    (_, op) => {
      // An unsigned operation has no signs to lie about.
      for (const [b, c] of isSigned(op) ? SPECIAL : SPECIAL.filter((_, i) => i % 3 === 0)) {
        const aluCase = { op, b: b >>> 0, c: c >>> 0 };
        let accepted = 0;
        for (const q of quotients(aluCase)) accepted += everyRowIsRight(divideChip, aluCase, { fixed: withQuotient(q) });
        expect(accepted, JSON.stringify(aluCase)).toBeGreaterThan(0);
        if (c !== 0) expect(accepted, JSON.stringify(aluCase)).toBe(1);
      }
    },
  );
});

/** The chip without its constraints of this label. */
const without = ({ chip }: AluChip, label: string): Chip => {
  const constraints = chip.chip.program.constraints.filter((c) => c.label !== label);
  expect(constraints.length, label).toBe(chip.chip.program.constraints.length - 1);
  return { ...chip.chip, program: { ...chip.chip.program, constraints } };
};

/** A constraint whose absence must give a lie on these operands; for division, with this quotient. */
const LOAD_BEARING: readonly (readonly [chip: string, label: string, op: Op, b: number, c: number, q?: number])[] = [
  ['add', 'carry[0] of b + c is 0 or 1', Op.ADD, 2, 0x8000_0001],
  ['add', 'carry[1] of a + c is 0 or 1', Op.SUB, 0, 0xffff_fffe],
  ['addi', 'carry[1] is -1, 0 or 1', Op.ADDI, 15, -2],
  ['add-in-place', 'carry[0] is 0 or 1', Op.ADD, 2, 0x8000_0001],
  ['addi-in-place', 'carry[1] is -1, 0 or 1', Op.ADDI, 15, -2],
  ['shift-immediate-in-place', 'high limb of the result', Op.SLLI, 2, 21],
  ['bitwise-immediate', 'limb 1 of AND is b or 0', Op.ANDI, 0xffff_fffd, -2048],
  ['bitwise-immediate', 'limb 1 of OR is 65535 or b', Op.ORI, 0x1_0001, -2],
  ['bitwise-immediate', 'limb 1 of XOR is the complement of b or b', Op.XORI, 0, -255],
  ['less-than', 'lt is 0 or 1', Op.SLT, 2, 0x8000_0001],
  ['less-than', 'rs1 is not negative unless signed', Op.SLTU, 5, 5],
  ['less-than', 'rs2 is not negative unless signed', Op.SLTU, 0, 0xffff_fffe],
  ['less-than-immediate', 'rs1 is not negative unless signed', Op.SLTIU, 7, 2],
  ['shift-immediate', 'only an arithmetic shift has a sign', Op.SRLI, 0, 11],
  ['shift-immediate', 'high limb of the result', Op.SLLI, 2, 21],
  ['shift-immediate', 'limb 1 is 2^k u + v', Op.SLLI, 33, 11],
  ['shift-register', 'only an arithmetic shift has a sign', Op.SRL, 0, 0xffff_fffe],
  ['shift-register', 'an arithmetic shift goes right', Op.SRL, 1, 33],
  ['shift-register', 'k is t on the right', Op.SRL, 1, 0x8000_0000],
  ['multiply', 'digit 1 of the product', Op.MUL, 2, 0x8000_0001],
  ['multiply-high', 'rs1 is not negative unless signed', Op.MULHU, 3, 5],
  ['multiply-high', 'rs2 is not negative unless signed', Op.MULHSU, 3, 5],
  ['divide', 'b is not negative unless signed', Op.REMU, 5, 3, Math.floor((2 ** 32 - 5) / 3)],
  ['divide', 'c is not negative unless signed', Op.DIVU, 5, 0xffff_fffd, 1],
  ['divide', "the result's sign", Op.DIV, -7, 3, 2],
  ['divide', "the result's sign", Op.REM, -7, 3, 2],
  ['divide', "limb 0 of the result's magnitude", Op.DIV, 7, 3, 2],
  ['divide', 'limb 0 of c is 0 when c is', Op.REMU, 7, 3, 0],
  ['divide', 'limb 0 of x / 0 is all ones', Op.DIV, 5, 0, 0xffff_0000],
  ['divide', 'limb 1 of x / 0 is all ones', Op.DIVU, 5, 0, 0xffff],
  ['divide', 'borrow is 0 or 1', Op.DIV, 7, 3, 1],
  ['divide', 'digit 2 of |c| |q| is 0', Op.DIVU, 0, 256, 2 ** 24],
  ['divide', 'digit 3 of |c| |q| is 0', Op.DIVU, 0, 2 ** 24, 2 ** 24],
];

describe('the search', () => {
  it.each(LOAD_BEARING.map(([name, label, op, b, c, q]) => ({ name, label, op, b, c, q })))(
    'finds the lie when $name lacks "$label"',
    ({ name, label, op, b, c, q }) => {
      const entry = ALU.find((e) => e.name === name) as AluChip;
      const weak = without(entry, label);
      const honest = aluRow(entry.chip, { op, b: b >>> 0, c });
      const outputs = rowEffects(entry.chip.chip, honest).outputs.join();
      const rows = solveRows(weak, honest, { limit: 70_000, ...(q === undefined ? {} : { fixed: withQuotient(q) }) });
      expect(rows.some((row) => rowEffects(weak, row).outputs.join() !== outputs)).toBe(true);
    },
  );

  it('takes square roots', () => {
    const random = rng(1);
    for (let i = 0; i < 50; i++) {
      const x = random.felt();
      expect(squareRoots(felt.mul(x, x)).sort()).toEqual([x, felt.neg(x)].sort());
    }
    expect(squareRoots(31)).toEqual([]);
  });

  it('takes roots of cubics', () => {
    const random = rng(2);
    const times = (f: readonly number[], root: number): number[] => [0, ...f].map((c, i) => felt.sub(c, felt.mul(root, f[i] ?? 0)));
    for (let i = 0; i < 50; i++) {
      const roots = Array.from({ length: 3 }, () => random.felt());
      expect(rootsOf(roots.reduce(times, [random.felt()])).sort()).toEqual([...roots].sort());
    }
    expect(rootsOf([5, 5, 7].reduce(times, [1])).sort()).toEqual([5, 7]);
    // 31 is no square, so x^2 - 31 has no roots.
    expect(rootsOf(times([felt.neg(31), 0, 1], 9))).toEqual([9]);
  });
});
