/**
 * What a lookup table is to the machine: a bus, the chip that offers the entries, and a key for each entry, by which its lookups are counted. A
 * table is one module with one such value, and one line in the machine's definition.
 */
import type { Bus } from '../../air/bus.ts';
import type { Chip } from '../../air/chip.ts';
import type { RowWriter } from '../../air/rowWriter.ts';

/** One field of a block of messages. */
export interface FieldValues {
  /** A value below 0 is a field element that is no int32, or a negative one. */
  readonly values: Int32Array;
  /** The value of all messages, where the looking chip writes a constant. */
  readonly constant: number | undefined;
}

/** Counts the lookups of many rows in one loop. */
export interface BlockCount {
  /** How many fields, from the first, the loop looks at. */
  readonly fields: number;
  /** Counts messages [from, to). It stops at the first that has no key, and returns its index. */
  count(fields: readonly FieldValues[], from: number, to: number, counts: Uint32Array): number;
}

export interface LookupTable {
  readonly bus: Bus;
  /** Offers every entry. Its main columns are counters. */
  readonly chip: Chip;
  /** Live rows of the chip. */
  readonly rows: number;
  /** Entries have keys from 0 to keys - 1. */
  readonly keys: number;
  /** For each counter of the chip the key that it counts in row 0. In row r it counts the key r later. */
  readonly counters: readonly number[];
  /** Key of the entry that a message of canonical field elements is; -1 if it is none. */
  keyOf(message: readonly number[]): number;
  /** `keyOf` message by message, unless given. For tables that most rows of a run look into. */
  readonly inBlocks?: BlockCount;
  readonly small?: SmallForm;
}

/** A table whose preprocessed columns are the same for every program. */
export interface FixedTable extends LookupTable {
  /** The entry of a key: keyOf(messageOf(key)) is the key, or that of an equal entry. */
  messageOf(key: number): readonly number[];
  /** Preprocessed cells of a live row. Padding repeats row 0. */
  preprocessed(row: number): readonly number[];
}

/**
 * Offers the entries that a run looks up, with one row for each, on the bus of the table. It stands on tables that have no small form: its own
 * lookups prove the entry. A prover takes these forms of all tables where they cost less than the tables themselves.
 */
export interface SmallForm {
  readonly chip: Chip;
  /** Fills a row of zeros, for the entry of a key that the run looks up `count` times. */
  fill(row: RowWriter, key: number, count: number): void;
}
