/**
 * A prover whose columns are taller than it says. A chip of 2^k rows has columns p(X^(N / 2^k)), the same row at all positions that
 * share it; this one has columns of N rows. Where a tree would let it commit another row at each position, each of the N rows would count
 * 2^k / N on the buses: a run could be in two states at once, each by half.
 */
import type { Backend, Columns, Matrix, MerkleTree } from '../../src/backend/types.ts';
import { babyBear4 as K } from '../../src/field/babybear4.ts';
import * as felt from '../../src/field/felt.ts';
import { buildInnerLayers, openMultiProof, treeWords } from '../../src/hash/merkle.ts';
import { suiteOf } from '../../src/hash/suite.ts';
import { boundaryDenominators, boundarySum } from '../../src/stark/combinedConstraint.ts';
import { maxMessageLength, type VerifyingKey } from '../../src/stark/key.ts';
import { batchedCodeword, openAt, openColumnsAt } from '../../src/stark/pcs/batchProver.ts';
import { allocExtensions, allocTraces, columnsOf } from '../../src/stark/pcs/committed.ts';
import { commitFri, writeFriOpenings } from '../../src/stark/pcs/friProver.ts';
import { rowIndex, sortedDistinct } from '../../src/stark/pcs/queries.ts';
import { Channel } from '../../src/stark/proving.ts';
import { grindingPlan } from '../../src/stark/security.ts';
import { deriveShape, type Shape, type TreeShape } from '../../src/stark/shape.ts';
import { startTranscript } from '../../src/stark/start.ts';
import type { StarkStatement } from '../../src/stark/statement.ts';

interface Committed {
  readonly shape: TreeShape;
  readonly matrices: readonly Matrix[];
  readonly tree: MerkleTree;
}

