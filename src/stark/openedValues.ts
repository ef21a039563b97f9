/** The opened values of a proof, in the order of the shape, and where each chip's are. */
import type { Ext } from '../field/ext.ts';
import type { Shape } from './shape.ts';

export interface ChipOpenings {
  readonly preprocessed: readonly Ext[];
  readonly main: readonly Ext[];
  readonly logup: readonly Ext[];
}

export interface Openings {
  readonly chips: readonly ChipOpenings[];
  readonly phi: Ext;
  readonly quotient: readonly Ext[];
}

/** Splits the flat list of values opened at zeta. */
export const splitOpenings = (shape: Shape, values: readonly Ext[]): Openings => {
  const chips = shape.chips.map(() => ({ preprocessed: [] as Ext[], main: [] as Ext[], logup: [] as Ext[] }));
  const phi: Ext[] = [];
  const quotient: Ext[] = [];
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
  return { chips, phi: phi[0], quotient };
};
