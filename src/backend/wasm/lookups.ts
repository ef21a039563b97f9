/** LogUp columns and constraint quotients of one chip, and the accumulator over all. */

import { PellucidError } from '../../core/error.ts';
import { babyBear4 } from '../../field/babybear4.ts';
import { cosetShift } from '../../field/domain.ts';
import type { Ext } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import type { Columns, LogupChallenges, PreparedProgram, Span } from '../types.ts';
import { addressOf } from './arena.ts';
import { Assembler, type Quad } from './assembler.ts';
import { basisMultiple, type WasmProgram } from './compileProgram.ts';
import { columnsRegion, type Region, type RowMachine, runRows, spanRegion } from './rows.ts';

export const logup = (
  machine: RowMachine,
  prepared: PreparedProgram,
  preprocessed: Columns | undefined,
  main: Columns,
  challenges: LogupChallenges,
  target: Columns,
  rowSums: Span,
): void => {
  const { logHeight } = main.matrix;
  const regions = [columnsRegion(preprocessed ?? main), columnsRegion(main), columnsRegion(target), spanRegion(rowSums, logHeight)];
  const row = runRows(machine, (prepared as WasmProgram).logup, challenges, regions, logHeight);
  if (row !== undefined) {
    throw new PellucidError('zero-denominator', `${prepared.program.name}: a LogUp denominator is 0 near row ${row}`, { row });
  }
};

export const quotient = (
  machine: RowMachine,
  prepared: PreparedProgram,
  logHeight: number,
  preprocessed: Columns | undefined,
  main: Columns,
  permutation: Columns,
  { alpha, betas }: LogupChallenges,
  weights: readonly Ext[],
  target: Span,
  columnSums: Span,
): void => {
  const log = logHeight + 1;
  const regions = [
    columnsRegion(preprocessed ?? main, log),
    columnsRegion(main, log),
    columnsRegion(permutation, log),
    spanRegion(columnSums, log),
    spanRegion(target, log),
  ];
  runRows(machine, (prepared as WasmProgram).quotient, { alpha, betas, weights }, regions, log);
};

/** 2^-k. */
const inverseOfPower = (k: number): number => felt.inv(felt.pow(2, k));

export const accumulate = (
  machine: RowMachine,
  rowSums: readonly { readonly logHeight: number; readonly span: Span }[],
  logHeight: number,
  total: Ext,
  target: Columns,
): Ext => {
  const { arena, run, variant } = machine;
  const mark = arena.mark();
  // Region 0: what each row adds. The others: the row sums, repeating.
  const steps = arena.alloc(4 * 2 ** logHeight);
  const asm = new Assembler<void>(variant);
  const lifted = rowSums.map((part, i) => {
    const factor = inverseOfPower(logHeight - part.logHeight);
    const sums = asm.load4(i + 1, 0);
    return factor === 1 ? sums : (sums.map((value) => asm.mulFixed(value, factor)) as unknown as Quad);
  });
  if (lifted.length > 0)
    asm.store4(
      0,
      0,
      lifted.reduce((a, b) => asm.addQuads(a, b)),
    );
  const regions = [spanRegion(steps, logHeight), ...rowSums.map((part) => spanRegion(part.span, part.logHeight))];
  runRows(machine, asm.finish(), undefined, regions, logHeight);

  const state = arena.alloc(8);
  arena.view(state).set(babyBear4.scale(total, inverseOfPower(logHeight)), 4);
  const { address, rowBytes } = columnsRegion(target);
  run.runningSums(addressOf(steps), address, rowBytes, addressOf(state), addressOf(state, 4), 2 ** logHeight);
  const end = Array.from(arena.view(state).subarray(0, 4));
  arena.release(mark);
  return end;
};

export const combineQuotient = (
  machine: RowMachine,
  logHeight: number,
  parts: readonly { readonly logHeight: number; readonly share: Span; readonly columnSums: Span }[],
  phi: Columns,
  weight: Ext,
  total: Ext,
  target: Span,
): void => {
  const { arena, variant } = machine;
  const mark = arena.mark();
  const log = logHeight + 1;
  // x^N is s_n^N on the first half of the bit-reversed coset, where the exponent is even, and -s_n^N on the second.
  const power = felt.pow(cosetShift(logHeight), 2 ** logHeight);
  const inverses = arena.alloc(8);
  arena.view(inverses).set([power, felt.neg(power)].flatMap((x) => new Array<number>(4).fill(felt.inv(felt.sub(x, 1)))));

  const asm = new Assembler<void>(variant);
  const regions: Region[] = [spanRegion(target, log), columnsRegion(phi, log), { ...spanRegion(inverses, 1), shift: logHeight }];
  const load = (span: Span, partLog: number): Quad => {
    regions.push(spanRegion(span, partLog + 1, logHeight - partLog));
    return asm.load4(regions.length - 1, 0);
  };
  let step = asm.subQuads(asm.load4Next(1, 0, log), asm.load4(1, 0));
  let shares: Quad | undefined;
  for (const part of parts) {
    const share = load(part.share, part.logHeight);
    shares = shares ? asm.addQuads(shares, share) : share;
    const sums = load(part.columnSums, part.logHeight);
    const factor = inverseOfPower(logHeight - part.logHeight);
    const lifted = factor === 1 ? sums : (sums.map((value) => asm.mulFixed(value, factor)) as unknown as Quad);
    step = asm.subQuads(step, lifted);
  }
  const start = babyBear4.scale(babyBear4.mul(weight, total), inverseOfPower(logHeight));
  const weighted = asm.fold(
    step.map((a, i) => ({ a, w: asm.weight(() => basisMultiple(weight, i)) })),
    asm.extConstant(() => start),
  );
  const numerator = shares ? asm.addQuads(shares, weighted) : weighted;
  const inverse = asm.load4(2, 0);
  asm.store4(0, 0, numerator.map((value) => asm.mul(value, inverse[0])) as unknown as Quad);
  runRows(machine, asm.finish(), undefined, regions, log);
  arena.release(mark);
};
