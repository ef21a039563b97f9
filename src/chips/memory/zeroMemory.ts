/**
 * Zero-initialised memory: the words of RAM outside of the program's image that the execution touches.
 *
 * The verifier knows the gaps [start, end) between the ranges of the image. For each gap it sends `start` on the zero chain and
 * receives `end`. A message x says that the words of this gap below x are settled. A row receives `low` and sends index + 1. It
 * either initialises the word `index` to 0 (isWord) or none (isSkip, which closes a gap).
 *
 * index is shown to lie in [0, 2^28), or [0, 2^27) for words of 8 bytes, by the two halves that also name the cell. index - low is
 * shown to lie in the same range. So every message is an integer in [0, 2^28], and every row an ascending edge between integers.
 *
 * Each word is initialised at most once, and only in a gap. A row with word i leads from low <= i to i + 1, so it crosses the cut
 * between i and i + 1. Because the bus balances, as many rows cross a cut as gaps contain it: 1 for i in a gap and 0 elsewhere.
 * Padding: isWord = isSkip = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { array, columnOffsets } from '../../air/columns.ts';
import { Space, Touched } from '../../vm/record.ts';
import { rangeBus, zeroChainBus } from '../shared/buses.ts';
import { lowerIndexBits } from '../shared/cells.ts';
import type { RecordChip } from '../shared/instruction.ts';
import { INV_LIMB, LIMB_BITS, LIMB_MAX, putWord, range16 } from '../shared/limbs.ts';
import type { RecordView } from '../shared/recordView.ts';
import { type Limbs, type Word, word32 } from '../shared/word.ts';

/** A row of the chip: it settles the words [low, index]. */
export interface ZeroStep {
  readonly low: number;
  readonly index: number;
  /** The touched cell `index`, which is initialised; undefined for a skip. */
  readonly cell: RecordView | undefined;
}

/** Guest memory ends at 2^30. */
const ADDRESS_BITS = 30;

export const zeroMemoryChipOf = <N extends Limbs>(word: Word<N>): RecordChip<ZeroStep> => {
  const columns = {
    low: 'felt',
    /** Halves, low one first. */
    index: array(2),
    deltaLo: 'felt',
    v: word.columns,
    tsInit: 'felt',
    tsFinal: 'felt',
    isWord: 'bool',
    isSkip: 'bool',
  } as const;
  const o = columnOffsets(columns);
  const lowBits = lowerIndexBits(word.logBytes);
  const indexBits = ADDRESS_BITS - word.logBytes;
  return {
    chip: defineChip({
      name: 'zero-memory',
      columns,
      constrain(b, row) {
        const { low, deltaLo, v, isWord, isSkip } = row;
        const on = isWord.add(isSkip);
        b.bool('a word or a skip', on);
        const index = row.index[0].add(row.index[1].mul(1 << lowBits));
        const cell = { space: Space.RAM, upper: row.index[1], lower: row.index[0].mul(1 << word.logBytes) };
        b.receive(zeroChainBus, { index: low }, on);
        b.send(zeroChainBus, { index: index.add(1) }, on);
        b.lookup(rangeBus, { value: row.index[0], bits: lowBits }, on);
        b.lookup(rangeBus, { value: row.index[1], bits: indexBits - lowBits }, on);
        range16(b, deltaLo, on);
        b.lookup(rangeBus, { value: index.sub(low).sub(deltaLo).mul(INV_LIMB), bits: indexBits - LIMB_BITS }, on);
        b.send(word.memory, { ...cell, word: word.of(() => 0), ts: row.tsInit }, isWord);
        b.receive(word.memory, { ...cell, word: v, ts: row.tsFinal }, isWord);
      },
    }),
    fill(row, { low, index, cell }) {
      row.set(o.low, low);
      row.set(o.index[0], index & ((1 << lowBits) - 1));
      row.set(o.index[1], index >>> lowBits);
      row.set(o.deltaLo, (index - low) & LIMB_MAX);
      if (cell === undefined) {
        row.set(o.isSkip, 1);
        return;
      }
      putWord(row, o.v, cell, Touched.FINAL);
      row.set(o.tsInit, cell.get(Touched.TS_INIT));
      row.set(o.tsFinal, cell.get(Touched.TS_FINAL));
      row.set(o.isWord, 1);
    },
  };
};

export const zeroMemoryChip = zeroMemoryChipOf(word32);
