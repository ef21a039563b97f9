/**
 * The verifier, mirror of src/stark/prover.ts: a pure function of key, statement and bytes. It derives every length from the
 * key and the checked heights, reads exactly that much, never throws on any bytes, and says why it refuses.
 * docs/protocol.md, "Verification".
 */
import type { LogupChallenges } from '../backend/types.ts';
import { createExtField } from '../field/ext.ts';
import * as felt from '../field/felt.ts';
import type { Digest } from '../hash/digest.ts';
import { type HashSuite, suiteOf } from '../hash/suite.ts';
import type { Transcript } from '../hash/transcript.ts';
import { boundarySum, combinedConstraint, quotientTimesVanishing } from './combinedConstraint.ts';
import { maxMessageLength, type VerifyingKey } from './key.ts';
import { splitOpenings } from './openedValues.ts';
import { openedCodeword } from './pcs/batchVerifier.ts';
import { friIndices, type QueriedValues, readFri, verifyFriQueries } from './pcs/friVerifier.ts';
import { grindingPlan, MAX_GRINDING, type SecurityReport, securityReport } from './security.ts';
import { checkHeights, deriveShape, multiplicityBound, type Shape } from './shape.ts';
import { startTranscript } from './start.ts';
import type { StarkStatement } from './statement.ts';
import { Reject, WordReader } from './words.ts';

export type StarkVerdict =
  | { readonly ok: true; readonly shape: Shape; readonly security: SecurityReport }
  | { readonly ok: false; readonly reason: string };

/** Whether `proof` shows that the statement's boundary balances with traces that satisfy the key's constraints. */
export const verifyStark = (key: VerifyingKey, statement: StarkStatement, proof: Uint8Array, minBits: number): StarkVerdict => {
  try {
    return verify(key, statement, proof, minBits);
  } catch (error) {
    if (error instanceof Reject) return { ok: false, reason: error.message };
    throw error;
  }
};

const readNonce = (reader: WordReader, transcript: Transcript, bits: number, slot: string): void => {
  if (bits === 0) return;
  const [nonce] = reader.read(1, `the ${slot} nonce`);
  if (!transcript.absorbNonce(nonce, bits)) throw new Reject(`the ${slot} nonce does not have ${bits} bits of work`);
};

const readRoot = (reader: WordReader, suite: HashSuite, transcript: Transcript, what: string): Digest => {
  const root = reader.readDigest(suite, what);
  transcript.absorbDigest(root);
  return root;
};

const verify = (key: VerifyingKey, statement: StarkStatement, proof: Uint8Array, minBits: number): StarkVerdict => {
  const { config } = key;
  const field = createExtField(config.extensionDegree, config.nonResidue);
  const D = field.degree;
  const suite = suiteOf(config.hash);
  const reader = new WordReader(proof);

  // 1. Heights, and everything that follows from them.
  const heights = Array.from(reader.read(key.chips.length, 'the heights'), (h) => h - 1);
  const bad = checkHeights(key, statement, heights);
  if (bad !== undefined) throw new Reject(bad);
  const shape = deriveShape(key, statement, heights);
  if (multiplicityBound(shape) >= felt.P) throw new Reject('so many messages that multiplicities could wrap');
  const security = securityReport(config, shape.security);
  // Refuses when minBits is NaN, too.
  if (!(security.bits >= minBits)) {
    throw new Reject(`${security.bits.toFixed(1)} proven bits, at least ${minBits} wanted`);
  }
  const grinding = grindingPlan(config, shape.security);
  const slots = [grinding.logup, grinding.constraints, grinding.zeta, grinding.batching, ...grinding.folds, grinding.queries];
  if (slots.some((bits) => bits > MAX_GRINDING)) throw new Reject('the shape needs more grinding than is allowed');
  const transcript = startTranscript(key, statement, heights);

  // 2. Main commitment; 3. LogUp.
  const mainRoot = readRoot(reader, suite, transcript, 'the main root');
  readNonce(reader, transcript, grinding.logup, 'LogUp');
  const challenges: LogupChallenges = {
    alpha: transcript.sampleExt(D),
    betas: Array.from({ length: maxMessageLength(key) + 1 }, () => transcript.sampleExt(D)),
  };
  const boundary = boundarySum(field, challenges, statement.boundary);
  if (boundary === undefined) throw new Reject('a boundary message has denominator zero');
  const total = field.neg(boundary);
  const logupRoot = readRoot(reader, suite, transcript, 'the LogUp root');

  // 4. Quotient.
  readNonce(reader, transcript, grinding.constraints, 'constraint');
  const lambda = transcript.sampleExt(D);
  const quotientRoot = readRoot(reader, suite, transcript, 'the quotient root');

  // 5. Values at zeta and zeta w: the constraints hold there.
  readNonce(reader, transcript, grinding.zeta, 'out-of-domain');
  const zeta = transcript.sampleExt(D);
  const zetaN = field.pow(zeta, 2 ** shape.logN);
  // Else zeta, or a lift of it, could be a point of a domain.
  if (zetaN.slice(1).every((x) => x === 0)) throw new Reject('the out-of-domain point is degenerate');
  const opened = reader.readExts(shape.openedValues, D, 'the opened values');
  const [phiNext] = reader.readExts(1, D, 'the opened accumulator');
  for (const value of [...opened, phiNext]) transcript.absorbExt(value);
  const openings = splitOpenings(shape, opened);
  const combined = combinedConstraint(field, key, shape, openings, phiNext, challenges, lambda, total);
  if (!field.equals(combined, quotientTimesVanishing(field, openings.quotient, zetaN, field.pow(zeta, shape.quotient.pieceLength)))) {
    throw new Reject('the constraints do not hold at the out-of-domain point');
  }

  // 6. Batching; 7. FRI commitments.
  readNonce(reader, transcript, grinding.batching, 'batching');
  const gammas = Array.from({ length: opened.length + 1 }, () => transcript.sampleExt(D));
  const fri = readFri(reader, suite, transcript, field, shape, grinding.folds, readNonce);

  // 8. Queries.
  readNonce(reader, transcript, grinding.queries, 'query');
  const logDomain = shape.logN + config.logBlowup;
  const indices = friIndices(transcript, config.queries, logDomain);
  const roots: Digest[] = shape.trees.map((tree) => {
    if (tree.kind === 'main') return mainRoot;
    if (tree.kind === 'logup') return logupRoot;
    if (tree.kind === 'quotient') return quotientRoot;
    const group = key.groups[tree.group as number];
    return group.root ?? statement.groups[group.name].root;
  });
  const queried: QueriedValues = {
    indices,
    values: openedCodeword(reader, field, config, shape, roots, indices, { gammas, opened, phiNext, zeta }),
  };
  verifyFriQueries(reader, field, config, shape, fri, queried);
  reader.end();
  return { ok: true, shape, security };
};
