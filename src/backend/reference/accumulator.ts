/** The cyclic accumulator over all chips, and the quotient of the whole proof. docs/protocol.md, "Accumulator". */
import { reverseBits } from '../../core/log2.ts';
import { vanishingInverses } from '../../field/domain.ts';
import type { Ext, ExtField } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import type { AccumulatorTask, CombineTask } from '../types.ts';
import { readExt, writeExt } from './extensions.ts';
import type { Memory } from './memory.ts';

/** 2^-k. */
const inverseOfPower = (k: number): number => felt.inv(felt.pow(2, k));

export const accumulate = (field: ExtField, memory: Memory, { rowSums, logHeight, total, target }: AccumulatorTask): Ext => {
  const share = field.scale(total, inverseOfPower(logHeight));
  const parts = rowSums.map((part) => ({
    words: memory.view(part.span),
    height: 2 ** part.logHeight,
    factor: inverseOfPower(logHeight - part.logHeight),
  }));
  let phi = field.zero;
  for (let j = 0; j < 2 ** logHeight; j++) {
    writeExt(memory.row(target.matrix, j, target.column, field.degree), 0, phi);
    for (const { words, height, factor } of parts) {
      phi = field.add(phi, field.scale(readExt(field, words, j % height), factor));
    }
    phi = field.sub(phi, share);
  }
  return phi;
};

export const combineQuotient = (field: ExtField, memory: Memory, task: CombineTask): void => {
  const { logHeight, logExpansion, shares, phi, weight, total } = task;
  const size = 2 ** (logHeight + logExpansion);
  const step = 2 ** logExpansion;
  const out = memory.view(task.target);
  const totalPerRow = field.scale(total, inverseOfPower(logHeight));
  const phiAt = (j: number): Ext => readExt(field, memory.row(phi.matrix, j, phi.column, field.degree), 0);
  // x^N = s_n^N times a power of the root of unity of order 2^logExpansion. In bit-reversed order it is constant on each block of
  // 2^logHeight rows.
  const inverses = vanishingInverses(logHeight, logExpansion);
  for (let j = 0; j < size; j++) {
    const exponent = reverseBits(j, logHeight + logExpansion);
    const next = reverseBits((exponent + step) % size, logHeight + logExpansion);
    let constraints = field.zero;
    let accumulator = field.add(field.sub(phiAt(next), phiAt(j)), totalPerRow);
    for (const part of shares) {
      const row = Math.floor(j / 2 ** (logHeight - part.logHeight));
      constraints = field.add(constraints, readExt(field, memory.view(part.share), row));
      const columnSum = readExt(field, memory.view(part.columnSums), row);
      accumulator = field.sub(accumulator, field.scale(columnSum, inverseOfPower(logHeight - part.logHeight)));
    }
    const numerator = field.add(constraints, field.mul(weight, accumulator));
    writeExt(out, j, field.scale(numerator, inverses[Math.floor(j / 2 ** logHeight)]));
  }
};
