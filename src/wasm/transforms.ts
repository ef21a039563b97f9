/** Low-degree extensions and the split of the quotient, over assembly/ntt.ts. docs/protocol.md, "Domains". */
import type { Matrix, Span } from '../backend/types.ts';
import { reverseBits } from '../core/log2.ts';
import { cosetShift } from '../field/domain.ts';
import * as felt from '../field/felt.ts';
import { type Arena, addressOf } from './arena.ts';
import type { Jobs } from './jobs.ts';

const READ_REVERSED = 1;
const WRITE_COEFFICIENTS = 2;
/** Elements per call of a kernel: a few milliseconds. */
const CALL_ELEMENTS = 2 ** 19;
/**
 * Columns that are transformed at a time: 64 bytes of a row. Between passes they lie in workspace, in lines of their own, while rows of
 * the matrices are far apart and seldom start with a line.
 */
const GROUP = 16;

/** Rows in memory: address of the first, bytes from row to row. */
interface Rows {
  readonly address: number;
  readonly bytes: number;
}
interface TransformOptions {
  readonly quads: number;
  readonly shift?: number;
  readonly scale?: number;
  /** Input in bit-reversed order. */
  readonly reversed?: boolean;
  /** The result is wanted as coefficients, in natural order; `target` may then not be `workspace`. */
  readonly coefficients?: boolean;
}

/** Passes of at most 10 levels, of nearly equal size. */
const passesOf = (logSize: number): { readonly first: number; readonly levels: number }[] => {
  const count = Math.max(1, Math.ceil(logSize / 10));
  const passes: { first: number; levels: number }[] = [];
  for (let i = 0, first = 0; i < count; i++) {
    const levels = Math.ceil((logSize - first) / (count - i));
    passes.push({ first, levels });
    first += levels;
  }
  return passes;
};

/** One transform of 2^logSize rows of 4 `quads` columns from `source` by way of `workspace`, if there are several passes, to `target`. */
const transform = (jobs: Jobs, source: Rows, workspace: Rows, target: Rows, logSize: number, options: TransformOptions): void => {
  const { quads, shift = 1, scale = 1, reversed = false, coefficients = false } = options;
  const passes = passesOf(logSize);
  passes.forEach(({ first, levels }, i) => {
    const isLast = i === passes.length - 1;
    const from = i === 0 ? source : workspace;
    const to = isLast ? target : workspace;
    const flags = (i === 0 && reversed ? READ_REVERSED : 0) | (isLast && coefficients ? WRITE_COEFFICIENTS : 0);
    const tiles = 2 ** (logSize - levels);
    const rows = [from.address, to.address, from.bytes, to.bytes] as const;
    const factors = [i === 0 ? shift : 1, isLast ? scale : 1] as const;
    jobs.range('nttPass', [...rows, logSize, first, levels, quads, ...factors, flags], tiles, {
      max: CALL_ELEMENTS / (2 ** levels * 4 * quads),
    });
  });
};

/** Values of 2^logHeight coefficients times powers of `shift`, on each coset of the extension, bit-reversed. */
const extend = (
  jobs: Jobs,
  coefficients: Rows,
  workspace: Rows,
  target: Rows,
  logHeight: number,
  logTarget: number,
  shift: number,
  quads: number,
  scale = 1,
): void => {
  const logBlowup = logTarget - logHeight;
  for (let block = 0; block < 2 ** logBlowup; block++) {
    const root = felt.pow(felt.rootOfUnity(logTarget), reverseBits(block, logBlowup));
    const rows = { address: target.address + block * 2 ** logHeight * target.bytes, bytes: target.bytes };
    transform(jobs, coefficients, workspace, rows, logHeight, { quads, shift: felt.mul(shift, root), scale });
  }
};

export const lde = (jobs: Jobs, arena: Arena, source: Matrix, target: Matrix): void => {
  const { logHeight, stride } = source;
  const shift = cosetShift(logHeight);
  const inverseHeight = felt.inv(felt.pow(2, logHeight));
  const mark = arena.mark();
  const columns = Math.min(GROUP, stride);
  const alloc = (): Rows => ({ address: addressOf(arena.alloc(2 ** logHeight * columns, 'any')), bytes: 4 * columns });
  const [coefficients, workspace] = [alloc(), alloc()];
  for (let column = 0; column < stride; column += columns) {
    const quads = Math.min(columns, stride - column) / 4;
    const from = { address: addressOf(source.span, column), bytes: 4 * stride };
    const to = { address: addressOf(target.span, column), bytes: 4 * stride };
    transform(jobs, from, workspace, coefficients, logHeight, { quads, scale: inverseHeight, coefficients: true });
    extend(jobs, coefficients, workspace, to, logHeight, target.logHeight, shift, quads);
  }
  arena.release(mark);
};

/**
 * Interpolating as if on the subgroup gives the coefficients of Q(s X): those of Q_0(s X), then s^N times those of Q_1(s X). They
 * are extended to <w> instead of s <w>.
 */
export const splitQuotient = (jobs: Jobs, arena: Arena, quotient: Span, logHeight: number, target: Matrix): void => {
  const height = 2 ** logHeight;
  const inverseHeight = felt.inv(felt.pow(2, logHeight + 1));
  const mark = arena.mark();
  const workspace = { address: addressOf(arena.alloc(8 * height, 'any')), bytes: 16 };
  const coefficients = { address: addressOf(arena.alloc(8 * height, 'any')), bytes: 16 };
  const values = { address: addressOf(quotient), bytes: 16 };
  transform(jobs, values, workspace, coefficients, logHeight + 1, { quads: 1, scale: inverseHeight, reversed: true, coefficients: true });
  const shiftPower = felt.pow(cosetShift(logHeight), height);
  for (const half of [0, 1]) {
    const part = { address: coefficients.address + half * height * 16, bytes: 16 };
    const rows = { address: addressOf(target.span, 4 * half), bytes: 4 * target.stride };
    extend(jobs, part, workspace, rows, logHeight, target.logHeight, 1, 1, half === 0 ? 1 : felt.inv(shiftPower));
  }
  arena.release(mark);
};

/** The points of shift <w_logSize>, bit-reversed; `factor` of level l doubles what there is: see src/field/ntt.ts. */
export const domainPoints = (jobs: Jobs, arena: Arena, start: number, logSize: number, factor: (level: number) => number): Span => {
  const span = arena.alloc(2 ** logSize, 'any');
  arena.view(span)[0] = start;
  for (let level = 0; level < logSize; level++) {
    const out = addressOf(span, 2 ** level);
    jobs.range('scaleWords', [addressOf(span), out, factor(level)], 2 ** level, { max: CALL_ELEMENTS, unit: 64 });
  }
  return span;
};
