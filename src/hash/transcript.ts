/**
 * What prover and verifier ask of a Fiat-Shamir transcript, and the transcript of the `poseidon2` suite: a duplex sponge in
 * overwrite mode. docs/protocol.md, "Transcript".
 *
 * What is absorbed between two samples is padded with a 1 and zeros to whole blocks, so different messages give different sponge
 * inputs. Messages of variable length carry their length besides.
 */
import type { Ext } from '../field/ext.ts';
import { P } from '../field/felt.ts';
import type { Digest } from './digest.ts';
import { RATE, WIDTH } from './poseidon2.params.ts';

/** Capacity word that separates transcripts from leaves (word 15) and nodes (no capacity). */
const TRANSCRIPT_DOMAIN_WORD = 14;
/** The largest multiple of 2^27 in the field: samples at or above it are rejected, so bits are uniform. */
const SAMPLE_LIMIT = 15 * 2 ** 27;

export interface Transcript {
  /** Absorbs canonical elements whose number the protocol fixes. */
  absorb(values: ArrayLike<number>): void;
  absorbDigest(digest: Digest): void;
  absorbExt(value: Ext): void;
  /** Absorbs bytes, length first. */
  absorbBytes(bytes: Uint8Array): void;
  /** A uniform element. */
  sampleFelt(): number;
  sampleExt(degree: number): Ext;
  /** A uniform integer in [0, 2^bits), bits in [0, 27]. */
  sampleBits(bits: number): number;
  /** The 16 words that the backend's `grind` works on, once everything so far is absorbed. */
  grindState(): Uint32Array;
  /**
   * Absorbs a nonce, an element. Returns whether it has `bits` bits of work, bits in [1, 30]. The transcript goes on from it either way.
   */
  absorbNonce(nonce: number, bits: number): boolean;
}

export class Poseidon2Transcript implements Transcript {
  private readonly permute: (state: Uint32Array) => void;
  private readonly state = new Uint32Array(WIDTH);
  private pending: number[] = [];
  /** Words of the rate not yet squeezed. */
  private available = 0;
  private absorbing = true;

  /** `permute`: Poseidon2, in place. */
  constructor(permute: (state: Uint32Array) => void) {
    this.permute = permute;
    this.state[TRANSCRIPT_DOMAIN_WORD] = 1;
  }

  absorb(values: ArrayLike<number>): void {
    this.absorbing = true;
    for (let i = 0; i < values.length; i++) {
      this.pending.push(values[i]);
      if (this.pending.length === RATE) this.block();
    }
  }
  absorbDigest(digest: Digest): void {
    this.absorb(digest);
  }
  absorbExt(value: Ext): void {
    this.absorb(value);
  }
  /** The length in two elements, then three bytes to an element. */
  absorbBytes(bytes: Uint8Array): void {
    const words = [bytes.length & 0xffff, bytes.length >>> 16];
    for (let i = 0; i < bytes.length; i += 3) {
      words.push(bytes[i] | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16));
    }
    this.absorb(words);
  }
  sampleFelt(): number {
    this.flush();
    if (this.available === 0) {
      this.permute(this.state);
      this.available = RATE;
    }
    return this.state[RATE - this.available--];
  }
  sampleExt(degree: number): Ext {
    return Array.from({ length: degree }, () => this.sampleFelt());
  }
  sampleBits(bits: number): number {
    for (;;) {
      const value = this.sampleFelt();
      if (value < SAMPLE_LIMIT) return value % 2 ** bits;
    }
  }
  grindState(): Uint32Array {
    this.flush();
    return this.state.slice();
  }
  /** The nonce takes the place of word 0 of the state, and the permuted state's word 0 shows the work. */
  absorbNonce(nonce: number, bits: number): boolean {
    this.flush();
    this.state[0] = nonce;
    this.permute(this.state);
    this.available = RATE - 1;
    return nonce < P && this.state[0] % 2 ** bits === 0;
  }

  private flush(): void {
    if (!this.absorbing) return;
    this.pending.push(1);
    while (this.pending.length < RATE) this.pending.push(0);
    this.block();
    this.absorbing = false;
    this.available = RATE;
  }
  private block(): void {
    this.state.set(this.pending);
    this.pending = [];
    this.permute(this.state);
  }
}
