import { describe, expect, it } from 'vitest';
import { defineBus } from '../../src/air/bus.ts';
import { defineChip } from '../../src/air/chip.ts';
import { array } from '../../src/air/columns.ts';
import { packInteractions } from '../../src/air/packing.ts';
import type { ConstraintProgram } from '../../src/air/program.ts';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import type { Backend, Columns, LogupChallenges, Matrix, Span } from '../../src/backend/types.ts';
import type { Ext } from '../../src/field/ext.ts';
import { P } from '../../src/field/felt.ts';
import { agree, VARIANTS, wasmBackend } from './backends.ts';
import { elementOf, FIELDS, randomElements } from './inputs.ts';

const memory = defineBus(0, 'memory', 'permutation', ['address', 'low', 'high', 'time']);
const range = defineBus(1, 'range', 'lookup', ['value']);
const wide = defineBus(5, 'wide', 'permutation', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);

/** Large constants, differences, long sums, products of degree 3, every kind of interaction. */
const mixed = defineChip({
  name: 'mixed',
  preprocessed: { selector: 'felt', index: 'felt' },
  preprocessedGroup: 'test',
  columns: { active: 'bool', flag: 'bool', a: array(3), b: array(3), counter: 'felt', spare: array(4) },
  constrain(b, row, pre) {
    const total = [...row.a, ...row.b].reduce((sum, x, i) => sum.add(x.mul(2 ** i)), row.counter);
    b.zero('the total is a multiple', total.mul(1234567).sub(row.spare[0]));
    b.zero('cubes agree', row.a[0].mul(row.a[1]).mul(row.a[2]).sub(row.b[0].mul(row.b[1]).mul(pre.selector)));
    b.when(row.active).equal('sums agree', row.a[0].add(row.b[0]), row.a[1].sub(row.b[1]).neg());
    b.zero('constants minus columns', row.flag.not().mul(b.constant(P - 5).sub(row.spare[3])));
    let doubled = row.spare[1].sub(row.spare[2]);
    for (let i = 0; i < 40; i++) doubled = doubled.add(doubled);
    b.zero('doubling is lazy', doubled.mul(doubled.sub(row.a[2])));
    for (let i = 0; i < 20; i++) b.zero(`difference ${i}`, row.spare[i % 4].sub(row.a[i % 3]).mul(row.b[i % 2].add(i)));
    b.send(memory, { address: row.a[0], low: row.a[1], high: 7, time: pre.index }, row.active);
    b.receive(memory, { address: row.b[0], low: row.b[1], high: row.b[2], time: row.counter.add(1) }, row.active);
    b.lookup(range, { value: row.a[0].sub(row.b[0]) }, row.active.mul(row.flag));
    b.lookup(range, { value: row.spare[0].mul(256) }, 1);
    b.provide(range, { value: pre.index }, row.counter);
    const [x, y] = [row.a[0].mul(row.a[1]), row.b[0]];
    b.send(wide, { a: x, b: y, c: 0, d: 1, e: x.add(y), f: doubled, g: y.neg(), h: row.flag, i: row.counter }, row.flag);
  },
});
const onlyLookups = defineChip({
  name: 'table',
  preprocessed: { value: 'felt' },
  columns: { counter: 'felt' },
  constrain(b, row, pre) {
    b.provide(range, { value: pre.value }, row.counter);
  },
});
const onlyConstraints = defineChip({
  name: 'plain',
  columns: { x: 'felt', y: 'felt' },
  constrain(b, row) {
    b.zero('a square', row.x.mul(row.x).sub(row.y));
  },
});
const many = defineChip({
  name: 'many',
  columns: { active: 'bool', values: array(60) },
  constrain(b, row) {
    row.values.forEach((value, i) => {
      b.zero(`pair ${i}`, value.mul(row.values[(i + 7) % 60]).sub(i));
      if (i % 2 === 0) b.lookup(range, { value }, row.active);
    });
  },
});
/** Values that grow without reduction: 3^n x has a full mantissa, so exceeding a range anywhere shows. */
const growing = defineChip({
  name: 'growing',
  columns: { x: array(4) },
  constrain(b, { x }) {
    const powers = [x[0].sub(x[1])];
    for (let i = 0; i < 40; i++) powers.push(powers[i].add(powers[i]).add(powers[i]));
    powers.forEach((power, i) => {
      b.zero(`3^${i}`, power);
      b.zero(`3^${i} squared`, power.mul(power));
      b.zero(`3^${i} by another`, power.mul(powers[(7 * i) % 41]));
      b.zero(`3^${i} by a constant`, power.mul(i % 2 ? P - 3 : 1999999999));
      b.zero(`3^${i} less a column`, x[2].sub(power).sub(x[3]));
    });
    b.send(memory, { address: powers[30], low: powers[12], high: powers[5].neg(), time: x[2] }, powers[25]);
    b.lookup(range, { value: powers[18] }, powers[33].mul(x[3]));
  },
});
const programs: ConstraintProgram[] = [mixed, onlyLookups, onlyConstraints, many, growing].map((chip) => chip.program);

