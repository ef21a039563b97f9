import { describe, expect, it } from 'vitest';
import * as felt from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { type AluCase, aluResult, aluRow, breaksConstraint, isSatisfied, rowEffects } from '../support/chipHarness.ts';
import { rng } from '../support/rng.ts';
import { ALU, edgeCases, randomCases } from './aluCases.ts';

/** Cells that may hold anything on some rows, and when. Every other cell of a live row is bound. */
const FREE: Record<string, Record<string, { readonly reason: string; on(c: AluCase): boolean }>> = {
  divide: {
    borrow: { reason: 'the comparison |r| < |c| is not made for c = 0', on: (c) => c.c === 0 },
    ...Object.fromEntries(
      [0, 1, 2, 3].map((i) => [
        `absQ[${i}]`,
        {
          reason: 'the quotient by 0, which a remainder does not use',
          on: (c: AluCase) => c.c === 0 && (c.op === Op.REM || c.op === Op.REMU),
        },
      ]),
    ),
  },
};

const sameMessages = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((m, i) => m === b[i]);

const lies = (honest: number, random: () => number): number[] => {
  const values = [
    felt.add(honest, 1),
    felt.sub(honest, 1),
    felt.neg(honest),
    felt.P - 1,
    0,
    1,
    2,
    felt.sub(1, honest),
    felt.add(honest, 1 << 16),
    felt.sub(honest, 1 << 16),
    felt.add(honest, 256),
    (felt.P + 1) / 2,
    random(),
    random() & 0xffff,
  ];
  return [...new Set(values)].filter((x) => x !== honest);
};

describe.each(ALU)('$name', ({ chip, ops, name }) => {
  const random = rng(17);
  const { columnNames } = chip.chip;
  const cases = ops.flatMap((op) => [...edgeCases(op).filter((_, i) => i % 13 === 0), ...randomCases(op, 20, 5)]);

  it('has no cell of a live row that can change unnoticed, nor changes the result', () => {
    const free = new Set<string>();
    for (const c of cases) {
      const row = aluRow(chip, c);
      const honest = rowEffects(chip.chip, row);
      columnNames.forEach((column, i) => {
        for (const lie of lies(row[i], random.felt)) {
          const cells = row.map((x, j) => (i === j ? lie : x));
          if (breaksConstraint(chip.chip, cells)) continue;
          const effects = rowEffects(chip.chip, cells);
          if (!isSatisfied(effects)) continue;
          if (!sameMessages(effects.inputs, honest.inputs)) continue;
          // Nothing refutes the row and others notice no difference in what it takes: then it must send the same.
          expect(effects.outputs, `${column} := ${lie} in ${JSON.stringify(c)}`).toEqual(honest.outputs);
          expect(FREE[name]?.[column]?.on(c), `${column} := ${lie} is free in ${JSON.stringify(c)}`).toBe(true);
          free.add(column);
        }
      });
    }
    expect([...free].sort()).toEqual(Object.keys(FREE[name] ?? {}).sort());
  });

  it('sends nothing from a padding row, whatever one cell holds, unless a constraint fails', () => {
    const zero = new Array<number>(columnNames.length).fill(0);
    columnNames.forEach((column, i) => {
      for (const lie of lies(0, random.felt)) {
        const effects = rowEffects(
          chip.chip,
          zero.map((x, j) => (i === j ? lie : x)),
        );
        if (effects.broken.length > 0 || effects.invalid.length > 0) continue;
        // A row that does send is an instruction: it takes one from the program table.
        if (effects.messages.length > 0) {
          expect(column, `${column} := ${lie}`).toMatch(/^(is|left|right)/);
          expect(
            effects.inputs.filter((m) => m.startsWith('program(')),
            `${column} := ${lie}`,
          ).toHaveLength(1);
        }
      }
    });
  });

  it('sends nothing from a filled row whose selectors are all zero', () => {
    for (const c of cases.filter((_, i) => i % 5 === 0)) {
      const row = aluRow(chip, c).map((x, i) => (/^(is[A-Z]|left|right)/.test(columnNames[i]) ? 0 : x));
      const effects = rowEffects(chip.chip, row);
      if (effects.broken.length === 0) expect(effects.messages).toEqual([]);
    }
  });

  it('has boolean multiplicities on every row that its constraints accept', () => {
    const selectors = columnNames.flatMap((column, i) => (/^(is[A-Z]|left|right)/.test(column) ? [i] : []));
    const values = [0, 1, 2, felt.P - 1, (felt.P + 1) / 2, random.felt()];
    const count = Math.min(values.length ** selectors.length, 20_000);
    for (const c of [cases[0], cases[cases.length - 1]]) {
      const row = aluRow(chip, c);
      for (let n = 0; n < count; n++) {
        const set = new Map(selectors.map((s, k) => [s, values[Math.floor(n / values.length ** k) % values.length]]));
        const effects = rowEffects(
          chip.chip,
          row.map((x, i) => set.get(i) ?? x),
        );
        if (effects.broken.length > 0) continue;
        for (const m of effects.messages) expect([1, -1]).toContain(m.multiplicity);
        expect(effects.inputs.filter((m) => m.startsWith('program(')).length).toBeLessThanOrEqual(1);
      }
    }
  });

  it('cannot prove an operation as another one of the chip', () => {
    for (const c of cases.filter((_, i) => i % 3 === 0)) {
      const honest = rowEffects(chip.chip, aluRow(chip, c)).inputs;
      for (const op of ops) {
        const other: AluCase = { ...c, op };
        if (op === c.op || aluResult(op, c.b, c.c) === aluResult(c.op, c.b, c.c)) continue;
        expect(rowEffects(chip.chip, aluRow(chip, other)).inputs, JSON.stringify(c)).not.toEqual(honest);
        // The other operation's row under this one's selectors.
        const [mine, theirs] = [aluRow(chip, c), aluRow(chip, other)];
        const mixed = theirs.map((x, i) => (/^(is[A-Z]|left|right)/.test(columnNames[i]) ? mine[i] : x));
        const effects = rowEffects(chip.chip, mixed);
        const sameInputs = sameMessages(effects.inputs, honest);
        expect(isSatisfied(effects) && sameInputs, `${JSON.stringify(c)} as operation ${op}`).toBe(false);
      }
    }
  });
});
