import { describe, expect, it } from 'vitest';
import { selectBackend } from '../../src/backend/select.ts';
import { createWasmBackend } from '../../src/backend/wasm/backend.ts';
import { instantiateKernels, isFused } from '../../src/backend/wasm/instantiate.ts';
import { THREAD_BYTES } from '../../src/backend/wasm/kernelMemory.ts';
import { createExtField } from '../../src/field/ext.ts';
import { mul, P } from '../../src/field/felt.ts';
import { enableRelaxedSimd, VARIANTS } from './backends.ts';
import { randomElements, randomWords } from './inputs.ts';

const A = THREAD_BYTES;
const B = THREAD_BYTES + 16384;
const OUT = THREAD_BYTES + 32768;

describe('the lazy product', () => {
  it('is exact and below 0.64 p up to |a b| = 2^80 - 2^53', () => {
    const { run, memory } = instantiateKernels('relaxed', enableRelaxedSimd);
    const [a, b, out] = [A, B, OUT].map((at) => new Float64Array(memory.buffer, at, 1024));
    const next = randomWords(1);
    // Magnitudes 2^logA and 2^logB exactly, just below, and at random below; multiples of p and their neighbours among them.
    for (const [logA, logB] of [
      [40, 40],
      [49, 31],
      [31, 49],
      [48, 32],
      [44, 36],
      [36, 36],
      [31, 31],
      [50, 30],
      [52, 28],
    ]) {
      const pick = (log: number): number => {
        const limit = 2 ** log;
        const kind = next() % 6;
        const magnitude =
          kind === 0
            ? limit
            : kind === 1
              ? limit - (next() % 8)
              : kind === 2
                ? limit - (limit % P) + (next() % 3) - 1
                : kind === 3
                  ? Math.floor((next() / 2 ** 32) * limit)
                  : Math.floor(limit * (1 - next() / 2 ** 40));
        return (next() & 1 ? -1 : 1) * Math.min(magnitude, limit);
      };
      for (let round = 0; round < 20; round++) {
        for (let i = 0; i < 1024; i++) {
          [a[i], b[i]] = [pick(logA), pick(logB)];
          // The border itself: 2^(80 - k) times 2^k less what keeps the product at 2^80 - 2^53.
          const border = Math.ceil(2 ** (53 - Math.log2(Math.abs(a[i]))));
          if (Math.abs(a[i] * b[i]) > 2 ** 80 - 2 ** 53) b[i] -= Math.sign(b[i]) * border;
        }
        run.mulForm(A, B, OUT, 1024, 1);
        for (let i = 0; i < 1024; i++) {
          const wrong = (BigInt(a[i]) * BigInt(b[i]) - BigInt(out[i])) % BigInt(P) !== 0n || Math.abs(out[i]) > 0.64 * P;
          if (wrong) expect.fail(`${a[i]} * ${b[i]} gave ${out[i]}`);
        }
      }
    }
  });
});

describe.each(VARIANTS)('the %s form', (variant) => {
  it('multiplies canonical elements like the reference', () => {
    const { run, memory } = instantiateKernels(variant, enableRelaxedSimd);
    const edges = [0, 1, 2, P - 1, P - 2, (P - 1) / 2, (P + 1) / 2, 2 ** 27, 2 ** 30];
    const values = Uint32Array.from([...edges.flatMap((x) => edges.map(() => x)), ...randomElements(1, 943)]);
    const others = Uint32Array.from([...edges.flatMap(() => edges), ...randomElements(2, 943)]);
    const words = new Uint32Array(memory.buffer, OUT, 1024);
    for (const [operand, at] of [
      [values, A],
      [others, B],
    ] as const) {
      words.set(operand);
      run.toForm(OUT, at, 1024);
    }
    run.mulForm(A, B, A, 1024, 1);
    run.fromForm(A, OUT, 1024);
    expect(words).toEqual(values.map((x, i) => mul(x, others[i])));
  });
});

describe('choosing kernels', () => {
  it('sees whether multiply-add is fused', () => {
    const relaxed = instantiateKernels('relaxed', enableRelaxedSimd);
    expect(isFused(relaxed.memory, relaxed.run)).toBe(true);
    const integer = instantiateKernels('integer');
    expect(isFused(integer.memory, integer.run)).toBe(false);
    const unfused = { ...relaxed.run, fusedMultiplyAdd: () => {} };
    expect(isFused(relaxed.memory, unfused)).toBe(false);
  });

  it('takes the fastest that runs and says why not a faster one', () => {
    expect(selectBackend({ enableRelaxedSimd })).toMatchObject({
      backend: { name: 'wasm-relaxed' },
      reason: expect.stringContaining('the fastest'),
    });
    const other = selectBackend({ field: createExtField(2, 11) });
    expect(other.backend.name).toBe('reference');
    const why = 'the kernels take extensions of degree 4 and more, not of 2';
    expect(other.reason).toBe(`${why}; ${why}`);
  });

  it('bounds its memory', () => {
    const backend = createWasmBackend({ variant: 'integer', maxBytes: 2 ** 22 });
    const mark = backend.mark();
    backend.alloc(2 ** 19);
    expect(() => backend.alloc(2 ** 19)).toThrow(expect.objectContaining({ code: 'out-of-memory' }));
    backend.release(mark);
    expect(backend.usage()).toEqual({ words: 0, peakWords: 2 ** 19 });
    const span = backend.alloc(2 ** 18);
    backend.view(span).fill(7);
    backend.release(mark);
    expect(backend.view(backend.alloc(2 ** 19)).every((word) => word === 0)).toBe(true);
  });
});
