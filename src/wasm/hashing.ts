/** Merkle trees and proof of work, over assembly/merkle.ts. docs/protocol.md, "Commitments". */
import type { Matrix, MerkleTree } from '../backend/types.ts';
import * as felt from '../field/felt.ts';
import { layerOffset, treeWords } from '../hash/merkle.ts';
import { type Arena, addressOf } from './arena.ts';
import type { KernelExports } from './instantiate.ts';

/** Permutations per call of a kernel: a few milliseconds. A multiple of the batch, 8 or 16. */
const CALL_PERMUTATIONS = 2 ** 13;

const inCalls = (count: number, perRow: number, call: (from: number, to: number) => void): void => {
  const step = Math.max(64, Math.ceil(CALL_PERMUTATIONS / perRow / 64) * 64);
  for (let from = 0; from < count; from += step) call(from, Math.min(count, from + step));
};

/** Sponge states of the rows of the lower matrices go upwards; the tallest one's become digests. */
export const merkle = (run: KernelExports, arena: Arena, matrices: readonly Matrix[]): MerkleTree => {
  const logLeaves = matrices[matrices.length - 1].logHeight;
  const span = arena.alloc(treeWords(logLeaves));
  const mark = arena.mark();
  let states = 0;
  matrices.forEach((matrix, i) => {
    const isLast = i === matrices.length - 1;
    const height = 2 ** matrix.logHeight;
    const out = addressOf(isLast ? span : arena.alloc(16 * height));
    const shift = i === 0 ? 0 : matrix.logHeight - matrices[i - 1].logHeight;
    const blocks = matrix.stride / 8;
    inCalls(height, blocks, (from, to) => {
      run.absorbRows(
        addressOf(matrix.span),
        4 * matrix.stride,
        blocks,
        height,
        states,
        shift,
        out,
        isLast ? 8 : 16,
        from,
        to,
      );
    });
    states = out;
  });
  arena.release(mark);
  for (let level = 0; level < logLeaves; level++) {
    const count = 2 ** (logLeaves - level - 1);
    const children = addressOf(span, layerOffset(logLeaves, level));
    const parents = addressOf(span, layerOffset(logLeaves, level + 1));
    inCalls(count, 1, (from, to) => run.compressLayer(children, parents, count, from, to));
  }
  const root = layerOffset(logLeaves, logLeaves);
  return { span, logLeaves, root: arena.view(span).slice(root, root + 8) };
};

export const grind = (run: KernelExports, arena: Arena, state: Uint32Array, bits: number): number => {
  const mark = arena.mark();
  const words = arena.alloc(16);
  const scratch = arena.alloc(16 * 16);
  arena.view(words).set(state);
  try {
    for (let from = 0; from < felt.P - 1; from += CALL_PERMUTATIONS) {
      const to = Math.min(felt.P - 1, from + CALL_PERMUTATIONS);
      const nonce = run.grind(addressOf(words), 2 ** bits - 1, addressOf(scratch), from, to) >>> 0;
      if (nonce < to) return nonce;
    }
  } finally {
    arena.release(mark);
  }
  throw new RangeError(`no nonce gives ${bits} zero bits`);
};
