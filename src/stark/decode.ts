/**
 * A proof's bytes as plain values. Decoding knows lengths, which follow from the shape, and canonical words; it checks no equation. It
 * comes in stages, as lengths depend on the heights, and which rows are opened depends on the positions that the transcript draws.
 */

import { unfoldMultiProof } from '../hash/merkle.ts';
import type { HashSuite } from '../hash/suite.ts';
import type { Kinds } from './algebra.ts';
import type { StarkConfig } from './config.ts';
import { type DigestStore, type Numbers, type Row, rowAt } from './numbers.ts';
import { sortedDistinct } from './pcs/queries.ts';
import type { GrindingPlan } from './security.ts';
import type { Shape, TreeShape } from './shape.ts';
import type { WordReader } from './words.ts';

/** What is on the wire before the queries, in the order of the protocol. A nonce is 0 where its slot asks for no bits. */
export interface Commitments<K extends Kinds> {
  readonly mainRoot: K['digest'];
  readonly logupNonce: K['base'];
  readonly logupRoot: K['digest'];
  readonly constraintNonce: K['base'];
  readonly quotientRoot: K['digest'];
  readonly zetaNonce: K['base'];
  /** Values at zeta, in the order of the shape. */
  readonly opened: readonly K['ext'][];
  /** The accumulator at zeta w. */
  readonly phiNext: K['ext'];
  readonly batchingNonce: K['base'];
  readonly layers: readonly { readonly root: K['digest']; readonly nonce: K['base'] }[];
  /** Coefficients of the final polynomial, lowest first. */
  readonly final: readonly K['ext'][];
  readonly queryNonce: K['base'];
}

/** One leaf of a tree: a row of each matrix, lowest first, and the siblings from the leaf up to below the root. */
export interface Opening<K extends Kinds> {
  readonly rows: readonly K['row'][];
  readonly path: readonly K['digest'][];
}

/** What a query opens: a leaf of each tree of the shape, and of each FRI layer. */
export interface Query<K extends Kinds> {
  readonly position: K['position'];
  readonly trees: readonly Opening<K>[];
  readonly layers: readonly Opening<K>[];
}

export const decodeHeights = (reader: WordReader, chips: number): number[] => Array.from(reader.read(chips, 'the heights'), (h) => h - 1);

export const decodeCommitments = (
  reader: WordReader,
  suite: HashSuite,
  store: DigestStore,
  { degree, shape, grinding }: { readonly degree: number; readonly shape: Shape; readonly grinding: GrindingPlan },
): Commitments<Numbers> => {
  const root = (what: string): number => store.put(reader.readDigest(suite, what));
  const nonce = (bits: number, slot: string): number => (bits === 0 ? 0 : reader.read(1, `the ${slot} nonce`)[0]);
  // The fields of a literal are evaluated in the order in which they stand.
  return {
    mainRoot: root('the main root'),
    logupNonce: nonce(grinding.logup, 'LogUp'),
    logupRoot: root('the LogUp root'),
    constraintNonce: nonce(grinding.constraints, 'constraint'),
    quotientRoot: root('the quotient root'),
    zetaNonce: nonce(grinding.zeta, 'out-of-domain'),
    opened: reader.readExts(shape.openedValues, degree, 'the opened values'),
    phiNext: reader.readExts(1, degree, 'the opened accumulator')[0],
    batchingNonce: nonce(grinding.batching, 'batching'),
    layers: shape.folds.map((_, i) => ({ root: root(`FRI root ${i + 1}`), nonce: nonce(grinding.folds[i], `FRI fold ${i + 1}`) })),
    final: reader.readExts(shape.finalLength, degree, 'the final polynomial'),
    queryNonce: nonce(grinding.queries, 'query'),
  };
};

/** How errors call a tree. */
export const treeName = ({ kind, group }: Pick<TreeShape, 'kind' | 'group'>): string =>
  `the ${group === undefined ? kind : `${kind} ${group}`} tree`;
export const layerName = (layer: number): string => `FRI layer ${layer + 1}`;

/** A matrix as the wire has it. `logRows`: log2 of its rows, the blow-up's included. */
interface MatrixOnWire {
  readonly logRows: number;
  readonly width: number;
}

/** What decoding the queries needs to know of the parameters and the shape. */
export interface QueryLayout {
  readonly config: Pick<StarkConfig, 'extensionDegree' | 'logBlowup'>;
  readonly shape: Pick<Shape, 'logN' | 'trees' | 'folds'>;
}

/** What each query opens, multi-proofs unfolded into whole paths; nothing may follow. `drawn`: positions of the longest codeword. */
export const decodeQueries = (
  reader: WordReader,
  suite: HashSuite,
  store: DigestStore,
  { config, shape }: QueryLayout,
  drawn: readonly number[],
): Query<Numbers>[] => {
  const logDomain = shape.logN + config.logBlowup;
  // A position that is drawn twice is opened once.
  const positions = sortedDistinct(drawn);

  /** A matrix's row for each position; positions that read the same row share it. */
  const decodeRows = (what: string, { logRows, width }: MatrixOnWire): Row[] => {
    let index = -1;
    let row: Row | undefined;
    return positions.map((position) => {
      const next = position >>> (logDomain - logRows);
      if (row === undefined || next !== index) {
        index = next;
        row = rowAt(reader.position, width);
        reader.read(width, what);
      }
      return row;
    });
  };
  // What differs from tree to tree stands in variables, so that the functions are the same ones for all trees.
  let siblingOf = '';
  let joining: Row[][] = [];
  const nextSibling = (): number => store.put(reader.readDigest(suite, siblingOf));
  const compress = (left: number, right: number): number => store.compress(left, right);
  const join = (level: number, q: number, node: number): number => {
    const rows = joining[level];
    return rows === undefined ? node : store.hashRow(rows[q], node);
  };
  const decodeTree = (name: string, matrices: readonly MatrixOnWire[]): Opening<Numbers>[] => {
    const rows = matrices.map((matrix) => decodeRows(`a row of ${name}`, matrix));
    const { logRows: logLeaves } = matrices[matrices.length - 1];
    siblingOf = `the path of ${name}`;
    // A lower matrix joins the tree where there are as many nodes as it has rows. By level, 0 being the leaves.
    joining = Array.from({ length: logLeaves + 1 }, (_, level) => rows[matrices.findIndex(({ logRows }) => logRows === logLeaves - level)]);
    const leaves = positions.map((position) => position >>> (logDomain - logLeaves));
    const nodes = rows[rows.length - 1].map((row) => store.hashRow(row));
    const paths = unfoldMultiProof({ logLeaves, leaves, nodes, compress, nextSibling, join });
    return positions.map((_, q) => ({ rows: rows.map((own) => own[q]), path: paths[q] }));
  };

  const trees = shape.trees.map((tree) =>
    decodeTree(
      treeName(tree),
      tree.matrices.map(({ logHeight, width }) => ({ logRows: logHeight + config.logBlowup, width })),
    ),
  );
  let logRows = logDomain;
  const layers = shape.folds.map((log, i) => {
    logRows -= log;
    return decodeTree(layerName(i), [{ logRows, width: 2 ** log * config.extensionDegree }]);
  });
  reader.end();
  return positions.map((position, q) => ({ position, trees: trees.map((tree) => tree[q]), layers: layers.map((layer) => layer[q]) }));
};
