import { describe, expect, it } from 'vitest';
import { P } from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { findRow, rowOf, violationsOf } from '../machine/lies.ts';
import { findTrace, freeColumns, isNoticed, programOf, witnessOf } from '../machine/machineHarness.ts';
import { controlProgram, DATA } from '../machine/samplePrograms.ts';
import { encode, exit, li } from '../support/programAssembler.ts';
import { rng } from '../support/rng.ts';
import { trace } from '../support/run.ts';

const witness = witnessOf(programOf(controlProgram, DATA));

/** Cells that nothing reads: the witness of "some limb differs" where that limb does not. */
const FREE: Record<string, readonly string[]> = { 'branch-equal': ['inv[0]', 'inv[1]'] };

describe.each(['write-constant', 'goto', 'jump-register', 'jump-register-unlinked', 'branch-equal', 'branch-less'])('%s', (name) => {
  const chip = findTrace(witness, name);
  const random = rng(11);

  it('notices a change of any cell of a live row', () => {
    for (let row = 0; row < chip.rows; row++) {
      const free = freeColumns(chip, row, () => random.felt());
      expect(
        free.filter((column) => !FREE[name]?.includes(column)),
        `row ${row}`,
      ).toEqual([]);
    }
  });

  it('notices a selector that is set on a padding row, and rows dropped or repeated', () => {
    const padding = new Array<number>(chip.chip.columnNames.length).fill(0);
    const selectors = chip.chip.columnNames.flatMap((column, i) => (column.startsWith('is') ? [i] : []));
    expect(selectors.length).toBeGreaterThan(0);
    if (chip.rows < chip.height) {
      for (const i of selectors)
        expect(
          isNoticed(
            chip,
            chip.height - 1,
            padding.map((_, j) => (i === j ? 1 : 0)),
          ),
        ).toBe(true);
      expect(violationsOf(witness, { chip: name, row: -1, set: rowOf(chip, 0) })).not.toEqual([]);
    }
    expect(isNoticed(chip, 0, padding)).toBe(true);
  });

  it('notices two selectors, or a fractional one', () => {
    const selectors = chip.chip.columnNames.filter((column) => column.startsWith('is'));
    for (const a of selectors) {
      for (const b of selectors) {
        if (a !== b) expect(violationsOf(witness, { chip: name, row: 0, set: { [a]: 1, [b]: 1 } })).not.toEqual([]);
      }
      expect(violationsOf(witness, { chip: name, row: 0, set: { [a]: (P + 1) / 2 } })).not.toEqual([]);
    }
  });
});

describe('lies about control', () => {
  it('cannot take a branch that is not taken, whatever eq is', () => {
    const chip = findTrace(witness, 'branch-equal');
    const row = findRow(chip, (r) => r.isBne === 1 && r.eq === 1);
    expect(violationsOf(witness, { chip: 'branch-equal', row, set: { eq: 0 } })).toContainEqual(
      expect.stringContaining('a limb differs unless eq'),
    );
  });

  it('cannot call two words equal that are equal mod p', () => {
    const chip = findTrace(witness, 'branch-equal');
    const row = findRow(chip, (r) => r.isBeq === 1 && r.eq === 0);
    // a - b = p as words: the limbs differ.
    const set = { 'a[0]': 1, 'a[1]': P >>> 16, 'b[0]': 0, 'b[1]': 0, eq: 1, 'inv[0]': 0, 'inv[1]': 0 };
    expect(violationsOf(witness, { chip: 'branch-equal', row, set })).toContainEqual(expect.stringContaining('is equal if eq'));
  });

  it.each(['ma', 'mb', 'k[0]', 'lt'])('cannot flip %s of a comparison', (flag) => {
    const chip = findTrace(witness, 'branch-less');
    for (let row = 0; row < chip.rows; row++) {
      expect(violationsOf(witness, { chip: 'branch-less', row, set: { [flag]: 1 - rowOf(chip, row)[flag] } })).not.toEqual([]);
      if (row > 20) break;
    }
  });

  it('cannot treat an unsigned comparison as signed', () => {
    const chip = findTrace(witness, 'branch-less');
    const row = findRow(chip, (r) => r.isBltu === 1 && r['a[1]'] >= 0x8000);
    expect(violationsOf(witness, { chip: 'branch-less', row, set: { ma: 1 } })).toContainEqual(expect.stringContaining('unless signed'));
  });

  it('cannot keep bit 0 of a jump target, nor clear more', () => {
    const chip = findTrace(witness, 'jump-register');
    for (let row = 0; row < chip.rows; row++) {
      expect(violationsOf(witness, { chip: 'jump-register', row, set: { low: 1 - rowOf(chip, row).low } })).not.toEqual([]);
    }
  });

  it('cannot jump across the end of the address space', () => {
    // A jump to 4096 less than the code, whose upper half of the base is wrong by 2^16 after a carry.
    const chip = findTrace(witness, 'jump-register-unlinked');
    const { 'b[1]': upper } = rowOf(chip, 0);
    expect(violationsOf(witness, { chip: 'jump-register-unlinked', row: 0, set: { 'b[1]': upper + 0x1_0000 } })).not.toEqual([]);
  });

  it('has no proof of a jump that wraps: the machine traps', () => {
    const words = [...li(5, -4), encode(Op.JALR, { rd: 0, rs1: 5, imm: 2000 }), ...exit(0)];
    expect(() => trace(programOf(words))).toThrow(expect.objectContaining({ code: 'guest-trap' }));
  });

  it('cannot leave out an instruction, or execute two in the other order', () => {
    const add = findTrace(witness, 'add');
    const { ts } = rowOf(add, 0);
    expect(violationsOf(witness, { chip: 'add', row: 0, set: { ts: ts + 4 } })).not.toEqual([]);
    const [a, b] = [rowOf(add, 0), rowOf(add, 1)];
    expect(violationsOf(witness, { chip: 'add', row: 0, set: { ts: b.ts } }, { chip: 'add', row: 1, set: { ts: a.ts } })).not.toEqual([]);
  });

  it('cannot continue after exit, or exit twice', () => {
    const halt = findTrace(witness, 'halt');
    expect(violationsOf(witness, { chip: 'halt', row: 0, set: { isReal: 0 } })).not.toEqual([]);
    expect(halt.height).toBe(1);
  });
});
