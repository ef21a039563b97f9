/**
 * Zero-initialised memory: the words of RAM outside of the program's image that the execution touches.
 *
 * The verifier knows the gaps [start, end) between the image's ranges; per gap it sends `start` on the zero chain and receives
 * `end`. A message x says "the words of this gap below x are settled". A row receives `low` and sends index + 1; it either
 * initialises the word `index` to 0 (isWord) or none (isSkip, which closes a gap). index is shown to lie in [0, 2^28) absolutely, in
 * the two halves of 14 bits that name the cell, and
 * index - low in [0, 2^28), so every message is an integer in [0, 2^28] and every row an ascending edge between integers.
 *
 * Each word is initialised at most once, and only in a gap: a row with word i leads from low <= i to i + 1, so it crosses the cut
 * between i and i + 1. Balance of the bus makes the number of rows that cross a cut equal to the number of gaps that contain
 * it, which is 1 for i in a gap and 0 elsewhere. Padding: isWord = isSkip = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, LIMB_BITS, word } from '../../air/columns.ts';
import { Space } from '../../vm/record.ts';
import { WORDS_PER_UPPER_BITS } from '../shared/address.ts';
import { memoryBus, rangeBus, zeroChainBus } from '../shared/buses.ts';
import { INV_LIMB, putWord, range16 } from '../shared/instruction.ts';

const columns = {
  low: 'felt',
  index: word,
  deltaLo: 'felt',
  v: word,
  tsInit: 'felt',
  tsFinal: 'felt',
  isWord: 'bool',
  isSkip: 'bool',
} as const;
const c = columnOffsets(columns);

/** Word indices are below 2^28: guest memory ends at 2^30. */
const INDEX_BITS = 28;

export const zeroMemoryChip = {
  chip: defineChip({
    name: 'zero-memory',
    columns,
    constrain(b, row) {
      const { low, deltaLo, v, isWord, isSkip } = row;
      const on = isWord.add(isSkip);
      b.bool('a word or a skip', on);
      const index = row.index[0].add(row.index[1].mul(1 << WORDS_PER_UPPER_BITS));
      const cell = { space: Space.RAM, upper: row.index[1], lower: row.index[0].mul(4) };
      b.receive(zeroChainBus, { index: low }, on);
      b.send(zeroChainBus, { index: index.add(1) }, on);
      b.lookup(rangeBus, { value: row.index[0], bits: WORDS_PER_UPPER_BITS }, on);
      b.lookup(rangeBus, { value: row.index[1], bits: INDEX_BITS - WORDS_PER_UPPER_BITS }, on);
      range16(b, deltaLo, on);
      b.lookup(rangeBus, { value: index.sub(low).sub(deltaLo).mul(INV_LIMB), bits: INDEX_BITS - LIMB_BITS }, on);
      b.send(memoryBus, { ...cell, lo: 0, hi: 0, ts: row.tsInit }, isWord);
      b.receive(memoryBus, { ...cell, lo: v[0], hi: v[1], ts: row.tsFinal }, isWord);
    },
  }),
  /** The row that settles the words [low, index] by initialising `index`. */
  fillWord(cells: Uint32Array, at: number, low: number, index: number, final: number, tsInit: number, tsFinal: number): void {
    putStep(cells, at, low, index);
    putWord(cells, at, c.v, final);
    cells[at + c.tsInit] = tsInit;
    cells[at + c.tsFinal] = tsFinal;
    cells[at + c.isWord] = 1;
  },
  /** The row that settles the words [low, end). */
  fillSkip(cells: Uint32Array, at: number, low: number, end: number): void {
    putStep(cells, at, low, end - 1);
    cells[at + c.isSkip] = 1;
  },
} as const;

const putStep = (cells: Uint32Array, at: number, low: number, index: number): void => {
  cells[at + c.low] = low;
  cells[at + c.index[0]] = index & ((1 << WORDS_PER_UPPER_BITS) - 1);
  cells[at + c.index[1]] = index >>> WORDS_PER_UPPER_BITS;
  cells[at + c.deltaLo] = (index - low) & 0xffff;
};
