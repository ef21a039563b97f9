/** The verifier's side of the batched codeword: authenticates the opened rows and computes F at each queried point. */
import { cosetShift } from '../../field/domain.ts';
import { rootOfUnity } from '../../field/felt.ts';
import type { Algebra, Kinds } from '../algebra.ts';
import { type Query, treeName } from '../decode.ts';
import type { Shape } from '../shape.ts';
import { batchingCoefficients } from './batching.ts';
import { assertPath } from './path.ts';
import { pointFactors } from './points.ts';

/** Values that the columns are claimed to have at zeta, and the coefficients that batch them. */
export interface OpenedBatch<E> {
  /** One per opened value, then one for the accumulator at zeta w. */
  readonly gammas: readonly E[];
  readonly opened: readonly E[];
  readonly phiNext: E;
  readonly zeta: E;
}

/** F at each query. `roots`: of the trees. */
export const openedCodeword = <K extends Kinds>(
  algebra: Algebra<K>,
  { shape, logBlowup }: { readonly shape: Pick<Shape, 'logN' | 'trees'>; readonly logBlowup: number },
  roots: readonly K['digest'][],
  queries: readonly Query<K>[],
  { gammas, opened, phiNext, zeta }: OpenedBatch<K['ext']>,
): K['ext'][] => {
  const { field } = algebra;
  const batching = batchingCoefficients(field, shape, gammas);
  const atZeta = queries.map(() => field.zero);
  const atNext = queries.map(() => field.zero);
  shape.trees.forEach((tree, t) => {
    const reason = `the rows opened in ${treeName(tree)} do not lead to its root`;
    const tallest = tree.matrices[tree.matrices.length - 1].logHeight;
    // A lower matrix joins the tree where there are as many nodes as it has rows, so its row is the same for all leaves below that node.
    const rowAt = new Map(tree.matrices.map(({ logHeight }, m) => [tallest - logHeight, m]));
    for (const { position, trees } of queries) {
      assertPath(algebra, roots[t], trees[t], { position, from: shape.logN - tallest, rowAt }, reason);
    }
    tree.matrices.forEach((matrix, m) => {
      const sumOf = algebra.perRow((row) => algebra.dot(batching.atZeta[t][m], row, 0));
      const phi = tree.kind === 'logup' ? matrix.blocks.find((block) => block.chip === -1) : undefined;
      queries.forEach(({ position, trees }, q) => {
        atZeta[q] = field.add(atZeta[q], sumOf(trees[t].rows[m], position));
      });
      if (phi === undefined) return;
      queries.forEach(({ trees }, q) => {
        atNext[q] = algebra.dot(batching.atNext, trees[t].rows[m], phi.column);
      });
    });
  });

  const value = opened.reduce<K['ext']>((sum, y, i) => field.add(sum, field.mul(gammas[i], y)), field.zero);
  const nextValue = field.mul(gammas[opened.length], phiNext);
  const zetaNext = field.scale(zeta, rootOfUnity(shape.logN));
  const logDomain = shape.logN + logBlowup;
  const factors = pointFactors(rootOfUnity(logDomain), logDomain);
  const shift = cosetShift(shape.logN);
  // Not zero: zeta is not in the base field, or its N-th power would be.
  const inverses = field.batchInv(
    queries.flatMap(({ position }) => {
      const x = algebra.lift(algebra.product(shift, factors, position, 0));
      return [field.sub(x, zeta), field.sub(x, zetaNext)];
    }),
  );
  return queries.map((_, q) =>
    field.add(field.mul(field.sub(atZeta[q], value), inverses[2 * q]), field.mul(field.sub(atNext[q], nextValue), inverses[2 * q + 1])),
  );
};
