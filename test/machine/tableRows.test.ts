/** What chips take for granted of the program table's rows agrees with what they write there, with each other, and with an oracle. */
import { expect, it } from 'vitest';
import { ProgramOp } from '../../src/chips/shared/buses.ts';
import { fromInt, P } from '../../src/field/felt.ts';
import { isComputation } from '../../src/isa/formats.ts';
import { instructionForms } from '../../src/isa/forms.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { REG_SINK } from '../../src/vm/record.ts';

const { instructionChips } = rv32im;

it('a chip writes rows of its operations only, each of the form that it assumes', () => {
  const reached = new Set<string>();
  for (const insn of instructionForms()) {
    for (const { accepts, encode, tableRows, chip } of instructionChips) {
      if (!accepts(insn)) continue;
      const { op, rd, x } = encode(insn);
      const what = `${chip.name}, operation ${op}`;
      expect(tableRows.ops, what).toContain(op);
      expect(
        tableRows.hasForm?.(
          [0, 1, 2, 3].map((i) => fromInt(x[i] ?? 0)),
          op,
        ) ?? true,
        what,
      ).toBe(true);
      if (tableRows.writes === undefined) expect(rd, what).toBe(0);
      else expect(tableRows.writes === 'register or sink' ? [REG_SINK, 1, 6, 7] : [1, 6, 7], what).toContain(rd);
      reached.add(what);
    }
  }
  const claimed = instructionChips.flatMap(({ chip, tableRows }) => tableRows.ops.map((op) => `${chip.name}, operation ${op}`));
  expect([...reached].sort()).toEqual(claimed.sort());
});

it('chips of one operation take the same for granted', () => {
  const numbers = [0, 1, 2, 3, 15, 16, 17, 255, 256, 2 ** 11, 2 ** 11 + 1, 2 ** 15, 0xffff, 0x1_0000, P - 2 ** 11 - 1, P - 2 ** 11, P - 1];
  for (const a of instructionChips)
    for (const b of instructionChips) {
      const [op] = a.tableRows.ops.filter((x) => b.tableRows.ops.includes(x));
      if (op === undefined) continue;
      expect(a.tableRows.writes).toBe(b.tableRows.writes);
      for (const x0 of numbers)
        for (const x1 of numbers) {
          const x = [x0, x1, 1, 0];
          expect(a.tableRows.hasForm?.(x, op)).toBe(b.tableRows.hasForm?.(x, op));
        }
    }
});

it('what a chip writes to a register and which instructions only compute is that of the manual', () => {
  const computing = 'ADD SUB XOR OR AND SLL SRL SRA SLT SLTU ADDI XORI ORI ANDI SLLI SRLI SRAI SLTI SLTIU LUI AUIPC';
  const multiplying = 'MUL MULH MULHSU MULHU DIV DIVU REM REMU';
  const names = Object.entries(Op).flatMap(([name, op]) => (isComputation(op) ? [name] : []));
  expect(names).toEqual([...computing.split(' '), ...multiplying.split(' ')]);
  const silent = instructionChips.flatMap(({ tableRows: { writes, ops } }) => (writes === undefined ? ops : []));
  const { BEQ, BNE, BLT, BGE, BLTU, BGEU, SB, SH, SW } = Op;
  const { GOTO, JUMP_REGISTER_UNLINKED } = ProgramOp;
  expect(new Set(silent)).toEqual(new Set([BEQ, BNE, BLT, BGE, BLTU, BGEU, SB, SH, SW, GOTO, JUMP_REGISTER_UNLINKED]));
  const sinking = instructionChips.flatMap(({ tableRows: { writes, ops } }) => (writes === 'register or sink' ? ops : []));
  expect(new Set(sinking)).toEqual(new Set([Op.LB, Op.LH, Op.LW, Op.LBU, Op.LHU]));
});
