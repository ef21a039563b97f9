/**
 * A prover that cheats with correct Fiat-Shamir: the honest prover over a backend that lies where it is told to, and openings written
 * anew for any query positions. What it sends is absorbed as usual, so only the check that a lie is aimed at can refuse it.
 */
import type { Backend, Matrix, MerkleTree, Span } from '../../src/backend/types.ts';
import { babyBear4 as K } from '../../src/field/babybear4.ts';
import type { Ext } from '../../src/field/ext.ts';
import { rootOfUnity } from '../../src/field/felt.ts';
import { openMultiProof } from '../../src/hash/merkle.ts';
import { boundaryDenominators, boundarySum, combinedConstraint } from '../../src/stark/combinedConstraint.ts';
import { maxMessageLength, type VerifyingKey } from '../../src/stark/key.ts';
import { splitOpenings } from '../../src/stark/openedValues.ts';
import { combineBasis } from '../../src/stark/pcs/batching.ts';
import { writeFriOpenings } from '../../src/stark/pcs/friProver.ts';
import { rowIndex, sortedDistinct } from '../../src/stark/pcs/queries.ts';
import type { PreparedGroup } from '../../src/stark/preprocessed.ts';
import { proveStark, type StarkWitness } from '../../src/stark/prover.ts';
import { deriveShape, type Shape, treeOf } from '../../src/stark/shape.ts';
import type { StarkStatement } from '../../src/stark/statement.ts';
import { verifyStark } from '../../src/stark/verifier.ts';
import { WordWriter } from '../../src/stark/words.ts';
import { isRow, readSites } from './proofSites.ts';
import { drawnIn, steeringChallenges } from './steerTranscript.ts';

export interface Subject {
  readonly backend: Backend;
  readonly key: VerifyingKey;
  readonly group: PreparedGroup;
}

export interface Lies {
  /** Changes an extended main column before it is committed. */
  readonly main?: (matrix: Matrix, words: Uint32Array) => void;
  /** Opens the value of the quotient that makes the check at zeta pass. */
  readonly fitQuotient?: boolean;
  /** Opens the next value of the accumulator that makes the check at zeta pass. */
  readonly fitAccumulator?: boolean;
  /** Commits zero in place of the batched codeword. */
  readonly zeroCodeword?: boolean;
  /** Commits zero in place of fold i. */
  readonly zeroFold?: (fold: number) => boolean;
}

export interface Committed {
  readonly matrices: readonly Matrix[];
  readonly tree: MerkleTree;
}

export interface Forged {
  readonly bytes: Uint8Array;
  readonly shape: Shape;
  /** main, logup, quotient, then FRI layers. */
  readonly commitments: readonly Committed[];
}

const zero = (backend: Backend, span: Span): void => {
  backend.view(span).fill(0);
};

