/**
 * The initial contents of a program: registers, initialised RAM and the read-only pages. There is one preprocessed row
 * per cell (group `program`), and validation of the program table makes the cells distinct. A row sends the cell as it is at the
 * start and receives it as it is at the end. The timestamps are free: every access proves that it is later than the one before, so
 * tsInit only has to fit the first access. A cell that is never accessed has tsInit = tsFinal. Nothing writes to ROM, and a
 * constraint says besides that its final value is its initial one. Padding: preprocessed isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets } from '../../air/columns.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { Touched } from '../../vm/record.ts';
import { putWord } from '../shared/limbs.ts';
import type { RecordView } from '../shared/recordView.ts';
import { type Limbs, type Word, word32 } from '../shared/word.ts';

export const imageChipOf = <N extends Limbs>(word: Word<N>) => {
  const columns = { v: word.columns, tsInit: 'felt', tsFinal: 'felt' } as const;
  const o = columnOffsets(columns);
  const preprocessed = { space: 'felt', upper: 'felt', lower: 'felt', word: word.columns, isReal: 'felt', isRom: 'felt' } as const;
  return {
    chip: defineChip({
      name: 'image',
      columns,
      preprocessed,
      preprocessedGroup: 'program',
      constrain(b, { v, tsInit, tsFinal }, { space, upper, lower, word: initial, isReal, isRom }) {
        b.send(word.memory, { space, upper, lower, word: initial, ts: tsInit }, isReal);
        b.receive(word.memory, { space, upper, lower, word: v, ts: tsFinal }, isReal);
        v.forEach((limb, i) => b.when(isRom).equal(`limb ${i} of read-only memory stays`, limb, initial[i]));
      },
    }),
    preprocessedOffsets: columnOffsets(preprocessed),
    /** `record`: the touched cell's. For a cell never accessed: its initial value and timestamps 0. */
    fill(row: RowWriter, record: RecordView): void {
      putWord(row, o.v, record, Touched.FINAL);
      row.set(o.tsInit, record.get(Touched.TS_INIT));
      row.set(o.tsFinal, record.get(Touched.TS_FINAL));
    },
  };
};

export const imageChip = imageChipOf(word32);
