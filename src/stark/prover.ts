/**
 * The prover, as a numbered recipe; src/stark/verifier.ts is its mirror. docs/protocol.md, "Proof".
 */
import type { Backend, Columns, LogupChallenges, Matrix, PreparedProgram, Span } from '../backend/types.ts';
import { PellucidError } from '../core/error.ts';
import { createExtField, type Ext, type ExtField } from '../field/ext.ts';
import * as felt from '../field/felt.ts';
import { openMultiProof } from '../hash/merkle.ts';
import { boundarySum, combinedConstraint, quotientTimesVanishing } from './combinedConstraint.ts';
import { maxMessageLength, type VerifyingKey } from './key.ts';
import { splitOpenings } from './openedValues.ts';
import { batchedCodeword, openAt, openColumnsAt } from './pcs/batchProver.ts';
import { allocExtensions, allocTraces, allocTree, type Committed, columnsOf, commit, lastRows } from './pcs/committed.ts';
import { commitFri, grindSlot, writeFriOpenings } from './pcs/friProver.ts';
import { rowIndex, sortedDistinct } from './pcs/queries.ts';
import { type PhaseReporter, silent } from './phases.ts';
import type { PreparedGroup } from './preprocessed.ts';
import { quotientTree } from './quotientProver.ts';
import { grindingPlan } from './security.ts';
import { checkHeights, deriveShape, type Shape, type TreeShape, treeOf } from './shape.ts';
import { startTranscript } from './start.ts';
import type { StarkStatement } from './statement.ts';
import { WordWriter } from './words.ts';

export interface StarkWitness {
  /** log2 of each key chip's height, -1 where the chip is absent. */
  readonly heights: readonly number[];
  /** Writes the chip's trace, at once or before the last chip is filled. */
  fill(chip: number, target: TraceTarget): void;
}

/** Where a trace goes: cell (row, i) at cells()[row * stride + column + i]. */
export interface TraceTarget {
  /** Asked for whenever cells are written, as an allocation in between may detach an earlier view. */
  cells(): Uint32Array;
  readonly stride: number;
  readonly column: number;
}

export interface ProveOptions {
  readonly backend: Backend;
  readonly key: VerifyingKey;
  readonly statement: StarkStatement;
  readonly witness: StarkWitness;
  /** The committed preprocessed columns of group g; called only for groups with a present chip. */
  readonly group: (index: number) => PreparedGroup;
  readonly report?: PhaseReporter;
  /** Refuse to finish a proof that cannot verify (default true). Off only to test that the verifier refuses it too. */
  readonly selfCheck?: boolean;
}

export interface StarkProof {
  readonly bytes: Uint8Array;
  /** Committed cells: trace cells of live and padding rows, by kind. */
  readonly shape: Shape;
}

