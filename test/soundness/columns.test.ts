/**
 * No column is free: a change of any one cell of a live row breaks a constraint, looks up what no table has, or changes the messages of
 * the row, which were balanced before. Lookups that a table has are no obstacle, as its counters are free. Where nothing notices the
 * change, the cell is in FREE with the reason why it may hold anything, or the test fails.
 */
import { describe, expect, it } from 'vitest';
import type { Chip } from '../../src/air/chip.ts';
import { columnKinds } from '../../src/air/columns.ts';
import { evaluateProgram } from '../../src/air/evaluate.ts';
import { BUSES } from '../../src/chips/shared/buses.ts';
import * as felt from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { loadElf } from '../../src/vm/elf.ts';
import {
  addBoundary,
  addRow,
  type Balance,
  brokenConstraints,
  type FilledTrace,
  programOf,
  type Witness,
  witnessOf,
} from '../machine/machineHarness.ts';
import { advanceProgram, controlProgram, DATA, inPlaceProgram, ioProgram, memoryProgram } from '../machine/samplePrograms.ts';
import { inTable } from '../support/chipHarness.ts';
import { encode, exit } from '../support/programAssembler.ts';
import { generateElf } from '../support/programGenerator.ts';
import { guestBytes } from '../support/programGuests.ts';
import { rng } from '../support/rng.ts';

const algebra = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value: number): number => value };
const random = rng(101);
const input = Uint8Array.from({ length: 29 }, (_, i) => 255 - i);

type Named = Readonly<Record<string, number>>;
interface Free {
  readonly columns: readonly string[];
  readonly when: (row: Named) => boolean;
  readonly reason: string;
}
/** Cells that may hold anything, on which rows, and why that proves nothing. */
const FREE: Readonly<Record<string, readonly Free[]>> = {
  'branch-equal': [
    { columns: ['inv[0]'], when: (r) => r['a[0]'] === r['b[0]'], reason: 'the inverse of a difference that is 0 is multiplied by 0' },
    { columns: ['inv[1]'], when: (r) => r['a[1]'] === r['b[1]'], reason: 'the inverse of a difference that is 0 is multiplied by 0' },
  ],
  divide: [
    { columns: ['borrow'], when: (r) => r.isZero === 1, reason: 'a remainder by 0 is not compared with the divisor' },
    {
      columns: ['absQ[0]', 'absQ[1]', 'absQ[2]', 'absQ[3]'],
      when: (r) => r.isZero === 1 && r.isRem + r.isRemu === 1,
      reason: 'the quotient by 0 is multiplied by 0, and a remainder does not return it',
    },
  ],
  read: [
    { columns: ['inv'], when: (r) => r.isBad === 0, reason: 'the inverse of an fd that is 0 is multiplied by 0' },
    { columns: ['ptss'], when: (r) => r.isBad === 1, reason: 'whether the input has ended is not asked unless fd is the input' },
  ],
  write: [
    {
      columns: ['inv[0]'],
      when: (r) => r.isBad === 0 || [1, 2, 3].includes(r['fd[0]']),
      reason: 'the inverse of a product that is 0 is multiplied by 0',
    },
    { columns: ['inv[1]'], when: (r) => r['fd[1]'] === 0, reason: 'the inverse of a limb that is 0 is multiplied by 0' },
    {
      columns: ['ptss', 'cursor[0]', 'cursor[1]'],
      when: (r) => r.isPublic === 0,
      reason: 'the cursor is not accessed unless fd is the public values',
    },
  ],
  'zero-memory': [
    { columns: ['v[0]', 'v[1]', 'tsInit', 'tsFinal'], when: (r) => r.isSkip === 1, reason: 'a row that only closes a gap has no word' },
  ],
};

/** Returns to an odd target, and with a carry between the halves. */
const returns = [
  encode(Op.AUIPC, { rd: 5 }),
  encode(Op.JALR, { rs1: 5, imm: 13 }),
  encode(Op.FENCE),
  encode(Op.ADDI, { rd: 5, rs1: 5, imm: 28 }),
  encode(Op.JALR, { rs1: 5, imm: -4 }),
  encode(Op.FENCE),
  ...exit(0),
];

