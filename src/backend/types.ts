/**
 * The operations that the prover needs of a machine with memory. `reference` implements them over src/field and src/hash,
 * readable and slow; `wasm` over the kernels. Both give identical results, so a proof's bytes do not depend on the
 * backend. All values in memory are canonical BabyBear elements, u32; an extension element is D consecutive words.
 */
import type { ConstraintProgram } from '../air/program.ts';
import type { Ext } from '../field/ext.ts';

/** A region of the backend's memory. `offset` and `length` in u32 words; offset is a multiple of 4 (16 bytes). */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/**
 * A row-major matrix of 2^logHeight rows. Row r, column c is word r * stride + c; stride is `width` rounded up to a
 * multiple of 8 (the hash's rate) and the words between width and stride are zero.
 */
export interface Matrix {
  readonly span: Span;
  readonly logHeight: number;
  readonly width: number;
  readonly stride: number;
}

/** 2^logLeaves leaf digests of 8 words, then each layer above it, the root last: (2^(logLeaves+1) - 1) * 8 words. */
export interface MerkleTree {
  readonly span: Span;
  readonly logLeaves: number;
  readonly root: Uint32Array;
}

/** The columns of a chip within a matrix, from `column` on. */
export interface Columns {
  readonly matrix: Matrix;
  readonly column: number;
}

/** LogUp challenges: a message v_1..v_n on bus b has the denominator alpha + beta_0 (b + 1) + sum_j beta_j v_j. */
export interface LogupChallenges<E = Ext> {
  readonly alpha: E;
  readonly betas: readonly E[];
}

/** A constraint program in the form that a backend's interpreter takes. Opaque: only the backend that made it can use it. */
export interface PreparedProgram {
  readonly program: ConstraintProgram;
  /** The interactions that each LogUp column sums, by index in the program (src/air/packing.ts). */
  readonly packs: readonly (readonly number[])[];
}

/** What allocated memory holds: zeros, the default, or anything. 'any' is for memory that is written in full before it is read. */
export type Contents = 'zeros' | 'any';

/** The columns that the constraints and lookups of one chip read. `preprocessed` is undefined where the chip has none. */
export interface ChipColumns {
  readonly prepared: PreparedProgram;
  readonly preprocessed: Columns | undefined;
  readonly main: Columns;
}

/** One chip's LogUp columns. They are written to `target`. The sum of each row is added to `rowSums`, one extension element a row. */
export interface LogupTask extends ChipColumns {
  readonly challenges: LogupChallenges;
  readonly target: Columns;
  readonly rowSums: Span;
}

/** The row sums of all chips of 2^logHeight rows, one extension element a row. */
export interface RowSums {
  readonly logHeight: number;
  readonly span: Span;
}

export interface AccumulatorTask {
  readonly rowSums: readonly RowSums[];
  readonly logHeight: number;
  readonly total: Ext;
  readonly target: Columns;
}

/**
 * One chip's share of the quotient. Where its trace has 2^k rows, the quotient is computed on the first 2^(k + logExpansion) rows
 * of the bit-reversed extension: the coset s_k <w_(k + logExpansion)>. The quotient of constraints of degree d has fewer than (d -
 * 1) 2^k coefficients, so 2^logExpansion must be at least d - 1.
 */
export interface QuotientTask extends ChipColumns {
  /** log2 of the rows of the chip's trace. */
  readonly logHeight: number;
  readonly logExpansion: number;
  readonly logup: Columns;
  readonly challenges: LogupChallenges;
  /** One weight for each constraint of the chip, then one for each pack. */
  readonly weights: readonly Ext[];
  /** 2^(logHeight + logExpansion) extension elements, to which the weighted constraints are added. As long as `columnSums`. */
  readonly target: Span;
  readonly columnSums: Span;
}

/** What the chips of one height give to the quotient: their weighted constraints, and the sums of their LogUp columns. */
export interface QuotientShare {
  readonly logHeight: number;
  readonly share: Span;
  readonly columnSums: Span;
}

