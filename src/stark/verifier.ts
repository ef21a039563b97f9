/**
 * The verifier, mirror of src/stark/prover.ts: a pure function of key, statement and bytes. It derives every length from the key and the
 * checked heights, decodes exactly that much (src/stark/decode.ts) and checks it (src/stark/check.ts). It never throws on any bytes, and
 * says why it refuses. docs/protocol.md, "Verification".
 */
import { createExtField } from '../field/ext.ts';
import * as felt from '../field/felt.ts';
import { suiteOf } from '../hash/suite.ts';
import { check } from './check.ts';
import { decodeCommitments, decodeHeights, decodeQueries } from './decode.ts';
import type { VerifyingKey } from './key.ts';
import { DigestStore, numbers } from './numbers.ts';
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

const verify = (key: VerifyingKey, statement: StarkStatement, proof: Uint8Array, minBits: number): StarkVerdict => {
  const { config } = key;
  const reader = new WordReader(proof);

  // Everything follows from the heights: lengths, and the error that the protocol leaves.
  const heights = decodeHeights(reader, key.chips.length);
  const bad = checkHeights(key, statement, heights);
  if (bad !== undefined) throw new Reject(bad);
  const shape = deriveShape(key, statement, heights);
  if (multiplicityBound(shape) >= felt.P) throw new Reject('so many messages that multiplicities could wrap');
  const security = securityReport(config, shape.security);
  // Refuses when minBits is NaN, too.
  if (!(security.bits >= minBits)) throw new Reject(`${security.bits.toFixed(1)} proven bits, at least ${minBits} wanted`);
  // Without a query no row would have to lead to its root.
  if (config.queries < 1) throw new Reject('the key asks for no queries');
  const grinding = grindingPlan(config, shape.security);
  const slots = [grinding.logup, grinding.constraints, grinding.zeta, grinding.batching, ...grinding.folds, grinding.queries];
  if (slots.some((bits) => bits > MAX_GRINDING)) throw new Reject('the shape needs more grinding than is allowed');

  const suite = suiteOf(config.hash);
  const store = new DigestStore(suite, reader.words);
  const field = createExtField(config.extensionDegree, config.nonResidue);
  const commitments = decodeCommitments(reader, suite, store, { degree: field.degree, shape, grinding });
  const algebra = numbers(field, store, startTranscript(key, statement, heights));
  check(algebra, { key, statement, shape, grinding }, commitments, (positions) =>
    decodeQueries(reader, suite, store, { config, shape }, positions),
  );
  return { ok: true, shape, security };
};
