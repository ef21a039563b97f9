import { describe, expect, it } from 'vitest';
import { Arena } from '../../src/backend/wasm/arena.ts';
import { Assembler, type Quad } from '../../src/backend/wasm/assembler.ts';
import { instantiateKernels } from '../../src/backend/wasm/instantiate.ts';
import { THREAD_BYTES } from '../../src/backend/wasm/kernelMemory.ts';
import { quadsRegion, runRows } from '../../src/backend/wasm/rows.ts';
import { babyBear4 as K } from '../../src/field/babybear4.ts';
import type { Ext } from '../../src/field/ext.ts';
import * as felt from '../../src/field/felt.ts';
import { enableRelaxedSimd, VARIANTS } from './backends.ts';

const LOG = 3;
/** Elements of the greatest magnitude in compute form, and those that make the halves of a split weight greatest. */
const EXTREMES = [felt.P - 1, (felt.P - 1) / 2, (felt.P + 1) / 2, 0x7fff, 0x8000, felt.P - 0x8000, 0x3fff8000, 0x3bff8000];
const element = (i: number): Ext => [0, 1, 2, 3].map((c) => EXTREMES[(i * (c + 1) + c) % EXTREMES.length]);
const uniform = (word: number): Ext => [word, word, word, word];

describe.each(VARIANTS)('the %s row kernels at the ends of their ranges', (variant) => {
  const { memory, run, jobs } = instantiateKernels(variant, enableRelaxedSimd);
  const machine = { variant, field: K, memory, run, jobs, arena: new Arena(memory, THREAD_BYTES, 2 ** 24) };
  /** Runs over rows of extreme elements. */
  const results = (emit: (asm: Assembler<void>, a: Quad, b: Quad) => Quad): { readonly a: Ext; readonly b: Ext; readonly out: Ext }[] => {
    const mark = machine.arena.mark();
    const spans = [0, 1, 2].map(() => machine.arena.alloc(4 * 2 ** LOG));
    const rows = Array.from({ length: 2 ** LOG }, (_, i) => ({ a: element(i), b: element(3 * i + 1) }));
    rows[0] = { a: uniform(felt.P - 2), b: uniform(felt.P - 2) };
    machine.arena.view(spans[1]).set(rows.flatMap(({ a }) => a));
    machine.arena.view(spans[2]).set(rows.flatMap(({ b }) => b));
    const asm = new Assembler<void>(variant);
    asm.store4(0, 0, emit(asm, asm.load4(1, 0), asm.load4(2, 0)));
    const regions = spans.map((span) => quadsRegion(span, LOG));
    runRows(machine, asm.finish(), undefined, regions, LOG);
    const out = machine.arena.view(spans[0]).slice();
    machine.arena.release(mark);
    return rows.map((row, i) => ({ ...row, out: Array.from(out.subarray(4 * i, 4 * i + 4)) }));
  };
  /** Times 2^doublings without reduction, where the values are lazy. */
  const doubled = (asm: Assembler<void>, quad: Quad, doublings: number): Quad => {
    let q = quad;
    for (let i = 0; i < doublings; i++) q = asm.addQuads(q, q);
    return q;
  };

  // The largest low half of a weight, the largest high half, and all kinds.
  it.each([
    [300, [0x7fff]],
    [300, [felt.P - 0x7fff]],
    [300, [0x3bff8000]],
    [300, [felt.P - 0x8000, felt.P - 0x3bff8000]],
    [1, EXTREMES],
    [15, EXTREMES],
    [33, EXTREMES],
  ])('fold %i terms', (count, words) => {
    for (const doublings of [0, 1]) {
      const weights = Array.from({ length: count }, (_, i): Ext => [0, 1, 2, 3].map((c) => words[(i + c) % words.length]));
      const constant = element(5);
      for (const { a, out } of results((asm, a) => {
        const values = doubled(asm, a, doublings);
        const terms = weights.map((weight, i) => ({ a: values[i % 4], w: asm.weight(() => weight) }));
        return asm.fold(
          terms,
          constant.map((word) => asm.constant(() => word)),
        );
      })) {
        const scaled = a.map((word) => felt.mul(word, 2 ** doublings));
        expect(out).toEqual(weights.reduce((sum, weight, i) => K.add(sum, K.scale(weight, scaled[i % 4])), constant));
      }
    }
  });

  it.each([0, 3, 6, 9, 12])('multiply elements 2^%i times as large', (doublings) => {
    for (const { a, b, out } of results((asm, a, b) => asm.extMul(doubled(asm, a, doublings), doubled(asm, b, doublings)))) {
      expect(out).toEqual(K.scale(K.mul(a, b), felt.pow(4, doublings)));
    }
  });

  it.each([0, 3, 9, 12])('invert elements 2^%i times as large', (doublings) => {
    for (const { a, b, out } of results((asm, a, b) => {
      const elements = [a, b].map((quad) => asm.norm(doubled(asm, quad, doublings)));
      asm.invert(elements.map(({ n }) => n));
      const [x, y] = elements.map((e) => asm.scaledInverse(e, e.n));
      return asm.addQuads(x, y);
    })) {
      expect(out).toEqual(K.scale(K.add(K.inv(a), K.inv(b)), felt.inv(felt.pow(2, doublings))));
    }
  });
});
