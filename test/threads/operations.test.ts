/** Every operation of the backend gives the same words on several threads as on one. */
import { serialize } from 'node:v8';
import { beforeAll, describe, expect, it } from 'vitest';
import { defineBus } from '../../src/air/bus.ts';
import { defineChip } from '../../src/air/chip.ts';
import { array } from '../../src/air/columns.ts';
import { packInteractions } from '../../src/air/packing.ts';
import { createPellucid } from '../../src/api/createPellucid.ts';
import type { Backend, ChipColumns, Columns, DeepSource, Matrix, Span } from '../../src/backend/types.ts';
import { PellucidError } from '../../src/core/error.ts';
import { neg } from '../../src/field/felt.ts';
import { HASHES } from '../../src/hash/suite.ts';
import { spawnNodeWorker } from '../../src/threads/node/spawn.ts';
import { createParallelPellucid, type ParallelPellucid } from '../../src/threads/parallel.ts';
import { extOf, randomElements } from '../kernels/inputs.ts';
import './threads.ts';

const bus = defineBus(0, 'test', 'permutation', ['a', 'b', 'c']);
const chip = defineChip({
  name: 'test',
  columns: { active: 'bool', x: array(23) },
  constrain(b, { active, x }) {
    for (let i = 0; i < 20; i++)
      b.when(active).zero(
        `step ${i}`,
        x[i]
          .mul(x[i + 1])
          .sub(x[i + 2])
          .add(i),
      );
    for (let i = 0; i < 6; i++) b.send(bus, { a: x[i], b: x[i + 6], c: x[i + 12].add(i) }, active);
  },
});
const LOG = 14;
const challenges = { alpha: extOf(1), betas: [2, 3, 4, 5].map(extOf) };

const filled = (backend: Backend, logHeight: number, width: number, seed: number): Matrix => {
  const matrix = backend.allocMatrix(logHeight, width);
  const words = randomElements(seed, 2 ** logHeight * width);
  const view = backend.view(matrix.span);
  for (let row = 0; row < 2 ** logHeight; row++) view.set(words.subarray(row * width, (row + 1) * width), row * matrix.stride);
  return matrix;
};
const span = (backend: Backend, length: number, seed: number): Span => {
  const made = backend.alloc(length);
  backend.view(made).set(randomElements(seed, length));
  return made;
};
const columns = (matrix: Matrix): Columns => ({ matrix, column: 0 });
const packs = packInteractions(chip.program, 3);
const own = (backend: Backend, main: Matrix): ChipColumns => ({
  prepared: backend.prepare(chip.program, packs),
  preprocessed: undefined,
  main: columns(main),
});
const sources = (first: Span, second: Span): DeepSource[] => [
  { span: first, value: extOf(1), point: extOf(2) },
  { span: second, value: extOf(3), point: extOf(4) },
];

