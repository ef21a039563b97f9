/** Lies with the rows in which rd = rs1 is one access: an instruction that they cannot stand in for, and time that they could turn back. */
import { describe, expect, it } from 'vitest';
import { Op } from '../../src/isa/opcodes.ts';
import { Space } from '../../src/vm/record.ts';
import { violations, type Witness } from '../machine/machineHarness.ts';
import { encode, exit, li } from '../support/programAssembler.ts';
import { recounted, rowsOf, rowWhere, withCells, withExtraRows, withRows } from './forge.ts';
import { T0, T1, witnessFor } from './victim.ts';

const broken = (lie: Witness): string[] => violations(recounted(lie));

describe('an instruction that reads its result register twice', () => {
  const honest = witnessFor([...li(T0, 3), encode(Op.ADD, { rd: T0, rs1: T0, rs2: T0 }), ...exit(0)]);
  const { pc, ts, pts1 } = rowsOf(honest, 'add')[0];
  const without = withRows(honest, 'add', []);
  const times = [pts1, ts, ts + 1, ts + 2, ts + 3];

  it('is proved as it is', () => {
    expect(broken(honest)).toEqual([]);
    expect(pts1).toBeLessThan(ts);
  });

  it('has no row in place, whatever it says of time and of the second operand, with an advance or without', () => {
    for (const first of times) {
      for (const second of times) {
        for (const c of [3, 6]) {
          const row = { pc, ts, rd: T0, rs2: T0, pts1: first, pts2: second, 'b[0]': 3, 'c[0]': c, 'a[0]': 3 + c, isReal: 1 };
          const lie = withRows(without, 'add-in-place', [row]);
          expect(broken(lie)).not.toEqual([]);
          if (second !== pts1 && first !== pts1) continue;
          for (const from of times) {
            const to = from === pts1 ? ts - 1 : from + 1;
            const advance = { space: Space.REG, lower: T0, from, to, toLo: to, gapLo: to - from - 1, isReal: 1 };
            expect(broken(withExtraRows(lie, 'advance-timestamp', { ...advance, 'v[0]': c }))).not.toEqual([]);
          }
        }
      }
    }
  });
});

describe('a row in place', () => {
  const honest = witnessFor([
    ...li(T0, 3),
    ...li(T1, 5),
    encode(Op.ADD, { rd: T0, rs1: T0, rs2: T1 }),
    encode(Op.ADDI, { rd: T0, rs1: T0, imm: 7 }),
    ...exit(0),
  ]);

  it('may be a row of the chip for the general form', () => {
    const [{ isReal, ...row }] = rowsOf(honest, 'add-in-place');
    const general = { ...row, rs1: row.rd, ptsd: row.ts, 'prev[0]': row['b[0]'], isAdd: isReal };
    expect(broken(withExtraRows(withRows(honest, 'add-in-place', []), 'add', general))).toEqual([]);
  });

  it('cannot take a value that the register had before, or will have', () => {
    const row = rowWhere(honest, 'addi-in-place', () => true);
    const [{ ts, pts1 }] = rowsOf(honest, 'addi-in-place');
    const stale = withCells(honest, 'addi-in-place', row, { 'b[0]': 3, 'a[0]': 10 });
    for (const lie of [pts1, pts1 - 4, ts, ts + 2, ts + 3]) {
      expect(broken(withCells(stale, 'addi-in-place', row, { pts1: lie }))).not.toEqual([]);
      if (lie !== pts1) expect(broken(withCells(honest, 'addi-in-place', row, { pts1: lie }))).not.toEqual([]);
    }
  });
});
