/**
 * FRI, verifier's side: a codeword on s_n <w_(n+b)>, bit-reversed, is close to a polynomial of degree < 2^n. Leaf q of a layer
 * folded by 2^a holds positions [q 2^a, (q+1) 2^a): the points x_0 w_a^rev(i) that share x^(2^a). docs/protocol.md, "FRI".
 */

import { reverseBits } from '../../core/log2.ts';
import { cosetShift } from '../../field/domain.ts';
import type { Ext, ExtField } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import type { Digest } from '../../hash/digest.ts';
import { verifyMultiProof } from '../../hash/merkle.ts';
import { type HashSuite, suiteOf } from '../../hash/suite.ts';
import type { Transcript } from '../../hash/transcript.ts';
import type { StarkConfig } from '../config.ts';
import type { Shape } from '../shape.ts';
import { Reject, type WordReader } from '../words.ts';
import { siblingCount, sortedDistinct } from './queries.ts';

/** The codeword's values at sorted, distinct positions. */
export interface QueriedValues {
  readonly indices: readonly number[];
  readonly values: readonly Ext[];
}

export interface FriCommitments {
  readonly roots: readonly Digest[];
  readonly rhos: readonly Ext[];
  /** Coefficients of the final polynomial, lowest first. */
  readonly final: readonly Ext[];
}

type NonceReader = (reader: WordReader, transcript: Transcript, bits: number, slot: string) => void;

export const readFri = (
  reader: WordReader,
  suite: HashSuite,
  transcript: Transcript,
  field: ExtField,
  shape: Pick<Shape, 'folds' | 'finalLength'>,
  grinding: readonly number[],
  readNonce: NonceReader,
): FriCommitments => {
  const roots: Digest[] = [];
  const rhos: Ext[] = [];
  shape.folds.forEach((_, i) => {
    const root = reader.readDigest(suite, `FRI root ${i + 1}`);
    transcript.absorbDigest(root);
    roots.push(root);
    readNonce(reader, transcript, grinding[i], `FRI fold ${i + 1}`);
    rhos.push(transcript.sampleExt(field.degree));
  });
  const final = reader.readExts(shape.finalLength, field.degree, 'the final polynomial');
  for (const coefficient of final) transcript.absorbExt(coefficient);
  return { roots, rhos, final };
};

/** Query positions: sorted and distinct. */
export const friIndices = (transcript: Transcript, queries: number, logDomain: number): number[] =>
  sortedDistinct(Array.from({ length: queries }, () => transcript.sampleBits(logDomain)));

/** Value at rho of the polynomial with the given values on x_0 w_a^rev(i): sum_k (rho / x_0)^k c_k. */
export const foldFiber = (field: ExtField, values: readonly Ext[], logArity: number, x0: number, rho: Ext): Ext => {
  const arity = 2 ** logArity;
  const inverseRoot = felt.inv(felt.rootOfUnity(logArity));
  const twiddles = [1];
  for (let i = 1; i < arity; i++) twiddles.push(felt.mul(twiddles[i - 1], inverseRoot));
  const ratio = field.scale(rho, felt.inv(x0));
  let power = field.one;
  let sum = field.zero;
  for (let k = 0; k < arity; k++) {
    let coefficient = field.zero;
    for (let i = 0; i < arity; i++) {
      const twiddle = twiddles[(reverseBits(i, logArity) * k) % arity];
      coefficient = field.add(coefficient, field.scale(values[i], twiddle));
    }
    sum = field.add(sum, field.mul(power, coefficient));
    power = field.mul(power, ratio);
  }
  return field.scale(sum, felt.inv(arity));
};

export const verifyFriQueries = (
  reader: WordReader,
  field: ExtField,
  config: Pick<StarkConfig, 'logBlowup' | 'hash'>,
  shape: Pick<Shape, 'logN' | 'folds'>,
  fri: FriCommitments,
  queried: QueriedValues,
): void => {
  const D = field.degree;
  const suite = suiteOf(config.hash);
  let { indices, values } = queried;
  let logSize = shape.logN + config.logBlowup;
  let shift = cosetShift(shape.logN);
  shape.folds.forEach((log, layer) => {
    const arity = 2 ** log;
    const leaves = sortedDistinct(indices.map((index) => index >>> log));
    const width = arity * D;
    const fibers = new Map<number, readonly Ext[]>();
    const digests = leaves.map((leaf) => {
      const words = reader.read(width, `leaf ${leaf} of FRI layer ${layer + 1}`);
      fibers.set(
        leaf,
        Array.from({ length: arity }, (_, i) => Array.from(words.subarray(i * D, (i + 1) * D))),
      );
      return suite.hashLeaf(words);
    });
    const logLeaves = logSize - log;
    const siblings = Array.from({ length: siblingCount(logLeaves, leaves) }, () =>
      reader.readDigest(suite, `the path of FRI layer ${layer + 1}`),
    );
    if (!verifyMultiProof(suite.compress, fri.roots[layer], logLeaves, leaves, digests, siblings)) {
      throw new Reject(`the leaves of FRI layer ${layer + 1} do not lead to its root`);
    }
    indices.forEach((index, i) => {
      const fiber = fibers.get(index >>> log) as readonly Ext[];
      if (!field.equals(fiber[index % arity], values[i])) {
        throw new Reject(`FRI layer ${layer + 1} differs from the one before at position ${index}`);
      }
    });
    const root = felt.rootOfUnity(logSize);
    values = leaves.map((leaf) => {
      const x0 = felt.mul(shift, felt.pow(root, reverseBits(leaf, logLeaves)));
      return foldFiber(field, fibers.get(leaf) as readonly Ext[], log, x0, fri.rhos[layer]);
    });
    indices = leaves;
    logSize = logLeaves;
    shift = felt.pow(shift, arity);
  });
  const root = felt.rootOfUnity(logSize);
  indices.forEach((index, i) => {
    const x = felt.mul(shift, felt.pow(root, reverseBits(index, logSize)));
    const expected = fri.final.reduceRight<Ext>((sum, c) => field.add(field.scale(sum, x), c), field.zero);
    if (!field.equals(expected, values[i])) throw new Reject(`the final polynomial differs from the last FRI layer at position ${index}`);
  });
};
