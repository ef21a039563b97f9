/**
 * LogUp and constraints of one chip, row by row. docs/protocol.md, "LogUp" and "Quotient".
 */
import { baseAlgebra, evaluateProgram } from '../../air/evaluate.ts';
import type { ConstraintProgram } from '../../air/program.ts';
import { PellucidError } from '../../core/error.ts';
import type { Ext, ExtField } from '../../field/ext.ts';
import type { Columns, LogupChallenges, LogupTask, QuotientTask } from '../types.ts';
import { addExt, readExt, writeExt } from './extensions.ts';
import type { Memory } from './memory.ts';

const rowValues = (
  memory: Memory,
  program: ConstraintProgram,
  preprocessed: Columns | undefined,
  main: Columns,
  row: number,
): readonly number[] => {
  const fixed = preprocessed && memory.row(preprocessed.matrix, row, preprocessed.column, program.preprocessedWidth);
  return evaluateProgram(program, baseAlgebra, fixed ?? [], memory.row(main.matrix, row, main.column, program.mainWidth));
};

/** alpha + beta_0 (bus + 1) + sum_j beta_j v_j for each interaction. */
const denominatorsOf = (field: ExtField, program: ConstraintProgram, values: readonly number[], { alpha, betas }: LogupChallenges): Ext[] =>
  program.interactions.map(({ bus, fields }) => {
    const base = field.add(alpha, field.scale(betas[0], bus + 1));
    return fields.reduce((sum, id, j) => field.add(sum, field.scale(betas[j + 1], values[id])), base);
  });

export const logup = (field: ExtField, memory: Memory, { prepared, preprocessed, main, challenges, target, rowSums }: LogupTask): void => {
  const { program, packs } = prepared;
  const sums = memory.view(rowSums);
  for (let row = 0; row < 2 ** main.matrix.logHeight; row++) {
    const values = rowValues(memory, program, preprocessed, main, row);
    const denominators = denominatorsOf(field, program, values, challenges);
    if (denominators.some(field.isZero)) {
      throw new PellucidError('zero-denominator', `${program.name}: a LogUp denominator is 0 in row ${row}`, { row });
    }
    const inverses = field.batchInv(denominators);
    const out = memory.row(target.matrix, row, target.column, packs.length * field.degree);
    packs.forEach((pack, g) => {
      const h = pack.reduce((sum, i) => field.add(sum, field.scale(inverses[i], values[program.interactions[i].multiplicity])), field.zero);
      writeExt(out, g, h);
      addExt(field, sums, row, h);
    });
  }
};

export const quotient = (field: ExtField, memory: Memory, task: QuotientTask): void => {
  const { preprocessed, main, logup, challenges, weights } = task;
  const { program, packs } = task.prepared;
  const out = memory.view(task.target);
  const sums = memory.view(task.columnSums);
  for (let row = 0; row < 2 ** (task.logHeight + task.logExpansion); row++) {
    const values = rowValues(memory, program, preprocessed, main, row);
    let total = field.zero;
    program.constraints.forEach((constraint, i) => {
      total = field.add(total, field.scale(weights[i], values[constraint.value]));
    });
    const denominators = denominatorsOf(field, program, values, challenges);
    const columns = memory.row(logup.matrix, row, logup.column, packs.length * field.degree);
    packs.forEach((pack, g) => {
      const h = readExt(field, columns, g);
      addExt(field, sums, row, h);
      const multiplicities = pack.map((i) => values[program.interactions[i].multiplicity]);
      const ds = pack.map((i) => denominators[i]);
      const product = ds.reduce(field.mul, h);
      const numerator =
        pack.length === 1
          ? field.fromBase(multiplicities[0])
          : field.add(field.scale(ds[1], multiplicities[0]), field.scale(ds[0], multiplicities[1]));
      total = field.add(total, field.mul(weights[program.constraints.length + g], field.sub(product, numerator)));
    });
    addExt(field, out, row, total);
  }
};
