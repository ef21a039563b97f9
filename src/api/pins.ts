/**
 * What a caller pins for a verification. A pin that is there but is not what it should be (undefined, too short, text that is no hex)
 * is an error of the caller: dropping it would accept what the caller meant to refuse.
 */
import { fromHex } from '../core/bytes.ts';
import { PellucidError } from '../core/error.ts';

/** Bytes, or the same in hex with or without 0x. */
export type Pin = Uint8Array | string;

/** A value as a message shows it: short, and never a whole array. */
const shown = (value: unknown): string => {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === 'string') return value.length <= 70 ? `'${value}'` : `'${value.slice(0, 67)}...' (${value.length} characters)`;
  return typeof value === 'object' && value !== null ? `a ${value.constructor?.name ?? 'object'}` : String(value);
};

export const invalidArgument = (argument: string, given: unknown, remedy: string): PellucidError =>
  new PellucidError('invalid-argument', `${argument} is ${shown(given)}: ${remedy}`, { argument, given: shown(given) });

/** The bytes of a pin, `length` of them if that is given. Throws a PellucidError 'invalid-argument' that names the argument. */
export const pinnedBytes = (argument: string, value: unknown, length?: number): Uint8Array => {
  const bytes = value instanceof Uint8Array ? value : typeof value === 'string' ? fromHex(value) : undefined;
  if (bytes === undefined || (length !== undefined && bytes.length !== length)) {
    throw invalidArgument(argument, value, `give ${length === undefined ? 'bytes' : `${length} bytes`} or their hex, or leave it out`);
  }
  return bytes;
};