/** Big enough for every chip, small enough to fill in a second. */
const witnesses = (): Witness[] => {
  const programs = [
    [programOf(memoryProgram, DATA), undefined],
    [programOf(inPlaceProgram, DATA), undefined],
    [loadElf(generateElf({ seed: 77, blocks: 20, fd: 3 })), undefined],
    [loadElf(guestBytes('instructions')), undefined],
    [programOf(controlProgram, DATA), undefined],
    [programOf(returns), undefined],
    [programOf(ioProgram, DATA), input],
    // Ends in the first read, where the comparison has no borrow.
    [programOf(ioProgram, DATA), input.subarray(0, 5)],
  ] as const;
  return [
    ...programs.map(([program, bytes]) => witnessOf(program, bytes, { tables: 'small' })),
    ...programs.slice(0, 2).map(([program, bytes]) => witnessOf(program, bytes, { tables: 'large' })),
    witnessOf(programOf(advanceProgram, DATA)),
  ];
};

const ROWS_PER_CHIP = 24;
interface Sample {
  readonly trace: FilledTrace;
  readonly row: number;
}

/**
 * Rows that differ in their boolean columns, so that each operation flag, carry and sign is seen both ways, and rows of tables that are
 * in use and that are not.
 */
const sampleRows = (all: readonly Witness[]): Map<Chip, Sample[]> => {
  const samples = new Map<Chip, Sample[]>();
  const seen = new Map<Chip, Set<string>>();
  for (const { traces } of all) {
    for (const trace of traces) {
      const { chip, rows, main } = trace;
      const width = chip.program.mainWidth;
      const kinds = columnKinds(chip.columns);
      const flags = kinds.flatMap((kind, i) => (kind === 'bool' ? [i] : []));
      const known = seen.get(chip) ?? new Set();
      const list = samples.get(chip) ?? [];
      seen.set(chip, known);
      samples.set(chip, list);
      const start = random.below(rows);
      for (let i = 0; i < rows && list.length < ROWS_PER_CHIP; i++) {
        const row = (start + i) % rows;
        const cells = main.subarray(row * width, (row + 1) * width);
        const signature =
          chip.preprocessedGroup === undefined ? flags.map((flag) => cells[flag]).join() : `${cells.some((x) => x !== 0)} ${list.length}`;
        if (known.has(signature)) continue;
        known.add(signature);
        list.push({ trace, row });
      }
      // Besides, one at random, and the last.
      list.push({ trace, row: random.below(rows) }, { trace, row: rows - 1 });
    }
  }
  return samples;
};

const all = witnesses();
const samples = sampleRows(all);

const lies = (honest: number): number[] => {
  const values = [
    felt.add(honest, 1),
    felt.sub(honest, 1),
    felt.sub(1, honest),
    honest === 0 ? 1 : 0,
    felt.P - 1,
    random.felt(),
    felt.neg(honest),
    felt.add(honest, 1 << 16),
    felt.sub(honest, 1 << 16),
  ];
  return [...new Set(values)].filter((value) => value !== honest);
};

const LOOKED_UP = new Set(['range', 'bytes', 'power', 'small-range', 'nibbles']);
const isOffered = (bus: string, message: readonly number[]): boolean => {
  if (bus === 'small-range') return message[1] <= 8 && inTable('range', message);
  if (bus === 'nibbles') return message[1] < 16 && message[2] < 16 && inTable('bytes', message);
  return inTable(bus, message);
};

/** The messages of a row that others have to match, as text; undefined if a lookup has no entry. */
const messagesOf = (trace: FilledTrace, row: number, cells?: ArrayLike<number>): string | undefined => {
  const {
    chip: { program },
    main,
    preprocessed,
  } = trace;
  const { mainWidth, preprocessedWidth } = program;
  const values = evaluateProgram(
    program,
    algebra,
    preprocessed.subarray(row * preprocessedWidth, (row + 1) * preprocessedWidth),
    cells ?? main.subarray(row * mainWidth, (row + 1) * mainWidth),
  );
  const messages: string[] = [];
  for (const { bus, fields, multiplicity, counter } of program.interactions) {
    const m = values[multiplicity];
    if (m === 0) continue;
    const { name } = BUSES[bus];
    const message = fields.map((f) => values[f]);
    if (counter || !LOOKED_UP.has(name)) messages.push(`${name}(${message.join()}) x ${m}`);
    else if (m !== 1 || !isOffered(name, message)) return undefined;
  }
  return messages.sort().join('\n');
};

const named = (chip: Chip, cells: readonly number[]): Named => Object.fromEntries(chip.columnNames.map((name, i) => [name, cells[i]]));

