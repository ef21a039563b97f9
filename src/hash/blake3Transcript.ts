/**
 * The Fiat-Shamir transcript of the `blake3` suite. docs/protocol.md, "Transcript".
 *
 * Its state is 8 words. Before samples are drawn, what was absorbed since the last ones is hashed after the state. Of the extended
 * output, words 0..7 are the next state and the words after them are the samples.
 */
import type { Ext } from '../field/ext.ts';
import { P } from '../field/felt.ts';
import { BLOCK_WORDS } from './blake3.params.ts';
import { BLAKE3_KEYS, keyedBlake3, type Output } from './blake3.ts';
import { DIGEST_WORDS, type Digest } from './digest.ts';
import type { Transcript } from './transcript.ts';

const STATE_WORDS = DIGEST_WORDS;
/** In a grinding slot: the index of the nonce in the message, and of the word of output that shows the work. */
export const WORK_WORD = 8;

export class Blake3Transcript implements Transcript {
  private state: Digest = new Uint32Array(STATE_WORDS);
  private pending: number[] = [];
  private absorbing = true;
  private output: Output = () => new Uint32Array(BLOCK_WORDS);
  /** The next word of the output to be sampled. */
  private position = 0;
  /** The block of the output that `position` is in. */
  private block: Uint32Array = new Uint32Array(BLOCK_WORDS);

  absorb(values: ArrayLike<number>): void {
    this.absorbing = true;
    for (let i = 0; i < values.length; i++) this.pending.push(values[i]);
  }
  absorbDigest(digest: Digest): void {
    this.absorb(digest);
  }
  absorbExt(value: Ext): void {
    this.absorb(value);
  }
  /** Length, then four bytes to a word, little-endian, padded with zeros. */
  absorbBytes(bytes: Uint8Array): void {
    const words = new Uint32Array(1 + Math.ceil(bytes.length / 4));
    words[0] = bytes.length;
    bytes.forEach((byte, i) => {
      words[1 + (i >>> 2)] |= byte << (8 * (i & 3));
    });
    this.absorb(words);
  }
  sampleFelt(): number {
    for (;;) {
      const value = this.sampleWord() & 0x7fffffff;
      if (value < P) return value;
    }
  }
  sampleExt(degree: number): Ext {
    return Array.from({ length: degree }, () => this.sampleFelt());
  }
  sampleBits(bits: number): number {
    return this.sampleWord() % 2 ** bits;
  }
  grindState(): Uint32Array {
    this.flush();
    const message = new Uint32Array(BLOCK_WORDS);
    message.set(this.state);
    return message;
  }
  absorbNonce(nonce: number, bits: number): boolean {
    const message = this.grindState();
    message[WORK_WORD] = nonce;
    this.begin(keyedBlake3(BLAKE3_KEYS.work, message));
    const work = this.sampleWord();
    return nonce < P && work % 2 ** bits === 0;
  }

  private sampleWord(): number {
    this.flush();
    if (this.position % BLOCK_WORDS === 0) this.block = this.output(this.position / BLOCK_WORDS);
    return this.block[this.position++ % BLOCK_WORDS];
  }
  private flush(): void {
    if (!this.absorbing) return;
    this.absorbing = false;
    const message = new Uint32Array(STATE_WORDS + this.pending.length);
    message.set(this.state);
    message.set(this.pending, STATE_WORDS);
    this.pending = [];
    this.begin(keyedBlake3(BLAKE3_KEYS.transcript, message));
  }
  private begin(output: Output): void {
    this.output = output;
    this.block = output(0);
    this.state = this.block.slice(0, STATE_WORDS);
    this.position = STATE_WORDS;
  }
}
