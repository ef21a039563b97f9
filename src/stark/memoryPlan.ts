/**
 * How much of the backend's memory a proof takes, known from its shape before the work begins. It adds up the allocations of
 * prover.ts phase by phase, and the workspace of the backend's operations above them. The result is an upper bound;
 * test/api/memory.test.ts holds it close to what is used.
 */
import { strideOf } from '../backend/stride.ts';
import { TILE_COLUMNS } from '../backend/wasm/kernelMemory.ts';
import { treeWords } from '../hash/merkle.ts';
import type { StarkConfig } from './config.ts';
import { type MatrixShape, type Shape, type TreeShape, treeOf } from './shape.ts';

/**
 * Words of gaps for each row of an extension's workspace, at most: 16 between blocks of 64 rows or more. The workspace holds
 * TILE_COLUMNS columns twice.
 */
const LDE_GAP = 16 / 64;
/** Words of a sponge state that holds a node until a row of a lower matrix joins it. */
const NODE_STATE = 16;
/** Row programs with their constants, sums of openings, alignment; then each thread's slots of row programs. */
const SMALL_WORDS = 2 ** 16;
const THREAD_WORDS = 2 ** 17;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** The most words that proving a shape takes on so many threads, without those that the caller has allocated for preprocessed trees. */
export const proverWords = (shape: Shape, config: Pick<StarkConfig, 'logBlowup' | 'extensionDegree'>, threads: number): number => {
  const D = config.extensionDegree;
  /** Words of an element when it is filled up to a multiple of four. */
  const padded = 4 * Math.ceil(D / 4);
  const blowup = 2 ** config.logBlowup;
  const N = 2 ** shape.logN;
  const domain = N * blowup;
  const rows = ({ matrices }: TreeShape, words: (width: number) => number): number =>
    sum(matrices.map(({ logHeight, width }) => 2 ** logHeight * words(width)));
  const traceWords = (tree: TreeShape): number => rows(tree, strideOf);
  const digests = ({ matrices }: TreeShape): number => treeWords(matrices[matrices.length - 1].logHeight + config.logBlowup);
  const committed = (tree: TreeShape): number => blowup * traceWords(tree) + digests(tree);
  /** Workspace of extending and hashing. */
  const commitWorkspace = (tree: TreeShape): number =>
    Math.max(
      ...tree.matrices.map(({ logHeight, width }) => 2 ** logHeight * 2 * (Math.min(TILE_COLUMNS, strideOf(width)) + LDE_GAP)),
      ...tree.matrices.slice(0, -1).map(({ logHeight }) => NODE_STATE * blowup * 2 ** logHeight),
    );
  const heights = [...new Set(shape.chips.map(({ logHeight }) => 2 ** logHeight))];

  const [main, logup, quotient] = [treeOf(shape, 'main'), treeOf(shape, 'logup'), treeOf(shape, 'quotient')];
  const beforeTraces = committed(main) + blowup * traceWords(logup);
  const trace = beforeTraces + traceWords(main) + commitWorkspace(main);
  // The row sums of each height, and what each row adds to the accumulator.
  const logupColumns = beforeTraces + traceWords(main) + D * sum(heights) + padded * N;
  const beforeQuotient = beforeTraces + digests(logup);
  const commitLogup = beforeQuotient + commitWorkspace(logup);
  // Shares and sums of columns of each height, on the rows of the quotient's domain; the quotient; its coefficients and their workspace, four
  // words at a time; pieces that are filled up to N.
  const { logExpansion, pieces, pieceLength } = shape.quotient;
  const expansion = 2 ** logExpansion;
  const filled = pieceLength < N ? pieces * padded * N : 0;
  const shares = 2 * expansion * D * sum(heights) + expansion * D * N;
  const combining = beforeQuotient + blowup * traceWords(quotient) + shares + 8 * expansion * N + filled;
  const beforeOpening = beforeQuotient + committed(quotient);
  const allHeights = [...new Set(shape.trees.flatMap(({ matrices }) => matrices.map(({ logHeight }: MatrixShape) => 2 ** logHeight)))];
  // The points of a domain, and the weights of all heights; twice over the larger domain for the two quotients of the batch.
  const opening = beforeOpening + N + padded * sum(allHeights);
  const batching = beforeOpening + D * blowup * sum(allHeights) + 2 * D * domain + domain;
  const layers = sum(shape.folds.map((_, i) => friLayerWords(domain, shape.folds, i, D)));
  const folding = beforeOpening + D * domain + layers + 2 * D * domain;
  const most = Math.max(trace, logupColumns, commitLogup, combining, opening, batching, folding);
  return most + SMALL_WORDS + threads * THREAD_WORDS;
};

/** The tree of a layer, its leaves where they are copied to be filled up, and the codeword that it folds to. */
const friLayerWords = (domain: number, folds: readonly number[], layer: number, D: number): number => {
  const size = domain / 2 ** sum(folds.slice(0, layer));
  const folded = size / 2 ** folds[layer];
  const width = 2 ** folds[layer] * D;
  const leaves = strideOf(width) === width ? 0 : strideOf(width) * folded;
  return treeWords(Math.log2(folded)) + D * folded + leaves;
};

/** Words of a preprocessed tree of the shape: its traces, their extensions and the digests. */
export const preprocessedWords = ({ matrices }: TreeShape, { logBlowup }: Pick<StarkConfig, 'logBlowup'>): number =>
  sum(matrices.map(({ logHeight, width }) => (1 + 2 ** logBlowup) * 2 ** logHeight * strideOf(width))) +
  treeWords(matrices[matrices.length - 1].logHeight + logBlowup);
