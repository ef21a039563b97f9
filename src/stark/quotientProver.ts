/** The quotient of all constraints, committed: step 4 of prover.ts. docs/protocol.md, "Quotient". */
import type { Columns, LogupChallenges, PreparedProgram, QuotientShare } from '../backend/types.ts';
import type { Ext } from '../field/ext.ts';
import { type Committed, columnsOf, writeSalts } from './pcs/committed.ts';
import type { Proving } from './proving.ts';
import { treeOf } from './shape.ts';

export interface QuotientInputs {
  /** In the order of the shape's chips. */
  readonly programs: readonly PreparedProgram[];
  readonly preprocessed: readonly Committed[];
  readonly main: Committed;
  readonly logup: Committed;
  readonly challenges: LogupChallenges;
  /** Constraints are weighted by its powers. */
  readonly lambda: Ext;
  /** The sum of all LogUp columns over their rows. */
  readonly total: Ext;
}

export const quotientTree = ({ backend, field, key, shape, config, suite, randomness }: Proving, inputs: QuotientInputs): Committed => {
  const { programs, preprocessed, main, logup, challenges, lambda, total } = inputs;
  const D = field.degree;
  const { logExpansion, pieces, pieceLength } = shape.quotient;
  const quotientShape = treeOf(shape, 'quotient');
  const [{ width, blocks }] = quotientShape.matrices;
  const matrix = backend.allocMatrix(shape.logN + config.logBlowup, width);
  const start = backend.mark();
  const shares = new Map<number, QuotientShare>();
  let weight = field.one;
  shape.chips.forEach(({ index, logHeight }, i) => {
    const chip = key.chips[index];
    const weights = Array.from({ length: chip.program.constraints.length + chip.packs.length }, () => {
      const current = weight;
      weight = field.mul(weight, lambda);
      return current;
    });
    if (!shares.has(logHeight)) {
      const words = 2 ** (logHeight + logExpansion) * D;
      shares.set(logHeight, { logHeight, share: backend.alloc(words), columnSums: backend.alloc(words) });
    }
    const { share, columnSums } = shares.get(logHeight) as QuotientShare;
    const mainColumns = columnsOf(main.shape, main.matrices, i) as Columns;
    backend.quotient({
      prepared: programs[i],
      logHeight,
      logExpansion,
      preprocessed: preprocessed.map((p) => columnsOf(p.shape, p.matrices, i)).find((c) => c !== undefined),
      main: mainColumns,
      // A chip without interactions has no LogUp columns; its position is then never read.
      logup: columnsOf(logup.shape, logup.matrices, i) ?? mainColumns,
      challenges,
      weights,
      target: share,
      columnSums,
    });
  });
  const quotient = backend.alloc(2 ** (shape.logN + logExpansion) * D);
  backend.combineQuotient({
    logHeight: shape.logN,
    logExpansion,
    shares: [...shares.values()].sort((a, b) => a.logHeight - b.logHeight),
    phi: columnsOf(logup.shape, logup.matrices, -1) as Columns,
    weight,
    total,
    target: quotient,
  });
  const target = { matrix, column: blocks[0].column };
  backend.splitQuotient({ quotient, logHeight: shape.logN, logExpansion, pieces, pieceLength, target });
  backend.release(start);
  writeSalts(backend, randomness, quotientShape, [matrix]);
  return { shape: quotientShape, matrices: [matrix], tree: backend.merkle([matrix], suite.name) };
};
