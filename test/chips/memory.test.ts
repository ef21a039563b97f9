import { describe, expect, it } from 'vitest';
import { evaluateProgram } from '../../src/air/evaluate.ts';
import { advanceTimestampChip } from '../../src/chips/memory/advanceTimestamp.ts';
import { rangeBus } from '../../src/chips/shared/buses.ts';
import { word32 } from '../../src/chips/shared/word.ts';
import * as felt from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { INSN_WORDS, Insn, Space } from '../../src/vm/record.ts';
import { columnOf, findRow, rowOf, violationsOf } from '../machine/lies.ts';
import { findTrace, freeColumns, isNoticed, programOf, violations, witnessOf, witnessOfRecord } from '../machine/machineHarness.ts';
import { advanceProgram, DATA, inPlaceProgram, ioProgram, memoryProgram } from '../machine/samplePrograms.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { encode, exit, li } from '../support/programAssembler.ts';
import { rng } from '../support/rng.ts';
import { trace } from '../support/run.ts';

const input = Uint8Array.from({ length: 29 }, (_, i) => 255 - i);
const memory = witnessOf(programOf(memoryProgram, DATA));
const inPlace = witnessOf(programOf(inPlaceProgram, DATA));
const io = witnessOf(programOf(ioProgram, DATA), input);
const advancing = witnessOf(programOf(advanceProgram, DATA));
const large = witnessOf(programOf(memoryProgram, DATA), undefined, { tables: 'large' });

/** Cells that nothing reads on some live rows, and why. */
const FREE: Record<string, readonly string[]> = {
  // Rows that only close a gap initialise no word.
  'zero-memory': ['v[0]', 'v[1]', 'tsInit', 'tsFinal'],
  // The witness of "fd is not 0" where it is 0, and the time of a cell that is not read where fd is another.
  read: ['inv', 'ptss'],
  // The same of a limb, and the cursor where fd is not the public values.
  write: ['inv[0]', 'inv[1]', 'ptss', 'cursor[0]', 'cursor[1]'],
};

describe.each([
  ['load-word', memory],
  ['load-word-in-place', inPlace],
  ['load-subword', memory],
  ['store-word', memory],
  ['store-subword', memory],
  ['zero-memory', memory],
  ['image', memory],
  ['program', memory],
  ['range-small', memory],
  ['range-bits', memory],
  ['bytes-small', memory],
  ['nibbles', memory],
  ['halt', io],
  ['read', io],
  ['short-read', io],
  ['write', io],
  ['io-byte', io],
  ['advance-timestamp', advancing],
  ['range', large],
  ['bytes', large],
] as const)('%s', (name, witness) => {
  const chip = findTrace(witness, name);
  const random = rng(13);
  const rows = Array.from({ length: chip.rows }, (_, row) => row).filter(
    (row) => chip.rows <= 128 || random.below(chip.rows) < 100 || row < 20,
  );

  it('notices a change of any cell of a live row', () => {
    for (const row of rows) {
      const free = freeColumns(chip, row, () => random.felt());
      expect(
        free.filter((column) => !FREE[name]?.includes(column)),
        `row ${row}`,
      ).toEqual([]);
    }
  });

  it('notices a selector or counter that is set on a padding row, and rows dropped or repeated', () => {
    const padding = new Array<number>(chip.chip.columnNames.length).fill(0);
    if (chip.chip.preprocessedGroup === undefined) {
      const selectors = chip.chip.columnNames.flatMap((column, i) => (column.startsWith('is') && column !== 'isRom' ? [i] : []));
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
        expect(isNoticed(chip, chip.height - 1, Array.from(chip.main.subarray(0, padding.length)))).toBe(true);
        const count = chip.chip.columnNames.indexOf('count');
        if (count >= 0)
          expect(
            isNoticed(
              chip,
              chip.height - 1,
              padding.map((_, j) => (count === j ? 1 : 0)),
            ),
          ).toBe(true);
      }
    }
    const used = rows.find((row) => chip.main.subarray(row * padding.length, (row + 1) * padding.length).some((x) => x !== 0));
    if (name !== 'zero-memory') expect(isNoticed(chip, used ?? 0, padding)).toBe(true);
  });
});

