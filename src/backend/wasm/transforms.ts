/** Low-degree extensions and the split of the quotient, over assembly/ntt.ts. docs/protocol.md, "Domains". */

import { reverseBits } from '../../core/log2.ts';
import { cosetShift } from '../../field/domain.ts';
import * as felt from '../../field/felt.ts';
import type { Matrix, Span, SplitTask } from '../types.ts';
import { type Arena, addressOf } from './arena.ts';
import { windowsOf } from './extension.ts';
import type { Jobs } from './jobs.ts';
import { MAX_LEVELS, READ_REVERSED, TILE_COLUMNS, WRITE_COEFFICIENTS } from './kernelMemory.ts';

/** Elements per call of a kernel: a few milliseconds. */
const CALL_ELEMENTS = 2 ** 19;
/**
 * Bytes between blocks of a workspace. A pass reads or writes the rows at one place in all blocks. If blocks were 2^n bytes apart,
 * caches of 2^n sets would have next to no room for these rows.
 */
const GAP = 64;

/**
 * Rows in memory: `address` of the first, `bytes` from row to row. With `logBlock` they lie in blocks of 2^logBlock rows, GAP bytes
 * between them.
 */
interface Rows {
  readonly address: number;
  readonly bytes: number;
  readonly logBlock?: number;
}
/** The rows that a transform reads, those between its passes and those it writes. */
interface Route {
  readonly source: Rows;
  /** Unused by a transform of one pass. */
  readonly workspace: Rows;
  readonly target: Rows;
}
/** Levels [first, first + levels) of a transform. */
interface Pass {
  readonly first: number;
  readonly levels: number;
}
interface PassOptions {
  readonly logSize: number;
  readonly quads: number;
  readonly shift?: number;
  readonly scale?: number;
  readonly flags?: number;
}
interface TransformOptions {
  readonly quads: number;
  readonly shift?: number;
  readonly scale?: number;
  /** Input in bit-reversed order. */
  readonly reversed?: boolean;
  /** The result is wanted as coefficients in natural order. `target` may then not be `workspace`. */
  readonly coefficients?: boolean;
}

/**
 * Splits a transform into passes of at most MAX_LEVELS levels. Of several passes, all but the first have an even number of levels,
 * because kernels take levels in pairs.
 */
const passesOf = (logSize: number, start = 0): readonly Pass[] => {
  const count = Math.ceil(logSize / MAX_LEVELS);
  if (count <= 1) return [{ first: start, levels: logSize }];
  const levels = 2 * Math.ceil(logSize / (2 * count));
  return [...passesOf(logSize - levels, start), { first: start + logSize - levels, levels }];
};

const gapOf = ({ logBlock }: Rows): number => (logBlock === undefined ? 0 : GAP);
const callTiles = (levels: number, quads: number): number => CALL_ELEMENTS / (2 ** levels * 4 * quads);

const runPass = (jobs: Jobs, from: Rows, to: Rows, { first, levels }: Pass, options: PassOptions): void => {
  const { logSize, quads, shift = 1, scale = 1, flags = 0 } = options;
  const gaps = [gapOf(from), gapOf(to), from.logBlock ?? to.logBlock ?? 0] as const;
  const rows = [from.address, to.address, from.bytes, to.bytes, ...gaps] as const;
  jobs.range('nttPass', [...rows, logSize, first, levels, quads, shift, scale, flags], 2 ** (logSize - levels), {
    max: callTiles(levels, quads),
  });
};

/** Transforms 2^logSize rows of 4 `quads` columns. */
const transform = (jobs: Jobs, { source, workspace, target }: Route, logSize: number, options: TransformOptions): void => {
  const { quads, shift = 1, scale = 1, reversed = false, coefficients = false } = options;
  const passes = passesOf(logSize);
  passes.forEach((pass, i) => {
    const isLast = i === passes.length - 1;
    runPass(jobs, i === 0 ? source : workspace, isLast ? target : workspace, pass, {
      logSize,
      quads,
      shift: i === 0 ? shift : 1,
      scale: isLast ? scale : 1,
      flags: (i === 0 && reversed ? READ_REVERSED : 0) | (isLast && coefficients ? WRITE_COEFFICIENTS : 0),
    });
  });
};

