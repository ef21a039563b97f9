/** Trace filling on all threads of a pool: rows of instruction chips, a range of them at a time. */

import type { RangeKernel, SharedJobs } from '../backend/wasm/jobs.ts';
import type { WasmMemory } from '../core/webAssembly.ts';
import { fillAndCount, type InstructionRows, type TraceThreads } from '../machine/instructionRows.ts';
import { addCounts, countsOver, countWords, type LookupCounts, lookupTables } from '../machine/lookupCounts.ts';
import type { Machine } from '../machine/machine.ts';

/** The inputs of trace filling for one proof, in a form that can be sent to a worker. */
export interface TraceParts {
  readonly rows: InstructionRows;
  /** Counts of lookups: countWords for each thread. */
  readonly counts: SharedArrayBuffer;
}

/** Rows of a part; a multiple of the block that lookups are counted in. */
const SPLIT = { max: 2 ** 13, unit: 512 };

const countsOf = (machine: Machine, { rows, counts }: TraceParts, thread: number): LookupCounts => {
  const tables = lookupTables(machine, rows.programRows);
  const words = countWords(tables);
  return countsOver(tables, new Uint32Array(counts, 4 * words * thread, words));
};

/** Fills rows [from, to) of a run; `address` is its first cell. Returns `from` if a row looks up a message that no table has. */
export const rowsKernel = (machine: Machine, memory: WasmMemory, parts: TraceParts, thread: number): RangeKernel => {
  const counts = countsOf(machine, parts, thread);
  return (...args) => {
    const [chip, first, address, stride, from, to] = args;
    const cells = new Uint32Array(memory.buffer, address >>> 0);
    try {
      fillAndCount(machine, parts.rows, { chip, first }, { cells, stride, column: 0, from, to }, counts);
      return to;
    } catch {
      return from;
    }
  };
};

/** `tell` gives the parts to the other threads. */
export const createTraceThreads = (
  machine: Machine,
  memory: WasmMemory,
  jobs: SharedJobs,
  tell: (parts: TraceParts) => Promise<void>,
): TraceThreads => {
  let parts: TraceParts | undefined;
  return {
    async begin(rows) {
      const words = countWords(lookupTables(machine, rows.programRows));
      parts = { rows, counts: new SharedArrayBuffer(4 * words * jobs.threads) };
      await tell(parts);
      jobs.setHost(rowsKernel(machine, memory, parts, 0));
    },
    fill: ({ chip, first }, rows, cells, stride, column) =>
      jobs.hostRange([chip, first, cells.byteOffset + 4 * column, stride], rows, SPLIT) === rows,
    collect(counts) {
      if (parts === undefined) return;
      for (let thread = 0; thread < jobs.threads; thread++) addCounts(counts, countsOf(machine, parts, thread));
      // The record of the run goes with them.
      parts = undefined;
    },
  };
};
