/** Verification of proof bytes: synchronous, pure, and never throwing on what it is given to verify. */
import { equalBytes, toHex } from '../core/bytes.ts';
import { decodeProof } from '../keys/proof.ts';
import { programCommitment, starkStatement } from '../keys/statement.ts';
import type { VerifyingKey } from '../stark/key.ts';
import type { SecurityReport } from '../stark/security.ts';
import { verifyStark } from '../stark/verifier.ts';

/** Proven bits that `verify` asks for when the caller does not say. */
export const DEFAULT_MIN_BITS = 100;

export interface VerifyParameters {
  /** The machine's verifying key: pin its digest, or take it from a source you trust. */
  readonly verifyingKey: VerifyingKey;
  readonly proof: Uint8Array;
  /** Refuse proofs of fewer proven bits. Default 100. */
  readonly minBits?: number;
  /** The program commitment that the proof must be about, 32 bytes. Without it, compare the verdict's yourself. */
  readonly programCommitment?: Uint8Array;
  /** Public values that the proof must show. */
  readonly publicValues?: Uint8Array;
}

/** What a proof file claims, whether or not the proof holds. */
export interface Claim {
  /** 32 bytes. */
  readonly programCommitment: Uint8Array;
  readonly exitCode: number;
  readonly publicValues: Uint8Array;
}

export type Verdict =
  | ({ readonly valid: true; readonly reason: undefined; readonly provenBits: number; readonly security: SecurityReport } & Claim)
  | ({ readonly valid: false; readonly reason: string; readonly provenBits: 0 } & Partial<Claim>);

/**
 * Whether `proof` shows that the program with the returned commitment halted with exit code 0 and the returned public
 * values. Never throws on any proof bytes; `reason` says why a proof is refused.
 */
export const verify = (parameters: VerifyParameters): Verdict => {
  const { verifyingKey } = parameters;
  // Whoever calls this from JavaScript may say null, which compares as 0.
  const minBits = parameters.minBits ?? DEFAULT_MIN_BITS;
  if (typeof minBits !== 'number') return { valid: false, reason: `minBits must be a number, not ${String(minBits)}`, provenBits: 0 };
  const decoded = decodeProof(parameters.proof);
  if (!decoded.ok) return { valid: false, reason: decoded.reason, provenBits: 0 };
  const { preset, hash, statement, stark } = decoded.value;
  const claim: Claim = {
    programCommitment: programCommitment(hash, statement),
    exitCode: statement.exitCode,
    publicValues: statement.publicValues,
  };
  const refuse = (reason: string): Verdict => ({ valid: false, reason, provenBits: 0, ...claim });
  const { config } = verifyingKey;
  if (preset !== config.preset || hash !== config.hash) {
    return refuse(`the proof is for preset ${preset} and hash ${hash}, the key for ${config.preset} and ${config.hash}`);
  }
  if (parameters.programCommitment !== undefined && !equalBytes(parameters.programCommitment, claim.programCommitment)) {
    return refuse(`the proof is about program ${toHex(claim.programCommitment)}, expected ${toHex(parameters.programCommitment)}`);
  }
  if (parameters.publicValues !== undefined && !equalBytes(parameters.publicValues, claim.publicValues)) {
    return refuse('the public values are not the expected ones');
  }
  if (statement.exitCode !== 0) return refuse(`exit code ${statement.exitCode}`);
  const verdict = verifyStark(verifyingKey, starkStatement(statement), stark, minBits);
  if (!verdict.ok) return refuse(verdict.reason);
  return { valid: true, reason: undefined, provenBits: verdict.security.bits, security: verdict.security, ...claim };
};
