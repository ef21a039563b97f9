/** Digests of any hash suite. */

/**
 * Words of a digest in every suite. A constant and no parameter, because trees, proofs, keys and kernels are laid out by it
 * (docs/adr/0011-parameters.md). 8 words are 256 bits of BLAKE3 or 247 bits of field elements: 128 or 123 bits against collisions.
 */
export const DIGEST_WORDS = 8;
/** DIGEST_WORDS words, each of 32 bits or a canonical field element, by suite. */
export type Digest = Uint32Array;