/** Proves that the witness satisfies the key's constraints and balances its buses with the statement's boundary. */
export const proveStark = async (options: ProveOptions): Promise<StarkProof> => {
  const { backend, key, statement, witness, report = silent, selfCheck = true } = options;
  const { config } = key;
  const field = createExtField(config.extensionDegree, config.nonResidue);
  const D = field.degree;
  const bad = checkHeights(key, statement, witness.heights);
  if (bad !== undefined) throw new PellucidError('bad-heights', bad);
  const shape = deriveShape(key, statement, witness.heights);
  const grinding = grindingPlan(config, shape.security);
  const out = new WordWriter();

  // 1. Key, statement and heights.
  const transcript = startTranscript(key, statement, witness.heights);
  out.write(witness.heights.map((log) => log + 1));

  // 2. Main traces.
  await report('trace');
  const preprocessedGroups = shape.trees.flatMap((tree) => (tree.group === undefined ? [] : [{ tree, data: options.group(tree.group) }]));
  const preprocessed = preprocessedGroups.map(({ tree, data }): Committed => ({ shape: tree, matrices: data.extensions, tree: data.tree }));
  const [mainShape, permutationShape] = [treeOf(shape, 'main'), treeOf(shape, 'permutation')];
  // What stays lies below the main traces, which go once the LogUp columns are made of them.
  const mainExtensions = allocExtensions(backend, mainShape, config, 'any');
  const mainTree = allocTree(backend, mainShape, config);
  const permutationExtensions = allocExtensions(backend, permutationShape, config);
  const beforeTraces = backend.mark();
  const mainTraces = allocTraces(backend, mainShape);
  mainShape.matrices.forEach((matrix, m) => {
    for (const part of matrix.parts) {
      const chip = shape.chips[part.chip as number].index;
      const { span, stride } = mainTraces[m];
      witness.fill(chip, { cells: () => backend.view(span), stride, column: part.column });
    }
  });
  await report('commit main');
  const main = commit(backend, mainShape, mainTraces, mainExtensions, mainTree, config);
  transcript.absorbDigest(main.tree.root);
  out.write(main.tree.root);

  // 3. LogUp columns and the accumulator.
  await report('lookups');
  grindSlot(backend, config.hash, transcript, grinding.logup, out);
  const challenges: LogupChallenges = {
    alpha: transcript.sampleExt(D),
    betas: Array.from({ length: maxMessageLength(key) + 1 }, () => transcript.sampleExt(D)),
  };
  const boundary = boundarySum(field, challenges, statement.boundary);
  if (boundary === undefined) throw new PellucidError('zero-denominator', 'a boundary message hit the LogUp challenge: prove again');
  const total = field.neg(boundary);
  const programs = shape.chips.map(({ index }) => backend.prepare(key.chips[index].program, key.chips[index].groups));
  const preprocessedTraces = (chip: number): Columns | undefined => {
    for (const { tree, data } of preprocessedGroups) {
      const found = columnsOf(tree, data.traces, chip);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const permutationTraces = permutationExtensions.map((extension, m) => lastRows(extension, permutationShape.matrices[m].logHeight));
  lookupColumns(
    backend,
    shape,
    programs,
    preprocessedTraces,
    { shape: mainShape, traces: mainTraces },
    challenges,
    total,
    { shape: permutationShape, traces: permutationTraces },
    selfCheck,
  );
  await report('commit lookups');
  backend.release(beforeTraces);
  const permutationTree = allocTree(backend, permutationShape, config);
  const permutation = commit(backend, permutationShape, permutationTraces, permutationExtensions, permutationTree, config);
  transcript.absorbDigest(permutation.tree.root);
  out.write(permutation.tree.root);

  // 4. Quotient.
  await report('quotient');
  grindSlot(backend, config.hash, transcript, grinding.constraints, out);
  const alpha = transcript.sampleExt(D);
  const quotient = quotientTree(backend, field, shape, key, programs, preprocessed, main, permutation, challenges, alpha, total);
  transcript.absorbDigest(quotient.tree.root);
  out.write(quotient.tree.root);

  // 5. Values at zeta and, for the accumulator, zeta w.
  await report('open');
  grindSlot(backend, config.hash, transcript, grinding.zeta, out);
  const zeta = transcript.sampleExt(D);
  const zetaNext = field.scale(zeta, felt.rootOfUnity(shape.logN));
  const trees = [...preprocessed, main, permutation, quotient];
  const opened = openAt(backend, field, shape, trees, zeta);
  const phi = columnsOf(permutationShape, permutation.matrices, -1) as Columns;
  const phiNext = openColumnsAt(backend, field, phi, shape.logN, zetaNext);
  if (selfCheck) checkAtZeta(field, key, shape, opened, phiNext, zeta, challenges, alpha, total);
  for (const value of [...opened, phiNext]) {
    transcript.absorbExt(value);
    out.write(value);
  }

  // 6. Batching into one codeword.
  await report('batch');
  grindSlot(backend, config.hash, transcript, grinding.batching, out);
  const gammas = Array.from({ length: opened.length + 1 }, () => transcript.sampleExt(D));
  const codeword = batchedCodeword(backend, field, shape, config.logBlowup, trees, phi, gammas, opened, phiNext, zeta, zetaNext);

  // 7. FRI.
  await report('fri');
  const layers = commitFri(backend, field, config, shape, codeword, grinding.folds, transcript, out);

  // 8. Queries.
  await report('queries');
  grindSlot(backend, config.hash, transcript, grinding.queries, out);
  const logDomain = shape.logN + config.logBlowup;
  const indices = sortedDistinct(Array.from({ length: config.queries }, () => transcript.sampleBits(logDomain)));
  for (const committed of trees) writeOpenings(backend, shape, committed, config.logBlowup, indices, out);
  writeFriOpenings(backend, shape, layers, indices, out);
  return { bytes: out.finish(), shape };
};

interface Traces {
  readonly shape: TreeShape;
  readonly traces: readonly Matrix[];
}

const lookupColumns = (
  backend: Backend,
  shape: Shape,
  programs: readonly PreparedProgram[],
  preprocessed: (chip: number) => Columns | undefined,
  main: Traces,
  challenges: LogupChallenges,
  total: Ext,
  target: Traces,
  selfCheck: boolean,
): void => {
  const D = total.length;
  const start = backend.mark();
  const rowSums = new Map<number, Span>();
  shape.chips.forEach(({ logHeight }, i) => {
    const columns = columnsOf(target.shape, target.traces, i);
    if (columns === undefined) return;
    if (!rowSums.has(logHeight)) rowSums.set(logHeight, backend.alloc(2 ** logHeight * D));
    const sums = rowSums.get(logHeight) as Span;
    backend.logup(programs[i], preprocessed(i), columnsOf(main.shape, main.traces, i) as Columns, challenges, columns, sums);
  });
  const sums = [...rowSums].map(([logHeight, span]) => ({ logHeight, span })).sort((a, b) => a.logHeight - b.logHeight);
  const end = backend.accumulate(sums, shape.logN, total, columnsOf(target.shape, target.traces, -1) as Columns);
  backend.release(start);
  if (selfCheck && end.some((x) => x !== 0)) {
    throw new PellucidError(
      'unbalanced-buses',
      'the messages on the buses do not balance: the trace is not that of the statement (run verify-constraints)',
    );
  }
};

const checkAtZeta = (
  field: ExtField,
  key: VerifyingKey,
  shape: Shape,
  opened: readonly Ext[],
  phiNext: Ext,
  zeta: Ext,
  challenges: LogupChallenges,
  alpha: Ext,
  total: Ext,
): void => {
  const openings = splitOpenings(shape, opened);
  const combined = combinedConstraint(field, key, shape, openings, phiNext, challenges, alpha, total);
  if (!field.equals(combined, quotientTimesVanishing(field, openings.quotient, field.pow(zeta, 2 ** shape.logN)))) {
    throw new PellucidError('constraints-unsatisfied', 'a constraint does not hold on the trace (run verify-constraints to see which)');
  }
};

/** Rows of each matrix (each distinct row once, unpadded), then the sibling digests. */
const writeOpenings = (
  backend: Backend,
  shape: Shape,
  committed: Committed,
  logBlowup: number,
  indices: readonly number[],
  out: WordWriter,
): void => {
  committed.shape.matrices.forEach((matrix, m) => {
    const { span, stride, width } = committed.matrices[m];
    const words = backend.view(span);
    for (const row of sortedDistinct(indices.map((index) => rowIndex(shape, matrix, index)))) {
      out.write(words.subarray(row * stride, row * stride + width));
    }
  });
  const tallest = committed.shape.matrices[committed.shape.matrices.length - 1];
  const leaves = sortedDistinct(indices.map((index) => rowIndex(shape, tallest, index)));
  const logLeaves = tallest.logHeight + logBlowup;
  for (const digest of openMultiProof(backend.view(committed.tree.span), logLeaves, leaves)) out.write(digest);
};
