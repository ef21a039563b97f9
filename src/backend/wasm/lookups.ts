/** LogUp columns and constraint quotients of one chip, and the accumulator over all. */

import { PellucidError } from '../../core/error.ts';
import { vanishingInverses } from '../../field/domain.ts';
import type { Ext } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import type { AccumulatorTask, CombineTask, LogupTask, QuotientTask, Span } from '../types.ts';
import { addressOf } from './arena.ts';
import { Assembler } from './assembler.ts';
import type { WasmProgram } from './compileProgram.ts';
import { basisMultiple, type Element, elementOps, windowsOf } from './extension.ts';
import { columnsRegion, elementsRegion, quadsRegion, quadWords, type Region, type RowMachine, runRows } from './rows.ts';

export const logup = (machine: RowMachine, { prepared, preprocessed, main, challenges, target, rowSums }: LogupTask): void => {
  const { logHeight } = main.matrix;
  const sums = elementsRegion(machine, rowSums, logHeight);
  const regions = [columnsRegion(preprocessed ?? main), columnsRegion(main), columnsRegion(target), sums];
  const row = runRows(machine, (prepared as WasmProgram).logup, challenges, regions, logHeight);
  if (row !== undefined) {
    throw new PellucidError('zero-denominator', `${prepared.program.name}: a LogUp denominator is 0 near row ${row}`, { row });
  }
};

export const quotient = (machine: RowMachine, task: QuotientTask): void => {
  const { prepared, preprocessed, main, logup, challenges, weights, target, columnSums } = task;
  const log = task.logHeight + task.logExpansion;
  const regions = [
    columnsRegion(preprocessed ?? main, log),
    columnsRegion(main, log),
    columnsRegion(logup, log),
    elementsRegion(machine, columnSums, log),
    elementsRegion(machine, target, log),
  ];
  runRows(machine, (prepared as WasmProgram).quotient, { ...challenges, weights }, regions, log);
};

/** 2^-k. */
const inverseOfPower = (k: number): number => felt.inv(felt.pow(2, k));

export const accumulate = (machine: RowMachine, { rowSums, logHeight, total, target }: AccumulatorTask): Ext => {
  const { arena, run, variant, field } = machine;
  const mark = arena.mark();
  // First what each row adds, in windows of four words. Then the row sums, repeating.
  const windows = windowsOf(field.degree);
  const steps = arena.alloc(windows.length * quadWords(logHeight));
  const asm = new Assembler<void>(variant);
  const ops = elementOps(asm, field);
  const lifted = rowSums.map((part, i) => {
    const factor = inverseOfPower(logHeight - part.logHeight);
    const sums = ops.load(windows.length + i, 0);
    return factor === 1 ? sums : sums.map((value) => asm.mulFixed(value, factor));
  });
  if (lifted.length > 0) {
    ops.storeWindows(
      0,
      lifted.reduce((a, b) => ops.add(a, b)),
    );
  }
  const regions = [
    ...windows.map((_, i) => quadsRegion(steps, logHeight, i)),
    ...rowSums.map((part) => elementsRegion(machine, part.span, part.logHeight)),
  ];
  runRows(machine, asm.finish(), undefined, regions, logHeight);

  const state = arena.alloc(8);
  const share = field.scale(total, inverseOfPower(logHeight));
  const { address, rowBytes } = columnsRegion(target);
  const end: number[] = [];
  windows.forEach((at, i) => {
    arena.view(state).set([0, 0, 0, 0, ...share.slice(at, at + 4)]);
    const from = addressOf(steps, i * quadWords(logHeight));
    run.runningSums(from, address + 4 * at, rowBytes, addressOf(state), addressOf(state, 4), 2 ** logHeight);
    arena
      .view(state)
      .subarray(0, 4)
      .forEach((word, j) => {
        end[at + j] = word;
      });
  });
  arena.release(mark);
  return end;
};

export const combineQuotient = (machine: RowMachine, task: CombineTask): void => {
  const { logHeight, logExpansion, phi, weight, total, target } = task;
  const { arena, variant, field } = machine;
  const mark = arena.mark();
  const log = logHeight + logExpansion;
  const inverses = arena.alloc(4 * 2 ** logExpansion);
  arena.view(inverses).set(vanishingInverses(logHeight, logExpansion).flatMap((x) => [x, x, x, x]));

  const asm = new Assembler<void>(variant);
  const ops = elementOps(asm, field);
  const inverseRows = { ...quadsRegion(inverses, logExpansion), shift: logHeight };
  const regions: Region[] = [elementsRegion(machine, target, log), columnsRegion(phi, log), inverseRows];
  const load = (span: Span, partLog: number): Element => {
    regions.push(elementsRegion(machine, span, partLog + logExpansion, logHeight - partLog));
    return ops.load(regions.length - 1, 0);
  };
  let step = ops.sub(ops.loadNext(1, 0, logHeight), ops.load(1, 0));
  let shares: Element | undefined;
  for (const part of task.shares) {
    const share = load(part.share, part.logHeight);
    shares = shares ? ops.add(shares, share) : share;
    const sums = load(part.columnSums, part.logHeight);
    const factor = inverseOfPower(logHeight - part.logHeight);
    const lifted = factor === 1 ? sums : sums.map((value) => asm.mulFixed(value, factor));
    step = ops.sub(step, lifted);
  }
  const start = field.scale(field.mul(weight, total), inverseOfPower(logHeight));
  const weighted = ops.fold(
    step.map((a, i) => ({ a, w: ops.weight(() => basisMultiple(field, weight, i)) })),
    ops.constant(() => start),
  );
  const numerator = shares ? ops.add(shares, weighted) : weighted;
  const inverse = asm.load4(2, 0);
  ops.store(
    0,
    0,
    numerator.map((value) => asm.mul(value, inverse[0])),
  );
  runRows(machine, asm.finish(), undefined, regions, log);
  arena.release(mark);
};
