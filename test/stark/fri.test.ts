import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import { babyBear4 as K } from '../../src/field/babybear4.ts';
import { cosetShift } from '../../src/field/domain.ts';
import { inv, rootOfUnity } from '../../src/field/felt.ts';
import { evaluateOnCoset } from '../../src/field/ntt.ts';
import { HASHES, type HashName, suiteOf } from '../../src/hash/suite.ts';
import { foldSchedule, PRESETS } from '../../src/stark/config.ts';
import { decodeQueries } from '../../src/stark/decode.ts';
import { DigestStore, numbers } from '../../src/stark/numbers.ts';
import { commitFri, type FriShape, writeFriOpenings } from '../../src/stark/pcs/friProver.ts';
import { checkFri, foldFiber, foldTwiddles } from '../../src/stark/pcs/friVerifier.ts';
import { Channel } from '../../src/stark/proving.ts';
import { friDegrees } from '../../src/stark/shape.ts';
import { Reject, WordReader } from '../../src/stark/words.ts';
import { rng } from '../support/rng.ts';

const LOG_BLOWUP = 1;
const random = rng(11);
const backend = createReferenceBackend();

const shapeOf = (logN: number) => {
  const folds = foldSchedule(PRESETS['insecure-test'], logN);
  return { logN, folds, finalLength: 2 ** (logN - folds.reduce((a, b) => a + b, 0)) };
};

/** Codeword on s_n <w_(n+1)> of the extension polynomial with 2^logDegree random coefficients (as lifted values). */
const codewordOf = (logN: number, logDegree: number) => {
  const trace = backend.allocMatrix(logDegree, 4);
  backend.view(trace.span).forEach((_, i, words) => {
    words[i] = i % trace.stride < 4 ? random.felt() : 0;
  });
  const blowup = logN + LOG_BLOWUP - logDegree;
  const extended = backend.allocMatrix(logDegree + blowup, 4);
  backend.lde(trace, extended);
  const codeword = backend.alloc(4 * 2 ** (logN + LOG_BLOWUP));
  const [from, to] = [backend.view(extended.span), backend.view(codeword)];
  for (let row = 0; row < 2 ** (logN + LOG_BLOWUP); row++) to.set(from.subarray(row * extended.stride, row * extended.stride + 4), 4 * row);
  return codeword;
};

/** Commits to a codeword of 4 words each and opens it at the positions: what a verifier makes of what it reads. */
const attempt = (
  hash: HashName,
  logN: number,
  codeword: ReturnType<typeof codewordOf>,
  positions: readonly number[],
  { shape = shapeOf(logN), change = () => {} }: { readonly shape?: FriShape; readonly change?: (values: number[][]) => void } = {},
): void => {
  const suite = suiteOf(hash);
  const config = { logBlowup: LOG_BLOWUP, extensionDegree: K.degree, hash };
  const channel = new Channel({ backend, suite }, suite.transcript());
  const { out } = channel;
  const layers = commitFri(
    { backend, field: K, suite, config, shape },
    codeword,
    shape.folds.map(() => 0),
    channel,
  );
  writeFriOpenings(backend, shape, layers, positions, out);

  const reader = new WordReader(out.finish());
  const transcript = suite.transcript();
  const store = new DigestStore(suite, reader.words);
  const roots = shape.folds.map((_, i) => store.put(reader.readDigest(suite, `root ${i}`)));
  const rhos = roots.map((root) => {
    transcript.absorbDigest(store.get(root));
    return transcript.sampleExt(K.degree);
  });
  const final = reader.readExts(shape.finalLength, K.degree, 'the final polynomial');
  const queries = decodeQueries(reader, suite, store, { config, shape: { ...shape, trees: [] } }, positions);
  const words = backend.view(codeword);
  const values = queries.map(({ position }) => Array.from(words.subarray(4 * position, 4 * position + 4)));
  change(values);
  checkFri(numbers(K, store, transcript), { shape, logBlowup: LOG_BLOWUP }, { roots, rhos, final }, queries, values);
};

