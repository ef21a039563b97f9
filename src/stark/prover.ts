/**
 * The prover, as a numbered recipe; src/stark/verifier.ts is its mirror. docs/protocol.md, "Proof".
 */
import type { Backend, Columns, LogupChallenges } from '../backend/types.ts';
import { PellucidError } from '../core/error.ts';
import { createExtField, type Ext } from '../field/ext.ts';
import * as felt from '../field/felt.ts';
import { openMultiProof } from '../hash/merkle.ts';
import { suiteOf } from '../hash/suite.ts';
import { boundaryDenominators, boundarySum, combinedConstraint, quotientTimesVanishing } from './combinedConstraint.ts';
import { maxMessageLength, type VerifyingKey } from './key.ts';
import { splitOpenings } from './openedValues.ts';
import { batchedCodeword, openAt, openColumnsAt } from './pcs/batchProver.ts';
import { type Committed, columnsOf } from './pcs/committed.ts';
import { commitFri, writeFriOpenings } from './pcs/friProver.ts';
import { rowIndex, sortedDistinct } from './pcs/queries.ts';
import { type PhaseReporter, silent } from './phases.ts';
import type { PreparedGroup } from './preprocessed.ts';
import { Channel, type Proving } from './proving.ts';
import { quotientTree } from './quotientProver.ts';
import { createRandomness } from './randomness.ts';
import { grindingPlan } from './security.ts';
import { checkHeights, deriveShape, paddedHeights, type Shape } from './shape.ts';
import { startTranscript } from './start.ts';
import type { StarkStatement } from './statement.ts';
import { allocTraceMemory, fillLogup, refuseUnbalanced, type Traces } from './traceProver.ts';
import type { WordWriter } from './words.ts';

export interface StarkWitness {
  /** log2 of the height of each chip of the key, -1 where it is absent. If the key asks for more rows, they are zeros. */
  readonly heights: readonly number[];
  /** Writes the trace of a chip: at once, or later but before the last chip is filled. */
  fill(chip: number, target: TraceTarget): void;
}

/** Where a trace goes: cell (row, i) at cells()[row * stride + column + i]. */
export interface TraceTarget {
  /** Called whenever cells are written, because an allocation in between may detach an earlier view. */
  cells(): Uint32Array;
  readonly stride: number;
  readonly column: number;
}

export interface ProveOptions {
  readonly backend: Backend;
  readonly key: VerifyingKey;
  readonly statement: StarkStatement;
  readonly witness: StarkWitness;
  /** The committed preprocessed columns of a group of the key. Called only for groups with a present chip. */
  readonly group: (index: number) => PreparedGroup;
  readonly report?: PhaseReporter;
  /**
   * 32 bytes from which everything random in a proof is drawn. Needed where rows have salt. Equal seeds give equal proofs, so use a
   * seed once.
   */
  readonly seed?: Uint8Array;
  /** Refuse to finish a proof that cannot verify (default true). Off only to test that the verifier refuses it too. */
  readonly selfCheck?: boolean;
}

export interface StarkProof {
  readonly bytes: Uint8Array;
  /** How the proof is laid out, and what its security depends on. */
  readonly shape: Shape;
}

/**
 * Proves that the witness satisfies the key's constraints and balances its buses with the statement's boundary. PellucidError if it
 * does not, if the heights are not acceptable, or if memory is short; with `selfCheck` off, a witness that breaks a constraint
 * gives a proof that is refused.
 */
