/** Verification of proof bytes: synchronous, pure, and never throwing on what it is given to verify. */
import { equalBytes, toHex } from '../core/bytes.ts';
import { PellucidError } from '../core/error.ts';
import { decodeProof } from '../keys/proof.ts';
import { programCommitment, starkStatement } from '../keys/statement.ts';
import type { VerifyingKey } from '../stark/key.ts';
import type { SecurityReport } from '../stark/security.ts';
import { verifyStark } from '../stark/verifier.ts';
import { givenMembers, invalidArgument, type Pin, pinnedBytes } from './pins.ts';

/** Proven bits that `verify` asks for when the caller does not say. */
export const DEFAULT_MIN_BITS = 100;

interface CommonParameters {
  /** The machine's verifying key: pin its digest, or take it from a source you trust. */
  readonly verifyingKey: VerifyingKey;
  readonly proof: Uint8Array;
  /** Digest that the verifying key must have, 32 bytes or their hex: for a key whose file is not trusted. */
  readonly keyDigest?: Pin;
  /** Refuse proofs of fewer proven bits. Default 100. */
  readonly minBits?: number;
  /** Public values that the proof must show, as bytes or hex. */
  readonly publicValues?: Pin;
}

/** Which program the proof must be about: one by its commitment, or any. */
type WhichProgram =
  | {
      /** 32 bytes or their hex, as `setupProgram` and `pellucid setup -e` give it. */
      readonly programCommitment: Pin;
      readonly anyProgram?: false;
    }
  | {
      /** Accepts a proof about any program. Anyone can write a program that puts out what they like: compare the verdict's commitment. */
      readonly anyProgram: true;
      readonly programCommitment?: never;
    };

export type VerifyParameters = CommonParameters & WhichProgram;

/** What a proof file claims, whether or not the proof holds. */
export interface ClaimedStatement {
  /** 32 bytes. */
  readonly programCommitment: Uint8Array;
  readonly exitCode: number;
  readonly publicValues: Uint8Array;
}

export type Verdict =
  | ({
      readonly valid: true;
      readonly reason: undefined;
      readonly provenBits: number;
      readonly security: SecurityReport;
    } & ClaimedStatement)
  | ({ readonly valid: false; readonly reason: string; readonly provenBits: 0 } & Partial<ClaimedStatement>);

interface Pins {
  readonly proof: Uint8Array;
  readonly minBits: number;
  /** Absent where anything is accepted. */
  readonly programCommitment?: Uint8Array;
  readonly keyDigest?: Uint8Array;
  readonly publicValues?: Uint8Array;
}

/** Callers from JavaScript may give anything, so no type is relied on here. A member that is there is a pin, undefined or not. */
const readPins = (parameters: VerifyParameters): Pins => {
  const given = givenMembers(parameters);
  const { minBits = DEFAULT_MIN_BITS, anyProgram = false, proof } = given;
  if (!(proof instanceof Uint8Array)) throw invalidArgument('proof', proof, 'give the bytes of a proof file');
  if ('minBits' in given && (typeof given.minBits !== 'number' || !(given.minBits >= 0))) {
    throw invalidArgument('minBits', given.minBits, `give a number of bits, or leave it out for ${DEFAULT_MIN_BITS}`);
  }
  if (typeof anyProgram !== 'boolean') throw invalidArgument('anyProgram', anyProgram, 'give true to accept a proof about any program');
  if (anyProgram === 'programCommitment' in given) {
    throw new PellucidError(
      'invalid-argument',
      anyProgram
        ? 'both programCommitment and anyProgram: true are given: leave out one'
        : 'no programCommitment is given: give the commitment of your program, or anyProgram: true to accept a proof about any',
      { argument: 'programCommitment' },
    );
  }
  return {
    proof,
    minBits: minBits as number,
    ...('programCommitment' in given && { programCommitment: pinnedBytes('programCommitment', given.programCommitment, 32) }),
    ...('keyDigest' in given && { keyDigest: pinnedBytes('keyDigest', given.keyDigest, 32) }),
    ...('publicValues' in given && { publicValues: pinnedBytes('publicValues', given.publicValues) }),
  };
};

/**
 * Whether `proof` shows that the program with the returned commitment halted with exit code 0 and the returned public
 * values. Never throws on any proof bytes; `reason` says why a proof is refused. Throws a PellucidError 'invalid-argument' for what the
 * caller got wrong: a pin that is undefined, malformed or too short, and neither `programCommitment` nor `anyProgram`.
 *
 * @example
 * const verdict = verify({ verifyingKey, programCommitment, proof });
 * console.log(verdict.valid ? toHex(verdict.publicValues) : verdict.reason);
 */
export const verify = (parameters: VerifyParameters): Verdict => {
  const { verifyingKey } = parameters;
  const pins = readPins(parameters);
  const decoded = decodeProof(pins.proof);
  if (!decoded.ok) return { valid: false, reason: decoded.reason, provenBits: 0 };
  const { preset, hash, statement, stark } = decoded.value;
  const claim: ClaimedStatement = {
    programCommitment: programCommitment(hash, statement),
    exitCode: statement.exitCode,
    publicValues: statement.publicValues,
  };
  const refuse = (reason: string): Verdict => ({ valid: false, reason, provenBits: 0, ...claim });
  const { config } = verifyingKey;
  if (preset !== config.preset || hash !== config.hash) {
    return refuse(`the proof is for preset ${preset} and hash ${hash}, the key for ${config.preset} and ${config.hash}`);
  }
  if (pins.keyDigest !== undefined && !equalBytes(pins.keyDigest, verifyingKey.digest)) {
    return refuse(`the verifying key has the digest ${toHex(verifyingKey.digest)}, expected ${toHex(pins.keyDigest)}`);
  }
  if (pins.programCommitment !== undefined && !equalBytes(pins.programCommitment, claim.programCommitment)) {
    return refuse(`the proof is about program ${toHex(claim.programCommitment)}, expected ${toHex(pins.programCommitment)}`);
  }
  if (pins.publicValues !== undefined && !equalBytes(pins.publicValues, claim.publicValues)) {
    return refuse('the public values are not the expected ones');
  }
  if (statement.exitCode !== 0) return refuse(`exit code ${statement.exitCode}`);
  const verdict = verifyStark(verifyingKey, starkStatement(verifyingKey, statement), stark, pins.minBits);
  if (!verdict.ok) return refuse(verdict.reason);
  return { valid: true, reason: undefined, provenBits: verdict.security.bits, security: verdict.security, ...claim };
};
