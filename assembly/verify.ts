/**
 * The verifier's hashes, one message at a time, in a module small enough to be compiled on the page's thread: no imports, no
 * static data, a memory of its own of one page (src/hash/kernelMemory.ts).
 */
export { blake3 } from './single/blake3';
export { absorb, compress, permute } from './single/poseidon2';
