/**
 * LW. An address outside of memory, or misaligned, has no cell (address.ts), so it is unprovable as it traps. The value's limbs are
 * those of the cell. rd = x0 writes the sink cell, so that the access is proved all the same. Padding: isReal = 0, no interactions.
 */
import { type AirBuilder, defineChip } from '../air/chip.ts';
import { columnOffsets, word } from '../air/columns.ts';
import type { Expr } from '../air/expr.ts';
import { type Instruction, Op } from '../isa/opcodes.ts';
import { Insn, REG_SINK, Space } from '../vm/record.ts';
import { type AddressColumns, addressedWord, dataSpace, putAddress } from './address.ts';
import { access, type EncodedInstruction, type InstructionChip, putWord, Slot } from './instruction.ts';
import { immediateColumns, immediateFrame, isInPlace, putImmediate } from './operands.ts';

export const loadColumns = { imm: 'felt', ptsm: 'felt', b: word, k: 'felt', isRom: 'bool', data: word, isReal: 'bool' } as const;
type LoadCells<Cell> = AddressColumns<Cell> & { readonly [K in 'ptsm' | 'isRom' | 'isReal']: Cell } & { readonly data: readonly Cell[] };

/** Reads data at b + imm. */
export const constrainLoad = (b: AirBuilder, row: LoadCells<Expr>, ts: Expr): void =>
  access(b, {
    space: dataSpace(row.isRom),
    ...addressedWord(b, row, 0),
    before: row.data,
    after: row.data,
    previous: row.ptsm,
    now: ts.add(Slot.MEMORY),
    on: row.isReal,
  });

export const encodeLoad = ({ op, rd, rs1, imm }: Instruction): EncodedInstruction => ({
  op,
  rd: rd === 0 ? REG_SINK : rd,
  rs1,
  rs2: 0,
  x: [imm, 0, 0, 0],
});

export const putLoad = (
  cells: Uint32Array,
  at: number,
  c: LoadCells<number>,
  records: Uint32Array,
  r: number,
  { imm }: Instruction,
): void => {
  cells[at + c.ptsm] = records[r + Insn.PTSM];
  putAddress(cells, at, c, records[r + Insn.RS1], imm);
  cells[at + c.isRom] = records[r + Insn.SPACE] === Space.ROM ? 1 : 0;
  putWord(cells, at, c.data, records[r + Insn.MEM_PREV]);
  cells[at + c.isReal] = 1;
};

const columns = { ...immediateColumns, ...loadColumns } as const;
const o = columnOffsets(columns);

export const loadWordChip: InstructionChip<typeof columns> = {
  chip: defineChip({
    name: 'load-word',
    columns,
    constrain(b, row) {
      immediateFrame(b, row, Op.LW, [row.imm], row.b, row.data, row.isReal);
      constrainLoad(b, row, row.ts);
    },
  }),
  accepts: (insn) => insn.op === Op.LW && (insn.rd === 0 || !isInPlace(insn)),
  encode: encodeLoad,
  fill(cells, at, records, r, insn) {
    putImmediate(cells, at, o, records, r, insn);
    if (insn.rd === 0) cells[at + o.rd] = REG_SINK;
    putLoad(cells, at, o, records, r, insn);
  },
};
