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

/** Columns [column, column + width of the chip) of a matrix; undefined where a chip has no preprocessed columns. */
export interface Columns {
  readonly matrix: Matrix;
  readonly column: number;
}

/** LogUp challenges: a message v_1..v_n on bus b has the denominator alpha + beta_0 (b + 1) + sum_j beta_j v_j. */
export interface LogupChallenges {
  readonly alpha: Ext;
  readonly betas: readonly Ext[];
}

/** A constraint program prepared for a backend (laid out for its interpreter); only for the backend that made it. Opaque. */
export interface PreparedProgram {
  readonly program: ConstraintProgram;
  /** The interactions that each LogUp column sums, by index in the program (src/air/packing.ts). */
  readonly packs: readonly (readonly number[])[];
}

/** What memory holds: zeros, the default, or anything, for what is written as a whole before it is read. */
export type Contents = 'zeros' | 'any';

/** A run of constraints or lookups of one chip reads these columns; `preprocessed` is undefined where it has none. */
export interface ChipColumns {
  readonly prepared: PreparedProgram;
  readonly preprocessed: Columns | undefined;
  readonly main: Columns;
}

/** One chip's LogUp columns: `target`, and its row sums, added to `rowSums` (an extension element for each row). */
export interface LogupTask extends ChipColumns {
  readonly challenges: LogupChallenges;
  readonly target: Columns;
  readonly rowSums: Span;
}

/** Extension elements for each row of a height: the row sums of all chips of 2^logHeight rows. */
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
 * The rows on which a quotient is computed: where a trace has 2^k rows, the first 2^(k + logExpansion) of its bit-reversed extension, the coset
 * s_k <w_(k + logExpansion)>. The quotient of constraints of degree d has fewer than (d - 1) 2^k coefficients, so 2^logExpansion >= d - 1.
 */
export interface QuotientTask extends ChipColumns {
  /** log2 of the rows of the chip's trace. */
  readonly logHeight: number;
  readonly logExpansion: number;
  readonly logup: Columns;
  readonly challenges: LogupChallenges;
  /** One for each constraint, then one for each LogUp pack. */
  readonly weights: readonly Ext[];
  /** Added to: 2^(logHeight + logExpansion) extension elements, as of columnSums. */
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
  /** How many pieces, and where each begins: piece i has the coefficients from i * pieceLength on. pieceLength is 2^n at most. */
  readonly pieces: number;
  readonly pieceLength: number;
  /** D columns for each piece. */
  readonly target: Columns;
}

/** A polynomial's values and its value at a point outside of the base field. */
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
  /** Everything allocated after `mark` is freed by `release`. */
  mark(): number;
  release(mark: number): void;
  /** The words of a span; valid until the next alloc or operation, as operations allocate workspace. */
  view(span: Span): Uint32Array;
  /**
   * Makes room for so many more words; `besides`: bytes that the caller holds elsewhere and that count against the same limit.
   * PellucidError 'out-of-memory', with `bytes` needed and the limit `maxBytes`, if there is not so much.
   */
  reserve(words: number, besides?: number): void;
  /** Words now in use, and the most ever in use, workspace of operations included. */
  usage(): { readonly words: number; readonly peakWords: number };

  /**
   * Low-degree extension. `source`: values on the subgroup of order 2^k in natural order. `target`: height k + logBlowup,
   * same width, and may have `source` as its last 2^k rows; values on the coset s_k <w_(k+logBlowup)> in bit-reversed order, s_k = cosetShift(k). logBlowup in [1, 4].
   */
  lde(source: Matrix, target: Matrix): void;

  /**
   * Commits matrices of ascending, distinct heights with a hash suite (src/hash/suite.ts). Leaf j of
   * 2^(largest height) is the suite's `hashLeaf` of row j of the tallest; inner nodes are its `compress`, and in the layer of 2^k nodes, where there is a
   * matrix of 2^k rows, its `hashLeaf` of the row and that node. `target`: where the tree goes, treeWords(logLeaves) words; allocated if absent.
   * PellucidError 'unsupported-hash' where the backend has no such suite.
   */
  merkle(matrices: readonly Matrix[], hash: string, target?: Span): MerkleTree;

  prepare(program: ConstraintProgram, packs: readonly (readonly number[])[]): PreparedProgram;

  /**
   * LogUp columns of one chip over its trace rows (natural order): for pack g, h_g = sum over its interactions of
   * multiplicity / denominator, written to words [target.column + g D, ..) of each row of target.matrix. Adds each row's
   * sum over packs to `rowSums`.
   * A zero denominator (probability about 2^-100) throws a PellucidError 'zero-denominator'; target and rowSums are then
   * partly written.
   */
  logup(task: LogupTask): void;

  /**
   * The cyclic accumulator phi on the subgroup of order N = 2^logHeight: phi_0 = 0, phi_(j+1) = phi_j + lifted_j - total / N,
   * where lifted_j = sum over given k of 2^(k - logHeight) rowSums_k[j mod 2^k]. Written to D words of each row of target.
   * Returns phi_N, which is 0 exactly when `total` is the sum of all row sums.
   */
  accumulate(task: AccumulatorTask): Ext;

  /**
   * Evaluates one chip's constraints on the rows of the quotient's domain and adds sum_i weights[i] C_i to `target`. A LogUp pack's constraint
   * is h d1 d2 - m1 d2 - m2 d1, or h d - m. Adds the sum of the chip's LogUp columns to `columnSums`.
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

  /** What `evaluate` needs of a height and a point, whatever the matrix; a backend that needs nothing gives no words. */
  evaluationWeights(logHeight: number, point: Ext): Span;

  /**
   * Values at `point` of the 2^k-row columns behind a bit-reversed extension (its first 2^k rows, the coset s_k <w_k>), one
   * extension element per base column of `matrix.width`. `point` is outside of that coset. Here and in reduceRows the matrix may be some
   * columns of one, from a multiple of 4 on. `weights`: evaluationWeights of this height and point.
   */
  evaluate(matrix: Matrix, logHeight: number, point: Ext, weights: Span): Ext[];

  /** target[j] (+)= sum_c coefficients[c] matrix[j][c], over all rows; coefficients: one per column, `accumulate` adds. */
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
   * A contiguous codeword as a matrix of 2^logArity * D columns, for `merkle`: the codeword itself where such rows need no words to fill them up,
   * else a copy.
   */
  codewordMatrix(codeword: Span, logSize: number, logArity: number): Matrix;

  /**
   * Proof of work: the smallest nonce in [0, 2^31 - 2^27) that a transcript of the suite, `state` being its grindState, takes as
   * having `bits` bits of work: the suite's `work` has that many low zero bits. bits in [1, 30]. PellucidError 'unsupported-hash' as in `merkle`.
   */
  grind(state: Uint32Array, bits: number, hash: string): number;
}