/** Bytes that `height` rows take. */
const bytesOf = (rows: Rows, height: number): number => height * rows.bytes + (height / 2 ** (rows.logBlock ?? 0)) * gapOf(rows);
/** The rows of one coset, where each coset has `height` rows. */
const ofCoset = (rows: Rows, coset: number, height: number): Rows => ({ ...rows, address: rows.address + coset * bytesOf(rows, height) });

/**
 * Interpolates, then transforms to each coset.
 *
 * Where the last pass of the interpolation has as many levels as the first pass of the transforms, each of its blocks is one of
 * their tiles. One kernel, ldePass, then does both, and coefficients are never in memory. With more than two cosets and several
 * passes they are: what lies between the passes of one coset fits the cache, and that of all cosets would not.
 *
 * Rows are read backwards. From v_(-1-j) a transform makes the sums of v_(-1-j) w^(i j): in place i, N w^-i times coefficient i. In
 * natural order place i would have coefficient -i. The factors w^-i go into the shift.
 */
export const lde = (jobs: Jobs, arena: Arena, source: Matrix, target: Matrix): void => {
  const { logHeight, stride } = source;
  const height = 2 ** logHeight;
  const logBlowup = target.logHeight - logHeight;
  const cosets = 2 ** logBlowup;
  const shift = felt.mul(cosetShift(logHeight), felt.rootOfUnity(logHeight));
  const scale = felt.inv(felt.pow(2, logHeight));
  const passes = passesOf(logHeight);
  const { first, levels } = passes[passes.length - 1];
  const isSingle = first === 0;
  /** How many cosets ldePass takes at once, together with the interpolation's last levels; 1 if these are done before. */
  const together = isSingle || cosets === 2 ? cosets : 1;
  const mark = arena.mark();
  const columns = Math.min(TILE_COLUMNS, stride);
  const lines = { address: 0, bytes: 4 * columns, logBlock: levels };
  // Room for the interpolation, then for one coset. Of two cosets the first takes the place of the interpolation.
  const workspace = isSingle ? lines : { ...lines, address: addressOf(arena.alloc((2 * bytesOf(lines, height)) / 4, 'any')) };
  for (let column = 0; column < stride; column += columns) {
    const quads = Math.min(columns, stride - column) / 4;
    const options = { logSize: logHeight, quads };
    const backwards = { address: addressOf(source.span, column) + 4 * stride * (height - 1), bytes: -4 * stride };
    const to = { address: addressOf(target.span, column), bytes: 4 * stride };
    passes.slice(0, together === 1 ? undefined : -1).forEach((pass, i) => {
      runPass(jobs, i === 0 ? backwards : workspace, workspace, pass, options);
    });
    for (let start = 0; start < cosets; start += together) {
      const from = isSingle ? backwards : workspace;
      const between = isSingle ? to : ofCoset(workspace, together === 1 ? 1 : 0, height);
      const rows = [from.address, between.address, from.bytes, between.bytes, GAP, bytesOf(between, height)] as const;
      const startShift = felt.mul(shift, felt.pow(felt.rootOfUnity(target.logHeight), reverseBits(start, logBlowup)));
      const factors = [together === 1 ? 0 : 1, together, startShift, scale] as const;
      jobs.range('ldePass', [...rows, logHeight, levels, quads, ...factors], 2 ** first, { max: callTiles(levels, quads) });
      if (isSingle) continue;
      for (let i = 0; i < together; i++) {
        const values = ofCoset(to, start + i, height);
        passesOf(first, levels).forEach((pass, n) => {
          const source = n === 0 ? ofCoset(between, i, height) : values;
          runPass(jobs, source, values, pass, { ...options, flags: n === 0 ? READ_REVERSED : 0 });
        });
      }
    }
  }
  arena.release(mark);
};