/** Proves with these heights, whether or not the traces satisfy anything. */
export const forge = async (
  { backend, key, group }: Subject,
  statement: StarkStatement,
  heights: readonly number[],
  fill: (chip: number, cells: Uint32Array, stride: number, column: number) => void,
  lies: Lies = {},
): Promise<Forged> => {
  const shape = deriveShape(key, statement, heights);
  const challenges: Ext[] = [];
  const commitments: Committed[] = [];
  const mainMatrices = treeOf(shape, 'main').matrices.length;
  const matrices = shape.trees.flatMap((t) => t.matrices);
  const openedMatrices: Ext[][] = [];
  let extended = 0;
  let folds = 0;

  /** Constraints at zeta, from the values opened so far; missing values count as zero. */
  const combined = (phiNext: Ext): { value: Ext; zetaN: Ext } => {
    const flat = matrices.flatMap((matrix, m) =>
      matrix.blocks.flatMap((part) => {
        if (part.chip === undefined) return [];
        return Array.from({ length: part.width / part.step }, (_, i) => {
          const from = part.column + i * part.step;
          const values = openedMatrices[m]?.slice(from, from + part.step) ?? Array<Ext>(part.step).fill(K.zero);
          return part.step === 1 ? values[0] : combineBasis(K, values);
        });
      }),
    );
    const betas = maxMessageLength(key) + 1;
    const point = { alpha: challenges[0], betas: challenges.slice(1, 1 + betas) };
    const zeta = challenges[2 + betas];
    const total = K.neg(boundarySum(K, boundaryDenominators(K, point, statement.boundary), statement.boundary));
    const constraints = { logup: point, lambda: challenges[1 + betas], total };
    const value = combinedConstraint(K, { key, shape }, splitOpenings(shape, flat, phiNext), constraints);
    return { value, zetaN: K.pow(zeta, 2 ** shape.logN) };
  };
  const phiBlock = treeOf(shape, 'logup')
    .matrices.at(-1)
    ?.blocks.find((p) => p.chip === -1) as { column: number };
  const phiNextOf = (values: readonly Ext[]): Ext => combineBasis(K, values.slice(phiBlock.column, phiBlock.column + 4));
  let phiMatrix: Matrix | undefined;

  const evaluateAt = (matrix: Matrix, logHeight: number, point: Ext): Ext[] =>
    backend.evaluate(matrix, logHeight, point, backend.evaluationWeights(logHeight, point));
  const lying: Backend = {
    ...backend,
    lde(source, target) {
      backend.lde(source, target);
      if (extended++ < mainMatrices) lies.main?.(target, backend.view(target.span));
    },
    merkle(list, hash, target) {
      const tree = backend.merkle(list, hash, target);
      commitments.push({ matrices: list, tree });
      return tree;
    },
    evaluate(matrix, logHeight, point, weights) {
      const honest = backend.evaluate(matrix, logHeight, point, weights);
      const call = openedMatrices.length;
      if (call === matrices.length - 2) phiMatrix = matrix;
      if (call === matrices.length - 1 && lies.fitQuotient) {
        const next = phiNextOf(evaluateAt(phiMatrix as Matrix, shape.logN, K.scale(point, rootOfUnity(shape.logN))));
        const { value, zetaN } = combined(next);
        const fitted = K.mul(value, K.inv(K.sub(zetaN, K.one)));
        openedMatrices.push([fitted, ...Array<Ext>(matrix.width - 1).fill(K.zero)]);
        return openedMatrices[call].slice();
      }
      if (call === matrices.length && lies.fitAccumulator) {
        // The accumulator's constraint has the last weight, a power of the constraint challenge.
        const flatWeight = K.pow(challenges[maxMessageLength(key) + 2], shape.security.constraints - 1);
        const quotient = openedMatrices[call - 1];
        const { value, zetaN } = combined(K.zero);
        const pieces = [combineBasis(K, quotient.slice(0, 4)), combineBasis(K, quotient.slice(4, 8))];
        const target = K.mul(K.add(pieces[0], K.mul(zetaN, pieces[1])), K.sub(zetaN, K.one));
        const fitted = K.mul(K.sub(target, value), K.inv(flatWeight));
        return [fitted, K.zero, K.zero, K.zero];
      }
      if (call < matrices.length) openedMatrices.push(honest);
      return honest;
    },
    deepQuotient(task) {
      backend.deepQuotient(task);
      if (lies.zeroCodeword) zero(backend, task.target);
    },
    friFold(task) {
      backend.friFold(task);
      if (lies.zeroFold?.(folds++)) zero(backend, task.target);
    },
  };
  const witness: StarkWitness = { heights, fill: (chip, { cells, stride, column }) => fill(chip, cells(), stride, column) };
  const watch = (challenge: Ext): Ext => {
    challenges.push(challenge);
    return challenge;
  };
  const { bytes } = await steeringChallenges(key.config.hash, watch, () =>
    proveStark({ backend: lying, key, statement, selfCheck: false, group: () => group, witness }),
  );
  return { bytes, shape, commitments };
};

/** The query positions of a proof, as drawn. */
export const queriesOf = ({ key }: Subject, statement: StarkStatement, proof: Uint8Array): number[] =>
  drawnIn(key.config.hash, () => {
    verifyStark(key, statement, proof, 0);
  });

/** The proof with all that follows the final polynomial written anew, for these positions (sorted, distinct). */
export const reopen = (
  { backend, key, group }: Subject,
  statement: StarkStatement,
  forged: Forged,
  positions: readonly number[],
): Uint8Array => {
  const { bytes, shape, commitments } = forged;
  const start = readSites(key, statement, bytes).sites.find(isRow)?.at as number;
  const out = new WordWriter();
  const preprocessed = shape.trees
    .filter((t) => t.kind === 'preprocessed')
    .map((): Committed => ({ matrices: group.extensions, tree: group.tree }));
  [...preprocessed, ...commitments].slice(0, shape.trees.length).forEach(({ matrices, tree }, t) => {
    const shapes = shape.trees[t].matrices;
    shapes.forEach((matrix, m) => {
      const words = backend.view(matrices[m].span);
      const { stride, width } = matrices[m];
      for (const row of sortedDistinct(positions.map((p) => rowIndex(shape, matrix, p))))
        out.write(words.subarray(row * stride, row * stride + width));
    });
    const leaves = sortedDistinct(positions.map((p) => rowIndex(shape, shapes[shapes.length - 1], p)));
    for (const digest of openMultiProof(backend.view(tree.span), tree.logLeaves, leaves)) out.write(digest);
  });
  const layers = commitments.slice(3).map(({ matrices, tree }) => ({ matrix: matrices[0], tree }));
  writeFriOpenings(backend, shape, layers, positions, out);
  const tail = out.finish();
  const whole = new Uint8Array(4 * start + tail.length);
  whole.set(bytes.subarray(0, 4 * start));
  whole.set(tail, 4 * start);
  return whole;
};
