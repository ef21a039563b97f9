/** The verifier's side of the batched codeword: authenticates the opened rows and computes F at each queried point. */

import { reverseBits } from '../../core/log2.ts';
import { cosetShift } from '../../field/domain.ts';
import type { Ext, ExtField } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import type { Digest } from '../../hash/digest.ts';
import { type Join, verifyMultiProof } from '../../hash/merkle.ts';
import { type HashSuite, suiteOf } from '../../hash/suite.ts';
import type { StarkConfig } from '../config.ts';
import type { MatrixShape, Shape, TreeShape } from '../shape.ts';
import { Reject, type WordReader } from '../words.ts';
import { batchingCoefficients } from './batching.ts';
import { rowIndex, siblingCount, sortedDistinct } from './queries.ts';

export interface BatchedOpenings {
  readonly gammas: readonly Ext[];
  readonly opened: readonly Ext[];
  readonly phiNext: Ext;
  readonly zeta: Ext;
}

/** sum_c coefficients[c] row[c] as an unreduced loop over base limbs. */
const dot = (field: ExtField, coefficients: readonly Ext[], row: ArrayLike<number>): Ext => {
  const out = new Array<number>(field.degree).fill(0);
  for (let c = 0; c < coefficients.length; c++) {
    const x = row[c];
    if (x === 0) continue;
    const g = coefficients[c];
    for (let d = 0; d < out.length; d++) out[d] = felt.add(out[d], felt.mul(g[d], x));
  }
  return out;
};

/** Rows by row index. */
const readRows = (
  reader: WordReader,
  shape: Shape,
  matrix: MatrixShape,
  indices: readonly number[],
  name: string,
): Map<number, Uint32Array> => {
  const rows = new Map<number, Uint32Array>();
  for (const row of sortedDistinct(indices.map((index) => rowIndex(shape, matrix, index)))) {
    rows.set(row, reader.read(matrix.width, `row ${row} of the ${name} tree`));
  }
  return rows;
};

const treeName = (tree: TreeShape): string => (tree.group === undefined ? tree.kind : `${tree.kind} ${tree.group}`);

const authenticate = (
  reader: WordReader,
  suite: HashSuite,
  shape: Shape,
  tree: TreeShape,
  logBlowup: number,
  root: Digest,
  indices: readonly number[],
  rows: readonly Map<number, Uint32Array>[],
): void => {
  const tallest = tree.matrices[tree.matrices.length - 1];
  const logLeaves = tallest.logHeight + logBlowup;
  const leaves = sortedDistinct(indices.map((index) => rowIndex(shape, tallest, index)));
  const digests = leaves.map((leaf) => suite.hashLeaf(rows[rows.length - 1].get(leaf) as Uint32Array));
  // A lower matrix joins the tree where there are as many nodes as it has rows, so that a row is the same for all leaves below its node.
  const rowsAt = new Map(tree.matrices.map((m, i) => [tallest.logHeight - m.logHeight, rows[i]]));
  const join: Join = (level, index, node) => {
    const own = rowsAt.get(level);
    return own === undefined ? node : suite.hashLeaf(own.get(index) as Uint32Array, node);
  };
  const siblings = Array.from({ length: siblingCount(logLeaves, leaves) }, () =>
    reader.readDigest(suite, `the ${treeName(tree)} tree's path`),
  );
  if (!verifyMultiProof(suite.compress, root, logLeaves, leaves, digests, siblings, join)) {
    throw new Reject(`the rows opened in the ${treeName(tree)} tree do not lead to its root`);
  }
};

/** F at the sorted, distinct query positions. */
export const openedCodeword = (
  reader: WordReader,
  field: ExtField,
  config: StarkConfig,
  shape: Shape,
  roots: readonly Digest[],
  indices: readonly number[],
  batch: BatchedOpenings,
): Ext[] => {
  const { gammas, opened, phiNext, zeta } = batch;
  const batching = batchingCoefficients(field, shape, gammas);
  const atZeta = indices.map(() => field.zero);
  const atNext = indices.map(() => field.zero);
  shape.trees.forEach((tree, t) => {
    const rows = tree.matrices.map((matrix) => readRows(reader, shape, matrix, indices, treeName(tree)));
    authenticate(reader, suiteOf(config.hash), shape, tree, config.logBlowup, roots[t], indices, rows);
    tree.matrices.forEach((matrix, m) => {
      const sums = new Map([...rows[m]].map(([row, cells]) => [row, dot(field, batching.atZeta[t][m], cells)]));
      indices.forEach((index, i) => {
        atZeta[i] = field.add(atZeta[i], sums.get(rowIndex(shape, matrix, index)) as Ext);
      });
      const phi = tree.kind === 'logup' ? matrix.blocks.find((p) => p.chip === -1) : undefined;
      if (phi === undefined) return;
      indices.forEach((index, i) => {
        const cells = (rows[m].get(rowIndex(shape, matrix, index)) as Uint32Array).subarray(phi.column, phi.column + phi.width);
        atNext[i] = dot(field, batching.atNext, cells);
      });
    });
  });
  const value = opened.reduce<Ext>((sum, y, i) => field.add(sum, field.mul(gammas[i], y)), field.zero);
  const nextValue = field.mul(gammas[opened.length], phiNext);
  const zetaNext = field.scale(zeta, felt.rootOfUnity(shape.logN));
  const logDomain = shape.logN + config.logBlowup;
  const root = felt.rootOfUnity(logDomain);
  const shift = cosetShift(shape.logN);
  const points = indices.map((index) => field.fromBase(felt.mul(shift, felt.pow(root, reverseBits(index, logDomain)))));
  // Not zero: zeta is not in the base field, or its N-th power would be.
  const inverses = field.batchInv(points.flatMap((x) => [field.sub(x, zeta), field.sub(x, zetaNext)]));
  return indices.map((_, i) =>
    field.add(field.mul(field.sub(atZeta[i], value), inverses[2 * i]), field.mul(field.sub(atNext[i], nextValue), inverses[2 * i + 1])),
  );
};
