/**
 * The verifier's hashes, one message at a time, in a module small enough to be compiled on the page's thread: no imports, no
 * static data, a memory of its own of one page (src/hash/kernel.ts has the same addresses). In bytes:
 *
 *      0  STATE: 16 words of Poseidon2; BLAKE3's digest is its first 8
 *     64  KEY: of BLAKE3, 8 words
 *   1024  constants of Poseidon2 in Montgomery form (factor 2^32): 8 x 16 of external rounds less p, 13 of internal rounds less p
 *         (at 1536), 16 of the diagonal (at 1600); then, in all four lanes, p, p^-1 mod 2^32, 2^64 mod p and 1
 *   2048  STACK: chaining values of BLAKE3's finished subtrees
 *   4096  INPUT, to the end of the page
 */
export { blake3 } from './single/blake3';
export { absorb, compress, permute } from './single/poseidon2';
