/**
 * Addresses of the verifier's WASM module, in bytes: `npm run gen` writes assembly/gen/hashMemory.ts from this file. The module has four
 * pages of memory, no imports and no static data; the host (kernel.ts) writes the constants.
 */

/** 16 words of Poseidon2; the digest of BLAKE3 is the first 8. */
export const STATE = 0;
/** The key of BLAKE3, 8 words. */
export const KEY = 64;
/** Poseidon2 in Montgomery form (factor 2^32): 8 x 16 constants of external rounds less p. */
export const EXTERNAL = 1024;
/** 13 constants of internal rounds less p. */
export const INTERNAL = 1536;
/** The 16 factors of the diagonal. */
export const DIAGONAL = 1600;
/** In all four lanes each: p, p^-1 mod 2^32, and the factors into and out of Montgomery form, 2^64 mod p and 1. */
export const K_P = 1664;
export const K_Q = 1680;
export const K_R2 = 1696;
export const K_ONE = 1712;
/** Chaining values of BLAKE3's finished subtrees. */
export const STACK = 2048;
/** Messages, to the end: room for the machine section of a key. */
export const INPUT = 4096;
export const MEMORY_BYTES = 4 * 65536;