/** From 2^logHeight coefficients of 4 columns, writes the values of the polynomials times `scale` at <w_logTarget>, bit-reversed. */
const extend = (jobs: Jobs, route: Route, logHeight: number, logTarget: number, scale: number): void => {
  const logBlowup = logTarget - logHeight;
  for (let coset = 0; coset < 2 ** logBlowup; coset++) {
    const shift = felt.pow(felt.rootOfUnity(logTarget), reverseBits(coset, logBlowup));
    const target = ofCoset(route.target, coset, 2 ** logHeight);
    transform(jobs, { ...route, target }, logHeight, { quads: 1, shift, scale });
  }
};

/**
 * Splits a quotient whose values are on s <w>. Interpolating as if they were on <w> gives the coefficients of Q(s X): in piece i,
 * which begins at coefficient c i, s^(c i) times those of Q_i(s X). Extending these to <w> is extending Q_i to s <w>. It works on
 * four words at a time, so an element of more words takes several windows, which overlap.
 */
export const splitQuotient = (jobs: Jobs, arena: Arena, degree: number, task: SplitTask): void => {
  const { quotient, logHeight, logExpansion, pieces, pieceLength, target } = task;
  const height = 2 ** logHeight;
  const logSize = logHeight + logExpansion;
  const inverseSize = felt.inv(felt.pow(2, logSize));
  const mark = arena.mark();
  const workspace = { address: addressOf(arena.alloc(4 * 2 ** logSize, 'any')), bytes: 16 };
  const span = arena.alloc(4 * 2 ** logSize, 'any');
  const coefficients = { address: addressOf(span), bytes: 16 };
  for (const window of windowsOf(degree)) {
    const values = { address: addressOf(quotient, window), bytes: 4 * degree };
    const interpolate = { quads: 1, scale: inverseSize, reversed: true, coefficients: true };
    transform(jobs, { source: values, workspace, target: coefficients }, logSize, interpolate);
    for (let piece = 0; piece < pieces; piece++) {
      const start = piece * pieceLength;
      const source = { address: pieceAddress(arena, span, 4 * start, 4 * pieceLength, 4 * height), bytes: 16 };
      const column = target.column + piece * degree + window;
      const rows = { address: addressOf(target.matrix.span, column), bytes: 4 * target.matrix.stride };
      const scale = felt.inv(felt.pow(cosetShift(logHeight), start));
      extend(jobs, { source, workspace, target: rows }, logHeight, target.matrix.logHeight, scale);
    }
  }
  arena.release(mark);
};

/**
 * The address of `length` words from `start` of a span, with zeros after them up to `filled` words. In place if length = filled,
 * else in a copy.
 */
const pieceAddress = (arena: Arena, span: Span, start: number, length: number, filled: number): number => {
  if (length === filled && start + length <= span.length) return addressOf(span, start);
  const copy = arena.alloc(filled);
  arena.view(copy).set(arena.view(span).subarray(start, start + length));
  return addressOf(copy);
};

/**
 * The points of start <w_logSize>, bit-reversed. On each level, factor(level) times the points so far gives as many more
 * (src/field/ntt.ts).
 */
export const domainPoints = (jobs: Jobs, arena: Arena, start: number, logSize: number, factor: (level: number) => number): Span => {
  const span = arena.alloc(2 ** logSize, 'any');
  arena.view(span)[0] = start;
  for (let level = 0; level < logSize; level++) {
    const out = addressOf(span, 2 ** level);
    jobs.range('scaleWords', [addressOf(span), out, factor(level)], 2 ** level, { max: CALL_ELEMENTS, unit: 64 });
  }
  return span;
};