describe('FRI', () => {
  it.each([0, 1, 5, 6, 8, 9])('accepts polynomials of exactly the degree bound 2^%i', (logN) => {
    const all = Array.from({ length: 2 ** (logN + LOG_BLOWUP) }, (_, i) => i).filter((i) => i % 3 !== 1);
    for (const hash of HASHES) expect(() => attempt(hash, logN, codewordOf(logN, logN), all)).not.toThrow();
  });

  it('has no final polynomial for a degree above the bound', () => {
    for (const logN of [4, 7]) {
      const codeword = backend.alloc(4 * 2 ** (logN + LOG_BLOWUP));
      const words = backend.view(codeword);
      for (let i = 0; i < words.length; i++) words[i] = random.felt();
      expect(() => attempt('poseidon2', logN, codeword, [0, 1])).toThrow(expect.objectContaining({ code: 'degree-too-high' }));
    }
  });

  it('accepts codewords of as many coefficients as masked columns leave, and no more', () => {
    const logN = 9;
    const { folds } = shapeOf(logN);
    const N = 2 ** logN;
    // Quotients of columns with 41 coefficients more than rows: 552 coefficients, which the folds show up to 560.
    const { friBound, finalLength } = friDegrees(logN, [{ logHeight: logN, degreeBound: N + 41 }], folds);
    expect(friBound).toBe(560);
    const codewordWith = (coefficients: number) => {
      const codeword = backend.alloc(4 * 2 ** (logN + LOG_BLOWUP));
      for (let i = 0; i < 4; i++) {
        const values = new Uint32Array(2 ** (logN + LOG_BLOWUP));
        for (let j = 0; j < coefficients; j++) values[j] = random.felt();
        evaluateOnCoset(values, cosetShift(logN));
        values.forEach((value, j) => {
          backend.view(codeword)[4 * j + i] = value;
        });
      }
      return codeword;
    };
    const shape = { logN, folds, finalLength };
    for (const hash of HASHES) {
      expect(() => attempt(hash, logN, codewordWith(friBound), [0, 5, 77, 1023], { shape })).not.toThrow();
      const tooHigh = expect.objectContaining({ code: 'degree-too-high' });
      expect(() => attempt(hash, logN, codewordWith(friBound + 1), [0], { shape })).toThrow(tooHigh);
      expect(() => attempt(hash, logN, codewordWith(N + 1), [0])).toThrow(tooHigh);
    }
  });

  it('refuses a codeword that differs from the committed one, wherever it is queried', () => {
    const codeword = codewordOf(7, 7);
    const read = (change: (values: number[][]) => void) => () => attempt('poseidon2', 7, codeword, [3, 100], { change });
    expect(read(() => {})).not.toThrow();
    for (const q of [0, 1]) {
      expect(
        read((values) => {
          values[q][2] ^= 1;
        }),
      ).toThrow(Reject);
    }
  });

  it('folds a fiber as the polynomial identity says', () => {
    // f(X) = sum c_k X^k on x0 w_8^rev(i): folding gives sum c_k rho^k when deg f < 8.
    const coefficients = Array.from({ length: 8 }, () => random.felts(4));
    const at = (x: number) => coefficients.reduceRight((sum, c) => K.add(K.scale(sum, x), c), K.zero);
    const order = [0, 4, 2, 6, 1, 5, 3, 7];
    const x0 = random.felt();
    let powers = [1];
    for (let i = 1; i < 8; i++) powers = [...powers, K.scale(K.fromBase(powers[i - 1]), rootOfUnity(3))[0]];
    const values = order.map((e) => at(K.scale(K.fromBase(powers[e]), x0)[0]));
    const rho = random.felts(4);
    const expected = coefficients.reduceRight((sum, c) => K.add(K.mul(sum, rho), c), K.zero);
    expect(foldFiber(K, values, foldTwiddles(3), K.scale(rho, inv(x0)))).toEqual(expected);
  });
});
