/** Generated from src/hash/blake3.params.ts by `npm run gen`. */
export namespace Flag {
  export const CHUNK_START: u32 = 1;
  export const CHUNK_END: u32 = 2;
  export const PARENT: u32 = 4;
  export const ROOT: u32 = 8;
  export const KEYED_HASH: u32 = 16;
}
export const BLOCK_WORDS: u32 = 16;
export const CHUNK_WORDS: u32 = 256;
