/**
 * What a caller pins for a verification. A pin that is there but is not what it should be (undefined, too short, text that is no hex)
 * is an error of the caller: dropping it would accept what the caller meant to refuse.
 */
import { fromHex } from '../core/bytes.ts';
import { PellucidError } from '../core/error.ts';

/** Bytes, or the same in hex with or without 0x. */
export type Pin = Uint8Array | string;

const MEMBERS = ['proof', 'minBits', 'anyProgram', 'programCommitment', 'keyDigest', 'publicValues'] as const;

/**
 * The members of a verification that pin something, each read once. Inherited and hidden ones are among them: a class with getters must not
 * lose its pins, here or when they are copied for another thread.
 */
export const givenMembers = (parameters: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(MEMBERS.filter((name) => name in parameters).map((name) => [name, (parameters as Record<string, unknown>)[name]]));

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