export interface CombineTask {
  /** log2 of the rows of the longest trace. */
  readonly logHeight: number;
  readonly logExpansion: number;
  readonly shares: readonly QuotientShare[];
  readonly phi: Columns;
  readonly weight: Ext;
  readonly total: Ext;
  readonly target: Span;
}

export interface SplitTask {
  /** Values on s_n <w_(n + logExpansion)>, n = logHeight. */
  readonly quotient: Span;
  readonly logHeight: number;
  readonly logExpansion: number;
  /** The number of pieces, and their length. Piece i has the coefficients from i * pieceLength on. pieceLength is 2^n at most. */
  readonly pieces: number;
  readonly pieceLength: number;
  /** D columns for each piece. */
  readonly target: Columns;
}

/** A polynomial's values, a point outside of the base field, and its value there. */
export interface DeepSource {
  readonly span: Span;
  readonly value: Ext;
  readonly point: Ext;
}

export interface DeepTask {
  readonly logHeight: number;
  readonly logBlowup: number;
  readonly sources: readonly DeepSource[];
  readonly target: Span;
}

export interface FoldTask {
  readonly codeword: Span;
  /** log2 of the elements of the codeword. */
  readonly logSize: number;
  readonly logArity: number;
  /** The codeword is on shift <w_logSize>. */
  readonly shift: number;
  readonly rho: Ext;
  readonly target: Span;
}

export interface Backend {
  readonly name: string;

  /** Allocates words. PellucidError 'out-of-memory' when there is no more. May detach views. */
  alloc(words: number, contents?: Contents): Span;
  allocMatrix(logHeight: number, width: number, contents?: Contents): Matrix;
  /** Marks the memory in use. `release` frees everything allocated after the mark. */
  mark(): number;
  release(mark: number): void;
  /** The words of a span. Valid until the next alloc or operation, because operations allocate workspace. */
  view(span: Span): Uint32Array;
  /**
   * Makes room for so many more words. `besides`: bytes that the caller holds elsewhere and that count against the same limit.
   * PellucidError 'out-of-memory', with the `bytes` needed and the limit `maxBytes`, if there is not so much.
   */
  reserve(words: number, besides?: number): void;
  /** Words now in use, and the most ever in use, workspace of operations included. */
  usage(): { readonly words: number; readonly peakWords: number };

  /**
   * Low-degree extension. `source`: values on the subgroup of order 2^k, in natural order. `target`: a matrix of height k +
   * logBlowup and the same width. It gets the values on the coset s_k <w_(k+logBlowup)> in bit-reversed order, s_k = cosetShift(k).
   * `source` may be the last 2^k rows of `target`. logBlowup is in [1, 4].
   */
  lde(source: Matrix, target: Matrix): void;

  /**
   * Commits to matrices of ascending, distinct heights with a hash suite (src/hash/suite.ts). Leaf j is the suite's `hashLeaf` of
   * row j of the tallest matrix. An inner node is the suite's `compress` of its children. In the layer that has as many nodes as a
   * lower matrix has rows, node j is then replaced by `hashLeaf` of row j and that node. `target`: where the tree goes,
   * treeWords(logLeaves) words; allocated if absent. PellucidError 'unsupported-hash' where the backend lacks the suite.
   */
  merkle(matrices: readonly Matrix[], hash: string, target?: Span): MerkleTree;

  prepare(program: ConstraintProgram, packs: readonly (readonly number[])[]): PreparedProgram;

  /**
   * Computes the LogUp columns of one chip over its trace rows (natural order). For pack g, h_g is the sum over its interactions of
   * multiplicity / denominator. It is written to words [target.column + g D, ..) of each row of target.matrix. Each row's sum over
   * packs is added to `rowSums`.
   *
   * A zero denominator (probability about 2^-100) throws a PellucidError 'zero-denominator'. target and rowSums are then partly
   * written.
   */
  logup(task: LogupTask): void;

