/**
 * LW, or LD where a word has 8 bytes: the load of a whole word. An address that is outside of memory or misaligned traps. It has no
 * cell (address.ts), so it cannot be proved. The limbs of the value are those of the cell. A load into x0 writes the sink cell, so
 * that its access is proved too. Padding: isReal = 0, no interactions.
 */
import { defineChip } from '../../air/chip.ts';
import { type ColumnSpec, columnOffsets, nested } from '../../air/columns.ts';
import { Op } from '../../isa/opcodes.ts';
import { Insn, REG_SINK, Space } from '../../vm/record.ts';
import { access, Slot } from '../shared/access.ts';
import { addressColumns, addressedWord, dataSpace, fillAddress } from '../shared/address.ts';
import { hasImmediate, type InstructionChip } from '../shared/instruction.ts';
import { putWord } from '../shared/limbs.ts';
import { adapterName, type ImmediateAdapter, immediateOperands, immediateOperandsInPlace, suits } from '../shared/operands.ts';
import type { Limbs, Word } from '../shared/word.ts';

const loadWordWith = <N extends Limbs, S extends ColumnSpec>(word: Word<N>, operands: ImmediateAdapter<N, S>): InstructionChip<N> => {
  const columns = {
    operands: nested(operands.columns),
    address: nested(addressColumns(word)),
    ptsm: 'felt',
    isRom: 'bool',
    data: word.columns,
    isReal: 'bool',
  } as const;
  const o = columnOffsets(columns);
  const fillOperands = operands.filler(o.operands);
  const fillColumns = fillAddress(o.address);
  return {
    limbs: word.limbs,
    chip: defineChip({
      name: adapterName('load-word', operands),
      columns,
      constrain(builder, { operands: registers, address, ptsm, isRom, data, isReal: on }) {
        const ts = operands.constrain(builder, registers, { op: Op.LW, x: [address.imm], b: address.b, a: data, on });
        access(builder, word, {
          space: dataSpace(isRom),
          ...addressedWord(builder, address, 0),
          before: data,
          after: data,
          previous: ptsm,
          now: ts.add(Slot.MEMORY),
          on,
        });
      },
    }),
    accepts: (insn) => insn.op === Op.LW && suits(operands, insn),
    tableRows: { ops: [Op.LW], writes: 'register or sink', hasForm: hasImmediate },
    encode: ({ op, rd, rs1, imm }) => ({ op, rd: rd === 0 ? REG_SINK : rd, rs1, rs2: 0, x: [imm] }),
    fill(row, record) {
      const { cells, at } = row;
      const { words, at: r } = record;
      fillOperands(row, record);
      fillColumns(row, record);
      cells[at + o.ptsm] = words[r + Insn.PTSM];
      cells[at + o.isRom] = words[r + Insn.SPACE] === Space.ROM ? 1 : 0;
      putWord(row, o.data, record, Insn.MEM_PREV);
      cells[at + o.isReal] = 1;
    },
  };
};

export const loadWordChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> => loadWordWith(word, immediateOperands(word));
export const loadWordInPlaceChip = <N extends Limbs>(word: Word<N>): InstructionChip<N> =>
  loadWordWith(word, immediateOperandsInPlace(word));
