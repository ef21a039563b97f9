import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import type { Backend, Matrix } from '../../src/backend/types.ts';
import { P } from '../../src/field/felt.ts';
import { HASHES } from '../../src/hash/suite.ts';
import { agree, VARIANTS, wasmBackend } from './backends.ts';
import { randomElements } from './inputs.ts';

type Filling = 'random' | 'zero' | 'largest';

const fill = (backend: Backend, matrix: Matrix, filling: Filling, seed: number): void => {
  const words = backend.view(matrix.span);
  const random = randomElements(seed, words.length);
  for (let i = 0; i < words.length; i++) {
    const padding = i % matrix.stride >= matrix.width;
    words[i] = padding || filling === 'zero' ? 0 : filling === 'largest' ? P - 1 : random[i];
  }
};

const shapes: [number, number][] = [0, 1, 2, 3, 6, 10, 11, 12].flatMap((log) =>
  [1, 7, 8, 24, 60].filter((width) => log < 10 || width < 30 || log === 10).map((width): [number, number] => [log, width]),
);

describe.each(VARIANTS)('the %s kernels', (variant) => {
  it.each(['random', 'zero', 'largest'] as const)('extend %s matrices like the reference', (filling) => {
    for (const [log, width] of filling === 'random' ? shapes : shapes.filter(([l]) => l <= 6)) {
      for (const logBlowup of log <= 3 || (log > 10 && width === 8) ? [1, 2, 4] : [1]) {
        agree(variant, `${filling} 2^${log} x ${width} by 2^${logBlowup}`, (backend) => {
          const source = backend.allocMatrix(log, width);
          const target = backend.allocMatrix(log + logBlowup, width);
          fill(backend, source, filling, log * 100 + width);
          backend.lde(source, target);
          return [backend.view(target.span).slice()];
        });
      }
    }
  });

  it.each(HASHES)('commit with %s to one matrix and to several heights like the reference', (hash) => {
    const commitments: [number, number][][] = [
      ...[0, 1, 2, 3, 5].flatMap((log) => [1, 8, 24].map((width): [number, number][] => [[log, width]])),
      [
        [0, 3],
        [1, 9],
        [2, 1],
        [3, 16],
        [7, 60],
      ],
      [
        [2, 8],
        [6, 24],
        [8, 7],
      ],
      // Enough rows for several calls of a kernel.
      [
        [4, 8],
        [12, 24],
      ],
      [[10, 8]],
    ];
    for (const commitment of commitments) {
      for (const filling of ['random', 'largest'] as const) {
        agree(variant, `${hash} ${filling} ${commitment}`, (backend) => {
          const matrices = commitment.map(([log, width], i) => {
            const matrix = backend.allocMatrix(log, width);
            fill(backend, matrix, filling, i);
            return matrix;
          });
          const tree = backend.merkle(matrices, hash);
          return [backend.view(tree.span).slice(), tree.root];
        });
      }
    }
  });

  it('commit with blake3 to rows of 1 to 400 words, and of several chunks, above others', () => {
    const widths = [...Array.from({ length: 400 }, (_, i) => i + 1), 503, 504, 505, 512, 513, 800, 1100, 1537];
    for (const width of widths) {
      agree(variant, `blake3 of ${width} words`, (backend) => {
        const matrices = [
          [0, 2],
          [1, width],
          [3, 401 - Math.min(width, 400)],
        ].map(([log, columns], i) => {
          const matrix = backend.allocMatrix(log, columns);
          fill(backend, matrix, 'random', width + i);
          return matrix;
        });
        return matrices.map((matrix) => backend.merkle([matrix], 'blake3').root).concat(backend.merkle(matrices, 'blake3').root);
      });
    }
  });

  it.each(HASHES)('find the smallest nonce with %s', (hash) => {
    for (let seed = 0; seed < 5; seed++) {
      const state = randomElements(seed, 16);
      const bits = 1 + 2 * seed;
      expect(wasmBackend(variant).grind(state, bits, hash)).toBe(createReferenceBackend().grind(state, bits, hash));
    }
  });
});