export const proveStark = async (options: ProveOptions): Promise<StarkProof> => {
  const { backend, key, statement, witness, report = silent, selfCheck = true } = options;
  const { config } = key;
  const suite = suiteOf(config.hash);
  const field = createExtField(config.extensionDegree, config.nonResidue);
  const heights = paddedHeights(config, witness.heights);
  const bad = checkHeights(key, statement, heights);
  if (bad !== undefined) throw new PellucidError('bad-heights', bad);
  const shape = deriveShape(key, statement, heights);
  const randomness = options.seed && createRandomness(options.seed);
  const grinding = grindingPlan(config, shape.security);
  const proving = { backend, field, suite, config, key, shape, randomness };
  const preprocessed = preprocessedTrees(shape, options.group);

  // 1. Key, statement and heights.
  const channel = new Channel(proving, startTranscript(key, statement, heights));
  const { transcript, out } = channel;
  const sample = (): Ext => transcript.sampleExt(field.degree);
  out.write(heights.map((log) => log + 1));

  // 2. Main traces.
  await report('trace');
  const memory = allocTraceMemory(proving);
  fillMain(proving, witness, memory.main);
  await report('commit main');
  const main = memory.commitMain();
  channel.root(main.tree);

  // 3. LogUp columns and the accumulator.
  await report('logup');
  channel.grind(grinding.logup);
  const challenges: LogupChallenges = { alpha: sample(), betas: Array.from({ length: maxMessageLength(key) + 1 }, sample) };
  const denominators = boundaryDenominators(field, challenges, statement.boundary);
  if (denominators.some(field.isZero))
    throw new PellucidError('zero-denominator', 'a boundary message hit the LogUp challenge: prove again');
  const total = field.neg(boundarySum(field, denominators, statement.boundary));
  const programs = shape.chips.map(({ index }) => backend.prepare(key.chips[index].program, key.chips[index].packs));
  const preprocessedTraces = (chip: number): Columns | undefined => columnsAmong(preprocessed, chip);
  const inputs = { programs, preprocessed: preprocessedTraces, main: memory.main, challenges, total, target: memory.logup };
  if (!fillLogup(proving, inputs) && selfCheck) refuseUnbalanced();
  await report('commit logup');
  const logup = memory.commitLogup();
  channel.root(logup.tree);

  // 4. Quotient.
  await report('quotient');
  channel.grind(grinding.constraints);
  const lambda = sample();
  const quotient = quotientTree(proving, { programs, preprocessed, main, logup, challenges, lambda, total });
  channel.root(quotient.tree);

  // 5. Values at zeta and, for the accumulator, zeta w.
  await report('open');
  channel.grind(grinding.zeta);
  const zeta = sample();
  const zetaNext = field.scale(zeta, felt.rootOfUnity(shape.logN));
  const trees = [...preprocessed, main, logup, quotient];
  const opened = openAt(proving, trees, zeta);
  const phi = columnsOf(logup.shape, logup.matrices, -1) as Columns;
  const phiNext = openColumnsAt(proving, phi, shape.logN, zetaNext);
  if (selfCheck) checkAtZeta(proving, { opened, phiNext, zeta, challenges, lambda, total });
  for (const value of [...opened, phiNext]) channel.element(value);

  // 6. Batching into one codeword.
  await report('batch');
  channel.grind(grinding.batching);
  const gammas = Array.from({ length: opened.length + 1 }, sample);
  const codeword = batchedCodeword(proving, { trees, phi, gammas, opened, phiNext, zeta, zetaNext });

  // 7. FRI.
  await report('fri');
  const layers = commitFri(proving, codeword, grinding.folds, channel);

  // 8. Queries.
  await report('queries');
  channel.grind(grinding.queries);
  const logDomain = shape.logN + config.logBlowup;
  const indices = sortedDistinct(Array.from({ length: config.queries }, () => transcript.sampleBits(logDomain)));
  for (const committed of trees) writeOpenings(proving, committed, indices, out);
  writeFriOpenings(backend, shape, layers, indices, out);
  return { bytes: out.finish(), shape };
};

/** The trees of preprocessed columns, with the traces that they extend. */
const preprocessedTrees = (shape: Shape, group: ProveOptions['group']): (Committed & Pick<PreparedGroup, 'traces'>)[] =>
  shape.trees.flatMap((tree) => {
    if (tree.group === undefined) return [];
    const { extensions, traces, tree: digests } = group(tree.group);
    return [{ shape: tree, matrices: extensions, tree: digests, traces }];
  });

const columnsAmong = (trees: readonly Traces[], chip: number): Columns | undefined => {
  for (const { shape, traces } of trees) {
    const found = columnsOf(shape, traces, chip);
    if (found !== undefined) return found;
  }
  return undefined;
};

const fillMain = ({ backend, shape }: Proving, witness: StarkWitness, main: Traces): void => {
  main.shape.matrices.forEach((matrix, m) => {
    for (const block of matrix.blocks) {
      const chip = shape.chips[block.chip as number].index;
      const { span, stride } = main.traces[m];
      witness.fill(chip, { cells: () => backend.view(span), stride, column: block.column });
    }
  });
};

interface AtZeta {
  readonly opened: readonly Ext[];
  readonly phiNext: Ext;
  readonly zeta: Ext;
  readonly challenges: LogupChallenges;
  readonly lambda: Ext;
  readonly total: Ext;
}

const checkAtZeta = ({ field, key, shape }: Proving, { opened, phiNext, zeta, challenges, lambda, total }: AtZeta): void => {
  const openings = splitOpenings(shape, opened, phiNext);
  const combined = combinedConstraint(field, { key, shape }, openings, { logup: challenges, lambda, total });
  const [zetaN, zetaPiece] = [2 ** shape.logN, shape.quotient.pieceLength].map((exponent) => field.pow(zeta, exponent));
  if (!field.equals(combined, quotientTimesVanishing(field, openings.quotient, zetaN, zetaPiece))) {
    throw new PellucidError('constraints-unsatisfied', 'a constraint does not hold on the trace (run verify-constraints to see which)');
  }
};

/** Rows of each matrix (each distinct row once, unpadded), then the sibling digests. */
const writeOpenings = ({ backend, shape, config }: Proving, committed: Committed, indices: readonly number[], out: WordWriter): void => {
  committed.shape.matrices.forEach((matrix, m) => {
    const { span, stride, width } = committed.matrices[m];
    const words = backend.view(span);
    for (const row of sortedDistinct(indices.map((index) => rowIndex(shape, matrix, index)))) {
      out.write(words.subarray(row * stride, row * stride + width));
    }
  });
  const tallest = committed.shape.matrices[committed.shape.matrices.length - 1];
  const leaves = sortedDistinct(indices.map((index) => rowIndex(shape, tallest, index)));
  const logLeaves = tallest.logHeight + config.logBlowup;
  for (const digest of openMultiProof(backend.view(committed.tree.span), logLeaves, leaves)) out.write(digest);
};
