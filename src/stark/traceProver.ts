/**
 * The main traces and the LogUp columns, and where they lie in memory: steps 2 and 3 of prover.ts. Extensions and their trees stay
 * until the end of the proof, so they lie below the main traces, which are freed once the LogUp columns are computed from them. The
 * traces of the LogUp columns lie in the last rows of their own extensions.
 */
import type { Columns, LogupChallenges, Matrix, PreparedProgram, RowSums } from '../backend/types.ts';
import { PellucidError } from '../core/error.ts';
import type { Ext } from '../field/ext.ts';
import { allocExtensions, allocTraces, allocTree, type Committed, columnsOf, commit, lastRows } from './pcs/committed.ts';
import type { Proving } from './proving.ts';
import { type TreeShape, treeOf } from './shape.ts';

/** Values on the subgroups, by the matrices of a tree. */
export interface Traces {
  readonly shape: TreeShape;
  readonly traces: readonly Matrix[];
}

export interface TraceMemory {
  /** Zeros at first, to be filled. */
  readonly main: Traces;
  readonly logup: Traces;
  readonly commitMain: () => Committed;
  /** Frees the main traces first. */
  readonly commitLogup: () => Committed;
}

export const allocTraceMemory = (proving: Proving): TraceMemory => {
  const { backend, shape, config } = proving;
  const [mainShape, logupShape] = [treeOf(shape, 'main'), treeOf(shape, 'logup')];
  const mainExtensions = allocExtensions(backend, mainShape, config, 'any');
  const mainTree = allocTree(backend, mainShape, config);
  const logupExtensions = allocExtensions(backend, logupShape, config);
  const beforeTraces = backend.mark();
  const main = { shape: mainShape, traces: allocTraces(backend, mainShape) };
  const logup = { shape: logupShape, traces: logupExtensions.map((extension, m) => lastRows(extension, logupShape.matrices[m].logHeight)) };
  return {
    main,
    logup,
    commitMain: () => commit(proving, { ...main, extensions: mainExtensions, tree: mainTree }),
    commitLogup: () => {
      backend.release(beforeTraces);
      return commit(proving, { ...logup, extensions: logupExtensions, tree: allocTree(backend, logupShape, config) });
    },
  };
};

export interface LogupInputs {
  readonly programs: readonly PreparedProgram[];
  readonly preprocessed: (chip: number) => Columns | undefined;
  readonly main: Traces;
  readonly challenges: LogupChallenges;
  readonly total: Ext;
  readonly target: Traces;
}

/** Fills the LogUp columns and the accumulator. Returns whether all messages balance. */
export const fillLogup = ({ backend, field, shape }: Proving, inputs: LogupInputs): boolean => {
  const { programs, preprocessed, main, challenges, total, target } = inputs;
  const start = backend.mark();
  const rowSums = new Map<number, RowSums>();
  shape.chips.forEach(({ logHeight }, i) => {
    const columns = columnsOf(target.shape, target.traces, i);
    if (columns === undefined) return;
    if (!rowSums.has(logHeight)) rowSums.set(logHeight, { logHeight, span: backend.alloc(2 ** logHeight * field.degree) });
    backend.logup({
      prepared: programs[i],
      preprocessed: preprocessed(i),
      main: columnsOf(main.shape, main.traces, i) as Columns,
      challenges,
      target: columns,
      rowSums: (rowSums.get(logHeight) as RowSums).span,
    });
  });
  const end = backend.accumulate({
    rowSums: [...rowSums.values()].sort((a, b) => a.logHeight - b.logHeight),
    logHeight: shape.logN,
    total,
    target: columnsOf(target.shape, target.traces, -1) as Columns,
  });
  backend.release(start);
  return field.isZero(end);
};

export const refuseUnbalanced = (): never => {
  throw new PellucidError(
    'unbalanced-buses',
    'the messages on the buses do not balance: the trace is not that of the statement (run verify-constraints)',
  );
};
