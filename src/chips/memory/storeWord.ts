/**
 * SW, or SD where a word has 8 bytes: replaces one word of RAM by rs2. A store to a read-only address finds no cell of RAM, and
 * nothing writes the space of ROM, so ROM keeps its initial values. Address and alignment: address.ts. The limbs written are a
 * register's. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { columnOffsets, nested } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Space } from '../../vm/record.ts';
import { access, readRegister, Slot } from '../shared/access.ts';
import { addressedWord } from '../shared/address.ts';
import { frame } from '../shared/frame.ts';
import { hasImmediate, type InstructionChip } from '../shared/instruction.ts';
import type { Limbs, Word } from '../shared/word.ts';
import { fillStore, storeColumns } from './store.ts';

export const storeWordChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => {
  const columns = { store: nested(storeColumns(word)), isReal: 'bool' } as const;
  const o = columnOffsets(columns);
  const fillColumns = fillStore(o.store);
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: 'store-word',
      columns,
      constrain(b, { store, isReal: on }) {
        const { pc, ts, rs1, rs2, address, c } = store;
        frame(b, word, { pc, ts, op: Op.SW, rs1, rs2, x: [address.imm], on });
        readRegister(b, word, { index: rs1, value: address.b, previous: store.pts1, ts, slot: Slot.RS1, on });
        readRegister(b, word, { index: rs2, value: c, previous: store.pts2, ts, slot: Slot.RS2, on });
        access(b, word, {
          space: Space.RAM,
          ...addressedWord(b, address, 0),
          before: store.old,
          after: c,
          previous: store.ptsm,
          now: ts.add(Slot.MEMORY),
          on,
        });
      },
    }),
    accepts: ({ op }) => op === Op.SW,
    tableRows: { ops: [Op.SW], hasForm: hasImmediate },
    encode: ({ rs1, rs2, imm }) => ({ op: Op.SW, rd: 0, rs1, rs2, x: [imm] }),
    fill(row, record) {
      fillColumns(row, record);
      row.set(o.isReal, 1);
    },
  };
};
