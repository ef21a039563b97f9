/** Every parameter with another value than the presets', on a toy machine: in the reference backend and the kernels, with every hash suite. */
import { describe, expect, it } from 'vitest';
import { defineChip } from '../../src/air/chip.ts';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import { createExtField, type ExtField } from '../../src/field/ext.ts';
import { P } from '../../src/field/felt.ts';
import { HASHES, presetConfig, type StarkConfig } from '../../src/stark/config.ts';
import { keyChip, type VerifyingKey } from '../../src/stark/key.ts';
import { proveStark } from '../../src/stark/prover.ts';
import { createRandomness, Purpose } from '../../src/stark/randomness.ts';
import { checkHeights, deriveShape, friDegrees } from '../../src/stark/shape.ts';
import { verifyStark } from '../../src/stark/verifier.ts';
import { wasmBackend } from '../kernels/backends.ts';
import { proveToy, toyKey, toyRun } from './toyMachine.ts';

const insecure = presetConfig('insecure-test');
const fieldOf = ({ extensionDegree, nonResidue }: StarkConfig): ExtField => createExtField(extensionDegree, nonResidue);
const backendsOf = (config: StarkConfig) => [
  createReferenceBackend(fieldOf(config)),
  wasmBackend('relaxed', fieldOf(config)),
  wasmBackend('integer', fieldOf(config)),
];

const QUINTIC = { extensionDegree: 5, nonResidue: 2 };

const SEED = Uint8Array.from({ length: 32 }, (_, i) => 7 * i + 1);

const CASES: readonly (readonly [string, Partial<StarkConfig>])[] = [
  ['extension of degree 5', QUINTIC],
  ['extension of degree 5, arity 2', { ...QUINTIC, logArity: 1 }],
  ['extension of degree 5, arity 4, blow-up 4', { ...QUINTIC, logArity: 2, logBlowup: 2 }],
  ['arity 2', { logArity: 1 }],
  ['arity 4', { logArity: 2 }],
  ['arity 16', { logArity: 4, logFinal: 1 }],
  ['a final polynomial of one coefficient', { logFinal: 0 }],
  ['a final polynomial of 64 coefficients', { logFinal: 6 }],
  ['constraints of degree 4', { maxDegree: 4, logBlowup: 2 }],
  ['constraints of degree 5, blow-up 4', { maxDegree: 5, logBlowup: 2 }],
  ['a quotient in three pieces', { quotientPieces: 3 }],
  ['a quotient in four pieces', { quotientPieces: 4 }],
  ['degree 5 in seven pieces', { maxDegree: 5, logBlowup: 2, quotientPieces: 7 }],
  ['salts of 4 words', { saltWords: 4 }],
  ['salts of 8 words, extension of degree 5', { ...QUINTIC, saltWords: 8 }],
  ['traces of 16 rows at least', { minLogHeight: 4 }],
  ['all at once', { ...QUINTIC, maxDegree: 5, logBlowup: 2, logArity: 1, quotientPieces: 5, saltWords: 4, minLogHeight: 3 }],
  ['constraints of degree 5, blow-up 8, extension of degree 5', { ...QUINTIC, maxDegree: 5, logBlowup: 3 }],
];

describe.each(HASHES)('parameters, with %s', (hash) => {
  it.each(CASES)('%s', async (_, changed) => {
    const config = { ...insecure, hash, ...changed };
    const run = toyRun(11);
    const proofs = await Promise.all(
      backendsOf(config).map(async (backend) => {
        const { key, group } = toyKey(backend, config);
        return { key, ...(await proveToy(backend, key, group, run, { padLog: 7, seed: SEED })) };
      }),
    );
    const [{ key, bytes }] = proofs;
    for (const other of proofs) expect(other.bytes).toEqual(bytes);
    expect(verifyStark(key, run.statement, bytes, 0)).toMatchObject({ ok: true });
    expect(verifyStark(key, toyRun(12).statement, bytes, 0)).toMatchObject({ ok: false });
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 60)) {
      const wrong = bytes.slice();
      wrong[at] ^= 1;
      expect(verifyStark(key, run.statement, wrong, 0).ok, `byte ${at}`).toBe(false);
    }
  });
});

