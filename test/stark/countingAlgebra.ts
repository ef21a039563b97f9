/**
 * An algebra without values: it counts what the verifier's check would do in a circuit, by step. That it works at all shows that the check
 * never branches on a value. Nothing is shared between queries, as each has its own part of a circuit.
 */
import { DIGEST_WORDS } from '../../src/hash/digest.ts';
import { RATE } from '../../src/hash/poseidon2.params.ts';
import type { HashName } from '../../src/hash/suite.ts';
import { Poseidon2Transcript } from '../../src/hash/transcript.ts';
import type { Algebra, Kinds } from '../../src/stark/algebra.ts';
import type { CheckContext } from '../../src/stark/check.ts';
import type { Commitments, Query } from '../../src/stark/decode.ts';

/** What is counted. A product of two constants costs nothing, nor does one by 0 or 1. */
export const OPERATIONS = {
  extByExt: 'ext x ext',
  extByBase: 'ext x base',
  extByConstant: 'ext x constant',
  baseByBase: 'base x base',
  extAdditions: 'ext + ext',
  inversions: 'inversions',
  bits: 'bits',
  permutations: 'permutations',
  assertions: 'assertions',
} as const;
export type Operation = keyof typeof OPERATIONS;
export type Counts = Record<Operation, number>;
export const noCounts = (): Counts => Object.fromEntries(Object.keys(OPERATIONS).map((name) => [name, 0])) as Counts;

/** An extension element is known by whether it is a constant, a row by its width. */
type Constancy = 'constant' | 'variable';
interface Uncounted extends Kinds {
  readonly base: undefined;
  readonly ext: Constancy;
  readonly digest: undefined;
  readonly row: number;
  readonly position: undefined;
}

/** Words of a block of BLAKE3, and of a chunk. */
const BLOCK = 16;
const CHUNK = 256;

/** Permutations (poseidon2) or compressions (blake3) of the messages that a verifier hashes, in words. */
export const HASH_COST: Readonly<Record<HashName, { readonly row: (width: number, joins: boolean) => number; readonly node: number }>> = {
  poseidon2: { row: (width, joins) => Math.ceil(width / RATE) + (joins ? DIGEST_WORDS / RATE : 0), node: 1 },
  blake3: {
    // Blocks of all chunks, and the inner nodes of the tree over chunks.
    row(width, joins) {
      const words = width + (joins ? DIGEST_WORDS : 0);
      return Math.ceil(words / BLOCK) + Math.ceil(words / CHUNK) - 1;
    },
    node: 1,
  },
};

interface CountedTranscript {
  absorb(words: number): void;
  /** Absorbs a nonce, which is a permutation of its own. */
  nonce(): void;
  sample(words: number): void;
}

const transcriptOf = (hash: HashName, permuted: (count: number) => void): CountedTranscript => {
  if (hash === 'poseidon2') {
    const transcript = new Poseidon2Transcript(() => permuted(1));
    return {
      absorb: (words) => transcript.absorb(new Uint32Array(words)),
      nonce: () => void transcript.absorbNonce(0, 1),
      sample: (words) => void transcript.sampleExt(words),
    };
  }
  // As Blake3Transcript, without the rare samples that are drawn again.
  let pending = 0;
  let position = 0;
  const flush = (): void => {
    if (pending === 0) return;
    permuted(HASH_COST.blake3.row(pending, true));
    pending = 0;
    position = DIGEST_WORDS;
  };
  return {
    absorb(words) {
      pending += words;
    },
    nonce() {
      flush();
      permuted(1);
      position = DIGEST_WORDS + 1;
    },
    sample(words) {
      flush();
      for (let i = 0; i < words; i++) {
        if (position > 0 && position % BLOCK === 0) permuted(1);
        position++;
      }
    },
  };
};

export interface Counting {
  readonly algebra: Algebra<Uncounted>;
  /** By step, in the order of the check. */
  readonly steps: Map<string, Counts>;
}

