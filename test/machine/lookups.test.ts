import { describe, expect, it } from 'vitest';
import { evaluateProgram } from '../../src/air/evaluate.ts';
import { rangeBus } from '../../src/chips/shared/buses.ts';
import * as felt from '../../src/field/felt.ts';
import { canonical, columnBounds, evaluateForm, type LinearForm, linearForms } from '../../src/machine/linearForm.ts';
import { buildProgramTable } from '../../src/machine/programTable.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { planTraces } from '../../src/machine/traces.ts';
import { Insn } from '../../src/vm/record.ts';
import { rng } from '../support/rng.ts';
import { trace } from '../support/run.ts';
import { programOf } from './machineHarness.ts';
import { advanceProgram, DATA, ioProgram, memoryProgram } from './samplePrograms.ts';

const algebra = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value: number): number => value };

describe('linear forms', () => {
  it('give the values that the constraint programs give, on any row', () => {
    const random = rng(3);
    for (const chip of rv32im.chips) {
      const { program } = chip;
      if (program.preprocessedWidth > 0) continue;
      const ids = new Set(program.interactions.filter((i) => !i.counter).flatMap((i) => i.fields));
      const forms = linearForms(chip, ids);
      for (let round = 0; round < 20; round++) {
        const small = round % 2 === 0;
        const cells = Uint32Array.from(columnBounds(chip.columns), (bound) => random.below(small && bound > 1 ? 1 << 16 : bound + 1));
        const values = evaluateProgram(program, algebra, [], cells);
        for (const [id, form] of forms) {
          if (form === undefined) continue;
          expect(canonical(evaluateForm(form, cells, 0), form), program.name).toBe(values[id]);
        }
      }
    }
  });

  it('exist for every field and multiplicity of a lookup', () => {
    for (const chip of rv32im.chips) {
      const { program } = chip;
      if (program.preprocessedWidth > 0) continue;
      const lookups = program.interactions.filter((i) => !i.counter && rv32im.buses[i.bus].kind === 'lookup');
      const forms = linearForms(chip, new Set(lookups.flatMap((i) => [i.multiplicity, ...i.fields])));
      expect(
        [...forms.values()].every((form) => form !== undefined),
        program.name,
      ).toBe(true);
    }
  });

  it('are the integers that they stand for on honest rows: those of range lookups are, and are counted without a division in the field', () => {
    const program = programOf(advanceProgram, DATA);
    const { traces } = planTraces(rv32im, trace(program), program, buildProgramTable(rv32im, program), { tables: 'large' });
    const seen = new Set<string>();
    for (const { chip, rows, fill, logHeight } of traces) {
      const { program, name } = chip;
      const lookups = program.interactions.filter((i) => !i.counter && i.bus === rangeBus.id);
      if (program.preprocessedWidth > 0 || lookups.length === 0) continue;
      const forms = linearForms(chip, new Set(lookups.flatMap((i) => [i.multiplicity, i.fields[0]])));
      const cells = new Uint32Array(2 ** logHeight * program.mainWidth);
      fill({ cells: () => cells, stride: program.mainWidth, column: 0 });
      const valueAt = (id: number, row: number): number => evaluateForm(forms.get(id) as LinearForm, cells, row * program.mainWidth);
      for (const { multiplicity, fields } of lookups) {
        const live = Array.from({ length: rows }, (_, row) => row).filter((row) => valueAt(multiplicity, row) !== 0);
        const values = live.map((row) => valueAt(fields[0], row));
        expect(
          values.filter((value) => !Number.isInteger(value) || value < 0 || value >= 2 ** 16),
          name,
        ).toEqual([]);
        if (live.length > 0) seen.add(name);
      }
    }
    expect([...seen]).toContain('advance-timestamp');
  });
});

describe('traces', () => {
  const program = programOf(memoryProgram, DATA);
  const table = buildProgramTable(rv32im, program);
  const record = trace(program);

  it.each(['large', 'small'] as const)('do not depend on the order in which they are filled, nor on where, tables: %s', (tables) => {
    const filled = (reverse: boolean, stride: (width: number) => number, column: number): Map<string, number[]> => {
      const plan = planTraces(rv32im, record, program, table, { tables });
      const order = reverse ? [...plan.traces].reverse() : plan.traces;
      const all = order.map((t) => {
        const width = t.chip.program.mainWidth;
        const cells = new Uint32Array(2 ** t.logHeight * stride(width));
        t.fill({ cells: () => cells, stride: stride(width), column });
        return { name: t.chip.name, width, cells, height: 2 ** t.logHeight };
      });
      return new Map(
        all.map(({ name, width, cells, height }) => [
          name,
          Array.from({ length: height }, (_, row) =>
            Array.from(cells.subarray(row * stride(width) + column, row * stride(width) + column + width)),
          ).flat(),
        ]),
      );
    };
    const a = filled(false, (width) => width, 0);
    const b = filled(true, (width) => width + 8, 5);
    for (const [name, cells] of a) expect(b.get(name), name).toEqual(cells);
    expect(b.size).toBe(a.size);
  });

  it('name the row whose lookup no table has', () => {
    const insns = record.insns.slice();
    insns[Insn.PTSD] = insns[Insn.TS] + 9;
    expect(() => planTraces(rv32im, { ...record, insns }, program, table)).toThrow(
      expect.objectContaining({
        code: 'unprovable-lookup',
        message: expect.stringMatching(/^[\w-]+\[0\] \(pc=0x10000\): the table range has no \(\d+, 16\)$/),
      }),
    );
  });

  it('refuse a record that is not of the program', () => {
    const touched = record.touched.slice();
    touched[1] = 40;
    expect(() => planTraces(rv32im, { ...record, touched }, program, table)).toThrow(expect.objectContaining({ code: 'bad-record' }));
    const other = programOf(ioProgram);
    const ecalls = trace(other).ecalls.slice();
    ecalls[2] = 5;
    expect(() => planTraces(rv32im, { ...trace(other), ecalls }, other, buildProgramTable(rv32im, other))).toThrow(
      expect.objectContaining({ code: 'bad-record' }),
    );
  });

  it('refuse more rows than a proof may have', () => {
    expect(() => planTraces(rv32im, record, program, table, { maxLogHeight: 8 })).toThrow(
      expect.objectContaining({ code: 'trace-too-long' }),
    );
  });
});
