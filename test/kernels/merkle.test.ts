import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import type { Matrix } from '../../src/backend/types.ts';
import { P } from '../../src/field/felt.ts';
import type { Digest } from '../../src/hash/digest.ts';
import { type Join, openMultiProof, unfoldMultiProof } from '../../src/hash/merkle.ts';
import { HASHES, type HashName, suiteOf } from '../../src/hash/suite.ts';
import { randomElements } from './inputs.ts';

const commit = (hash: HashName, logLeaves: number) => {
  const backend = createReferenceBackend();
  const matrices = [Math.max(0, logLeaves - 2), logLeaves]
    .filter((log, i, all) => i === 0 || log > all[i - 1])
    .map((log, i) => {
      const matrix = backend.allocMatrix(log, 5 + i);
      const random = randomElements(i, matrix.span.length);
      backend.view(matrix.span).forEach((_, k, all) => {
        all[k] = k % matrix.stride < matrix.width ? random[k] : 0;
      });
      return matrix;
    });
  const tree = backend.merkle(matrices, hash);
  const words = backend.view(tree.span);
  const rowOf = (m: Matrix, index: number): Uint32Array => backend.view({ offset: m.span.offset + index * m.stride, length: m.width });
  const leaf = (index: number): Digest => suiteOf(hash).hashLeaf(rowOf(matrices[matrices.length - 1], index));
  const join: Join = (level, index, node) => {
    const matrix = matrices.find((m) => m.logHeight === logLeaves - level);
    return matrix === undefined ? node : suiteOf(hash).hashLeaf(rowOf(matrix, index), node);
  };
  return { root: tree.root, words, leaf, join };
};

interface Claim {
  readonly root: Digest;
  readonly log: number;
  readonly indices: readonly number[];
  readonly leaves: readonly Digest[];
  readonly siblings: readonly Digest[];
  readonly join: Join;
}

/** Whether each unfolded path leads from its leaf to the root, and no sibling is missing or left over. */
const leadsToRoot = (hash: HashName, { root, log, indices, leaves, siblings, join }: Claim): boolean => {
  const { compress } = suiteOf(hash);
  let used = 0;
  const nextSibling = (): Digest => siblings[used++] ?? changed(root);
  const paths = unfoldMultiProof({
    logLeaves: log,
    leaves: indices,
    nodes: leaves,
    compress,
    nextSibling,
    join: (level, leaf, node) => join(level, indices[leaf] >>> level, node),
  });
  const reached = indices.every((index, i) => {
    const path = paths[i];
    const end = path.reduce((node, sibling, level) => {
      const parent = (index >>> level) % 2 === 0 ? compress(node, sibling) : compress(sibling, node);
      return join(level + 1, index >>> (level + 1), parent);
    }, leaves[i]);
    return path.length === log && end.every((word, k) => word === root[k]);
  });
  return reached && used === siblings.length;
};

const changed = (digest: Digest): Digest => {
  const copy = digest.slice();
  copy[3] = (copy[3] + 1) % P;
  return copy;
};

describe.each(HASHES)('Merkle multi-proofs with %s', (hash) => {
  it('open every set of leaves of small trees, without needless siblings', () => {
    for (const log of [0, 1, 2, 3]) {
      const { root, words, leaf, join } = commit(hash, log);
      for (let set = 1; set < 2 ** (2 ** log); set++) {
        const indices = Array.from({ length: 2 ** log }, (_, i) => i).filter((i) => (set >> i) & 1);
        const siblings = openMultiProof(words, log, indices);
        if (indices.length === 2 ** log) expect(siblings).toEqual([]);
        expect(leadsToRoot(hash, { root, log, indices, leaves: indices.map(leaf), siblings, join })).toBe(true);
      }
    }
  });

  it('share paths: one sibling per layer and run of neighbours', () => {
    const { words } = commit(hash, 4);
    // 4 and 5 are siblings; their parent 2 needs 3, 1 needs 0, and the other half of the tree.
    expect(openMultiProof(words, 4, [4, 5])).toEqual([
      words.slice((16 + 3) * 8, (16 + 4) * 8),
      words.slice((16 + 8 + 0) * 8, (16 + 8 + 1) * 8),
      words.slice((16 + 8 + 4 + 1) * 8, (16 + 8 + 4 + 2) * 8),
    ]);
  });

  it('reject every change', () => {
    const log = 6;
    const { root, words, leaf, join } = commit(hash, log);
    const indices = [3, 4, 17, 40, 41];
    const leaves = indices.map(leaf);
    const siblings = openMultiProof(words, log, indices);
    const verify = (over: Partial<Claim>): boolean => leadsToRoot(hash, { root, log, indices, leaves, siblings, join, ...over });
    expect(verify({})).toBe(true);
    // The row of a lower matrix is one for all leaves below its node: none of them opens with another.
    for (const at of [0, 1, 4, 10]) {
      expect(verify({ join: (level, index, node) => join(level, index, level === 2 && index === at ? changed(node) : node) })).toBe(false);
      expect(verify({ join: (level, index, node) => (level === 2 && index === at ? node : join(level, index, node)) })).toBe(false);
    }
    expect(verify({ join: (_level, _index, node) => node })).toBe(false);
    expect(verify({ root: changed(root) })).toBe(false);
    for (let i = 0; i < siblings.length; i++) {
      expect(verify({ siblings: siblings.with(i, changed(siblings[i])) })).toBe(false);
      expect(verify({ siblings: siblings.toSpliced(i, 1) })).toBe(false);
      expect(verify({ siblings: siblings.toSpliced(i, 0, siblings[i]) })).toBe(false);
    }
    expect(verify({ siblings: [...siblings, siblings[0]] })).toBe(false);
    expect(verify({ siblings: [] })).toBe(false);
    for (let i = 0; i < indices.length; i++) {
      expect(verify({ leaves: leaves.with(i, changed(leaves[i])) })).toBe(false);
      expect(verify({ indices: indices.toSpliced(i, 1), leaves: leaves.toSpliced(i, 1) })).toBe(false);
    }
    expect(verify({ indices: [2, 4, 17, 40, 41] })).toBe(false);
    expect(verify({ log: log - 1 })).toBe(false);
    expect(verify({ log: log + 1 })).toBe(false);
  });
});