export const countingAlgebra = (degree: number, hash: HashName): Counting => {
  const steps = new Map<string, Counts>();
  let counts = noCounts();
  const count = (operation: Operation, by = 1): void => {
    counts[operation] += by;
  };
  const transcript = transcriptOf(hash, (by) => count('permutations', by));
  const sum = (a: Constancy, b: Constancy): Constancy => {
    if (a === 'constant' && b === 'constant') return 'constant';
    count('extAdditions');
    return 'variable';
  };
  const scale = (a: Constancy): Constancy => {
    if (a === 'variable') count('extByConstant');
    return a;
  };
  const mul = (a: Constancy, b: Constancy): Constancy => {
    if (a === 'constant') return scale(b);
    if (b === 'constant') return scale(a);
    count('extByExt');
    return 'variable';
  };
  const algebra: Algebra<Uncounted> = {
    field: {
      degree,
      zero: 'constant',
      one: 'constant',
      basis: new Array<Constancy>(degree).fill('constant'),
      fromBase: () => 'constant',
      add: sum,
      sub: sum,
      neg: (a) => a,
      mul,
      scale,
      pow(a, exponent) {
        let result = a;
        for (const bit of exponent.toString(2).slice(1)) {
          result = mul(result, result);
          if (bit === '1') result = mul(result, a);
        }
        return result;
      },
      batchInv(values) {
        count('inversions', values.length);
        return [...values];
      },
    },
    transcript: {
      absorbDigest: () => transcript.absorb(DIGEST_WORDS),
      absorbExt: () => transcript.absorb(degree),
      assertWork(_nonce, bits) {
        if (bits === 0) return;
        transcript.nonce();
        count('bits', bits);
        count('assertions');
      },
      sampleExt() {
        transcript.sample(degree);
        return 'variable';
      },
      samplePosition(bits) {
        transcript.sample(1);
        count('bits', bits);
        return undefined;
      },
    },
    step(name) {
      counts = noCounts();
      steps.set(name, counts);
    },
    digest: () => undefined,
    hashRow(...[row, ...node]) {
      count('permutations', HASH_COST[hash].row(row, node.length > 0));
      return undefined;
    },
    parent() {
      count('permutations', HASH_COST[hash].node);
      return undefined;
    },
    product(_first, factors) {
      count('baseByBase', factors.length);
      return undefined;
    },
    select(values) {
      count('extByBase', values.length - 1);
      return 'variable';
    },
    lift: () => 'variable',
    scaleBy(a) {
      count('extByBase');
      return a === 'constant' ? 'variable' : a;
    },
    dot(coefficients) {
      const live = coefficients.filter((c) => c === 'variable').length;
      count('extByBase', live);
      count('extAdditions', Math.max(0, live - 1));
      return live === 0 ? 'constant' : 'variable';
    },
    elements: (row) => new Array<Constancy>(row / degree).fill('variable'),
    perRow: (compute) => compute,
    assertEqual: () => count('assertions'),
    assertEqualDigest: () => count('assertions'),
    assertNonzero: () => count('assertions'),
    assertNotBase: () => count('assertions'),
  };
  return { algebra, steps };
};

/** A proof of the context's shape, without values. */
export const emptyProof = ({
  key: { config },
  shape,
}: CheckContext): { readonly commitments: Commitments<Uncounted>; readonly query: Query<Uncounted> } => {
  const digests = (count: number): undefined[] => new Array<undefined>(count).fill(undefined);
  const elements = (count: number): Constancy[] => new Array<Constancy>(count).fill('variable');
  let logRows = shape.logN + config.logBlowup;
  return {
    commitments: {
      mainRoot: undefined,
      logupNonce: undefined,
      logupRoot: undefined,
      constraintNonce: undefined,
      quotientRoot: undefined,
      zetaNonce: undefined,
      opened: elements(shape.openedValues),
      phiNext: 'variable',
      batchingNonce: undefined,
      layers: shape.folds.map(() => ({ root: undefined, nonce: undefined })),
      final: elements(shape.finalLength),
      queryNonce: undefined,
    },
    query: {
      position: undefined,
      trees: shape.trees.map(({ matrices }) => ({
        rows: matrices.map(({ width }) => width),
        path: digests(matrices[matrices.length - 1].logHeight + config.logBlowup),
      })),
      layers: shape.folds.map((log) => {
        logRows -= log;
        return { rows: [2 ** log * config.extensionDegree], path: digests(logRows) };
      }),
    },
  };
};
