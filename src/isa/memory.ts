/** Guest memory is [MEMORY_START, MEMORY_END): an access outside traps. */
export const MEMORY_START = 0x1000;
export const MEMORY_END = 0x4000_0000;
export const PAGE_BYTES = 4096;
/** The same bounds in words: indices of cells, address / 4. */
export const WORD_START = MEMORY_START / 4;
export const WORD_END = MEMORY_END / 4;

/**
 * Bytes of a program's image at most: its read-only pages and its initialised data. With a row for each register, its words fit the tallest
 * table that a preset proves, which has 2^21 rows.
 */
export const MAX_IMAGE_BYTES = 4 * 2 ** 21 - PAGE_BYTES;
/** Gaps between the parts of an image at most. A statement lists them; n parts leave n + 1 gaps or fewer. */
export const MAX_GAPS = 1024;
