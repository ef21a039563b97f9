/**
 * Second instances of tall chips. A trace is padded to a power of two, and rows meet on buses only, so a chip of 2^17 + 1 rows is
 * cheaper as two chips of 2^17 and 1 rows than as one of 2^18. The second instance is a chip of its own in the key, with the same
 * constraints; which rows go where is the prover's choice and means nothing.
 */
import type { Chip } from '../air/chip.ts';
import { log2Ceil } from '../core/log2.ts';
import type { Source } from './sources.ts';

/** Below this height a second instance costs more in opened rows (its width times every query) than it saves in cells. */
export const MIN_SPLIT_LOG_HEIGHT = 16;

export const secondInstance = (chip: Chip): Chip => {
  const name = `${chip.name}-2`;
  return { ...chip, name, instanceOf: chip.name, program: { ...chip.program, name } };
};

/** The source, or its first 2^(h-1) rows and, on the second instance, the rest, when the rest fits in fewer than 2^(h-1) rows. */
export const splitSource = (source: Source, second: Chip | undefined): Source[] => {
  const logHeight = log2Ceil(source.rows);
  const first = 2 ** (logHeight - 1);
  const rest = source.rows - first;
  if (second === undefined || logHeight <= MIN_SPLIT_LOG_HEIGHT || log2Ceil(rest) === logHeight - 1) return [source];
  return [
    { ...source, rows: first },
    {
      ...source,
      chip: second,
      rows: rest,
      ...(source.run && { run: { ...source.run, first: source.run.first + first } }),
      // Row 0 of the second instance is row `first` of the whole.
      fillRows: (cells, stride, column, from, to) => source.fillRows(cells, stride, column - first * stride, from + first, to + first),
    },
  ];
};
