/** Extension elements in arrays of words: element i is the D words from i * D. */
import type { Ext, ExtField } from '../../field/ext.ts';

export const readExt = (field: ExtField, words: Uint32Array, i: number): Ext =>
  Array.from(words.subarray(i * field.degree, (i + 1) * field.degree));

export const writeExt = (words: Uint32Array, i: number, value: Ext): void => words.set(value, i * value.length);

export const addExt = (field: ExtField, words: Uint32Array, i: number, value: Ext): void =>
  writeExt(words, i, field.add(readExt(field, words, i), value));
