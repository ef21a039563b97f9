/**
 * Proven security, computed term by term. It is round-by-round soundness in the unique-decoding regime, without conjecture. Each
 * challenge of the verifier has an error. Grinding before it adds bits, which count evaluations of the hash and so are the same for
 * every suite. The total is the minimum, as in the public calculator soundcalc. docs/protocol.md, "Security", derives the formulas.
 */
import { P } from '../field/felt.ts';
import { suiteOf } from '../hash/suite.ts';
import { foldSchedule, type StarkConfig } from './config.ts';

/** What the errors depend on besides the parameters. */
export interface SecurityShape {
  /** log2 of the rows N of the longest trace. */
  readonly logN: number;
  /** Coefficients that FRI lets the batched codeword have. A column then has one more at most. */
  readonly friBound: number;
  /** The largest degree that the quotient can have when FRI bounds its pieces. */
  readonly quotientBound: number;
  /** Constraints batched together, LogUp columns and accumulator included. */
  readonly constraints: number;
  /** Messages on all buses: sum over chips of height times interactions, plus the boundary's. */
  readonly messages: number;
}

/** The bounds of a proof whose columns have as many coefficients as their traces have rows. */
export const withoutMasks = (
  { maxDegree }: Pick<StarkConfig, 'maxDegree'>,
  logN: number,
): Pick<SecurityShape, 'logN' | 'friBound' | 'quotientBound'> => ({
  logN,
  friBound: 2 ** logN,
  quotientBound: (maxDegree - 1) * 2 ** logN,
});

export interface SecurityTerm {
  readonly name: string;
  /** -log2 of the error of the challenge itself. */
  readonly rawBits: number;
  /** Proof-of-work bits before it. */
  readonly grinding: number;
  readonly bits: number;
}

export interface SecurityReport {
  readonly terms: readonly SecurityTerm[];
  readonly bits: number;
}

/** Bits of proof of work in each slot of the transcript; 0 means that the slot is empty. */
export interface GrindingPlan {
  readonly logup: number;
  readonly constraints: number;
  readonly zeta: number;
  readonly batching: number;
  readonly folds: readonly number[];
  readonly queries: number;
}

/** The most bits that a slot may ask for. Shapes that would need more are refused. */
export const MAX_GRINDING = 22;

const fieldBits = (config: StarkConfig): number => config.extensionDegree * Math.log2(P);

/** -log2 of each challenge's error before grinding. */
const rawBits = (config: StarkConfig, shape: SecurityShape) => {
  const field = fieldBits(config);
  const folds = foldSchedule(config, shape.logN);
  const N = 2 ** shape.logN;
  let logDomain = shape.logN + config.logBlowup;
  const rate = shape.friBound / 2 ** logDomain;
  return {
    // The sum of m / d over all messages is a rational function of alpha and the betas. Its numerator, of degree < messages, must
    // not vanish by chance. Nor may a denominator, of degree <= messages in all: where d = 0, h d = m leaves h free.
    logup: field - Math.log2(2 * Math.max(1, shape.messages)),
    // Powers of one challenge.
    constraints: field - Math.log2(Math.max(1, shape.constraints)),
    // The degree of sum lambda^i C_i - Q Z_H, and N more for the points excluded.
    zeta: field - Math.log2(Math.max(config.maxDegree * shape.friBound, shape.quotientBound + N) + N),
    // Independent coefficients: |domain| / |K|.
    batching: field - logDomain,
    // A curve of degree arity - 1 over the folded domain.
    folds: folds.map((log) => {
      logDomain -= log;
      return field - Math.log2(2 ** log - 1) - logDomain;
    }),
    queries: -config.queries * Math.log2((1 + rate) / 2),
  };
};

export const grindingPlan = (config: StarkConfig, shape: SecurityShape): GrindingPlan => {
  const raw = rawBits(config, shape);
  const need = (bits: number): number => Math.max(0, Math.ceil(config.targetBits - bits));
  return {
    logup: need(raw.logup),
    constraints: need(raw.constraints),
    zeta: need(raw.zeta),
    batching: need(raw.batching),
    folds: raw.folds.map(need),
    queries: config.queryGrinding,
  };
};

/** The itemised bits of a proof of this shape under these parameters. */
export const securityReport = (config: StarkConfig, shape: SecurityShape): SecurityReport => {
  const raw = rawBits(config, shape);
  const plan = grindingPlan(config, shape);
  const term = (name: string, bits: number, grinding: number): SecurityTerm => ({ name, rawBits: bits, grinding, bits: bits + grinding });
  const terms = [
    term('LogUp', raw.logup, plan.logup),
    term('constraint batching', raw.constraints, plan.constraints),
    term('out-of-domain point', raw.zeta, plan.zeta),
    term('FRI batching', raw.batching, plan.batching),
    ...raw.folds.map((bits, i) => term(`FRI fold ${i + 1}`, bits, plan.folds[i])),
    term('FRI queries', raw.queries, plan.queries),
    ...suiteOf(config.hash).collisions.map(({ name, bits }) => term(name, bits, 0)),
  ];
  return { terms, bits: Math.min(...terms.map((t) => t.bits)) };
};

/**
 * The report as aligned lines of text, one for each challenge and the minimum.
 *
 * @example
 * if (verdict.valid) console.log(formatSecurity(verdict.security));
 */
export const formatSecurity = (report: SecurityReport): string => {
  const lines = report.terms.map(
    (t) =>
      `  ${t.name.padEnd(22)} ${t.rawBits.toFixed(1).padStart(7)} + ${String(t.grinding).padStart(2)} grinding = ${t.bits.toFixed(1).padStart(6)}`,
  );
  return [...lines, `  ${'proven bits (minimum)'.padEnd(22)} ${report.bits.toFixed(1).padStart(31)}`].join('\n');
};
