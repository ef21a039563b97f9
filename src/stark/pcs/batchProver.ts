/** Opened values, and the batch of all columns with them: steps 5 and 6 of prover.ts. docs/protocol.md, "Openings" and "Batching". */
import type { Columns, Span } from '../../backend/types.ts';
import type { Ext } from '../../field/ext.ts';
import type { Proving } from '../proving.ts';
import type { MatrixShape } from '../shape.ts';
import { batchingCoefficients, combineBasis } from './batching.ts';
import { type Committed, columnsAlone } from './committed.ts';

type Opening = Pick<Proving, 'backend' | 'field' | 'shape'>;

/** Opened values of all trees at the lifts of zeta, in the order of the shape. */
export const openAt = ({ backend, field, shape }: Opening, trees: readonly Committed[], zeta: Ext): Ext[] => {
  const start = backend.mark();
  const weights = new Map<number, Span>();
  const opened = trees.flatMap((committed) =>
    committed.shape.matrices.flatMap((matrix, m) => {
      const { logHeight } = matrix;
      const point = field.pow(zeta, 2 ** (shape.logN - logHeight));
      const known = weights.get(logHeight) ?? backend.evaluationWeights(logHeight, point);
      weights.set(logHeight, known);
      const values = backend.evaluate(committed.matrices[m], logHeight, point, known);
      return matrix.blocks.flatMap((block) => {
        if (block.chip === undefined) return [];
        const columns = values.slice(block.column, block.column + block.width);
        if (block.step === 1) return columns;
        return Array.from({ length: block.width / block.step }, (_, i) =>
          combineBasis(field, columns.slice(i * block.step, (i + 1) * block.step)),
        );
      });
    }),
  );
  backend.release(start);
  return opened;
};

/** The value of columns that are the coefficients of one extension element, at any point outside of the base field. */
export const openColumnsAt = ({ backend, field }: Opening, columns: Columns, logHeight: number, point: Ext): Ext => {
  const start = backend.mark();
  const alone = columnsAlone(columns, field.degree);
  const value = combineBasis(field, backend.evaluate(alone, logHeight, point, backend.evaluationWeights(logHeight, point)));
  backend.release(start);
  return value;
};

/** What is opened, and the coefficients of the batch. */
export interface BatchInputs {
  readonly trees: readonly Committed[];
  readonly phi: Columns;
  /** One for each opened value, then one for phiNext. */
  readonly gammas: readonly Ext[];
  readonly opened: readonly Ext[];
  readonly phiNext: Ext;
  readonly zeta: Ext;
  readonly zetaNext: Ext;
}

export const batchedCodeword = (proving: Opening & Pick<Proving, 'config'>, inputs: BatchInputs): Span => {
  const { backend, field, shape, config } = proving;
  const { trees, phi, gammas, opened, phiNext, zeta, zetaNext } = inputs;
  const { logBlowup } = config;
  const D = field.degree;
  const logDomain = shape.logN + logBlowup;
  const batching = batchingCoefficients(field, shape, gammas);
  const codeword = backend.alloc(2 ** logDomain * D);
  const start = backend.mark();
  const next = backend.alloc(2 ** logDomain * D);
  const byHeight = new Map<number, Span>([[shape.logN, codeword]]);
  trees.forEach((committed, t) => {
    committed.shape.matrices.forEach((matrix: MatrixShape, m) => {
      const size = 2 ** (matrix.logHeight + logBlowup) * D;
      if (!byHeight.has(matrix.logHeight)) byHeight.set(matrix.logHeight, backend.alloc(size));
      backend.reduceRows(committed.matrices[m], batching.atZeta[t][m], byHeight.get(matrix.logHeight) as Span, true);
    });
  });
  for (const [logHeight, span] of byHeight) {
    if (logHeight !== shape.logN) backend.addLifted(span, logHeight + logBlowup, codeword, logDomain);
  }
  backend.reduceRows(columnsAlone(phi, D), batching.atNext, next, false);
  const value = opened.reduce<Ext>((sum, y, i) => field.add(sum, field.mul(gammas[i], y)), field.zero);
  const nextValue = field.mul(gammas[opened.length], phiNext);
  const sources = [
    { span: codeword, value, point: zeta },
    { span: next, value: nextValue, point: zetaNext },
  ];
  backend.deepQuotient({ logHeight: shape.logN, logBlowup, sources, target: codeword });
  backend.release(start);
  return codeword;
};
