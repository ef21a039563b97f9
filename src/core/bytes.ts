/** Bytes and their text forms. */

/**
 * Lower-case hex without a prefix.
 *
 * @example
 * toHex(Uint8Array.of(1, 255)); // '01ff'
 */
export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

/**
 * Bytes of a hex string, with or without 0x; undefined when it is not hex.
 *
 * @example
 * fromHex('0x01ff'); // Uint8Array [1, 255]
 */
export const fromHex = (text: string): Uint8Array | undefined => {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return undefined;
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
};

/** Little-endian bytes of u32 words. */
export const wordsToBytes = (words: ArrayLike<number>): Uint8Array => {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < words.length; i++) view.setUint32(4 * i, words[i], true);
  return bytes;
};

export const bytesToWords = (bytes: Uint8Array): Uint32Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length >>> 2 }, (_, i) => view.getUint32(4 * i, true));
};

export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);
