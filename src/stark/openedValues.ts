/** The opened values of a proof, in the order of the shape, and where each chip's are. */
import type { Ext } from '../field/ext.ts';
import type { Shape } from './shape.ts';

export interface ChipOpenings<E = Ext> {
  readonly preprocessed: readonly E[];
  readonly main: readonly E[];
  readonly logup: readonly E[];
}

export interface Openings<E = Ext> {
  readonly chips: readonly ChipOpenings<E>[];
  readonly phi: E;
  /** The accumulator at zeta w. */
  readonly phiNext: E;
  readonly quotient: readonly E[];
}

/** Splits the flat list of values opened at zeta; phiNext: the accumulator at zeta w. */
export const splitOpenings = <E>(shape: Shape, values: readonly E[], phiNext: E): Openings<E> => {
  const chips = shape.chips.map(() => ({ preprocessed: [] as E[], main: [] as E[], logup: [] as E[] }));
  const phi: E[] = [];
  const quotient: E[] = [];
  let next = 0;
  for (const tree of shape.trees) {
    for (const matrix of tree.matrices) {
      for (const block of matrix.blocks) {
        if (block.chip === undefined) continue;
        const count = block.width / block.step;
        const taken = values.slice(next, next + count);
        next += count;
        if (tree.kind === 'quotient') quotient.push(...taken);
        else if (block.chip === -1) phi.push(...taken);
        else chips[block.chip][tree.kind].push(...taken);
      }
    }
  }
  return { chips, phi: phi[0], phiNext, quotient };
};
