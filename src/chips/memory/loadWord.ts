/**
 * LW. An address outside of memory, or misaligned, has no cell (address.ts), so it is unprovable as it traps. The value's limbs are
 * those of the cell. rd = x0 writes the sink cell, so that the access is proved all the same. Padding: isReal = 0, no interactions.
 */
import { type AirBuilder, defineChip } from '../../air/chip.ts';
import { columnOffsets, type Row, word } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { type Instruction, Op } from '../../isa/opcodes.ts';
import { Insn, REG_SINK, Space } from '../../vm/record.ts';
import { addressColumns, addressedWord, dataSpace, putAddress } from '../shared/address.ts';
import { access, type EncodedInstruction, type InstructionChip, putWord, Slot } from '../shared/instruction.ts';
import { IMMEDIATE_COLUMNS, immediateColumns, immediateFrame, isInPlace, putImmediate } from '../shared/operands.ts';

export const loadColumns = { ...addressColumns, ptsm: 'felt', isRom: 'bool', data: word, isReal: 'bool' } as const;
const LOAD = columnOffsets(loadColumns);

/** Reads data at b + imm. */
export const constrainLoad = (b: AirBuilder, row: Row<typeof loadColumns>, ts: Expr): void =>
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

export const putLoad = (cells: Uint32Array, at: number, records: Uint32Array, r: number, { imm }: Instruction): void => {
  cells[at + LOAD.ptsm] = records[r + Insn.PTSM];
  putAddress(cells, at + LOAD.b[0], records[r + Insn.RS1], imm);
  cells[at + LOAD.isRom] = records[r + Insn.SPACE] === Space.ROM ? 1 : 0;
  putWord(cells, at, LOAD.data, records[r + Insn.MEM_PREV]);
  cells[at + LOAD.isReal] = 1;
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
    putImmediate(cells, at, records, r, insn);
    if (insn.rd === 0) cells[at + o.rd] = REG_SINK;
    putLoad(cells, at + IMMEDIATE_COLUMNS, records, r, insn);
  },
};
