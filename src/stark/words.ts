/** A proof's body: canonical field elements and digests as little-endian u32, in the order of the protocol, with nothing between. */
import type { Ext } from '../field/ext.ts';
import { P } from '../field/felt.ts';
import { DIGEST_WORDS, type Digest } from '../hash/digest.ts';
import type { HashSuite } from '../hash/suite.ts';

export class WordWriter {
  private view = new DataView(new ArrayBuffer(2 ** 16));
  private length = 0;
  write(values: ArrayLike<number>): void {
    const end = this.length + 4 * values.length;
    if (end > this.view.byteLength) {
      const grown = new Uint8Array(2 ** Math.ceil(Math.log2(end)));
      grown.set(new Uint8Array(this.view.buffer, 0, this.length));
      this.view = new DataView(grown.buffer);
    }
    for (let i = 0; i < values.length; i++) this.view.setUint32(this.length + 4 * i, values[i], true);
    this.length = end;
  }
  finish(): Uint8Array {
    return new Uint8Array(this.view.buffer.slice(0, this.length));
  }
}

/** Why reading stopped. Thrown inside of the verifier only, which turns it into a verdict. */
export class Reject extends Error {}

/**
 * Reads canonical words; rejects what is not there or not canonical. It takes words as the platform has them, which is little-endian
 * wherever this runs: elsewhere it would refuse every proof.
 */
export class WordReader {
  /** All words of the proof. */
  readonly words: Uint32Array;
  /** The next word. */
  position = 0;
  private readonly bytes: number;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes.length;
    // A copy, as words in a file are not aligned.
    this.words = new Uint32Array(new Uint8Array(bytes.subarray(0, bytes.length & ~3)).buffer);
  }
  read(count: number, what: string): Uint32Array {
    const out = this.take(count, what);
    for (let i = 0; i < count; i++) {
      if (out[i] >= P) throw new Reject(`${what}: word ${i} is not a canonical field element`);
    }
    return out;
  }
  /** Words that the suite takes for a digest. */
  readDigest(suite: HashSuite, what: string): Digest {
    const out = this.take(DIGEST_WORDS, what);
    if (!suite.isDigest(out)) throw new Reject(`${what} is not a digest of ${suite.name}`);
    return out;
  }
  private take(count: number, what: string): Uint32Array {
    const from = this.position;
    const to = from + count;
    if (to > this.words.length) throw new Reject(`the proof ends within ${what}`);
    this.position = to;
    return this.words.subarray(from, to);
  }
  readExts(count: number, degree: number, what: string): Ext[] {
    const words = this.read(count * degree, what);
    return Array.from({ length: count }, (_, i) => Array.from(words.subarray(i * degree, (i + 1) * degree)));
  }
  end(): void {
    const left = this.bytes - 4 * this.position;
    if (left !== 0) throw new Reject(`${left} bytes follow the end of the proof`);
  }
}
