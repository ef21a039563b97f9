/** The algebra on numbers, with which a proof is verified. An assertion that fails throws `Reject`. */
import type { Ext, ExtField } from '../field/ext.ts';
import * as felt from '../field/felt.ts';
import { DIGEST_WORDS, type Digest } from '../hash/digest.ts';
import type { HashSuite } from '../hash/suite.ts';
import type { Transcript } from '../hash/transcript.ts';
import type { Algebra, CheckTranscript, Kinds } from './algebra.ts';
import { Reject } from './words.ts';

/** Words of the proof, and the digest once computed. */
export interface Row {
  readonly at: number;
  readonly width: number;
  /** 0: not yet. */
  digest: number;
  /** The node that the row joined to get the digest; 0: none. */
  node: number;
}

/** The row of `width` words at word `at` of the proof. */
export const rowAt = (at: number, width: number): Row => ({ at, width, digest: 0, node: 0 });

export interface Numbers extends Kinds {
  readonly base: number;
  readonly ext: Ext;
  /** Its number in the `DigestStore`. */
  readonly digest: number;
  readonly row: Row;
  readonly position: number;
}

/**
 * The digests of a verification in one array, as some ten thousand small ones would keep the garbage collector busy. Each hash is computed
 * once for the same operands, so paths of many queries are hashed once where they meet. Neither rows nor digests ever change.
 */
export class DigestStore {
  private readonly suite: Pick<HashSuite, 'hashLeaf' | 'compress'>;
  /** The proof, where rows are. */
  readonly proof: Uint32Array;
  private words = new Uint32Array(2 ** 12 * DIGEST_WORDS);
  /** By digest: its right sibling and their parent; 0: none yet. Digest 0 is not used. */
  private links = new Int32Array(2 ** 13);
  private count = 1;

  constructor(suite: Pick<HashSuite, 'hashLeaf' | 'compress'>, proof: Uint32Array) {
    this.suite = suite;
    this.proof = proof;
  }
  put(digest: Digest): number {
    if (this.count * 2 === this.links.length) {
      const { words, links } = this;
      this.words = new Uint32Array(2 * words.length);
      this.words.set(words);
      this.links = new Int32Array(2 * links.length);
      this.links.set(links);
    }
    this.words.set(digest, this.count * DIGEST_WORDS);
    return this.count++;
  }
  get(digest: number): Digest {
    return this.words.subarray(digest * DIGEST_WORDS, (digest + 1) * DIGEST_WORDS);
  }
  /** `node`: 0 if the row joins none. */
  hashRow(row: Row, node = 0): number {
    if (row.digest === 0 || row.node !== node) {
      row.node = node;
      row.digest = this.put(this.suite.hashLeaf(this.proof.subarray(row.at, row.at + row.width), node === 0 ? undefined : this.get(node)));
    }
    return row.digest;
  }
  compress(left: number, right: number): number {
    if (this.links[2 * left] !== right) {
      const parent = this.put(this.suite.compress(this.get(left), this.get(right)));
      this.links[2 * left] = right;
      this.links[2 * left + 1] = parent;
    }
    return this.links[2 * left + 1];
  }
}

const numberTranscript = (transcript: Transcript, store: DigestStore, degree: number): CheckTranscript<Numbers> => ({
  absorbDigest: (digest) => transcript.absorbDigest(store.get(digest)),
  absorbExt: (value) => transcript.absorbExt(value),
  assertWork(nonce, bits, slot) {
    if (bits > 0 && !transcript.absorbNonce(nonce, bits)) throw new Reject(`the ${slot} nonce does not have ${bits} bits of work`);
  },
  sampleExt: () => transcript.sampleExt(degree),
  samplePosition: (bits) => transcript.sampleBits(bits),
});

/**
 * sum g_c x_c for the words x_c from `start` on; `weights`: D coefficients of each g_c. Each coefficient of the sum is that of products with
 * the words' lower and upper 16 bits. A product is below 2^47, so 32 of them and a remainder are below 2^53.
 */
const weightedSum = (weights: Float64Array, D: number, words: Uint32Array, start: number): Ext => {
  const count = weights.length / D;
  const out: number[] = [];
  for (let d = 0; d < D; d++) {
    let low = 0;
    let high = 0;
    for (let c = 0; c < count; c++) {
      const x = words[start + c];
      const g = weights[c * D + d];
      low += g * (x & 0xffff);
      high += g * (x >>> 16);
      if (c % 32 === 31) {
        low = felt.fromInt(low);
        high = felt.fromInt(high);
      }
    }
    out.push(felt.fromInt(felt.fromInt(high) * 2 ** 16 + felt.fromInt(low)));
  }
  return out;
};

/** `transcript`: has absorbed key, statement and heights. `store`: holds the proof whose rows are checked. */
export const numbers = (field: ExtField, store: DigestStore, transcript: Transcript): Algebra<Numbers> => {
  const D = field.degree;
  const { proof } = store;
  // The coefficients of the last sum in one array: all rows of a matrix are weighted alike.
  let weights: readonly Ext[] = [];
  let flat = new Float64Array(0);
  const flatten = (coefficients: readonly Ext[]): Float64Array => {
    if (coefficients !== weights) {
      weights = coefficients;
      flat = Float64Array.from(coefficients.flat());
    }
    return flat;
  };
  const assert = (holds: boolean, reason: string): void => {
    if (!holds) throw new Reject(reason);
  };
  return {
    field,
    transcript: numberTranscript(transcript, store, D),
    step() {},
    digest: (words) => store.put(words),
    hashRow: (row, node) => store.hashRow(row, node),
    parent: (node, sibling, position, bit) => ((position >>> bit) & 1 ? store.compress(sibling, node) : store.compress(node, sibling)),
    product(first, factors, position, from) {
      let total = first;
      for (let i = 0; i < factors.length; i++) if ((position >>> (from + i)) & 1) total = felt.mul(total, factors[i]);
      return total;
    },
    select: (values, position, from) => values[(position >>> from) % values.length],
    lift: field.fromBase,
    scaleBy: field.scale,
    dot: (coefficients, { at }, from) => weightedSum(flatten(coefficients), D, proof, at + from),
    elements: ({ at, width }) => Array.from({ length: width / D }, (_, i) => Array.from(proof.subarray(at + i * D, at + (i + 1) * D))),
    perRow(compute) {
      let last: Row | undefined;
      let result: ReturnType<typeof compute>;
      return (row, position) => {
        if (row !== last) result = compute(row, position);
        last = row;
        return result;
      };
    },
    assertEqual: (a, b, reason) => assert(field.equals(a, b), reason),
    assertEqualDigest: (a, b, reason) => assert(a === b || store.get(a).every((word, i) => word === store.get(b)[i]), reason),
    assertNonzero: (a, reason) => assert(!field.isZero(a), reason),
    assertNotBase: (a, reason) =>
      assert(
        a.slice(1).some((x) => x !== 0),
        reason,
      ),
  };
};
