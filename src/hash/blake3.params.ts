/** Constants of BLAKE3. Source: the BLAKE3 paper, section 2.2 and tables 1 to 3. */
export const IV = Uint32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);
/** Message word i of a round is word PERMUTATION[i] of the round before. */
export const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8] as const;
export const ROUNDS = 7;
export const BLOCK_WORDS = 16;
export const CHUNK_WORDS = 256;
export const Flag = { CHUNK_START: 1, CHUNK_END: 2, PARENT: 4, ROOT: 8, KEYED_HASH: 16 } as const;
