/** The verifier's check: the protocol itself, over any algebra. docs/protocol.md, "Verification". */
import type { Algebra, Kinds } from './algebra.ts';
import { boundaryDenominators, boundarySum, combinedConstraint, quotientTimesVanishing } from './combinedConstraint.ts';
import type { Commitments, Query } from './decode.ts';
import { maxMessageLength, type VerifyingKey } from './key.ts';
import { splitOpenings } from './openedValues.ts';
import { openedCodeword } from './pcs/batchVerifier.ts';
import { checkFri } from './pcs/friVerifier.ts';
import type { GrindingPlan } from './security.ts';
import type { Shape } from './shape.ts';
import type { StarkStatement } from './statement.ts';

/** What a check knows besides the proof. All of it follows from key, statement and heights. */
export interface CheckContext {
  readonly key: VerifyingKey;
  readonly statement: StarkStatement;
  readonly shape: Shape;
  readonly grinding: GrindingPlan;
}

/**
 * Asserts everything that makes a proof true. `open` gives what queries at these positions open; it may leave out repetitions.
 *
 * 1. The transcript has absorbed key, statement and heights. A prover who could choose one of them after a challenge would fit it to the
 * challenge.
 */
export const check = <K extends Kinds>(
  algebra: Algebra<K>,
  { key, statement, shape, grinding }: CheckContext,
  proof: Commitments<K>,
  open: (positions: readonly K['position'][]) => readonly Query<K>[],
): void => {
  const { field, transcript } = algebra;
  const { logBlowup, queries: drawn } = key.config;

  // 2. The traces are fixed before the LogUp challenges. A prover who knew these could choose messages that only seem to balance.
  algebra.step('LogUp');
  transcript.absorbDigest(proof.mainRoot);
  transcript.assertWork(proof.logupNonce, grinding.logup, 'LogUp');
  const logup = { alpha: transcript.sampleExt(), betas: Array.from({ length: maxMessageLength(key) + 1 }, () => transcript.sampleExt()) };
  // 3. All fractions, the boundary's included, must sum to zero. So the traces' fractions must sum to minus the sum of the boundary's.
  // A denominator of zero would leave its fraction free.
  const denominators = boundaryDenominators(field, logup, statement.boundary);
  for (const d of denominators) algebra.assertNonzero(d, 'a boundary message has denominator zero');
  const total = field.neg(boundarySum(field, denominators, statement.boundary));

  // 4. The LogUp columns are fixed before the constraints are weighted. Else errors of constraints could cancel each other.
  algebra.step('constraints');
  transcript.absorbDigest(proof.logupRoot);
  transcript.assertWork(proof.constraintNonce, grinding.constraints, 'constraint');
  const lambda = transcript.sampleExt();

  // 5. The quotient is fixed before the point. Polynomials that agree at a point drawn later are the same, but for a small error.
  transcript.absorbDigest(proof.quotientRoot);
  transcript.assertWork(proof.zetaNonce, grinding.zeta, 'out-of-domain');
  const zeta = transcript.sampleExt();
  const zetaN = field.pow(zeta, 2 ** shape.logN);
  // Else zeta, or a lift of it, could be a point of a domain, where the vanishing polynomial or a denominator of step 6 is zero.
  algebra.assertNotBase(zetaN, 'the out-of-domain point is degenerate');
  const openings = splitOpenings(shape, proof.opened, proof.phiNext);
  algebra.assertEqual(
    combinedConstraint(field, { key, shape }, openings, { logup, lambda, total }),
    quotientTimesVanishing(field, openings.quotient, zetaN, field.pow(zeta, shape.quotient.pieceLength)),
    'the constraints do not hold at the out-of-domain point',
  );

  // 6. So far the values at zeta are claims. They are fixed before the coefficients that batch them. Else two false ones could cancel.
  algebra.step('opened values');
  for (const value of [...proof.opened, proof.phiNext]) transcript.absorbExt(value);
  transcript.assertWork(proof.batchingNonce, grinding.batching, 'batching');
  const gammas = Array.from({ length: proof.opened.length + 1 }, () => transcript.sampleExt());

  // 7. A layer is fixed before the challenge that folds it, and the final polynomial before the queries. A prover who knew the
  // challenge could commit to a word that is far from every polynomial and folds to one that is near.
  algebra.step('FRI commitments');
  const rhos = proof.layers.map(({ root, nonce }, i) => {
    transcript.absorbDigest(root);
    transcript.assertWork(nonce, grinding.folds[i], `FRI fold ${i + 1}`);
    return transcript.sampleExt();
  });
  for (const coefficient of proof.final) transcript.absorbExt(coefficient);

  // 8. Only now are positions drawn. A prover who knew them would commit to words that are right there and nowhere else. Each row must
  // lead to its root. If the claims of step 6 are true, the batched rows are a codeword, and FRI folds it down to the final polynomial.
  algebra.step('queries: rows');
  transcript.assertWork(proof.queryNonce, grinding.queries, 'query');
  const queries = open(Array.from({ length: drawn }, () => transcript.samplePosition(shape.logN + logBlowup)));
  const roots = shape.trees.map((tree) => {
    if (tree.kind === 'main') return proof.mainRoot;
    if (tree.kind === 'logup') return proof.logupRoot;
    if (tree.kind === 'quotient') return proof.quotientRoot;
    const group = key.groups[tree.group as number];
    return algebra.digest(group.root ?? statement.groups[group.name].root);
  });
  const values = openedCodeword(algebra, { shape, logBlowup }, roots, queries, { ...proof, gammas, zeta });
  algebra.step('queries: FRI');
  const fri = { roots: proof.layers.map(({ root }) => root), rhos, final: proof.final };
  checkFri(algebra, { shape, logBlowup }, fri, queries, values);
};
