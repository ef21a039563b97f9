/** The committed guests, and the inputs they take. */
import { readFileSync } from 'node:fs';

export const guestBytes = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../guests/elf/${name}.elf`, import.meta.url)));

/** u32 little-endian words, then bytes. */
export const guestInput = (words: readonly number[], bytes: Uint8Array = new Uint8Array(0)): Uint8Array => {
  const result = new Uint8Array(4 * words.length + bytes.length);
  const view = new DataView(result.buffer);
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true);
  result.set(bytes, 4 * words.length);
  return result;
};