describe('lies about memory', () => {
  it('cannot change a value between its write and the next read', () => {
    const loads = findTrace(memory, 'load-word');
    const row = findRow(loads, (r) => r.isReal === 1 && r.rd !== 33);
    const { 'data[0]': data } = rowOf(loads, row);
    expect(violationsOf(memory, { chip: 'load-word', row, set: { 'data[0]': data ^ 1 } })).not.toEqual([]);
  });

  it('cannot initialise image memory to another value', () => {
    const image = findTrace(memory, 'image');
    expect(violationsOf(memory, { chip: 'image', row: 40, set: { 'v[0]': rowOf(image, 40)['v[0]'] ^ 1 } })).not.toEqual([]);
  });

  it('cannot use a stale timestamp: the gap has to be positive', () => {
    for (const name of ['load-word', 'load-subword', 'store-word', 'store-subword']) {
      const { ts, ptsm } = rowOf(findTrace(memory, name), 0);
      for (const lie of [ts + 2, ts + 3, ptsm + 1, felt.sub(ptsm, 1 << 16)]) {
        expect(violationsOf(memory, { chip: name, row: 0, set: { ptsm: lie } }), name).not.toEqual([]);
      }
    }
  });

  it('cannot swap the timestamps of two reads of one cell', () => {
    const loads = findTrace(memory, 'load-subword');
    const [a, b] = [rowOf(loads, 0), rowOf(loads, 1)];
    expect(
      violationsOf(
        memory,
        { chip: 'load-subword', row: 0, set: { ptsm: b.ptsm } },
        { chip: 'load-subword', row: 1, set: { ptsm: a.ptsm } },
      ),
    ).not.toEqual([]);
  });

  it('cannot extend the sign of an unsigned load, or not that of a signed one', () => {
    const loads = findTrace(memory, 'load-subword');
    for (let row = 0; row < loads.rows; row++) {
      const { m, r, isLb, isLbu } = rowOf(loads, row);
      const byte = isLb + isLbu === 1;
      expect(violationsOf(memory, { chip: 'load-subword', row, set: { m: 1 - m, r: r + (byte ? (1 - 2 * m) * 0xff00 : 0) } })).not.toEqual(
        [],
      );
    }
  });

  it('cannot read or write another byte of the word', () => {
    for (const name of ['load-subword', 'store-subword']) {
      const chip = findTrace(memory, name);
      for (let row = 0; row < chip.rows; row++) {
        const honest = rowOf(chip, row);
        for (const flag of ['o0', 'o1'])
          expect(violationsOf(memory, { chip: name, row, set: { [flag]: 1 - honest[flag] } })).not.toEqual([]);
      }
    }
  });

  it('cannot change a neighbour byte in a store, even if the next access agrees', () => {
    const stores = findTrace(memory, 'store-subword');
    const row = findRow(stores, (r) => r.isSb === 1 && r.o1 === 0);
    const honest = rowOf(stores, row);
    expect(violationsOf(memory, { chip: 'store-subword', row, set: { 'new[1]': honest['new[1]'] ^ 1 } })).toContainEqual(
      expect.stringContaining('the high limb is kept'),
    );
    expect(
      violationsOf(memory, { chip: 'store-subword', row, set: { 'new[0]': honest['new[0]'] ^ (honest.o0 ? 1 : 0x100) } }),
    ).toContainEqual(expect.stringContaining('SB replaces the selected byte'));
  });

  it('has no proof of a store to read-only memory, where the emulator traps', () => {
    const words = [encode(Op.AUIPC, { rd: 5 }), encode(Op.SW, { rs1: 5, rs2: 5 }), ...exit(0)];
    expect(() => trace(programOf(words))).toThrow(expect.objectContaining({ code: 'guest-trap' }));
    // The record of a store to RAM, its address moved to the code page: RAM has no such cell.
    const legal = programOf([...li(5, DATA_ADDRESS), encode(Op.SW, { rs1: 5, rs2: 5 }), ...exit(0)], DATA);
    const record = trace(legal);
    expect(violations(witnessOfRecord(legal, record))).toEqual([]);
    const insns = record.insns.slice();
    const at = Array.from({ length: insns.length / INSN_WORDS }, (_, i) => i * INSN_WORDS).find(
      (r) => insns[r + Insn.SPACE] === Space.RAM && insns[r + Insn.PTSM] !== 0,
    ) as number;
    insns[at + Insn.RS1] = 0x1_0000;
    insns[at + Insn.ADDRESS] = 0x1_0000;
    expect(violations(witnessOfRecord(legal, { ...record, insns }))).not.toEqual([]);
  });

  it.each([
    ['misaligned word', [encode(Op.LW, { rd: 6, rs1: 5, imm: 2 })]],
    ['misaligned half', [encode(Op.LH, { rd: 6, rs1: 5, imm: 1 })]],
    ['misaligned load into x0', [encode(Op.LHU, { rd: 0, rs1: 5, imm: 3 })]],
    ['misaligned store', [encode(Op.SH, { rs1: 5, rs2: 5, imm: 1 })]],
  ])('has no cell for a %s', (_, [word]) => {
    const aligned = programOf([...li(5, DATA_ADDRESS), word & ~(3 << (((word >>> 0) & 0x7f) === 0x23 ? 7 : 20)), ...exit(0)], DATA);
    const program = programOf([...li(5, DATA_ADDRESS), word, ...exit(0)], DATA);
    expect(() => trace(program)).toThrow(expect.objectContaining({ code: 'guest-trap' }));
    const record = trace(aligned);
    expect(violations(witnessOfRecord(program, record))).toContainEqual(expect.stringContaining('memory'));
  });
});

