import { describe, expect, it } from 'vitest';
import { babyBear4 as K } from '../../src/field/babybear4.ts';
import * as felt from '../../src/field/felt.ts';
import { rng } from '../support/rng.ts';

const P = BigInt(felt.P);
const edges = [0, 1, 2, felt.P - 1, felt.P - 2, 1 << 27, (1 << 27) - 1, 0x3c000000, 0x3c000001];
const random = rng(1);
const samples = [...edges, ...Array.from({ length: 300 }, () => random.felt())];

describe('felt', () => {
  it('agrees with BigInt on every pair of edge and random values', () => {
    for (const a of samples) {
      for (const b of samples) {
        expect(felt.mul(a, b)).toBe(Number((BigInt(a) * BigInt(b)) % P));
        expect(felt.add(a, b)).toBe(Number((BigInt(a) + BigInt(b)) % P));
        expect(felt.sub(a, b)).toBe(Number((BigInt(a) - BigInt(b) + P) % P));
      }
    }
  });
  it('inverts, alone and in batches', () => {
    const nonzero = samples.filter((a) => a !== 0);
    const batch = [...nonzero];
    felt.batchInvert(batch);
    nonzero.forEach((a, i) => {
      expect(felt.mul(a, felt.inv(a))).toBe(1);
      expect(batch[i]).toBe(felt.inv(a));
    });
    expect(() => felt.inv(0)).toThrow(RangeError);
  });
  it('has roots of unity of exact order', () => {
    for (let k = 1; k <= felt.TWO_ADICITY; k++) {
      expect(felt.pow(felt.rootOfUnity(k), 2 ** (k - 1))).toBe(felt.P - 1);
    }
    expect(felt.rootOfUnity(0)).toBe(1);
  });
  it('knows which numbers are canonical', () => {
    for (const bad of [-1, felt.P, 2 ** 32, 0.5, Number.NaN, -0.5]) expect(felt.isCanonical(bad)).toBe(false);
    for (const good of edges) expect(felt.isCanonical(good)).toBe(true);
  });
});

describe('ext', () => {
  const bigMul = (a: readonly number[], b: readonly number[]): number[] => {
    const out = [0n, 0n, 0n, 0n, 0n, 0n, 0n];
    a.forEach((x, i) =>
      b.forEach((y, j) => {
        out[i + j] += BigInt(x) * BigInt(y);
      }),
    );
    return [0, 1, 2, 3].map((i) => Number((out[i] + 11n * (out[i + 4] ?? 0n)) % P));
  };
  it('multiplies as the polynomial definition says', () => {
    for (let i = 0; i < 500; i++) {
      const a = random.felts(4);
      const b = i % 5 === 0 ? edges.slice(0, 4) : random.felts(4);
      expect(K.mul(a, b)).toEqual(bigMul(a, b));
    }
  });
  it('inverts, alone and in batches', () => {
    const values = Array.from({ length: 40 }, () => random.felts(4));
    const inverses = K.batchInv(values);
    values.forEach((a, i) => {
      expect(K.mul(a, K.inv(a))).toEqual(K.one);
      expect(inverses[i]).toEqual(K.inv(a));
    });
  });
  it('is a field: x^4 - 11 is irreducible, as 11 is not a square and -4*11 is not a fourth power times 4', () => {
    expect(felt.pow(11, (felt.P - 1) / 2)).toBe(felt.P - 1);
  });
});