/** Each returns words or values to compare; sizes are such that the work is split. */
const OPERATIONS: Readonly<Record<string, (b: Backend) => unknown>> = {
  lde(b) {
    const source = filled(b, LOG, 24, 1);
    const target = b.allocMatrix(LOG + 1, 24);
    b.lde(source, target);
    return b.view(target.span).slice();
  },
  merkle(b) {
    const matrices = [filled(b, 9, 8, 1), filled(b, 12, 40, 2), filled(b, LOG, 24, 3)];
    return HASHES.map((hash) => {
      const { span: tree, root } = b.merkle(matrices, hash);
      return [b.view(tree).slice(), root];
    });
  },
  logup(b) {
    const target = b.allocMatrix(LOG, 4 * packs.length);
    const sums = b.alloc(4 * 2 ** LOG);
    b.logup({ ...own(b, filled(b, LOG, 24, 1)), challenges, target: columns(target), rowSums: sums });
    return [b.view(target.span).slice(), b.view(sums).slice()];
  },
  'the row of a zero denominator'(b) {
    // alpha cancels the constant part of the first interaction's message in each row of zeros, from row 9000 on.
    const main = filled(b, LOG, 24, 1);
    b.view(main.span).fill(0, 9000 * main.stride);
    const zero = { alpha: challenges.betas[0].map((c) => neg(c)), betas: challenges.betas };
    const target = b.allocMatrix(LOG, 4 * packs.length);
    try {
      b.logup({ ...own(b, main), challenges: zero, target: columns(target), rowSums: b.alloc(4 * 2 ** LOG) });
      throw new Error('a denominator is zero');
    } catch (error) {
      if (!(error instanceof PellucidError)) throw error;
      // The first row of the batch of 64.
      if (error.details.row !== 8960) throw error;
      return error.details;
    }
  },
  accumulate(b) {
    const target = b.allocMatrix(LOG, 8);
    const rowSums = [10, LOG].map((logHeight) => ({ logHeight, span: span(b, 4 * 2 ** logHeight, logHeight) }));
    return [b.accumulate({ rowSums, logHeight: LOG, total: extOf(3), target: columns(target) }), b.view(target.span).slice()];
  },
  quotient(b) {
    const weights = Array.from({ length: chip.program.constraints.length + packs.length }, (_, i) => extOf(i));
    const [main, logupTrace] = [filled(b, LOG, 24, 1), filled(b, LOG, 4 * packs.length, 2)];
    const [target, sums] = [span(b, 4 * 2 ** LOG, 5), span(b, 4 * 2 ** LOG, 6)];
    const logup = columns(logupTrace);
    b.quotient({ ...own(b, main), logHeight: LOG - 1, logExpansion: 1, logup, challenges, weights, target, columnSums: sums });
    return [b.view(target).slice(), b.view(sums).slice()];
  },
  combineQuotient(b) {
    const shares = [9, LOG].map((logHeight) => ({
      logHeight,
      share: span(b, 8 * 2 ** logHeight, 1),
      columnSums: span(b, 8 * 2 ** logHeight, 2),
    }));
    const target = b.alloc(8 * 2 ** LOG);
    const phi = columns(filled(b, LOG + 1, 8, 3));
    b.combineQuotient({ logHeight: LOG, logExpansion: 1, shares, phi, weight: extOf(1), total: extOf(2), target });
    return b.view(target).slice();
  },
  splitQuotient(b) {
    const target = b.allocMatrix(LOG + 1, 8);
    const quotient = span(b, 8 * 2 ** LOG, 1);
    b.splitQuotient({ quotient, logHeight: LOG, logExpansion: 1, pieces: 2, pieceLength: 2 ** LOG, target: columns(target) });
    return b.view(target.span).slice();
  },
  evaluationWeights(b) {
    return b.view(b.evaluationWeights(LOG, extOf(1))).slice();
  },
  evaluate: (b) => b.evaluate(filled(b, LOG, 24, 1), LOG, extOf(1), b.evaluationWeights(LOG, extOf(1))),
  reduceRows(b) {
    const target = span(b, 4 * 2 ** LOG, 1);
    b.reduceRows(
      filled(b, LOG, 24, 1),
      Array.from({ length: 24 }, (_, i) => extOf(i)),
      target,
      true,
    );
    return b.view(target).slice();
  },
  addLifted(b) {
    const target = span(b, 4 * 2 ** LOG, 1);
    b.addLifted(span(b, 4 * 2 ** 9, 2), 9, target, LOG);
    return b.view(target).slice();
  },
  deepQuotient(b) {
    const target = b.alloc(4 * 2 ** LOG);
    const [first, second] = [span(b, 4 * 2 ** LOG, 1), span(b, 4 * 2 ** LOG, 2)];
    b.deepQuotient({ logHeight: LOG - 1, logBlowup: 1, sources: sources(first, second), target });
    return b.view(target).slice();
  },
  'the points of a large domain'(b) {
    const log = 18;
    const target = b.alloc(4 * 2 ** log);
    b.deepQuotient({ logHeight: log - 1, logBlowup: 1, sources: sources(target, target), target });
    return b.view(target).slice();
  },
  friFold(b) {
    const target = b.alloc(4 * 2 ** (LOG - 3));
    b.friFold({ codeword: span(b, 4 * 2 ** LOG, 1), logSize: LOG, logArity: 3, shift: 31, rho: extOf(1), target });
    return b.view(target).slice();
  },
  // Found in the first round, in its last parts, and after several rounds.
  'the smallest nonces': (b) => HASHES.flatMap((hash) => [1, 8, 12, 16, 18].map((bits) => b.grind(randomElements(bits, 16), bits, hash))),
};

describe.each(['relaxed', 'integer'] as const)('on 3 threads, %s', (backend) => {
  let vm: ParallelPellucid;
  beforeAll(async () => {
    vm = await createParallelPellucid({ backend, workers: 3 }, spawnNodeWorker);
    return () => vm.close();
  });
  it.each(Object.entries(OPERATIONS))(
    '%s: as on one',
    (_, operation) => {
      const one = createPellucid({ backend }).session.backend;
      const wanted = operation(one);
      for (let round = 0; round < 2; round++) {
        const mark = vm.session.backend.mark();
        const got = operation(vm.session.backend);
        vm.session.backend.release(mark);
        expect(serialize(got).equals(serialize(wanted))).toBe(true);
      }
    },
    60_000,
  );
});
