/**
 * What the proofs of one prover share: its memory and threads, the keys that it derived, each program's table, and the committed
 * preprocessed columns. Proving twice derives and commits nothing twice. A session makes one proof at a time.
 */
import type { Backend } from '../backend/types.ts';
import { PellucidError } from '../core/error.ts';
import { generateMachineKey } from '../keys/machineKey.ts';
import type { ProvingKeyParts } from '../keys/provingKey.ts';
import type { TraceThreads } from '../machine/instructionRows.ts';
import type { Machine } from '../machine/machine.ts';
import { buildProgramTable, isImageOf, type ProgramTable } from '../machine/programTable.ts';
import type { StarkConfig } from '../stark/config.ts';
import type { Program } from '../vm/program.ts';
import { createKeptGroups, type KeptGroups } from './keptGroups.ts';

export interface SessionParts {
  /** What is proved. */
  readonly machine: Machine;
  readonly backend: Backend;
  /** Threads that compute, the calling one among them. */
  readonly workers: number;
  /** Where there are several: how they fill traces together. */
  readonly traceThreads?: TraceThreads;
}

export interface ProverSession extends SessionParts {
  /** Committed preprocessed columns, kept for the next proof. */
  readonly groups: KeptGroups;
  /** The machine's proving key for a configuration, derived when first asked for. */
  provingKey(config: StarkConfig): ProvingKeyParts;
  /** The preprocessed tables of a program, built when first asked for. */
  programTable(program: Program): ProgramTable;
  /**
   * A buffer called `name`, of `bytes` to 2 * `bytes` bytes. Its contents are left over from the previous proof. It is reused because
   * the first touch of fresh pages costs more than the writes.
   */
  room(name: 'records' | 'starts', bytes: number): ArrayBufferLike;
  /** Runs `work` when all work before it has ended: calls that overlap wait in a queue. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work` at once. PellucidError 'busy' while work that was given to `inTurn` is not finished. */
  alone<T>(work: () => T): T;
}

export const createSession = (parts: SessionParts): ProverSession => {
  const keys = new Map<string, ProvingKeyParts>();
  const tables = new WeakMap<Program, ProgramTable>();
  const rooms = new Map<string, ArrayBufferLike>();
  /** Settles when the last work in the queue has ended; undefined while there is none. */
  let last: Promise<void> | undefined;

  return {
    ...parts,
    groups: createKeptGroups(parts.backend),
    provingKey(config) {
      const name = JSON.stringify(config);
      const key = keys.get(name) ?? generateMachineKey(parts.backend, config, parts.machine);
      keys.set(name, key);
      return key;
    },
    programTable(program) {
      const known = tables.get(program);
      if (known !== undefined) {
        if (isImageOf(known, program)) return known;
        throw new PellucidError('program-changed', 'the memory of the program was changed after its first use: load the program again');
      }
      const table = buildProgramTable(parts.machine, program);
      tables.set(program, table);
      return table;
    },
    room(name, bytes) {
      const before = rooms.get(name);
      if (before !== undefined && before.byteLength >= bytes && before.byteLength <= 2 * bytes) return before;
      const room = parts.traceThreads === undefined ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
      rooms.set(name, room);
      return room;
    },
    async inTurn(work) {
      const before = last;
      let end = (): void => {};
      const mine = new Promise<void>((resolve) => {
        end = resolve;
      });
      last = mine;
      await before;
      try {
        return await work();
      } finally {
        if (last === mine) last = undefined;
        end();
      }
    },
    alone(work) {
      if (last !== undefined) {
        throw new PellucidError('busy', 'the prover is making a proof: await it first, or create another prover');
      }
      return work();
    },
  };
};
