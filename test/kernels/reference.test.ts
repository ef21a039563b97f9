import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import { babyBear4 as F } from '../../src/field/babybear4.ts';
import { cosetShift } from '../../src/field/domain.ts';
import type { Ext } from '../../src/field/ext.ts';
import * as felt from '../../src/field/felt.ts';
import { cosetPoints, evaluateOnCoset, interpolateFromCoset } from '../../src/field/ntt.ts';
import { extOf, randomElements } from './inputs.ts';

const horner = (coefficients: ArrayLike<number>, x: Ext): Ext =>
  Array.from(coefficients).reduceRight<Ext>((sum, c) => F.add(F.mul(sum, x), F.fromBase(c)), F.zero);

describe('the reference transforms', () => {
  it('evaluate like Horner on every point of the coset, and interpolate back', () => {
    for (const log of [0, 1, 2, 5]) {
      const coefficients = randomElements(log + 1, 2 ** log);
      const shift = 31;
      const values = coefficients.slice();
      evaluateOnCoset(values, shift);
      const points = cosetPoints(shift, log);
      points.forEach((x, i) => {
        const expected = Array.from(coefficients).reduceRight((sum, c) => felt.add(felt.mul(sum, x), c), 0);
        expect(values[i]).toBe(expected);
      });
      interpolateFromCoset(values, shift);
      expect(values).toEqual(coefficients);
    }
  });
});

describe('the reference backend', () => {
  it('extends values on the subgroup to the coset, so that both are one polynomial', () => {
    const backend = createReferenceBackend();
    const source = backend.allocMatrix(4, 3);
    const target = backend.allocMatrix(6, 3);
    const values = randomElements(7, 16);
    values.forEach((v, i) => {
      backend.view(source.span)[i * 8 + 1] = v;
    });
    backend.lde(source, target);
    const point = extOf(99);
    const opened = backend.evaluate(target, 4, point, backend.evaluationWeights(4, point));
    // Lagrange at `point` over the subgroup: (z^N - 1) / N sum_i v_i w^i / (z - w^i).
    let sum = F.zero;
    for (let i = 0; i < 16; i++) {
      const w = felt.pow(felt.rootOfUnity(4), i);
      sum = F.add(sum, F.scale(F.inv(F.sub(point, F.fromBase(w))), felt.mul(values[i], w)));
    }
    const vanishing = F.scale(F.sub(F.pow(point, 16), F.one), felt.inv(16));
    expect(opened).toEqual([F.zero, F.mul(vanishing, sum), F.zero]);
  });

  it('folds a codeword to the combination of its parts', () => {
    const backend = createReferenceBackend();
    const coefficients = randomElements(3, 64);
    const values = coefficients.slice();
    const shift = cosetShift(6);
    evaluateOnCoset(values, shift);
    const codeword = backend.alloc(256);
    values.forEach((v, i) => {
      backend.view(codeword)[4 * i] = v;
    });
    const rho = extOf(5);
    for (const logArity of [1, 2, 3]) {
      const arity = 2 ** logArity;
      const target = backend.alloc(256 / arity);
      backend.friFold({ codeword, logSize: 6, logArity, shift, rho, target });
      cosetPoints(felt.pow(shift, arity), 6 - logArity).forEach((x, i) => {
        let expected = F.zero;
        for (let m = 0; m < arity; m++) {
          const part = coefficients.filter((_, j) => j % arity === m);
          expected = F.add(expected, F.mul(F.pow(rho, m), horner(part, F.fromBase(x))));
        }
        expect(Array.from(backend.view(target).subarray(4 * i, 4 * i + 4))).toEqual(expected);
      });
    }
  });
});
