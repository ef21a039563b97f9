/** Digests, whatever hash they are of. */

/**
 * Words of a digest, of every suite. It is a constant and no parameter of a suite: trees, proofs, keys and kernels are laid out by it. 8 words are
 * 256 bits of BLAKE3 and 247 bits of field elements, so 128 and 123 bits against collisions (docs/adr/0011-parameters.md).
 */
export const DIGEST_WORDS = 8;
/** DIGEST_WORDS words: of 32 bits or canonical field elements, as the suite has it. */
export type Digest = Uint32Array;
