/**
 * The shape of a proof: which columns lie in which tree, where, and in what order values are opened. Prover and verifier derive it
 * from the key and the heights with this same code. Nothing of it is taken from the proof. docs/protocol.md, "Shape".
 */
import { foldSchedule, logQuotientExpansion, quotientPieces, type StarkConfig, saltWordsOf } from './config.ts';
import type { VerifyingKey } from './key.ts';
import type { SecurityShape } from './security.ts';
import type { StarkStatement } from './statement.ts';

/** A chip that is in the proof. */
export interface PresentChip {
  /** Index in the key. */
  readonly index: number;
  readonly logHeight: number;
}

/** The adjacent base columns of one chip within a matrix. */
export interface ColumnBlock {
  /** Index in Shape.chips; -1 for the accumulator and the quotient; undefined for a chip of the key that is absent. */
  readonly chip: number | undefined;
  readonly column: number;
  /** Base columns. */
  readonly width: number;
  /** Base columns per opened value: 1, or the extension degree. */
  readonly step: number;
}

export interface MatrixShape {
  /** log2 of the rows of the trace. Each column is known by its values on the subgroup of that order. */
  readonly logHeight: number;
  /** The most coefficients that a column has: as many as the trace has rows, or more if it is masked. */
  readonly degreeBound: number;
  /** Words of salt, the first of each row. The blocks come after them. */
  readonly saltWords: number;
  /** Words of a row: the salt and the widths of all blocks. */
  readonly width: number;
  readonly blocks: readonly ColumnBlock[];
}

export interface TreeShape {
  readonly kind: 'preprocessed' | 'main' | 'logup' | 'quotient';
  /** Index in the key's groups, for preprocessed trees; else undefined. */
  readonly group: number | undefined;
  /** By ascending, distinct height. */
  readonly matrices: readonly MatrixShape[];
}

/** How the quotient of all constraints is computed and sent. */
export interface QuotientShape {
  /** It is computed on 2^logExpansion rows for each row of a trace. */
  readonly logExpansion: number;
  /** It is sent in so many pieces. Piece i has the coefficients from i * pieceLength on. */
  readonly pieces: number;
  readonly pieceLength: number;
}

export interface Shape {
  readonly chips: readonly PresentChip[];
  /** log2 of the rows N of the longest trace. Shorter ones are lifted to it, and X^N - 1 vanishes on all of them. */
  readonly logN: number;
  readonly quotient: QuotientShape;
  /** FRI shows that the batched codeword has at most so many coefficients. */
  readonly friBound: number;
  readonly trees: readonly TreeShape[];
  /** log2 of the arity of each FRI fold. */
  readonly folds: readonly number[];
  /** Coefficients of the final polynomial. */
  readonly finalLength: number;
  /** Extension values opened at zeta; the accumulator at zeta w is one more. */
  readonly openedValues: number;
  readonly security: SecurityShape;
}

/** Where a chip's block is within a tree. */
export interface Placement {
  readonly matrix: number;
  readonly block: ColumnBlock;
}

/** Places blocks side by side after the salt, one matrix for each distinct height, lowest first. */
export const matricesByHeight = (
  blocks: readonly { logHeight: number; chip: number | undefined; width: number; step: number }[],
  saltWords = 0,
): MatrixShape[] => {
  const heights = [...new Set(blocks.map((p) => p.logHeight))].sort((a, b) => a - b);
  return heights.map((logHeight) => {
    let column = saltWords;
    const placed = blocks
      .filter((p) => p.logHeight === logHeight)
      .map(({ chip, width, step }) => {
        const block = { chip, column, width, step };
        column += width;
        return block;
      });
    return { logHeight, degreeBound: 2 ** logHeight, saltWords, width: column, blocks: placed };
  });
};

/** The heights of a proof for traces of the given heights: lower ones are padded up to the least. */
export const paddedHeights = ({ minLogHeight = 0 }: StarkConfig, heights: readonly number[]): number[] =>
  heights.map((log) => (log === -1 ? -1 : Math.max(log, minLogHeight)));

/** Says why heights are not acceptable; undefined if they are. `heights[i]`: log2 of the height of the key's chip i, or -1 if absent. */
export const checkHeights = (key: VerifyingKey, statement: StarkStatement, heights: readonly number[]): string | undefined => {
  if (heights.length !== key.chips.length) return `${heights.length} heights for ${key.chips.length} chips`;
  for (const [i, log] of heights.entries()) {
    if (!Number.isInteger(log) || log < -1 || log > key.config.maxLogHeight) {
      return `chip ${key.chips[i].name}: height 2^${log} is outside of 2^0..2^${key.config.maxLogHeight}`;
    }
  }
  if (heights.every((log) => log === -1)) return 'no chip is present';
  const { minLogHeight = 0 } = key.config;
  const low = heights.findIndex((log) => log !== -1 && log < minLogHeight);
  if (low !== -1) return `chip ${key.chips[low].name}: height 2^${heights[low]} is below 2^${minLogHeight}`;
  for (const group of key.groups) {
    const logs = group.logHeights ?? statement.groups[group.name]?.logHeights;
    if (logs === undefined || logs.length !== group.chips.length) return `group ${group.name} has no heights`;
    for (const [j, chip] of group.chips.entries()) {
      if (!Number.isInteger(logs[j]) || logs[j] < 0 || logs[j] > key.config.maxLogHeight) return `group ${group.name}: bad height`;
      if (heights[chip] !== -1 && heights[chip] !== logs[j]) {
        return `chip ${key.chips[chip].name}: height 2^${heights[chip]}, its table has 2^${logs[j]}`;
      }
    }
  }
  return undefined;
};