describe('every witness', () => {
  it('is balanced, so that a row whose messages change unbalances it', () => {
    for (const witness of all) {
      const balance: Balance = new Map();
      for (const trace of witness.traces) for (let row = 0; row < trace.height; row++) addRow(balance, trace, row);
      addBoundary(balance, witness.boundary);
      expect([...balance].slice(0, 5)).toEqual([]);
    }
  });

  it('together have every chip, and every boolean column both ways', () => {
    const chips = rv32im.chips.filter((chip) => chip.instanceOf === undefined);
    expect(chips.filter((chip) => !samples.has(chip)).map((chip) => chip.name)).toEqual([]);
    const constant = chips.flatMap((chip) => {
      return columnKinds(chip.columns).flatMap((kind, at) => {
        const name = chip.columnNames[at];
        if (kind !== 'bool') return [];
        const values = new Set((samples.get(chip) ?? []).map(({ trace, row }) => trace.main[row * chip.program.mainWidth + at]));
        return values.has(1) && (values.has(0) || name === 'isReal') ? [] : [`${chip.name}.${name}`];
      });
    });
    // Reached by more than 2^16 bytes of public values only.
    expect(constant).toEqual(['write.kc']);
  });
});

describe('a live row', () => {
  const used = new Set<Free>();
  for (const chip of samples.keys()) {
    it(`of ${chip.name}: each cell is bound, or free for a reason`, () => {
      for (const { trace, row } of samples.get(chip) ?? []) {
        const width = chip.program.mainWidth;
        const honest = Array.from(trace.main.subarray(row * width, (row + 1) * width));
        expect(brokenConstraints(trace, row)).toEqual([]);
        const before = messagesOf(trace, row);
        for (const [i, column] of chip.columnNames.entries()) {
          const free = (FREE[chip.name] ?? []).find((entry) => entry.columns.includes(column) && entry.when(named(chip, honest)));
          for (const lie of lies(honest[i])) {
            const cells = honest.map((x, j) => (i === j ? lie : x));
            if (messagesOf(trace, row, cells) !== before || brokenConstraints(trace, row, cells).length > 0) continue;
            expect(free?.reason, `${chip.name}[${row}].${column} may be ${lie} in place of ${honest[i]}`).toBeTypeOf('string');
            used.add(free as Free);
          }
        }
      }
    });
  }

  it('has no free cell listed that is bound', () => {
    const idle = Object.entries(FREE).flatMap(([chip, list]) =>
      list.filter((entry) => !used.has(entry)).map((entry) => `${chip}: ${entry.columns.join()}`),
    );
    expect(idle).toEqual([]);
  });
});

describe('a padding row', () => {
  /** Broken constraints, and messages by bus, of a row without preprocessed columns. */
  const effects = ({ program }: Chip, cells: readonly number[]): { broken: boolean; buses: string[]; received: number } => {
    const values = evaluateProgram(program, algebra, [], cells);
    const sent = program.interactions.filter((i) => values[i.multiplicity] !== 0);
    return {
      broken: program.constraints.some((c) => values[c.value] !== 0),
      buses: sent.map((i) => BUSES[i.bus].name),
      received: sent.filter((i) => BUSES[i.bus].kind === 'permutation' && values[i.multiplicity] === felt.P - 1).length,
    };
  };
  const computed = rv32im.chips.filter((chip) => chip.preprocessedGroup === undefined);

  it.each(computed.map((chip) => [chip.name, chip] as const))('of %s sends nothing, or takes what balance must give it', (_, chip) => {
    const width = chip.program.mainWidth;
    const zero = new Array<number>(width).fill(0);
    expect(effects(chip, zero)).toEqual({ broken: false, buses: [], received: 0 });
    for (let i = 0; i < width; i++) {
      for (const lie of lies(0)) {
        const { broken, buses, received } = effects(
          chip,
          zero.map((x, j) => (i === j ? lie : x)),
        );
        if (broken || buses.length === 0) continue;
        // It became live: a whole instruction, byte, advance or word, chained to others. A row of a small table may be live and count nothing.
        expect(lie).toBe(1);
        if (!chip.name.endsWith('-small')) expect(received, `${chip.name}.${chip.columnNames[i]}`).toBeGreaterThan(0);
      }
    }
  });

  it.each(computed.map((chip) => [chip.name, chip] as const))(
    'of %s sends nothing whatever its cells hold, while its flags are 0',
    (_, chip) => {
      const kinds = columnKinds(chip.columns);
      const isFlag = (i: number): boolean => /^(is|left|right)/.test(chip.columnNames[i]) && chip.columnNames[i] !== 'isRom';
      for (let n = 0; n < 50; n++) {
        const cells = kinds.map((kind, i) => (isFlag(i) ? 0 : kind === 'bool' ? random.below(2) : random.felt()));
        const { broken, buses } = effects(chip, cells);
        if (buses.length > 0) expect(broken, `${chip.name}: ${buses.join()}`).toBe(true);
      }
    },
  );
});
