/** The cyclic accumulator over all chips, and the quotient of the whole proof. docs/protocol.md, "Accumulator". */
import { reverseBits } from '../../core/log2.ts';
import { cosetShift } from '../../field/domain.ts';
import type { Ext, ExtField } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import type { Columns, Span } from '../types.ts';
import { readExt, writeExt } from './extensions.ts';
import type { Memory } from './memory.ts';

/** 2^-k. */
const inverseOfPower = (k: number): number => felt.inv(felt.pow(2, k));

export const accumulate = (
  field: ExtField,
  memory: Memory,
  rowSums: readonly { readonly logHeight: number; readonly span: Span }[],
  logHeight: number,
  total: Ext,
  target: Columns,
): Ext => {
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

export const combineQuotient = (
  field: ExtField,
  memory: Memory,
  logHeight: number,
  parts: readonly { readonly logHeight: number; readonly share: Span; readonly columnSums: Span }[],
  phi: Columns,
  weight: Ext,
  total: Ext,
  target: Span,
): void => {
  const height = 2 ** logHeight;
  const out = memory.view(target);
  const totalPerRow = field.scale(total, inverseOfPower(logHeight));
  const phiAt = (j: number): Ext => readExt(field, memory.row(phi.matrix, j, phi.column, field.degree), 0);
  // x^N is s_n^N on the first half of the bit-reversed coset, where the exponent is even, and -s_n^N on the second.
  const power = felt.pow(cosetShift(logHeight), height);
  const inverses = [felt.inv(felt.sub(power, 1)), felt.inv(felt.sub(felt.neg(power), 1))];
  for (let j = 0; j < 2 * height; j++) {
    const exponent = reverseBits(j, logHeight + 1);
    const next = reverseBits((exponent + 2) % (2 * height), logHeight + 1);
    let shares = field.zero;
    let step = field.add(field.sub(phiAt(next), phiAt(j)), totalPerRow);
    for (const part of parts) {
      const row = Math.floor(j / 2 ** (logHeight - part.logHeight));
      shares = field.add(shares, readExt(field, memory.view(part.share), row));
      const columnSum = readExt(field, memory.view(part.columnSums), row);
      step = field.sub(step, field.scale(columnSum, inverseOfPower(logHeight - part.logHeight)));
    }
    const numerator = field.add(shares, field.mul(weight, step));
    writeExt(out, j, field.scale(numerator, inverses[j < height ? 0 : 1]));
  }
};