const fillSpan = (backend: Backend, span: Span, seed: number, largest = false): Span => {
  const words = backend.view(span);
  words.set(largest ? new Uint32Array(words.length).fill(P - 1) : randomElements(seed, words.length));
  return span;
};
const fillMatrix = (backend: Backend, matrix: Matrix, seed: number, largest = false): Matrix => {
  fillSpan(backend, matrix.span, seed, largest);
  return matrix;
};
const words = (backend: Backend, ...spans: Span[]): Uint32Array[] => spans.map((span) => backend.view(span).slice());

const CASES = VARIANTS.flatMap((variant) => FIELDS.map((field) => ({ variant, field, degree: field.degree })));

describe.each(CASES)('the $variant row kernels, degree $degree', ({ variant, field }) => {
  const D = field.degree;
  const ext = (seed: number): Ext => elementOf(seed, field);
  const challenges: LogupChallenges = { alpha: ext(1), betas: Array.from({ length: 10 }, (_, i) => ext(100 + i)) };
  const agreed = (name: string, compute: (backend: Backend) => readonly unknown[]): void => agree(variant, name, compute, field);

  it('compute LogUp columns and quotients like the reference', () => {
    for (const program of programs) {
      for (const [maxDegree, logExpansion] of [
        [2, 0],
        [3, 1],
        [5, 2],
      ]) {
        let packs: ReturnType<typeof packInteractions>;
        try {
          packs = packInteractions(program, maxDegree);
        } catch {
          continue;
        }
        for (const log of program.ops.length < 10 ? [0, 1, 2, 6, 7, 12] : [0, 1, 2, 6, 7]) {
          for (const largest of [false, true]) {
            if (largest && log !== 6) continue;
            agreed(`${program.name} degree ${maxDegree} 2^${log} ${largest}`, (backend) => {
              const prepared = backend.prepare(program, packs);
              const at = (width: number, seed: number, logHeight: number): Columns => {
                // Columns in the middle of a wider matrix.
                const matrix = fillMatrix(backend, backend.allocMatrix(logHeight, width + 5), seed, largest);
                return { matrix, column: 3 };
              };
              const pre = program.preprocessedWidth > 0 ? at(program.preprocessedWidth, 1, log) : undefined;
              const target = at(D * packs.length, 3, log);
              const rowSums = fillSpan(backend, backend.alloc(D * 2 ** log), 4);
              backend.logup({ prepared, preprocessed: pre, main: at(program.mainWidth, 2, log), challenges, target, rowSums });

              const preLde = program.preprocessedWidth > 0 ? at(program.preprocessedWidth, 5, log + 2) : undefined;
              const weights = Array.from({ length: program.constraints.length + packs.length }, (_, i) => ext(200 + i));
              const share = fillSpan(backend, backend.alloc(D * 2 ** (log + logExpansion)), 8);
              const columnSums = fillSpan(backend, backend.alloc(D * 2 ** (log + logExpansion)), 9);
              backend.quotient({
                prepared,
                logHeight: log,
                logExpansion,
                preprocessed: preLde,
                main: at(program.mainWidth, 6, log + 2),
                logup: at(D * packs.length, 7, log + 2),
                challenges,
                weights,
                target: share,
                columnSums,
              });
              return words(backend, target.matrix.span, rowSums, share, columnSums);
            });
          }
        }
      }
    }
  });

  it('refuse a zero denominator', () => {
    for (const backend of [wasmBackend(variant, field), createReferenceBackend(field)]) {
      const prepared = backend.prepare(onlyLookups.program, [[0]]);
      const log = 8;
      const [pre, main, target] = [0, 1, 2].map(() => ({ matrix: backend.allocMatrix(log, 8), column: 0 }));
      const rowSums = backend.alloc(D * 2 ** log);
      const run = (): void =>
        backend.logup({
          prepared,
          preprocessed: pre,
          main,
          challenges: { alpha: field.fromBase(5), betas: [field.one, field.one] },
          target,
          rowSums,
        });
      run();
      // alpha + beta_0 (bus + 1) + v = 5 + 2 + v.
      backend.view(pre.matrix.span)[8 * 200] = P - 7;
      expect(run).toThrow(expect.objectContaining({ code: 'zero-denominator' }));
    }
  });

  it('accumulate and combine like the reference', () => {
    for (const logExpansion of [0, 1, 2])
      for (const logs of [[0], [1], [2], [0, 1, 2, 3], [3, 6, 8], [4, 12]]) {
        const top = logs[logs.length - 1];
        agreed(`accumulate ${logs} ${logExpansion}`, (backend) => {
          const rowSums = logs.map((logHeight) => ({ logHeight, span: fillSpan(backend, backend.alloc(D * 2 ** logHeight), logHeight) }));
          const target = { matrix: fillMatrix(backend, backend.allocMatrix(top, 13), 1), column: 5 };
          const end = backend.accumulate({ rowSums, logHeight: top, total: ext(77), target });
          const shares = logs.map((logHeight) => ({
            logHeight,
            share: fillSpan(backend, backend.alloc(D * 2 ** (logHeight + logExpansion)), 10 + logHeight),
            columnSums: fillSpan(backend, backend.alloc(D * 2 ** (logHeight + logExpansion)), 20 + logHeight),
          }));
          const phi = { matrix: fillMatrix(backend, backend.allocMatrix(top + 2, 10), 3), column: 2 };
          const quotient = backend.alloc(D * 2 ** (top + logExpansion));
          backend.combineQuotient({ logHeight: top, logExpansion, shares, phi, weight: ext(5), total: ext(6), target: quotient });
          return [end, ...words(backend, target.matrix.span, quotient)];
        });
      }
  });

  it.each([
    { logExpansion: 1, pieces: 2, share: 1 },
    { logExpansion: 1, pieces: 4, share: 0.5 },
    { logExpansion: 1, pieces: 3, share: 2 / 3 },
    { logExpansion: 2, pieces: 4, share: 1 },
    { logExpansion: 2, pieces: 3, share: 1 },
    { logExpansion: 0, pieces: 1, share: 1 },
  ])('split quotients like the reference: $pieces pieces of 2^$logExpansion N', ({ logExpansion, pieces, share }) => {
    for (const [log, logBlowup] of [
      [0, 2],
      [1, 2],
      [2, 2],
      [5, 4],
      [9, 2],
      [10, 2],
      [11, 2],
    ]) {
      agreed(`split 2^${log} ${logExpansion} ${pieces}`, (backend) => {
        const quotient = fillSpan(backend, backend.alloc(D * 2 ** (log + logExpansion)), log);
        const matrix = backend.allocMatrix(log + logBlowup, pieces * D + 4);
        const pieceLength = Math.ceil(share * 2 ** log);
        backend.splitQuotient({ quotient, logHeight: log, logExpansion, pieces, pieceLength, target: { matrix, column: 4 } });
        return words(backend, quotient, matrix.span);
      });
    }
  });

  it('open and reduce rows like the reference', () => {
    for (const log of [0, 1, 2, 6, 7, 10, 15]) {
      for (const width of log === 15 ? [2] : [1, 7, 8, 24, 60]) {
        for (const largest of [false, true]) {
          if (largest && log !== 7) continue;
          agreed(`open 2^${log} x ${width} ${largest}`, (backend) => {
            const matrix = backend.allocMatrix(log + 1, width);
            const random = randomElements(log, matrix.span.length);
            backend.view(matrix.span).forEach((_, i, all) => {
              all[i] = i % matrix.stride >= width ? 0 : largest ? P - 1 : random[i];
            });
            const values = backend.evaluate(matrix, log, ext(3), backend.evaluationWeights(log, ext(3)));
            const coefficients = Array.from({ length: width }, (_, i) => ext(50 + i));
            const [plain, added] = [backend.alloc(2 * D * 2 ** log), fillSpan(backend, backend.alloc(2 * D * 2 ** log), 2)];
            backend.reduceRows(matrix, coefficients, plain, false);
            backend.reduceRows(matrix, coefficients, added, true);
            return [values, ...words(backend, plain, added)];
          });
        }
      }
    }
  });

  it('lift, divide and fold like the reference', () => {
    for (const log of [0, 1, 2, 3, 6, 9, 12]) {
      agreed(`fold 2^${log}`, (backend) => {
        const a = fillSpan(backend, backend.alloc(2 * D * 2 ** log), 1);
        const b = fillSpan(backend, backend.alloc(2 * D * 2 ** log), 2, log === 6);
        const quotient = backend.alloc(2 * D * 2 ** log);
        const sources = [
          { span: a, value: ext(3), point: ext(4) },
          { span: b, value: ext(5), point: ext(6) },
        ];
        backend.deepQuotient({ logHeight: log, logBlowup: 1, sources, target: quotient });
        const results = words(backend, quotient);
        for (let logSource = 0; logSource <= log; logSource += 2) {
          backend.addLifted(fillSpan(backend, backend.alloc(D * 2 ** logSource), 7), logSource, b, log + 1);
        }
        backend.deepQuotient({ logHeight: log, logBlowup: 1, sources, target: a });
        for (const logArity of [1, 2, 3].filter((arity) => arity <= log)) {
          const folded = backend.alloc(D * 2 ** (log + 1 - logArity));
          backend.friFold({ codeword: a, logSize: log + 1, logArity, shift: 31, rho: ext(8), target: folded });
          const leaves = backend.codewordMatrix(a, log + 1, logArity);
          results.push(...words(backend, folded, leaves.span));
        }
        return [...results, ...words(backend, a, b)];
      });
    }
  });
});
