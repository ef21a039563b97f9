/**
 * The words of a proof by what the verifier takes them for. Sites come from the verifier's own reads of an honest proof, and the
 * sum of their lengths is checked against the proof, so no word can be without a name.
 */
import type { HashSuite } from '../../src/hash/suite.ts';
import type { VerifyingKey } from '../../src/stark/key.ts';
import type { Shape } from '../../src/stark/shape.ts';
import type { StarkStatement } from '../../src/stark/statement.ts';
import { type StarkVerdict, verifyStark } from '../../src/stark/verifier.ts';
import { WordReader } from '../../src/stark/words.ts';

export interface Site {
  /** What the verifier calls it. */
  readonly what: string;
  /** `what` without numbers: the kind of site. */
  readonly kind: string;
  /** First word. */
  readonly at: number;
  readonly words: number;
}

export const kindOf = (what: string): string => what.replace(/\d+/g, '#');

/** Whether a site is a row that a query opens, of a tree or of a FRI layer. */
export const isRow = ({ what }: Pick<Site, 'what'>): boolean => what.startsWith('a row of ');

export interface Reading {
  readonly verdict: StarkVerdict;
  readonly sites: readonly Site[];
}

/** Verifies, and lists what was read. */
export const readSites = (key: VerifyingKey, statement: StarkStatement, proof: Uint8Array): Reading => {
  const sites: Site[] = [];
  let at = 0;
  const { read, readDigest } = WordReader.prototype;
  const note = (what: string, words: Uint32Array): Uint32Array => {
    sites.push({ what, kind: kindOf(what), at, words: words.length });
    at += words.length;
    return words;
  };
  WordReader.prototype.read = function (this: WordReader, count: number, what: string) {
    return note(what, read.call(this, count, what));
  };
  WordReader.prototype.readDigest = function (this: WordReader, suite: HashSuite, what: string) {
    return note(what, readDigest.call(this, suite, what));
  };
  try {
    return { verdict: verifyStark(key, statement, proof, 0), sites };
  } finally {
    Object.assign(WordReader.prototype, { read, readDigest });
  }
};

/** Names of the opened values, in order: tree, chip and column. */
export const openedNames = (key: VerifyingKey, shape: Shape): string[] =>
  shape.trees.flatMap((tree) =>
    tree.matrices.flatMap((matrix) =>
      matrix.blocks.flatMap(({ chip, width, step }) => {
        if (chip === undefined) return [];
        const owner = chip === -1 ? (tree.kind === 'quotient' ? 'pieces' : 'accumulator') : key.chips[shape.chips[chip].index].name;
        return Array.from({ length: width / step }, (_, i) => `${tree.kind} ${owner}[${i}]`);
      }),
    ),
  );

export const wordsOf = (proof: Uint8Array): Uint32Array => {
  const view = new DataView(proof.buffer, proof.byteOffset, proof.byteLength);
  return Uint32Array.from({ length: proof.length / 4 }, (_, i) => view.getUint32(4 * i, true));
};

export const bytesOf = (words: ArrayLike<number>): Uint8Array => {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < words.length; i++) view.setUint32(4 * i, words[i], true);
  return bytes;
};

/** A copy with words replaced from `at` on. */
export const withWords = (proof: Uint8Array, at: number, replacement: ArrayLike<number>): Uint8Array => {
  const words = wordsOf(proof);
  words.set(replacement, at);
  return bytesOf(words);
};