describe('lies about the start of memory', () => {
  const chip = findTrace(memory, 'zero-memory');
  const skip = findRow(chip, (r) => r.isSkip === 1);
  const word = findRow(chip, (r) => r.isWord === 1);

  it('cannot initialise a word twice', () => {
    const first = rowOf(chip, word);
    expect(violationsOf(memory, { chip: 'zero-memory', row: -1, set: first })).not.toEqual([]);
    // A row that repeats the word from where the chain stands after it: no step backwards.
    const again = { ...first, low: first['index[0]'] + 0x4000 * first['index[1]'] + 1, deltaLo: 0xffff };
    expect(violationsOf(memory, { chip: 'zero-memory', row: -1, set: again })).not.toEqual([]);
  });

  it('cannot make a gap initialise the first word of the image', () => {
    const { low, 'index[0]': lo, 'index[1]': hi } = rowOf(chip, skip);
    const next = lo + 0x4000 * hi + 1;
    const set = { 'index[0]': next & 0x3fff, 'index[1]': next >>> 14, deltaLo: (next - low) & 0xffff, isSkip: 0, isWord: 1 };
    expect(violationsOf(memory, { chip: 'zero-memory', row: skip, set })).not.toEqual([]);
  });

  it('cannot leave a gap open', () => {
    expect(isNoticed(chip, skip, new Array(chip.chip.columnNames.length).fill(0))).toBe(true);
  });
});

describe('advance-timestamp', () => {
  const { chip: advance } = advanceTimestampChip(word32);
  const { program } = advance;
  const offsets = Object.fromEntries(advance.columnNames.map((name, i) => [name, i]));
  const algebra = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value: number): number => value };

  /** Whether some limbs toLo, gapLo make all range lookups of an advance from `from` to `to` succeed. */
  const isProvable = (from: number, to: number): boolean => {
    const succeeds = (column: string, indices: readonly number[]): boolean => {
      const cells = new Array<number>(program.mainWidth).fill(0);
      cells[offsets.from] = from;
      cells[offsets.to] = to;
      cells[offsets.isReal] = 1;
      // Only the limb congruent to the value can leave a multiple of 2^16 that is small.
      const value = column === 'toLo' ? to : felt.sub(felt.sub(to, from), 1);
      for (const limb of [value & 0xffff, 0, 0xffff]) {
        cells[offsets[column]] = limb;
        const values = evaluateProgram(program, algebra, [], cells);
        const lookups = program.interactions.filter((i) => i.bus === rangeBus.id);
        if (indices.every((i) => values[lookups[i].fields[0]] < 2 ** values[lookups[i].fields[1]])) return true;
      }
      return false;
    };
    return succeeds('toLo', [0, 1]) && succeeds('gapLo', [2, 3]);
  };

  it('moves forward, by any distance within 2^28', () => {
    for (const [from, to] of [
      [0, 1],
      [5, 2 ** 16 + 6],
      [5, 2 ** 28 - 1],
      [2 ** 28 - 2, 2 ** 28 - 1],
    ])
      expect(isProvable(from, to)).toBe(true);
  });

  it('moves neither back nor nowhere, nor beyond 2^28', () => {
    for (const [from, to] of [
      [5, 5],
      [6, 5],
      [2 ** 28 - 1, 0],
      [2 ** 27, 2 ** 28],
      [2 ** 28 - 1, 2 ** 28],
      [2 ** 28, 2 ** 29],
      [felt.P - 2 ** 28, felt.P - 1],
    ]) {
      expect(isProvable(from, to)).toBe(false);
    }
  });

  it('cannot walk round the field: a chain of steps of 2^28 - 1 stops at 2^28', () => {
    let from = 100;
    let steps = 0;
    while (steps < 20) {
      const to = felt.add(from, 2 ** 28 - 200);
      if (!isProvable(from, to)) break;
      from = to;
      steps++;
    }
    expect(steps).toBeLessThanOrEqual(1);
  });

  it('cannot change the value', () => {
    const chip = findTrace(advancing, 'advance-timestamp');
    expect(columnOf(chip, 'v[0]')).toBe(3);
    expect(violationsOf(advancing, { chip: 'advance-timestamp', row: 0, set: { 'v[0]': rowOf(chip, 0)['v[0]'] ^ 1 } })).not.toEqual([]);
  });
});