  /**
   * The cyclic accumulator phi on the subgroup of order N = 2^logHeight: phi_0 = 0, phi_(j+1) = phi_j + lifted_j - total / N,
   * where lifted_j = sum over given k of 2^(k - logHeight) rowSums_k[j mod 2^k]. Written to D words of each row of target.
   * Returns phi_N, which is 0 exactly when `total` is the sum of all row sums.
   */
  accumulate(task: AccumulatorTask): Ext;

  /**
   * Evaluates one chip's constraints on the rows of the quotient's domain and adds sum_i weights[i] C_i to `target`. The constraint
   * of a pack is h d1 d2 - m1 d2 - m2 d1, or h d - m. Adds the sum of the chip's LogUp columns to `columnSums`.
   */
  quotient(task: QuotientTask): void;

  /**
   * Sums the chips' shares into the quotient of the whole proof: on row j of the coset s_n <w_(n+e)> (bit-reversed), n = logHeight, e = logExpansion,
   *   Q_j = ( sum_k shares_k[j >> (n - k)] + weight * (phi(w x) - phi(x) - sum_k 2^(k-n) columnSums_k[j >> (n - k)] + total / N) ) / (x^N - 1),
   * phi at D words from `phi.column` of each row of phi.matrix (its first 2^(n+e) rows), w = w_n. Writes 2^(n+e)
   * extension elements.
   */
  combineQuotient(task: CombineTask): void;

  /** Cuts a quotient of at most pieces * pieceLength coefficients into pieces and extends each to the rows of target. */
  splitQuotient(task: SplitTask): void;

  /** What `evaluate` needs of a height and a point, whatever the matrix. Empty where the backend needs nothing. */
  evaluationWeights(logHeight: number, point: Ext): Span;

  /**
   * Values at `point` of columns of 2^k rows, k = logHeight: one extension element for each base column of the matrix. `matrix` is
   * the bit-reversed extension, of which the first 2^k rows are read: the coset s_k <w_k>. `point` is outside of that coset. Here
   * and in reduceRows the matrix may be some adjacent columns of another one. `weights`: evaluationWeights of this height and
   * point.
   */
  evaluate(matrix: Matrix, logHeight: number, point: Ext, weights: Span): Ext[];

  /**
   * target[j] = sum_c coefficients[c] matrix[j][c] for all rows j, with one coefficient for each column. `accumulate` adds to
   * target[j] instead.
   */
  reduceRows(matrix: Matrix, coefficients: readonly Ext[], target: Span, accumulate: boolean): void;

  /** target[j] += source[j >> (logTarget - logSource)] over extension elements. */
  addLifted(source: Span, logSource: number, target: Span, logTarget: number): void;

  /**
   * On the coset s_n <w_(n+logBlowup)> (bit-reversed): target_j = the sum over sources of (source_j - value) / (x_j - point).
   * target may be a source.
   */
  deepQuotient(task: DeepTask): void;

  /**
   * One FRI fold of arity 2^logArity of a bit-reversed codeword: f(X) = sum_i X^i f_i(X^arity) becomes sum_i rho^i f_i, on the coset
   * shift^arity <..>, bit-reversed, of 2^(logSize - logArity) elements.
   */
  friFold(task: FoldTask): void;

  /**
   * A contiguous codeword as a matrix of 2^logArity * D columns, for `merkle`. It is the codeword itself if such rows need no words
   * to fill them up, else a copy.
   */
  codewordMatrix(codeword: Span, logSize: number, logArity: number): Matrix;

  /**
   * Proof of work: the smallest nonce in [0, 2^31 - 2^27) for which the suite's `work` of `state` has `bits` low zero bits. `state`
   * is a transcript's grindState, bits is in [1, 30]. PellucidError 'unsupported-hash' as in `merkle`.
   */
  grind(state: Uint32Array, bits: number, hash: string): number;
}
