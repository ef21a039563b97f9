/**
 * The batching of opened columns: F(X) = sum gamma_i (P_i(X) - P_i(zeta)) / (X - zeta) + gamma' (phi(X) - phi(zeta w)) / (X - zeta w).
 * An extension column counts as one polynomial over the challenge field, so it has one value and one coefficient; over its
 * base columns the coefficient is gamma times the basis. docs/protocol.md, "Batching".
 */
import type { Ext, ExtField } from '../../field/ext.ts';
import type { Shape } from '../shape.ts';

/** Coefficient of each base column, by tree, matrix and column; zero where nothing is opened. */
export type ColumnCoefficients = readonly (readonly (readonly Ext[])[])[];

export interface Batching {
  readonly atZeta: ColumnCoefficients;
  /** Coefficients of the accumulator's base columns for the point zeta w. */
  readonly atNext: readonly Ext[];
}

const basis = (field: ExtField): Ext[] => Array.from({ length: field.degree }, (_, i) => field.zero.map((_, j) => (i === j ? 1 : 0)));

/** gammas: one per opened value, then one for the accumulator at zeta w. */
export const batchingCoefficients = (field: ExtField, shape: Shape, gammas: readonly Ext[]): Batching => {
  const e = basis(field);
  let next = 0;
  const atZeta = shape.trees.map((tree) =>
    tree.matrices.map((matrix) => [
      ...new Array<Ext>(matrix.saltWords).fill(field.zero),
      ...matrix.blocks.flatMap((block) => {
        if (block.chip === undefined) return new Array<Ext>(block.width).fill(field.zero);
        const columns: Ext[] = [];
        for (let i = 0; i < block.width; i += block.step) {
          const gamma = gammas[next++];
          for (let k = 0; k < block.step; k++) columns.push(block.step === 1 ? gamma : field.mul(gamma, e[k]));
        }
        return columns;
      }),
    ]),
  );
  return { atZeta, atNext: e.map((basisElement) => field.mul(gammas[next], basisElement)) };
};

/** Combines the D base values of an extension column, each itself in the challenge field, into the column's value. */
export const combineBasis = (field: ExtField, values: readonly Ext[]): Ext =>
  basis(field).reduce<Ext>((total, e, k) => field.add(total, field.mul(e, values[k])), field.zero);
