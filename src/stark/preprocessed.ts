/** Commits to the preprocessed columns of a group of chips: fixed tables of the machine, or a guest's program. */
import type { Backend, Matrix, MerkleTree } from '../backend/types.ts';
import type { StarkConfig } from './config.ts';
import { type MatrixShape, matricesByHeight } from './shape.ts';

/** Preprocessed columns of one chip: row-major values, 2^logHeight rows of `width`. */
export interface PreprocessedTable {
  readonly logHeight: number;
  readonly width: number;
  readonly values: Uint32Array;
}

export interface PreparedGroup {
  readonly shapes: readonly MatrixShape[];
  /** Values on the subgroup in natural order, by matrix. */
  readonly traces: readonly Matrix[];
  /** Extensions, in bit-reversed order. */
  readonly extensions: readonly Matrix[];
  readonly tree: MerkleTree;
}

/** Extends the tables and commits to them. Block i of the shapes is table i. The memory stays allocated. */
export const commitPreprocessed = (
  backend: Backend,
  config: Pick<StarkConfig, 'logBlowup' | 'hash'>,
  tables: readonly PreprocessedTable[],
): PreparedGroup => {
  const shapes = matricesByHeight(tables.map((t, i) => ({ logHeight: t.logHeight, chip: i, width: t.width, step: 1 })));
  const traces = shapes.map((shape) => {
    const matrix = backend.allocMatrix(shape.logHeight, shape.width);
    const cells = backend.view(matrix.span);
    for (const block of shape.blocks) {
      const { values, width } = tables[block.chip as number];
      for (let row = 0; row < 2 ** shape.logHeight; row++) {
        for (let i = 0; i < width; i++) cells[row * matrix.stride + block.column + i] = values[row * width + i];
      }
    }
    return matrix;
  });
  const extensions = traces.map((trace) => {
    const target = backend.allocMatrix(trace.logHeight + config.logBlowup, trace.width);
    backend.lde(trace, target);
    return target;
  });
  return { shapes, traces, extensions, tree: backend.merkle(extensions, config.hash) };
};
