import { describe, expect, it } from 'vitest';
import { log2Ceil } from '../../src/core/log2.ts';
import { lookupPlanOf } from '../../src/machine/lookups.ts';
import { rowCells } from '../../src/machine/providers.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import type { Source } from '../../src/machine/sources.ts';
import { MIN_SAVED_CELLS, splitSource } from '../../src/machine/split.ts';
import { instructionChip } from '../support/rv32im.ts';

const { chip } = instructionChip('add');
const further = rv32im.instances.get(chip.name) ?? [];
/** The smallest height of which an eighth is worth a further instance. */
const h = 3 + log2Ceil(MIN_SAVED_CELLS / rowCells(chip));

/** Rows that hold their number. */
const numbered = (rows: number): Source => ({
  chip,
  rows,
  lookups: lookupPlanOf(chip),
  run: { chip: 0, first: 100 },
  fillRows(cells, stride, column, from, to) {
    for (let row = from; row < to; row++) cells[row * stride + column] = row;
  },
});

const heights = (parts: readonly Source[]): number[] => parts.map(({ rows }) => log2Ceil(rows));

describe('a tall trace', () => {
  const full = 2 ** h;

  it('is split over the instances there are, when that is lower', () => {
    expect(further.map(({ name }) => name)).toEqual(['add-2', 'add-3']);
    expect(heights(splitSource(numbered(full), further))).toEqual([h]);
    expect(heights(splitSource(numbered(full + 1), further))).toEqual([h, 0]);
    expect(heights(splitSource(numbered(full + full / 4 + 5), further))).toEqual([h, h - 2, 3]);
    expect(heights(splitSource(numbered(full + full / 4 + 5), further.slice(0, 1)))).toEqual([h, h - 1]);
    expect(heights(splitSource(numbered(full + full / 2 + 1), further))).toEqual([h, h - 1, 0]);
    expect(heights(splitSource(numbered(full + full / 2 + 1), further.slice(0, 1)))).toEqual([h + 1]);
    expect(heights(splitSource(numbered(full + (3 * full) / 4 + 1), further))).toEqual([h + 1]);
    expect(heights(splitSource(numbered(full + 1), []))).toEqual([h + 1]);
    // Half of 2^(h - 2) rows is worth it, half of 2^(h - 3) is not.
    expect(heights(splitSource(numbered(full / 8 + 1), further))).toEqual([h - 3, 0]);
    expect(heights(splitSource(numbered(full / 16 + 1), further))).toEqual([h - 3]);
  });

  it('keeps its rows, in order, on instances of different names', () => {
    const parts = splitSource(numbered(full + full / 4 + 5), further);
    expect(parts.map((part) => part.chip.name)).toEqual(['add', 'add-2', 'add-3']);
    const rows: number[] = [];
    for (const { rows: count, fillRows, run } of parts) {
      expect(run).toEqual({ chip: 0, first: 100 + rows.length });
      const cells = new Uint32Array(3 * count);
      fillRows(cells, 3, 2, 0, 5);
      fillRows(cells, 3, 2, 5, count);
      for (let row = 0; row < count; row++) rows.push(cells[3 * row + 2]);
    }
    expect(rows).toEqual(Array.from({ length: full + full / 4 + 5 }, (_, i) => i));
  });
});
