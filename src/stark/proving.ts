/** What the steps of the prover share, and what they say to the verifier. */
import type { Backend, MerkleTree } from '../backend/types.ts';
import { PellucidError } from '../core/error.ts';
import type { Ext, ExtField } from '../field/ext.ts';
import type { HashSuite } from '../hash/suite.ts';
import type { Transcript } from '../hash/transcript.ts';
import type { StarkConfig } from './config.ts';
import type { VerifyingKey } from './key.ts';
import type { Randomness } from './randomness.ts';
import type { Shape } from './shape.ts';
import { WordWriter } from './words.ts';

/** What stays the same in all steps. */
export interface Proving {
  readonly backend: Backend;
  readonly field: ExtField;
  readonly suite: HashSuite;
  readonly config: StarkConfig;
  readonly key: VerifyingKey;
  readonly shape: Shape;
  /** Drawn from the prover's seed; undefined without one. */
  readonly randomness: Randomness | undefined;
}

/** The words of the proof and the transcript that absorbs them: each message goes into both. */
export class Channel {
  private readonly backend: Backend;
  private readonly suite: HashSuite;
  readonly transcript: Transcript;
  readonly out = new WordWriter();

  constructor({ backend, suite }: Pick<Proving, 'backend' | 'suite'>, transcript: Transcript) {
    this.backend = backend;
    this.suite = suite;
    this.transcript = transcript;
  }
  root({ root }: Pick<MerkleTree, 'root'>): void {
    this.transcript.absorbDigest(root);
    this.out.write(root);
  }
  element(value: Ext): void {
    this.transcript.absorbExt(value);
    this.out.write(value);
  }
  /** Fills a slot of proof of work with a nonce. Does nothing for 0 bits. */
  grind(bits: number): void {
    if (bits === 0) return;
    const nonce = this.backend.grind(this.transcript.grindState(), bits, this.suite.name);
    if (!this.transcript.absorbNonce(nonce, bits)) throw new PellucidError('internal', `nonce ${nonce} has no ${bits} zero bits`);
    this.out.write([nonce]);
  }
}
