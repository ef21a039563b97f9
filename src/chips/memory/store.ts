/** What stores share: the columns of their accesses, without the word that memory holds afterwards. */
import type { Offsets } from '../../air/columns.ts';
import { nested } from '../../air/columns.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { Insn } from '../../vm/record.ts';
import { addressColumns, fillAddress } from '../shared/address.ts';
import { fillFrame } from '../shared/frame.ts';
import { putWord } from '../shared/limbs.ts';
import type { InstructionView } from '../shared/recordView.ts';
import type { Limbs, Word } from '../shared/word.ts';

/** c is rs2, `old` the word in memory before. */
export const storeColumns = <N extends Limbs>(word: Word<N>) =>
  ({
    pc: 'felt',
    ts: 'felt',
    rs1: 'felt',
    rs2: 'felt',
    pts1: 'felt',
    pts2: 'felt',
    ptsm: 'felt',
    address: nested(addressColumns(word)),
    c: word.columns,
    old: word.columns,
  }) as const;

export const fillStore = <N extends Limbs>(o: Offsets<ReturnType<typeof storeColumns<N>>>) => {
  const start = fillFrame(o);
  const fillColumns = fillAddress(o.address);
  return (row: RowWriter, record: InstructionView): void => {
    const { cells, at } = row;
    const { words, at: r } = record;
    start(row, record);
    cells[at + o.rs1] = record.insn.rs1;
    cells[at + o.rs2] = record.insn.rs2;
    cells[at + o.pts1] = words[r + Insn.PTS1];
    cells[at + o.pts2] = words[r + Insn.PTS2];
    cells[at + o.ptsm] = words[r + Insn.PTSM];
    fillColumns(row, record);
    putWord(row, o.c, record, Insn.RS2);
    putWord(row, o.old, record, Insn.MEM_PREV);
  };
};
