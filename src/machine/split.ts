/**
 * Further instances of tall chips. A trace is padded to a power of two, and rows meet on buses only, so a chip of 2^17 + 1 rows is
 * cheaper as two chips of 2^17 and 1 rows than as one of 2^18. A further instance is a chip of its own in the key, with the same
 * constraints; which rows go where is the prover's choice and means nothing.
 */
import type { Chip } from '../air/chip.ts';
import { log2Ceil } from '../core/log2.ts';
import { rowCells } from './providers.ts';
import type { Source } from './sources.ts';

/** Cells that a further instance must save: it opens a row of its own for every query, 0.2 kB of proof for each column. */
export const MIN_SAVED_CELLS = 2 ** 18;

/** Rows that `rows` take, padded, on at most `instances` instances that each save enough, and on how many. */
const best = (rows: number, instances: number, cells: number): { readonly padded: number; readonly used: number } => {
  const whole = 2 ** log2Ceil(rows);
  const first = whole / 2;
  if (instances === 1 || rows <= 1) return { padded: whole, used: 1 };
  const rest = best(rows - first, instances - 1, cells);
  const saved = cells * (whole - first - rest.padded);
  return saved >= MIN_SAVED_CELLS * rest.used ? { padded: first + rest.padded, used: 1 + rest.used } : { padded: whole, used: 1 };
};

/** The source; or its first rows, a power of two, and the rest on a further instance, which may be split again. */
export const splitSource = (source: Source, further: readonly Chip[]): Source[] => {
  if (best(source.rows, 1 + further.length, rowCells(source.chip)).used === 1) return [source];
  const first = 2 ** (log2Ceil(source.rows) - 1);
  const rest: Source = {
    ...source,
    chip: further[0],
    rows: source.rows - first,
    ...(source.run && { run: { ...source.run, first: source.run.first + first } }),
    // Row 0 of the rest is row `first` of the whole.
    fillRows: (cells, stride, column, from, to) => source.fillRows(cells, stride, column - first * stride, from + first, to + first),
  };
  return [{ ...source, rows: first }, ...splitSource(rest, further.slice(1))];
};
