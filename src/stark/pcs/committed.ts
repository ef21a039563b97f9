/** Committed trees on the prover's side: their memory, their extensions, and where chips have their columns. */
import type { Backend, Columns, Contents, Matrix, MerkleTree } from '../../backend/types.ts';
import { PellucidError } from '../../core/error.ts';
import { treeWords } from '../../hash/merkle.ts';
import type { StarkConfig } from '../config.ts';
import type { Proving } from '../proving.ts';
import { Purpose, type Randomness } from '../randomness.ts';
import { placement, type TreeShape } from '../shape.ts';

/** The number of each tree in the positions of its salts. It never changes. */
const SALTED: Readonly<Record<TreeShape['kind'], number>> = { preprocessed: 0, main: 1, logup: 2, quotient: 3 };

/** A committed tree: its matrices (extensions) and digests. */
export interface Committed {
  readonly shape: TreeShape;
  readonly matrices: readonly Matrix[];
  readonly tree: MerkleTree;
}

export const allocTraces = (backend: Backend, tree: TreeShape): Matrix[] =>
  tree.matrices.map((m) => backend.allocMatrix(m.logHeight, m.width));

/** Pass 'any' for `contents` if the trace lies outside this matrix: lde then overwrites every word, padding too. */
export const allocExtensions = (
  backend: Backend,
  tree: TreeShape,
  { logBlowup }: Pick<StarkConfig, 'logBlowup'>,
  contents: Contents = 'zeros',
): Matrix[] => tree.matrices.map((m) => backend.allocMatrix(m.logHeight + logBlowup, m.width, contents));

/** The last 2^logHeight rows of an extension. A trace may lie there if it is not needed after it has been extended. */
export const lastRows = ({ span, logHeight: logSize, width, stride }: Matrix, logHeight: number): Matrix => {
  const length = 2 ** logHeight * stride;
  return { span: { offset: span.offset + 2 ** logSize * stride - length, length }, logHeight, width, stride };
};

export const allocTree = (backend: Backend, { matrices }: TreeShape, { logBlowup }: Pick<StarkConfig, 'logBlowup'>): MerkleTree['span'] =>
  backend.alloc(treeWords(matrices[matrices.length - 1].logHeight + logBlowup), 'any');

/** What is to be committed, and where its extensions and digests go. */
export interface Uncommitted {
  readonly shape: TreeShape;
  readonly traces: readonly Matrix[];
  readonly extensions: readonly Matrix[];
  readonly tree: MerkleTree['span'];
}

/** Extends the traces and commits to the extensions. */
export const commit = (
  { backend, suite, randomness }: Pick<Proving, 'backend' | 'suite' | 'randomness'>,
  { shape, traces, extensions, tree }: Uncommitted,
): Committed => {
  traces.forEach((trace, i) => {
    backend.lde(trace, extensions[i]);
  });
  writeSalts(backend, randomness, shape, extensions);
  return { shape, matrices: extensions, tree: backend.merkle(extensions, suite.name, tree) };
};

/**
 * Writes the salt of each row, its first words, before the rows are hashed. PellucidError 'bad-seed' if rows have salt and there is
 * no seed.
 */
export const writeSalts = (backend: Backend, randomness: Randomness | undefined, shape: TreeShape, extensions: readonly Matrix[]): void => {
  shape.matrices.forEach(({ saltWords }, m) => {
    if (saltWords === 0) return;
    if (randomness === undefined) throw new PellucidError('bad-seed', 'rows have salt: give the prover a seed');
    const { span, logHeight, stride } = extensions[m];
    const salts = randomness.elements(Purpose.SALT, [SALTED[shape.kind], m], 2 ** logHeight * saltWords);
    const words = backend.view(span);
    for (let row = 0; row < 2 ** logHeight; row++) words.set(salts.subarray(row * saltWords, (row + 1) * saltWords), row * stride);
  });
};

/** `width` adjacent columns as a matrix of their own, for reading only. */
export const columnsAlone = ({ matrix, column }: Columns, width: number): Matrix => {
  const { span, logHeight, stride } = matrix;
  return { span: { offset: span.offset + column, length: span.length - column }, logHeight, width, stride };
};

/** Where a present chip's columns are, among the matrices of a tree. */
export const columnsOf = (tree: TreeShape, matrices: readonly Matrix[], chip: number): Columns | undefined => {
  const place = placement(tree, chip);
  return place === undefined ? undefined : { matrix: matrices[place.matrix], column: place.block.column };
};
