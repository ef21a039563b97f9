/** Runs row programs: places code, constants, regions and slots in the arena and calls the interpreter. */
import type { WasmMemory } from '../../core/webAssembly.ts';
import type { ExtField } from '../../field/ext.ts';
import type { Columns, Matrix, Span } from '../types.ts';
import { type Arena, addressOf } from './arena.ts';
import type { RowProgram } from './assembler.ts';
import type { KernelExports } from './engine.ts';
import type { Jobs } from './jobs.ts';
import { ConstantWriter, elementBytes, type Variant } from './layout.ts';
import { BATCH_ROWS, REGION_ADDRESS, REGION_BYTES, REGION_MASK, REGION_ROW_BYTES, REGION_SHIFT } from './rowCodes.ts';

export interface RowMachine {
  readonly variant: Variant;
  readonly field: ExtField;
  readonly memory: WasmMemory;
  readonly run: KernelExports;
  readonly jobs: Jobs;
  readonly arena: Arena;
}

/** Rows that a program reads or writes: row j of the run is row (j >> shift) mod 2^logHeight. Addresses in bytes. */
export interface Region {
  readonly address: number;
  readonly rowBytes: number;
  readonly logHeight: number;
  readonly shift?: number;
}

/** Rows per call: some milliseconds for a large program. */
const SPLIT = { max: 2048, unit: BATCH_ROWS };
/** Bytes. Slots of two threads never share a cache line. */
const SLOT_ALIGNMENT = 128;

/** The columns of a chip; `logHeight`: of the rows that the run covers. */
export const columnsRegion = (columns: Columns, logHeight = columns.matrix.logHeight): Region => ({
  address: addressOf(columns.matrix.span, columns.column),
  rowBytes: 4 * columns.matrix.stride,
  logHeight,
});
export const matrixRegion = (matrix: Matrix): Region => columnsRegion({ matrix, column: 0 });
/** A span of 2^logHeight extension elements. */
export const elementsRegion = ({ field }: RowMachine, span: Span, logHeight: number, shift = 0): Region => ({
  address: addressOf(span),
  rowBytes: 4 * field.degree,
  logHeight,
  shift,
});
/** Rows of four words, the i-th of the arrays of as many in a span. */
export const quadsRegion = (span: Span, logHeight: number, i = 0): Region => ({
  address: addressOf(span, i * quadWords(logHeight)),
  rowBytes: 16,
  logHeight,
});
/** Words of such an array. It has four rows at least, because programs run over no fewer. */
export const quadWords = (logHeight: number): number => 4 * Math.max(4, 2 ** logHeight);
/** A span of words, one per row, as the first of four columns. */
export const wordsRegion = (span: Span, logHeight: number): Region => ({ address: addressOf(span), rowBytes: 4, logHeight });

/**
 * Runs over 2^logRows rows. Returns the first row of the batch in which a value to invert was 0, or undefined. Fewer than four
 * rows run as four, in which the regions' rows repeat.
 */
export const runRows = <Environment>(
  machine: RowMachine,
  program: RowProgram<Environment>,
  environment: Environment,
  regions: readonly Region[],
  logRows: number,
): number | undefined => {
  const { arena, jobs, variant } = machine;
  const mark = arena.mark();
  const code = arena.alloc(program.code.length);
  const pool = addressOf(arena.alloc(program.poolBytes / 4));
  const table = addressOf(arena.alloc((regions.length * REGION_BYTES) / 4));
  const slotBytes = program.slots * BATCH_ROWS * elementBytes(variant) + SLOT_ALIGNMENT;
  const slots = addressOf(arena.alloc((jobs.threads * slotBytes) / 4));
  arena.view(code).set(program.code);
  const writer = new ConstantWriter(machine.memory.buffer, variant);
  for (const { offset, twiddle, weight } of program.pool) {
    if (twiddle) writer.twiddle(pool + offset, twiddle(environment));
    if (weight) writer.weight(pool + offset, weight(environment));
  }
  regions.forEach(({ address, rowBytes, logHeight, shift = 0 }, i) => {
    const at = table + i * REGION_BYTES;
    writer.u32(at + REGION_ADDRESS, address);
    writer.u32(at + REGION_ROW_BYTES, rowBytes);
    writer.u32(at + REGION_SHIFT, shift);
    writer.u32(at + REGION_MASK, 2 ** logHeight - 1);
  });
  const rows = Math.max(4, 2 ** logRows);
  const reached = jobs.range('runProgram', [addressOf(code), slots, slotBytes, pool, table], rows, SPLIT);
  arena.release(mark);
  return reached < rows ? reached : undefined;
};