/** x^5 as one constraint. */
const fifthChip = defineChip({
  name: 'fifth',
  columns: { x: 'felt', y: 'felt' },
  constrain(b, { x, y }) {
    b.zero('y is x^5', x.mul(x).mul(x).mul(x).mul(x).sub(y));
  },
});

describe('a constraint of degree 5', () => {
  const config = { ...insecure, maxDegree: 5, logBlowup: 2 };
  const key: VerifyingKey = {
    config,
    busNames: ['none'],
    chips: [keyChip(fifthChip, undefined, config)],
    groups: [],
    boundary: [],
    digest: Uint8Array.from([5]),
  };
  const statement = { bytes: new Uint8Array(), groups: {}, boundary: [] };
  const prove = (backend: ReturnType<typeof createReferenceBackend>, wrong: boolean, selfCheck = true) =>
    proveStark({
      backend,
      key,
      statement,
      selfCheck,
      group: () => {
        throw new Error('there are no groups');
      },
      witness: {
        heights: [6],
        fill(_, { cells, stride, column }) {
          for (let row = 0; row < 64; row++) cells().set([row, (row ** 5 + (wrong && row === 9 ? 1 : 0)) % P], row * stride + column);
        },
      },
    });

  it('proves and verifies at blow-up 4, and not with a row that breaks it', async () => {
    for (const backend of backendsOf(config)) {
      const { bytes } = await prove(backend, false);
      expect(verifyStark(key, statement, bytes, 0)).toMatchObject({ ok: true });
      await expect(prove(backend, true)).rejects.toMatchObject({ code: 'constraints-unsatisfied' });
      const forged = await prove(backend, true, false).catch((error: unknown) => error);
      if (!(forged instanceof Error)) expect(verifyStark(key, statement, (forged as { bytes: Uint8Array }).bytes, 0).ok).toBe(false);
    }
  });

  it('is refused where the blow-up is too small', () => {
    const small = { ...key, config: { ...config, logBlowup: 1 } };
    expect(() => deriveShape(small, statement, [6])).toThrow(expect.objectContaining({ code: 'bad-config' }));
  });
});

describe('the challenge fields', () => {
  /** x^D - W has a root of order that divides p^k - 1 for no k < D exactly when W^((p - 1) / q) is not 1 for each prime q | D, and 4 | p - 1 if 4 | D. */
  it.each([
    [4, 11],
    [5, 2],
  ])('x^%i - %i is irreducible', (degree, nonResidue) => {
    const power = (base: bigint, exponent: bigint): bigint => {
      let [result, b] = [1n, base];
      for (let e = exponent; e > 0n; e >>= 1n) {
        if (e & 1n) result = (result * b) % BigInt(P);
        b = (b * b) % BigInt(P);
      }
      return result;
    };
    expect((P - 1) % degree).toBe(0);
    for (const prime of [2, 3, 5].filter((q) => degree % q === 0)) {
      expect(power(BigInt(nonResidue), BigInt((P - 1) / prime))).not.toBe(1n);
    }
    // Frobenius maps x to another root, D times, and not before.
    const field = createExtField(degree, nonResidue);
    const x = [0, 1, ...new Array<number>(degree - 2).fill(0)];
    let conjugate: readonly number[] = x;
    for (let i = 1; i <= degree; i++) {
      conjugate = field.pow(conjugate, P);
      expect(field.equals(conjugate, x)).toBe(i === degree);
    }
  });
});

describe('what FRI is to show', () => {
  it('is the length of the longest trace where no column is masked', () => {
    expect(friDegrees(9, [{ logHeight: 9, degreeBound: 512 }], [3, 1])).toEqual({ friBound: 512, finalLength: 32 });
    expect(friDegrees(0, [{ logHeight: 0, degreeBound: 1 }], [])).toEqual({ friBound: 1, finalLength: 1 });
    const matrices = [0, 4, 9].map((logHeight) => ({ logHeight, degreeBound: 2 ** logHeight }));
    expect(friDegrees(9, matrices, [3, 1]).friBound).toBe(512);
  });

  it('is the largest DEEP quotient, up to a multiple of what is folded, where columns have more coefficients', () => {
    // 512 + 20 coefficients: a quotient of 531, 33.2 times the 16 that are folded to one.
    expect(friDegrees(9, [{ logHeight: 9, degreeBound: 532 }], [3, 1])).toEqual({ friBound: 544, finalLength: 34 });
    // One more coefficient than rows is what FRI at the trace's length allows.
    expect(friDegrees(9, [{ logHeight: 9, degreeBound: 513 }], [3, 1])).toEqual({ friBound: 512, finalLength: 32 });
    // A short column with 4 coefficients more, lifted by 32.
    expect(friDegrees(9, [{ logHeight: 4, degreeBound: 20 }], [3, 1])).toEqual({ friBound: 608, finalLength: 38 });
  });
});

