/**
 * FRI, verifier's side: a codeword on s_n <w_(n+b)>, bit-reversed, is close to a polynomial of degree < 2^n. Leaf q of a layer
 * folded by 2^a holds positions [q 2^a, (q+1) 2^a): the points x_0 w_a^rev(i) that share x^(2^a). docs/protocol.md, "FRI".
 */
import { reverseBits } from '../../core/log2.ts';
import { cosetShift } from '../../field/domain.ts';
import * as felt from '../../field/felt.ts';
import type { Algebra, ChallengeField, Kinds } from '../algebra.ts';
import { layerName, type Query } from '../decode.ts';
import type { Shape } from '../shape.ts';
import { assertPath } from './path.ts';
import { pointFactors } from './points.ts';

/** What the prover has committed to, and the challenges that it folds by. */
export interface FriCommitments<K extends Kinds> {
  readonly roots: readonly K['digest'][];
  readonly rhos: readonly K['ext'][];
  /** Coefficients of the final polynomial, lowest first. */
  readonly final: readonly K['ext'][];
}

/** w^-rev(i) for i < arity / 2, w being of the order of the arity. Half of them serve a fold by half of the arity. */
export const foldTwiddles = (logArity: number): number[] => {
  const inverse = felt.inv(felt.rootOfUnity(logArity));
  return Array.from({ length: 2 ** (logArity - 1) }, (_, i) => felt.pow(inverse, reverseBits(i, logArity - 1)));
};

/**
 * sum_k rho^k f_k(x^a), f being sum_k X^k f_k(X^a) and a the number of its values on x_0 w_a^rev(i); ratio = rho / x_0. It folds by two
 * again and again: values u at x and v at -x become (u + v) / 2 + rho (u - v) / (2 x), the value at x^2 of a fold by rho.
 */
export const foldFiber = <E>(field: ChallengeField<E>, values: readonly E[], twiddles: readonly number[], ratio: E): E => {
  let layer = values;
  for (let power = ratio; layer.length > 1; power = field.mul(power, power)) {
    layer = Array.from({ length: layer.length / 2 }, (_, i) => {
      const [u, v] = [layer[2 * i], layer[2 * i + 1]];
      const difference = field.sub(u, v);
      return field.add(field.add(u, v), field.mul(power, i === 0 ? difference : field.scale(difference, twiddles[i])));
    });
  }
  return field.scale(layer[0], felt.inv(values.length));
};

const leafOnly: ReadonlyMap<number, number> = new Map([[0, 0]]);

/** Asserts that the codeword, of which `values` are those at the queries, folds down to the final polynomial. */
export const checkFri = <K extends Kinds>(
  algebra: Algebra<K>,
  { shape, logBlowup }: { readonly shape: Pick<Shape, 'logN' | 'folds'>; readonly logBlowup: number },
  { roots, rhos, final }: FriCommitments<K>,
  queries: readonly Query<K>[],
  values: readonly K['ext'][],
): void => {
  const { field } = algebra;
  let current = values;
  let logSize = shape.logN + logBlowup;
  let shift = cosetShift(shape.logN);
  let from = 0;
  shape.folds.forEach((log, i) => {
    const name = layerName(i);
    const fiberOf = algebra.perRow(algebra.elements);
    const twiddles = foldTwiddles(log);
    // 1 / x_0 is a product, too, so nothing is inverted.
    const inverseShift = felt.inv(shift);
    const factors = pointFactors(felt.inv(felt.rootOfUnity(logSize)), logSize).slice(log);
    const fold = algebra.perRow((row, position) => {
      const ratio = algebra.scaleBy(rhos[i], algebra.product(inverseShift, factors, position, from + log));
      return foldFiber(field, fiberOf(row, position), twiddles, ratio);
    });
    current = queries.map(({ position, layers }, q) => {
      const [row] = layers[i].rows;
      assertPath(
        algebra,
        roots[i],
        layers[i],
        { position, from: from + log, rowAt: leafOnly },
        `the leaves of ${name} do not lead to its root`,
      );
      algebra.assertEqual(algebra.select(fiberOf(row, position), position, from), current[q], `${name} differs from the one before`);
      return fold(row, position);
    });
    logSize -= log;
    shift = felt.pow(shift, 2 ** log);
    from += log;
  });
  const factors = pointFactors(felt.rootOfUnity(logSize), logSize);
  const finalAt = (position: K['position']): K['ext'] => {
    const x = algebra.product(shift, factors, position, from);
    return final.reduceRight<K['ext']>((sum, c) => field.add(algebra.scaleBy(sum, x), c), field.zero);
  };
  // Queries that share the last layer's leaf share the position in the final codeword.
  const finalOf = algebra.perRow((_, position) => finalAt(position));
  queries.forEach(({ position, layers }, q) => {
    const last = layers[layers.length - 1];
    const expected = last === undefined ? finalAt(position) : finalOf(last.rows[0], position);
    algebra.assertEqual(expected, current[q], 'the final polynomial differs from the last FRI layer');
  });
};
