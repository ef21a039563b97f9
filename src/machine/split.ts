/**
 * Further instances of tall chips. A trace is padded to a power of two, and rows meet on buses only, so a chip of 2^17 + 1 rows is
 * cheaper as two chips of 2^17 and 1 rows than as one of 2^18. Each further instance is a chip of its own in the key, with the same
 * constraints; which rows go where is the prover's choice and means nothing.
 */
import type { Chip } from '../air/chip.ts';
import { log2Ceil } from '../core/log2.ts';
import type { Source } from './sources.ts';

/** Up to this height a further instance costs more in opened rows (its width times every query) than it saves in cells. */
export const MIN_SPLIT_LOG_HEIGHT = 13;

/** Instance number 2, 3, .. of a chip. */
export const furtherInstance = (chip: Chip, number: number): Chip => {
  const name = `${chip.name}-${number}`;
  return { ...chip, name, instanceOf: chip.name, program: { ...chip.program, name } };
};

/** The rows of a source from `first` on, as a trace of another instance. */
const restOf = (source: Source, chip: Chip, first: number): Source => ({
  ...source,
  chip,
  rows: source.rows - first,
  ...(source.run && { run: { ...source.run, first: source.run.first + first } }),
  // Row 0 of this instance is row `first` of the whole.
  fillRows: (cells, stride, column, from, to) => source.fillRows(cells, stride, column - first * stride, from + first, to + first),
});

/**
 * The source, or its first 2^(h-1) rows and, on the next instance, the rest, when the rest fits in fewer than 2^(h-1) rows; the rest is split
 * likewise, over the instances left.
 */
export const splitSource = (source: Source, [next, ...more]: readonly Chip[]): Source[] => {
  const logHeight = log2Ceil(source.rows);
  const first = 2 ** (logHeight - 1);
  if (next === undefined || logHeight <= MIN_SPLIT_LOG_HEIGHT || log2Ceil(source.rows - first) === logHeight - 1) return [source];
  return [{ ...source, rows: first }, ...splitSource(restOf(source, next, first), more)];
};
