/** FRI, prover's side: the commit phase and the openings of its layers. docs/protocol.md, "FRI". */
import type { Backend, Matrix, MerkleTree, Span } from '../../backend/types.ts';
import { PellucidError } from '../../core/error.ts';
import { cosetShift } from '../../field/domain.ts';
import type { ExtField } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import { openMultiProof } from '../../hash/merkle.ts';
import type { HashName } from '../../hash/suite.ts';
import type { Transcript } from '../../hash/transcript.ts';
import type { StarkConfig } from '../config.ts';
import type { Shape } from '../shape.ts';
import type { WordWriter } from '../words.ts';
import { finalPolynomial } from './finalPolynomial.ts';
import { sortedDistinct } from './queries.ts';

/** Fills a slot of proof of work; nothing when it asks for no bits. */
export const grindSlot = (backend: Backend, hash: HashName, transcript: Transcript, bits: number, out: WordWriter): void => {
  if (bits === 0) return;
  const nonce = backend.grind(transcript.grindState(), bits, hash);
  if (!transcript.absorbNonce(nonce, bits)) throw new PellucidError('internal', `nonce ${nonce} has no ${bits} zero bits`);
  out.write([nonce]);
};

export interface FriLayer {
  readonly matrix: Matrix;
  readonly tree: MerkleTree;
}

/** Commits and folds the codeword down to the final polynomial, which is written in the clear. */
export const commitFri = (
  backend: Backend,
  field: ExtField,
  config: Pick<StarkConfig, 'logBlowup' | 'hash'>,
  shape: Pick<Shape, 'logN' | 'folds' | 'finalLength'>,
  codeword: Span,
  grinding: readonly number[],
  transcript: Transcript,
  out: WordWriter,
): FriLayer[] => {
  let current = codeword;
  let logSize = shape.logN + config.logBlowup;
  let shift = cosetShift(shape.logN);
  const layers = shape.folds.map((log, i): FriLayer => {
    const matrix = backend.codewordMatrix(current, logSize, log);
    const tree = backend.merkle([matrix], config.hash);
    transcript.absorbDigest(tree.root);
    out.write(tree.root);
    grindSlot(backend, config.hash, transcript, grinding[i], out);
    const folded = backend.alloc(2 ** (logSize - log) * field.degree);
    backend.friFold(current, logSize, log, shift, transcript.sampleExt(field.degree), folded);
    current = folded;
    logSize -= log;
    shift = felt.pow(shift, 2 ** log);
    return { matrix, tree };
  });
  for (const coefficient of finalPolynomial(field, backend.view(current), logSize, shift, shape.finalLength)) {
    transcript.absorbExt(coefficient);
    out.write(coefficient);
  }
  return layers;
};

/** Per layer each distinct leaf that the queries meet, then the siblings. */
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
