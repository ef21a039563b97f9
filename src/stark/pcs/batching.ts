/**
 * The batching of opened columns: F(X) = sum gamma_i (P_i(X) - P_i(zeta)) / (X - zeta) + gamma' (phi(X) - phi(zeta w)) / (X - zeta w).
 * An extension column counts as one polynomial over the challenge field, so it has one value and one coefficient; over its
 * base columns the coefficient is gamma times the basis. docs/protocol.md, "Batching".
 */
import type { Ext, ExtField } from '../../field/ext.ts';
import type { ChallengeField } from '../algebra.ts';
import type { Shape } from '../shape.ts';

/** Coefficient of each base column, by tree, matrix and column; zero where nothing is opened. */
export type ColumnCoefficients<E = Ext> = readonly (readonly (readonly E[])[])[];

export interface Batching<E = Ext> {
  readonly atZeta: ColumnCoefficients<E>;
  /** Coefficients of the accumulator's base columns for the point zeta w. */
  readonly atNext: readonly E[];
}

/** gammas: one per opened value, then one for the accumulator at zeta w. */
export const batchingCoefficients = <E>(field: ChallengeField<E>, shape: Pick<Shape, 'trees'>, gammas: readonly E[]): Batching<E> => {
  const { basis } = field;
  let next = 0;
  const atZeta = shape.trees.map((tree) =>
    tree.matrices.map((matrix) => [
      ...new Array<E>(matrix.saltWords).fill(field.zero),
      ...matrix.blocks.flatMap((block) => {
        if (block.chip === undefined) return new Array<E>(block.width).fill(field.zero);
        const columns: E[] = [];
        for (let i = 0; i < block.width; i += block.step) {
          const gamma = gammas[next++];
          for (let k = 0; k < block.step; k++) columns.push(block.step === 1 ? gamma : field.mul(gamma, basis[k]));
        }
        return columns;
      }),
    ]),
  );
  return { atZeta, atNext: basis.map((basisElement) => field.mul(gammas[next], basisElement)) };
};

/** Combines the D base values of an extension column, each itself in the challenge field, into the column's value. */
export const combineBasis = (field: ExtField, values: readonly Ext[]): Ext =>
  field.basis.reduce<Ext>((total, e, k) => field.add(total, field.mul(e, values[k])), field.zero);
