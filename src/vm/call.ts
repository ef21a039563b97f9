/**
 * System calls, as the two interpreters know them. A call is one function, run by the emulator (execute.ts) and by its readable twin
 * (reference.ts) alike; which calls there are is the machine's to say. docs/protocol.md, "Guest ABI".
 *
 * Time. The call's own tick has the accesses that its record has: a7, what the call remembers, a1, a2 and a0 (record.ts). The function runs
 * after that tick, in ticks of its own. It may access one word of memory in each, in slot 2. A byte moved takes a tick, too.
 */
import { MEMORY_END } from '../isa/memory.ts';
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

/** a0, a1 and a2, uint32. */
export type CallArguments = readonly [number, number, number];

/** What a call may do. */
export interface CallHost {
  readonly argument: CallArguments;
  /** Timestamp of slot 0 of the current tick. */
  now(): number;
  /** Reads the word at `address`, and writes `next` of it if given. Traps as LW and SW do. */
  accessWord(address: number, next?: (before: number) => number): WordAccess;
  /** Ends the tick. */
  nextTick(): void;
  /** Adds a record of one of the call's kinds. */
  record(kind: string, words: readonly number[]): void;
  /** The cell of what the call remembers, before; and from now on. */
  remembered(): number;
  remember(value: number): void;
  /** Bytes of the input that were not moved yet. */
  inputLeft(): number;
  /** Moves the next bytes of the input to memory. */
  moveInput(address: number, count: number): void;
  /** Adds bytes of memory to the public values. */
  publish(address: number, count: number): void;
  /** Shows bytes of memory, as far as there are any, without an access to them. */
  show(fd: number, address: number, count: number): void;
  /** Ends the run. */
  exit(code: number): void;
}

export interface CallExecutor {
  /** Of a7. Here and nowhere else: chips, guests' headers and documents take it from here. */
  readonly number: number;
  readonly name: string;
  /** What a0 and the registers after it hold, three at most. The record has an access to each. */
  readonly arguments: readonly [string, ...string[]];
  /** The register cell of what the call remembers from one use to the next; its access is in slot 0. */
  cell?(argument: CallArguments): number | undefined;
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

/** Traps unless the bytes end within guest memory and their first address, even of none, is below its end. */
export const assertBelowEnd = (address: number, count: number): void => {
  if (address >= MEMORY_END || address + count > MEMORY_END) throw new CallTrap('outside', Math.max(address, MEMORY_END));
};

/** An empty list for each kind of record of the calls. */
export const noRecords = (calls: readonly CallExecutor[]): Record<string, number[]> =>
  Object.fromEntries(calls.flatMap(({ kinds }) => kinds.map((kind): [string, number[]] => [kind, []])));

export const recordsOf = (lists: Readonly<Record<string, readonly number[]>>): Record<string, Uint32Array> =>
  Object.fromEntries(Object.entries(lists).map(([kind, words]) => [kind, Uint32Array.from(words)]));
