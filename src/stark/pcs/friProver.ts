/** FRI, prover's side: the commit phase and the openings of its layers. docs/protocol.md, "FRI". */
import type { Backend, Matrix, MerkleTree, Span } from '../../backend/types.ts';
import { cosetShift } from '../../field/domain.ts';
import * as felt from '../../field/felt.ts';
import { openMultiProof } from '../../hash/merkle.ts';
import type { StarkConfig } from '../config.ts';
import type { Channel, Proving } from '../proving.ts';
import type { Shape } from '../shape.ts';
import type { WordWriter } from '../words.ts';
import { finalPolynomial } from './finalPolynomial.ts';
import { sortedDistinct } from './queries.ts';

export interface FriLayer {
  readonly matrix: Matrix;
  readonly tree: MerkleTree;
}

/** What FRI needs of a shape: how far its codeword folds, and to how many coefficients. */
export type FriShape = Pick<Shape, 'logN' | 'folds' | 'finalLength'>;
type FriProving = Pick<Proving, 'backend' | 'field' | 'suite'> & {
  readonly config: Pick<StarkConfig, 'logBlowup'>;
  readonly shape: FriShape;
};

/** Commits and folds the codeword down to the final polynomial, which is written in the clear. `grinding`: bits before each fold. */
export const commitFri = (
  { backend, field, suite, config, shape }: FriProving,
  codeword: Span,
  grinding: readonly number[],
  channel: Channel,
): FriLayer[] => {
  let current = codeword;
  let logSize = shape.logN + config.logBlowup;
  let shift = cosetShift(shape.logN);
  const layers = shape.folds.map((logArity, i): FriLayer => {
    const matrix = backend.codewordMatrix(current, logSize, logArity);
    const tree = backend.merkle([matrix], suite.name);
    channel.root(tree);
    channel.grind(grinding[i]);
    const target = backend.alloc(2 ** (logSize - logArity) * field.degree);
    backend.friFold({ codeword: current, logSize, logArity, shift, rho: channel.transcript.sampleExt(field.degree), target });
    current = target;
    logSize -= logArity;
    shift = felt.pow(shift, 2 ** logArity);
    return { matrix, tree };
  });
  for (const coefficient of finalPolynomial(field, backend.view(current), logSize, shift, shape.finalLength)) channel.element(coefficient);
  return layers;
};

/** Writes each distinct leaf that the queries meet, layer by layer, then the layer's siblings. */
export const writeFriOpenings = (
  backend: Backend,
  shape: Pick<Shape, 'folds'>,
  layers: readonly FriLayer[],
  indices: readonly number[],
  out: WordWriter,
): void => {
  let positions = indices;
  layers.forEach(({ matrix, tree }, i) => {
    positions = sortedDistinct(positions.map((p) => p >>> shape.folds[i]));
    const words = backend.view(matrix.span);
    for (const p of positions) out.write(words.subarray(p * matrix.stride, p * matrix.stride + matrix.width));
    for (const digest of openMultiProof(backend.view(tree.span), tree.logLeaves, positions)) out.write(digest);
  });
};
