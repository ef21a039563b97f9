/** The quotient of all constraints, committed: step 4 of prover.ts. docs/protocol.md, "Quotient". */
import type { Backend, Columns, LogupChallenges, PreparedProgram, Span } from '../backend/types.ts';
import type { Ext, ExtField } from '../field/ext.ts';
import type { VerifyingKey } from './key.ts';
import { type Committed, columnsOf } from './pcs/committed.ts';
import { type Shape, treeOf } from './shape.ts';

export const quotientTree = (
  backend: Backend,
  field: ExtField,
  shape: Shape,
  key: VerifyingKey,
  programs: readonly PreparedProgram[],
  preprocessed: readonly Committed[],
  main: Committed,
  permutation: Committed,
  challenges: LogupChallenges,
  alpha: Ext,
  total: Ext,
): Committed => {
  const D = field.degree;
  const quotientShape = treeOf(shape, 'quotient');
  const target = backend.allocMatrix(shape.logN + key.config.logBlowup, quotientShape.matrices[0].width);
  const start = backend.mark();
  const parts = new Map<number, { logHeight: number; share: Span; columnSums: Span }>();
  let weight = field.one;
  shape.chips.forEach(({ index, logHeight }, i) => {
    const chip = key.chips[index];
    const weights = Array.from({ length: chip.program.constraints.length + chip.groups.length }, () => {
      const current = weight;
      weight = field.mul(weight, alpha);
      return current;
    });
    if (!parts.has(logHeight)) {
      const words = 2 ** (logHeight + 1) * D;
      parts.set(logHeight, { logHeight, share: backend.alloc(words), columnSums: backend.alloc(words) });
    }
    const { share, columnSums } = parts.get(logHeight) as { share: Span; columnSums: Span };
    const preprocessedColumns = preprocessed.map((p) => columnsOf(p.shape, p.matrices, i)).find((c) => c !== undefined);
    const mainColumns = columnsOf(main.shape, main.matrices, i) as Columns;
    // A chip without interactions has no LogUp columns; its position is then never read.
    const permutationColumns = columnsOf(permutation.shape, permutation.matrices, i) ?? mainColumns;
    backend.quotient(programs[i], logHeight, preprocessedColumns, mainColumns, permutationColumns, challenges, weights, share, columnSums);
  });
  const values = backend.alloc(2 ** (shape.logN + 1) * D);
  const sorted = [...parts.values()].sort((a, b) => a.logHeight - b.logHeight);
  backend.combineQuotient(shape.logN, sorted, columnsOf(permutation.shape, permutation.matrices, -1) as Columns, weight, total, values);
  backend.splitQuotient(values, shape.logN, target);
  backend.release(start);
  return { shape: quotientShape, matrices: [target], tree: backend.merkle([target], key.config.hash) };
};
