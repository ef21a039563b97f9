/**
 * Addresses of the kernels, in bytes: `npm run gen` writes assembly/gen/kernelMemory.ts from this file. The host writes the constants once
 * (layout.ts); kernels hold no static data of their own, so that instances can share a memory. Thread t has its scratch at t THREAD_BYTES
 * plus the addresses marked `scratch`; constants are there for thread 0 only, and all threads read those. The host has what
 * is above the last thread's. The first BOARD_BYTES are where threads meet (jobs.ts).
 */
export const THREAD_BYTES = 262144;
export const BOARD_BYTES = 1024;

/** A twiddle is a factor in the form that `mulTwiddle` takes (assembly/lib/vec.ts). */
export const TWIDDLE_BYTES = 16;
/**
 * A weight is an extension element that multiplies base elements. Relaxed: for each coefficient c the f64 pair (hi, lo), c = 2^16 hi + lo,
 * |hi| <= 2^14, |lo| <= 2^15; integer: four twiddles.
 */
export const WEIGHT_BYTES = 64;

// Constants of the field, 16 bytes each, one value in all lanes.
export const K_Q = 1024;
export const K_M = 1040;
export const K_C = 1056;
export const K_K = 1072;
export const K_P = 1088;
/** Integer module: R^2 mod p and 1, the factors into and out of Montgomery form. */
export const K_R2 = 1104;
export const K_ONE = 1120;
/** Relaxed module: 2^16, the weight of the high half of a split coefficient. */
export const K_HIGH = 1136;
/** W = 11 of x^4 = W, as a twiddle. */
export const K_W = 1152;
/** The element 1 in compute form (integer: Montgomery). */
export const K_ONE_FORM = 1168;

/** w_(2^n) at 4 n, n <= 27, canonical. */
export const GENERATORS = 1280;

/** Levels of a transform that one pass does: its tile has as many rows as 2 to this. */
export const MAX_LEVELS = 10;
/** 2^(MAX_LEVELS - 1) twiddles, bit-reversed: T[b] = w_(2^10)^rev(b). */
export const ROOTS = 4096;
/** scratch: 1024 twiddles of the current tile, level l at entries [2^l, 2^(l+1)). */
export const LEVELS = 16384;
/** scratch: a word that nobody reads, as no level has entry 0. */
export const FETCHED = LEVELS;

/** Poseidon2: round constants, 8 bytes each, and the factors of the diagonal, 32 bytes each. */
export const EXTERNAL_CONSTANTS = 32768;
export const INTERNAL_CONSTANTS = EXTERNAL_CONSTANTS + 4096;
export const DIAGONAL = INTERNAL_CONSTANTS + 512;
/** scratch: the state of one batch, then its column sums. */
export const SPONGE = 40960;
export const SPONGE_SUMS = SPONGE + 1024;

/** scratch: 2^MAX_LEVELS rows x TILE_COLUMNS columns of 8 bytes, or what else a kernel works on (assembly/blake3.ts). */
export const TILE = 65536;
/**
 * Columns that are transformed at a time: 64 bytes of a row. Between passes they lie in workspace, in lines of their own, while rows of
 * the matrices are far apart and seldom start with a line.
 */
export const TILE_COLUMNS = 16;
/** scratch: 2^MAX_LEVELS rows x 4 columns of 8 bytes. */
export const COSET_TILE = 196608;
/** scratch: two tables of COSET_LEVELS_BYTES, each as LEVELS. */
export const COSET_LEVELS = 229376;
export const COSET_LEVELS_BYTES = TWIDDLE_BYTES * 2 ** MAX_LEVELS;

/** `flags` of nttPass: rows of src in bit-reversed order; after the first pass as ldePass leaves them, row j of block K at K + 2^first rev(j). */
export const READ_REVERSED = 1;
/**
 * The last pass of an interpolation. The transform of natural-order values v at bit-reversed row i is sum_j v_j w^(i j), N times
 * coefficient -i: it goes to row (N - rev(i)) mod N.
 */
export const WRITE_COEFFICIENTS = 2;
