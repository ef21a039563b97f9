/**
 * The operations that the prover needs of a machine with memory. `reference` implements them over src/field and src/hash,
 * readable and slow; `wasm` over the kernels. Both give identical results, so a proof's bytes do not depend on the
 * backend. All values in memory are canonical BabyBear elements, u32; an extension element is D consecutive words.
 */
import type { ConstraintProgram } from '../air/program.ts';
import type { Ext } from '../field/ext.ts';
import type { HashName } from '../hash/suite.ts';

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
  /** Interactions that share an extension column (src/air/packing.ts). */
  readonly groups: readonly (readonly number[])[];
}

/** What memory holds: zeros, the default, or anything, for what is written as a whole before it is read. */
export type Contents = 'zeros' | 'any';

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
   */
  merkle(matrices: readonly Matrix[], hash: HashName, target?: Span): MerkleTree;

  prepare(program: ConstraintProgram, groups: readonly (readonly number[])[]): PreparedProgram;

  /**
   * LogUp columns of one chip over its trace rows (natural order): for group g, h_g = sum over its interactions of
   * multiplicity / denominator, written to words [target.column + g D, ..) of each row of target.matrix. Adds each row's
   * sum over groups to `rowSums` (2^k extension elements).
   * A zero denominator (probability about 2^-100) throws a PellucidError 'zero-denominator'; target and rowSums are then
   * partly written.
   */
  logup(
    prepared: PreparedProgram,
    preprocessed: Columns | undefined,
    main: Columns,
    challenges: LogupChallenges,
    target: Columns,
    rowSums: Span,
  ): void;

  /**
   * The cyclic accumulator phi on the subgroup of order 2^logHeight: phi_0 = 0, phi_(j+1) = phi_j + lifted_j - total / N,
   * where lifted_j = sum over given k of 2^(k - logHeight) rowSums_k[j mod 2^k]. Written to D words of each row of target.
   * Returns phi_N, which is 0 exactly when `total` is the sum of all row sums.
   */
  accumulate(rowSums: readonly { readonly logHeight: number; readonly span: Span }[], logHeight: number, total: Ext, target: Columns): Ext;

  /**
   * Evaluates one chip's constraints on rows [0, 2^(k+1)) of its bit-reversed extensions (the coset s_k <w_(k+1)>), for a
   * trace of 2^k rows, and adds sum_i weights[i] C_i to `target` (2^(k+1) extension elements). weights: one per
   * constraint, then one per LogUp group (h d1 d2 - m1 d2 - m2 d1, or h d - m). Adds to `columnSums` (2^(k+1) extension
   * elements) the sum of the chip's LogUp columns.
   */
  quotient(
    prepared: PreparedProgram,
    logHeight: number,
    preprocessed: Columns | undefined,
    main: Columns,
    permutation: Columns,
    challenges: LogupChallenges,
    weights: readonly Ext[],
    target: Span,
    columnSums: Span,
  ): void;

  /**
   * Sums the chips' shares into the quotient of the whole proof: on row j of the coset s_n <w_(n+1)> (bit-reversed),
   *   Q_j = ( sum_k shares_k[j >> (n - k)] + weight * (phi(w x) - phi(x) - sum_k 2^(k-n) columnSums_k[j >> (n - k)] + total / N) ) / (x^N - 1),
   * phi at D words from `phi.column` of each row of phi.matrix (its first 2^(n+1) rows), w = w_n. Writes 2^(n+1)
   * extension elements.
   */
  combineQuotient(
    logHeight: number,
    parts: readonly { readonly logHeight: number; readonly share: Span; readonly columnSums: Span }[],
    phi: Columns,
    weight: Ext,
    total: Ext,
    target: Span,
  ): void;

  /**
   * Splits a quotient of degree < 2 N, given on s_n <w_(n+1)> bit-reversed, as Q_0(X) + X^N Q_1(X), and extends both:
   * target has 2 D columns (Q_0's, then Q_1's coefficients over the basis) and height n + logBlowup.
   */
  splitQuotient(quotient: Span, logHeight: number, target: Matrix): void;

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
   * On the coset s_n <w_(n+logBlowup)> (bit-reversed): target_j = (a_j - aValue) / (x_j - aPoint) + (b_j - bValue) / (x_j - bPoint).
   * target may be a. Points are outside of the base field.
   */
  deepQuotient(
    logHeight: number,
    logBlowup: number,
    a: Span,
    aValue: Ext,
    aPoint: Ext,
    b: Span,
    bValue: Ext,
    bPoint: Ext,
    target: Span,
  ): void;

  /**
   * One FRI fold of arity 2^logArity of a bit-reversed codeword of 2^logSize extension elements on the coset
   * shift <w_logSize>: f(X) = sum_i X^i f_i(X^arity) becomes sum_i beta^i f_i, on the coset shift^arity <..>,
   * bit-reversed, of 2^(logSize - logArity) elements.
   */
  friFold(codeword: Span, logSize: number, logArity: number, shift: number, beta: Ext, target: Span): void;

  /** A view of a contiguous codeword as a matrix of 2^logArity * D columns, for `merkle`. */
  codewordMatrix(codeword: Span, logSize: number, logArity: number): Matrix;

  /**
   * Proof of work: the smallest nonce in [0, 2^31 - 2^27) that a transcript of the suite, `state` being its grindState, takes as
   * having `bits` bits of work. `poseidon2`: the permutation of `state` with word 0 replaced by the nonce has that many low zero
   * bits in word 0; `blake3`: the output of the keyed hash of `state` with word 8 replaced has them in word 8. bits in [1, 30].
   */
  grind(state: Uint32Array, bits: number, hash: HashName): number;
}