describe('salts', () => {
  const config = { ...insecure, saltWords: 4 };
  const run = toyRun(5);
  const prove = (seed: Uint8Array | undefined) => {
    const backend = createReferenceBackend();
    const { key, group } = toyKey(backend, config);
    return proveToy(backend, key, group, run, seed === undefined ? {} : { seed }).then(({ bytes }) => ({ key, bytes }));
  };

  it('are those of the seed: equal seeds give equal bytes, others give other roots', async () => {
    const [first, again] = [await prove(SEED), await prove(SEED.slice())];
    expect(again.bytes).toEqual(first.bytes);
    const other = await prove(SEED.map((byte) => byte ^ 1));
    expect(verifyStark(other.key, run.statement, other.bytes, 0)).toMatchObject({ ok: true });
    // The heights, then the root of the main tree.
    expect(other.bytes.slice(0, 12)).toEqual(first.bytes.slice(0, 12));
    expect(other.bytes.slice(12, 44)).not.toEqual(first.bytes.slice(12, 44));
  });

  it('are not made without a seed, or with one of another length, or of a width that is no multiple of 4', async () => {
    await expect(prove(undefined)).rejects.toMatchObject({ code: 'bad-seed' });
    await expect(prove(SEED.subarray(1))).rejects.toMatchObject({ code: 'bad-seed' });
    const backend = createReferenceBackend();
    const { key, group } = toyKey(backend, { ...insecure, saltWords: 3 });
    await expect(proveToy(backend, key, group, run, { seed: SEED })).rejects.toMatchObject({ code: 'bad-config' });
  });

  it('are uniform elements, each position with its own', () => {
    const randomness = createRandomness(SEED);
    const drawn = randomness.elements(Purpose.SALT, [1, 0], 5000);
    expect(randomness.elements(Purpose.SALT, [1, 0], 5000)).toEqual(drawn);
    expect(drawn.every((x) => x < P)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(4990);
    expect(drawn.reduce((sum, x) => sum + x, 0) / 5000 / P).toBeCloseTo(0.5, 1);
    for (const position of [[1, 1], [2, 0], [1], [1, 0, 0]])
      expect(randomness.elements(Purpose.SALT, position, 8)).not.toEqual(drawn.slice(0, 8));
    expect(randomness.elements(2, [1, 0], 8)).not.toEqual(drawn.slice(0, 8));
  });

  it('do nothing to a proof without salts', async () => {
    const backend = createReferenceBackend();
    const { key, group } = toyKey(backend);
    const [without, seeded] = [await proveToy(backend, key, group, run), await proveToy(backend, key, group, run, { seed: SEED })];
    expect(seeded.bytes).toEqual(without.bytes);
  });
});

describe('the least height', () => {
  it('pads traces up to it, and lower ones are refused', async () => {
    const backend = createReferenceBackend();
    const config = { ...insecure, minLogHeight: 4 };
    const { key, group } = toyKey(backend, config);
    const run = toyRun(3);
    const { shape } = await proveToy(backend, key, group, run);
    expect(shape.chips.map(({ logHeight }) => logHeight)).toEqual([4, 4]);
    expect(checkHeights(key, run.statement, [2, 4, -1])).toContain('below 2^4');
    const low = await proveToy(backend, { ...key, config: insecure }, group, run);
    expect(verifyStark(key, run.statement, low.bytes, 0)).toMatchObject({ ok: false, reason: expect.stringContaining('below 2^4') });
  });
});

describe('the pieces of a quotient', () => {
  it('are as many as its degree needs at least', () => {
    const { key } = toyKey(createReferenceBackend());
    const few = { ...key, config: { ...insecure, quotientPieces: 1 } };
    expect(() => deriveShape(few, toyRun(3).statement, [2, 4, -1])).toThrow(expect.objectContaining({ code: 'bad-config' }));
  });
});
