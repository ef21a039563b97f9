/**
 * System calls beyond exit, read and write: what a machine adds to the interpreter. A call is one function, run by the emulator
 * (execute.ts) and by its readable twin (reference.ts) alike.
 *
 * Time. The call's own tick has the accesses that every call has: a7, a1, a2 and a0 (record.ts). The function runs after that tick, in ticks
 * of its own. It may access one word of memory in each, in slot 2.
 */
import type { TrapReason } from './trap.ts';

/** An access to a word of memory. */
export interface WordAccess {
  readonly before: number;
  readonly after: number;
  /** Timestamp of the last access; 0 where nothing is recorded. */
  readonly previous: number;
  /** Space.RAM or Space.ROM. */
  readonly space: number;
}

/** What a call may do. */
export interface CallHost {
  /** a0, a1 and a2, uint32. */
  readonly argument: readonly [number, number, number];
  /** Timestamp of slot 0 of the current tick. */
  now(): number;
  /** Reads the word at `address`, and writes `next` of it if given. Traps as LW and SW do. */
  accessWord(address: number, next?: (before: number) => number): WordAccess;
  /** Ends the tick. */
  nextTick(): void;
  /** Adds a record of one of the call's kinds. */
  record(kind: string, words: readonly number[]): void;
}

export interface CallExecutor {
  /** Of a7. */
  readonly number: number;
  readonly name: string;
  /** Kinds of record that the call makes besides its own ecall record. */
  readonly kinds: readonly string[];
  /** Gives the result, which a0 then holds. */
  execute(host: CallHost): number;
}

/** Thrown inside the interpreters, which make a PellucidError of it. */
export class CallTrap extends Error {
  readonly reason: TrapReason;
  readonly address: number | undefined;

  constructor(reason: TrapReason, address?: number) {
    super(reason);
    this.reason = reason;
    this.address = address;
  }
}

/** An empty list for each kind of record of the calls. */
export const noRecords = (calls: readonly CallExecutor[]): Record<string, number[]> =>
  Object.fromEntries(calls.flatMap(({ kinds }) => kinds.map((kind): [string, number[]] => [kind, []])));

export const recordsOf = (lists: Readonly<Record<string, readonly number[]>>): Record<string, Uint32Array> =>
  Object.fromEntries(Object.entries(lists).map(([kind, words]) => [kind, Uint32Array.from(words)]));