/** Proves with chips that claim `heights` and all have as many rows as the tallest. Without preprocessed chips. */
export const proveTall = (
  backend: Backend,
  key: VerifyingKey,
  statement: StarkStatement,
  heights: readonly number[],
  fill: (chip: number, cells: Uint32Array, stride: number, column: number) => void,
  opens: 'what was committed' | 'what is at the position',
): Uint8Array => {
  const { config } = key;
  const suite = suiteOf(config.hash);
  const D = K.degree;
  const claimed = deriveShape(key, statement, heights);
  const { logN } = claimed;
  const { logExpansion } = claimed.quotient;
  const logDomain = logN + config.logBlowup;
  const shape: Shape = {
    ...claimed,
    trees: claimed.trees.map((tree) => ({ ...tree, matrices: tree.matrices.map((m) => ({ ...m, logHeight: logN })) })),
  };
  const [mainShape, logupShape, quotientShape] = shape.trees;
  const grinding = grindingPlan(config, claimed.security);
  const channel = new Channel({ backend, suite }, startTranscript(key, statement, heights));
  const { transcript, out } = channel;
  const proving = { backend, field: K, suite, config, key, shape };
  out.write(heights.map((log) => log + 1));

  /** Of the rows that share a place in the tree it can commit one: the first. */
  const commit = (tree: TreeShape, matrices: readonly Matrix[]): Committed => {
    const span = backend.alloc(treeWords(logDomain));
    const words = backend.view(span);
    const rowOf = (m: number, position: number): Uint32Array => {
      const { span: cells, stride, width } = matrices[m];
      return backend.view(cells).subarray(position * stride, position * stride + width);
    };
    const last = matrices.length - 1;
    for (let leaf = 0; leaf < 2 ** logDomain; leaf++) words.set(suite.hashLeaf(rowOf(last, leaf)), 8 * leaf);
    const { matrices: said } = claimed.trees[shape.trees.indexOf(tree)];
    const root = buildInnerLayers(suite.compress, words, logDomain, (level, index, node) => {
      const m = said.findIndex(({ logHeight }) => logHeight === logN - level);
      return m === -1 ? node : suite.hashLeaf(rowOf(m, index << level), node);
    });
    channel.root({ root });
    return { shape: tree, matrices, tree: { span, logLeaves: logDomain, root } };
  };
  const extend = (tree: TreeShape, traces: readonly Matrix[]): Committed => {
    const extensions = allocExtensions(backend, tree, config);
    traces.forEach((trace, m) => {
      backend.lde(trace, extensions[m]);
    });
    return commit(tree, extensions);
  };

  const mainTraces = allocTraces(backend, mainShape);
  mainShape.matrices.forEach((matrix, m) => {
    for (const { chip, column } of matrix.blocks) fill(chip as number, backend.view(mainTraces[m].span), mainTraces[m].stride, column);
  });
  const main = extend(mainShape, mainTraces);

  channel.grind(grinding.logup);
  const challenges = {
    alpha: transcript.sampleExt(D),
    betas: Array.from({ length: maxMessageLength(key) + 1 }, () => transcript.sampleExt(D)),
  };
  const total = K.neg(boundarySum(K, boundaryDenominators(K, challenges, statement.boundary), statement.boundary));
  const programs = claimed.chips.map(({ index }) => backend.prepare(key.chips[index].program, key.chips[index].packs));
  const factor = (chip: number): number => felt.inv(2 ** (logN - claimed.chips[chip].logHeight));
  const scale = (span: Matrix['span'], by: number): void => {
    const words = backend.view(span);
    words.forEach((x, i) => {
      words[i] = felt.mul(x, by);
    });
  };
  const logupTraces = allocTraces(backend, logupShape);
  const sums = claimed.chips.flatMap((_, i) => {
    const columns = columnsOf(logupShape, logupTraces, i);
    if (columns === undefined) return [];
    const span = backend.alloc(2 ** logN * D);
    const main = columnsOf(mainShape, mainTraces, i) as Columns;
    backend.logup({ prepared: programs[i], preprocessed: undefined, main, challenges, target: columns, rowSums: span });
    scale(span, factor(i));
    return [{ logHeight: logN, span }];
  });
  const accumulator = columnsOf(logupShape, logupTraces, -1) as Columns;
  const end = backend.accumulate({ rowSums: sums, logHeight: logN, total, target: accumulator });
  if (!K.isZero(end)) throw new Error('the rows do not balance');
  const logupTree = extend(logupShape, logupTraces);

  channel.grind(grinding.constraints);
  const lambda = transcript.sampleExt(D);
  let weight = K.one;
  const parts = claimed.chips.map(({ index }, i) => {
    const chip = key.chips[index];
    const weights = Array.from({ length: chip.program.constraints.length + chip.packs.length }, () => {
      const current = weight;
      weight = K.mul(weight, lambda);
      return current;
    });
    const [share, columnSums] = [0, 1].map(() => backend.alloc(2 ** (logN + 1) * D));
    const own = columnsOf(mainShape, main.matrices, i) as Columns;
    const logup = columnsOf(logupShape, logupTree.matrices, i) ?? own;
    backend.quotient({
      prepared: programs[i],
      logHeight: logN,
      logExpansion,
      preprocessed: undefined,
      main: own,
      logup,
      challenges,
      weights,
      target: share,
      columnSums,
    });
    scale(columnSums, factor(i));
    return { logHeight: logN, share, columnSums };
  });
  const values = backend.alloc(2 ** (logN + 1) * D);
  const phi = columnsOf(logupShape, logupTree.matrices, -1) as Columns;
  backend.combineQuotient({ logHeight: logN, logExpansion, shares: parts, phi, weight, total, target: values });
  const target = backend.allocMatrix(logDomain, quotientShape.matrices[0].width);
  backend.splitQuotient({ quotient: values, logHeight: logN, ...shape.quotient, target: { matrix: target, column: 0 } });
  const quotient = commit(quotientShape, [target]);

  channel.grind(grinding.zeta);
  const zeta = transcript.sampleExt(D);
  const zetaNext = K.scale(zeta, felt.rootOfUnity(logN));
  const trees = [main, logupTree, quotient];
  const opened = openAt(proving, trees, zeta);
  const phiNext = openColumnsAt(proving, phi, logN, zetaNext);
  for (const value of [...opened, phiNext]) channel.element(value);

  channel.grind(grinding.batching);
  const gammas = Array.from({ length: opened.length + 1 }, () => transcript.sampleExt(D));
  const codeword = batchedCodeword(proving, { trees, phi, gammas, opened, phiNext, zeta, zetaNext });
  const layers = commitFri(proving, codeword, grinding.folds, channel);

  channel.grind(grinding.queries);
  const indices = sortedDistinct(Array.from({ length: config.queries }, () => transcript.sampleBits(logDomain)));
  trees.forEach(({ matrices, tree }, t) => {
    claimed.trees[t].matrices.forEach((matrix, m) => {
      const words = backend.view(matrices[m].span);
      const { stride, width } = matrices[m];
      for (const row of sortedDistinct(indices.map((index) => rowIndex(claimed, matrix, index)))) {
        const queried = indices.find((index) => rowIndex(claimed, matrix, index) === row) as number;
        const position = opens === 'what was committed' ? row << (logN - matrix.logHeight) : queried;
        out.write(words.subarray(position * stride, position * stride + width));
      }
    });
    for (const digest of openMultiProof(backend.view(tree.span), tree.logLeaves, indices)) out.write(digest);
  });
  writeFriOpenings(backend, shape, layers, indices, out);
  return out.finish();
};