describe('lies about input and output', () => {
  const bytes = findTrace(io, 'io-byte');

  it('cannot claim more or fewer bytes than moved', () => {
    const reads = findTrace(io, 'read');
    const { 'result[0]': result } = rowOf(reads, 0);
    for (const lie of [result - 1, result + 1]) {
      expect(violationsOf(io, { chip: 'read', row: 0, set: { 'result[0]': lie } })).not.toEqual([]);
    }
  });

  it('cannot read more than asked for', () => {
    const reads = findTrace(io, 'read');
    const row = findRow(reads, (r) => r.isFull === 1 && r['result[0]'] > 0);
    const { 'result[0]': result } = rowOf(reads, row);
    expect(violationsOf(io, { chip: 'read', row, set: { 'size[0]': result - 1 } })).not.toEqual([]);
  });

  it('cannot take another descriptor for the input, the console or the public values', () => {
    const reads = findTrace(io, 'read');
    const bad = findRow(reads, (r) => r.isBad === 1);
    expect(violationsOf(io, { chip: 'read', row: bad, set: { isBad: 0, isFull: 1 } })).toContainEqual(
      expect.stringContaining("of the input's fd is 0"),
    );
    const writes = findTrace(io, 'write');
    const console = findRow(writes, (r) => r.isConsole === 1);
    expect(
      violationsOf(io, { chip: 'write', row: console, set: { isConsole: 0, isBad: 1, 'result[0]': 0xfff7, 'result[1]': 0xffff } }),
    ).toContainEqual(expect.stringContaining('fd is not 1, 2 or 3'));
    const open = findRow(writes, (r) => r.isPublic === 1);
    expect(violationsOf(io, { chip: 'write', row: open, set: { isPublic: 0, isConsole: 1, moved: 0 } })).toContainEqual(
      expect.stringContaining('the console is fd 1 or 2'),
    );
    for (let row = 0; row < writes.rows; row++) {
      if (rowOf(writes, row).isBad === 0) continue;
      for (const flag of ['isConsole', 'isPublic'])
        expect(violationsOf(io, { chip: 'write', row, set: { isBad: 0, [flag]: 1 } })).not.toEqual([]);
    }
  });

  it('cannot write to a byte beside, or to another position of the public values', () => {
    for (let row = 0; row < bytes.rows; row++) {
      const { o0, o1, cursor } = rowOf(bytes, row);
      for (const set of [{ o0: 1 - o0 }, { o1: 1 - o1 }, { cursor: cursor + 1 }]) {
        expect(violationsOf(io, { chip: 'io-byte', row, set })).not.toEqual([]);
      }
    }
  });

  it('cannot exchange two public bytes', () => {
    const [a, b] = [0, 1].map((n) => findRow(bytes, (r) => r.isWrite === 1 && r.cursor === n));
    const [x, y] = [rowOf(bytes, a), rowOf(bytes, b)];
    expect(
      violationsOf(io, { chip: 'io-byte', row: a, set: { byte: y.byte } }, { chip: 'io-byte', row: b, set: { byte: x.byte } }),
    ).not.toEqual([]);
  });
});
