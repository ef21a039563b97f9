/** Guest memory is [MEMORY_START, MEMORY_END): an access outside traps. */
export const MEMORY_START = 0x1000;
export const MEMORY_END = 0x4000_0000;
export const PAGE_BYTES = 4096;
/** The same bounds in words: indices of cells, address / 4. */
export const WORD_START = MEMORY_START / 4;
export const WORD_END = MEMORY_END / 4;
