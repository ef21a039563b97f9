/**
 * Addresses of the kernels, in bytes. The host (src/backend/wasm/layout.ts has the same numbers) writes the constants once;
 * kernels hold no static data of their own, so that instances can share a memory. Thread t has its scratch at t THREAD_BYTES
 * plus the addresses marked `scratch`; constants are there for thread 0 only, and all threads read those. The host has what
 * is above the last thread's.
 *
 *     1024  constants of the field, 16 bytes each, one value in all lanes
 *     1280  GENERATORS: w_(2^n) at 4 n, n <= 27, canonical
 *     4096  ROOTS: 512 twiddles, bit-reversed: T[b] = w_(2^10)^rev(b)
 *    16384  LEVELS, scratch: 1024 twiddles of the current tile, level l at entries [2^l, 2^(l+1))
 *    16384  FETCHED, scratch: a word that nobody reads, as no level has entry 0
 *    32768  POSEIDON: round constants, diagonal
 *    40960  SPONGE, scratch: the state of one batch
 *    65536  TILE, scratch: 1024 rows x 16 columns of 8 bytes, or what else a kernel works on (blake3.ts)
 *   196608  COSET_TILE, scratch: 1024 rows x 4 columns of 8 bytes
 *   229376  COSET_LEVELS, scratch: two tables of COSET_LEVELS_BYTES, each as LEVELS
 *   262144  THREAD_BYTES
 *
 * A twiddle is 16 bytes that `mulTwiddle` multiplies by: see lib/vec.ts.
 */
const THREAD_BYTES: usize = 262144;

let threadIndex: usize = 0;
let threadBase: usize = 0;

/** Makes this instance thread `index` of those that share its memory; it is thread 0 until then. */
export function setThread(index: u32): void {
  threadIndex = index;
  threadBase = <usize>index * THREAD_BYTES;
}
// @ts-ignore: decorator
@inline
export function thread(): usize {
  return threadIndex;
}
/** What the addresses of scratch are relative to. */
// @ts-ignore: decorator
@inline
export function scratch(): usize {
  return threadBase;
}

export const K_Q: usize = 1024;
export const K_M: usize = 1040;
export const K_C: usize = 1056;
export const K_K: usize = 1072;
export const K_P: usize = 1088;
/** Integer module: R^2 mod p and 1, the factors into and out of Montgomery form. */
export const K_R2: usize = 1104;
export const K_ONE: usize = 1120;
/** Relaxed module: 2^16, the weight of the high half of a split coefficient. */
export const K_HIGH: usize = 1136;
/** W = 11 of x^4 = W, as a twiddle. */
export const K_W: usize = 1152;
/** The element 1 in compute form (integer: Montgomery). */
export const K_ONE_FORM: usize = 1168;

export const GENERATORS: usize = 1280;
export const ROOTS: usize = 4096;
export const LEVELS: usize = 16384;
export const FETCHED: usize = 16384;

export const EXTERNAL_CONSTANTS: usize = 32768;
export const INTERNAL_CONSTANTS: usize = 32768 + 4096;
export const DIAGONAL: usize = 32768 + 4096 + 512;
export const SPONGE: usize = 32768 + 8192;
export const SPONGE_SUMS: usize = 32768 + 8192 + 1024;

export const TILE: usize = 65536;
export const COSET_TILE: usize = 196608;
export const COSET_LEVELS: usize = 229376;
export const COSET_LEVELS_BYTES: usize = 16384;