/**
 * What FRI is to show: how many coefficients the codeword and the final polynomial have. The codeword is a sum of quotients (p(X) -
 * p(z)) / (X - z), where p is a column lifted to the longest trace. A quotient has one coefficient less than p: N at most, unless
 * columns are masked. FRI shows multiples of what it folds by.
 */
export const friDegrees = (
  logN: number,
  matrices: readonly Pick<MatrixShape, 'logHeight' | 'degreeBound'>[],
  folds: readonly number[],
): { readonly friBound: number; readonly finalLength: number } => {
  const folded = 2 ** folds.reduce((a, b) => a + b, 0);
  const largest = Math.max(2 ** logN, ...matrices.map(({ logHeight, degreeBound }) => (degreeBound - 1) * 2 ** (logN - logHeight)));
  const finalLength = Math.ceil(largest / folded);
  return { friBound: finalLength * folded, finalLength };
};

/** The shape for heights that `checkHeights` accepts. */
export const deriveShape = (key: VerifyingKey, statement: StarkStatement, heights: readonly number[]): Shape => {
  const D = key.config.extensionDegree;
  const chips = heights.flatMap((logHeight, index) => (logHeight === -1 ? [] : [{ index, logHeight }]));
  const position = new Map(chips.map((chip, i) => [chip.index, i]));

  const preprocessed = key.groups.flatMap((group, g): TreeShape[] => {
    if (!group.chips.some((chip) => position.has(chip))) return [];
    const logs = group.logHeights ?? statement.groups[group.name].logHeights;
    const blocks = group.chips.map((chip, j) => ({
      logHeight: logs[j],
      chip: position.get(chip),
      width: key.chips[chip].program.preprocessedWidth,
      step: 1,
    }));
    return [{ kind: 'preprocessed', group: g, matrices: matricesByHeight(blocks) }];
  });
  const tallest = (tree: TreeShape): number => tree.matrices[tree.matrices.length - 1].logHeight;
  const logN = Math.max(...chips.map((c) => c.logHeight), ...preprocessed.map(tallest));

  const pieces = quotientPieces(key.config);
  const pieceLength = Math.ceil(((key.config.maxDegree - 1) * 2 ** logN) / pieces);
  const quotient = { logExpansion: logQuotientExpansion(key.config), pieces, pieceLength };
  const saltWords = saltWordsOf(key.config);

  const main = chips.map((c, chip) => ({ logHeight: c.logHeight, chip, width: key.chips[c.index].program.mainWidth, step: 1 }));
  const logup = chips
    .map((c, chip) => ({ logHeight: c.logHeight, chip, width: key.chips[c.index].packs.length * D, step: D }))
    .filter((p) => p.width > 0);
  const trees: TreeShape[] = [
    ...preprocessed,
    { kind: 'main', group: undefined, matrices: matricesByHeight(main, saltWords) },
    {
      kind: 'logup',
      group: undefined,
      matrices: matricesByHeight([...logup, { logHeight: logN, chip: -1, width: D, step: D }], saltWords),
    },
    {
      kind: 'quotient',
      group: undefined,
      matrices: matricesByHeight([{ logHeight: logN, chip: -1, width: quotient.pieces * D, step: D }], saltWords),
    },
  ];
  const openedValues = trees
    .flatMap((tree) => tree.matrices.flatMap((m) => m.blocks))
    .reduce((total, block) => total + (block.chip === undefined ? 0 : block.width / block.step), 0);
  const folds = foldSchedule(key.config, logN);
  const matrices = trees.flatMap((tree) => tree.matrices);
  const { friBound, finalLength } = friDegrees(logN, matrices, folds);
  const programs = chips.map((c) => key.chips[c.index]);
  return {
    chips,
    logN,
    trees,
    quotient,
    friBound,
    folds,
    finalLength,
    openedValues,
    security: {
      logN,
      friBound,
      quotientBound: (pieces - 1) * quotient.pieceLength + friBound,
      constraints: programs.reduce((total, c) => total + c.program.constraints.length + c.packs.length, 1),
      messages: chips.reduce(
        (total, c) => total + 2 ** c.logHeight * key.chips[c.index].program.interactions.length,
        statement.boundary.length,
      ),
    },
  };
};

/** The block of a present chip (by index in Shape.chips) in a tree. */
export const placement = (tree: TreeShape, chip: number): Placement | undefined => {
  for (const [matrix, shape] of tree.matrices.entries()) {
    const block = shape.blocks.find((p) => p.chip === chip);
    if (block !== undefined) return { matrix, block };
  }
  return undefined;
};

export const treeOf = (shape: Shape, kind: TreeShape['kind']): TreeShape => shape.trees.find((t) => t.kind === kind) as TreeShape;

/** The largest sum of boolean multiplicities on all buses. LogUp needs it below p. */
export const multiplicityBound = (shape: Shape): number => shape.security.messages;
