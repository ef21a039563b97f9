/**
 * What the soundness argument of docs/protocol.md takes for granted of every chip: multiplicities, time, tables, operations. Checked on
 * the constraint programs themselves, for all rows or on random ones, not on executions.
 */
import { describe, expect, it } from 'vitest';
import type { Chip } from '../../src/air/chip.ts';
import { columnKinds } from '../../src/air/columns.ts';
import { evaluateProgram } from '../../src/air/evaluate.ts';
import { OpCode, type ProgramInteraction } from '../../src/air/program.ts';
import { Slot } from '../../src/chips/shared/access.ts';
import { BUSES, execBus, ioBus, memoryBus, ProgramOp, programBus, rangeBus } from '../../src/chips/shared/buses.ts';
import { NO_OPERATION } from '../../src/chips/tables/program.ts';
import { wordsToBytes } from '../../src/core/bytes.ts';
import * as felt from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { fixedTables } from '../../src/machine/preprocessed.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { PRESETS } from '../../src/stark/config.ts';
import { deriveShape, multiplicityBound } from '../../src/stark/shape.ts';
import { verifyStark } from '../../src/stark/verifier.ts';
import { Space } from '../../src/vm/record.ts';
import { inTable } from '../support/chipHarness.ts';
import { rng } from '../support/rng.ts';
import { keyOf } from './forge.ts';

const random = rng(202);
const algebra = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value: number): number => value };
const evaluate = ({ program }: Chip, cells: readonly number[], fixed: readonly number[] = []): number[] =>
  evaluateProgram(program, algebra, fixed, cells);
const MINUS_ONE = felt.P - 1;
const fixedCells = ({ program }: Chip): number[] => random.felts(program.preprocessedWidth);

/** Chips without preprocessed columns: any row is the prover's. */
const computed = rv32im.chips.filter((chip) => chip.preprocessedGroup === undefined);
const byName = (chips: readonly Chip[]) => chips.map((chip) => [chip.name, chip] as const);

/** By main column, its kind; limbs are 'felt'. */
const kindsOf = (chip: Chip): string[] => columnKinds(chip.columns);

/** Main columns that the value with this id depends on. */
const columnsBehind = ({ program }: Chip, id: number): Set<number> => {
  const found = new Set<number>();
  const base = program.preprocessedWidth + program.mainWidth;
  const visit = (value: number): void => {
    if (value < base) found.add(value - program.preprocessedWidth);
    const op = 3 * (value - base - program.constants.length);
    if (op < 0) return;
    visit(program.ops[op + 1]);
    visit(program.ops[op + 2]);
  };
  visit(id);
  return found;
};

/** All assignments of the boolean columns that the ids depend on which satisfy the constraints on these columns alone; others are random. */
function* flagAssignments(chip: Chip, ids: readonly number[]): Generator<{ cells: number[]; values: number[] }> {
  const flags = [...new Set(ids.flatMap((id) => [...columnsBehind(chip, id)]))];
  const own = chip.program.constraints.filter((c) => [...columnsBehind(chip, c.value)].every((column) => flags.includes(column)));
  for (let n = 0; n < 2 ** flags.length; n++) {
    const cells = random.felts(chip.program.mainWidth);
    flags.forEach((flag, i) => {
      cells[flag] = (n >>> i) & 1;
    });
    const values = evaluate(chip, cells);
    if (own.every((c) => values[c.value] === 0)) yield { cells, values };
  }
}

describe('multiplicities', () => {
  const counters = (chip: Chip): ProgramInteraction[] => chip.program.interactions.filter((i) => i.counter);

  it('are free only for what the tables provide', () => {
    const providers = rv32im.chips.filter((chip) => counters(chip).length > 0).map((chip) => chip.name);
    expect(providers.sort()).toEqual(['bytes', 'bytes-small', 'nibbles', 'power', 'program', 'range', 'range-bits', 'range-small']);
    for (const chip of rv32im.chips) for (const { bus } of counters(chip)) expect(BUSES[bus].kind).toBe('lookup');
  });

  it.each(byName(computed))('of %s stand on columns that are held to 0 and 1', (_, chip) => {
    kindsOf(chip).forEach((kind, column) => {
      if (kind !== 'bool') return;
      const holders = chip.program.constraints.filter((c) => [...columnsBehind(chip, c.value)].join() === String(column));
      const accepts = (value: number): boolean => {
        const values = evaluate(
          chip,
          chip.columnNames.map((_name, i) => (i === column ? value : 0)),
        );
        return holders.every((c) => values[c.value] === 0);
      };
      expect([0, 1, 2, felt.P - 1, felt.inv(2), random.felt()].map(accepts), chip.columnNames[column]).toEqual([
        true,
        true,
        false,
        false,
        false,
        false,
      ]);
    });
  });

  it.each(byName(computed))('of %s depend on boolean columns only, and are 0 or 1 up to a sign that is fixed', (_, chip) => {
    const kinds = kindsOf(chip);
    const sent = chip.program.interactions.filter((i) => !i.counter);
    for (const { multiplicity } of sent) {
      for (const column of columnsBehind(chip, multiplicity)) expect(kinds[column], chip.columnNames[column]).toBe('bool');
    }
    const assignments = [
      ...flagAssignments(
        chip,
        sent.map((i) => i.multiplicity),
      ),
    ];
    for (const interaction of sent) {
      const seen = new Set<number>();
      for (const { values } of assignments) seen.add(values[interaction.multiplicity]);
      seen.delete(0);
      expect([[1], [MINUS_ONE]], BUSES[interaction.bus].name).toContainEqual([...seen]);
      if (BUSES[interaction.bus].kind === 'lookup') expect([...seen]).toEqual([1]);
    }
  });

  it('of the tables made for one program are 0 where nothing proves the entry', () => {
    for (const chip of computed) {
      for (const { multiplicity } of counters(chip)) {
        for (let n = 0; n < 20; n++) {
          const cells = random.felts(chip.program.mainWidth);
          cells[chip.columnNames.indexOf('isReal')] = 0;
          const values = evaluate(chip, cells);
          expect(values[multiplicity]).not.toBe(0);
          expect(
            chip.program.constraints.some((c) => values[c.value] !== 0),
            chip.name,
          ).toBe(true);
        }
      }
    }
  });

  it('cannot wrap: the verifier refuses so many messages', () => {
    const { verifyingKey: key } = keyOf();
    const fixed = new Map(
      key.groups.flatMap((g) => g.chips.map((chip, j) => [chip, g.logHeights?.[j] ?? key.config.maxLogHeight] as const)),
    );
    const heights = key.chips.map((_, i) => fixed.get(i) ?? key.config.maxLogHeight);
    const { maxLogHeight } = key.config;
    const statement = {
      bytes: new Uint8Array(0),
      groups: { program: { root: new Uint32Array(8), logHeights: [maxLogHeight, maxLogHeight] } },
      boundary: [],
    };
    const bound = multiplicityBound(deriveShape(key, statement, heights));
    expect(bound).toBe(key.chips.reduce((total, chip, i) => total + 2 ** heights[i] * chip.program.interactions.length, 0));
    const verdict = verifyStark(key, statement, wordsToBytes(heights.map((h) => h + 1)), 0);
    expect(verdict.ok).toBe(false);
    if (!verdict.ok && bound >= felt.P) expect(verdict.reason).toMatch(/multiplicities could wrap/);
  });
});

describe('time', () => {
  const moves = (chip: Chip): boolean => chip.program.interactions.some((i) => i.bus === execBus.id || i.bus === ioBus.id);

  it('does not wrap, and steps back are not steps forward, in any proof of any preset', () => {
    const chips = rv32im.chips.filter(moves).length;
    expect(chips).toBeLessThan(128);
    for (const { maxLogHeight } of Object.values(PRESETS)) {
      // Each row advances by 4; execution starts at 4; three more slots.
      const end = 4 + 4 * chips * 2 ** maxLogHeight + 3;
      expect(end).toBeLessThan(2 ** 30);
      // A message is at an integer in [0, 2^30), or up to 2^28 + 2^16 before 0; a step is at most 2^28.
      expect(2 ** 30 + 2 * (2 ** 28 + 2 ** 16)).toBeLessThan(felt.P);
    }
  });

  const sends = (chip: Chip, bus: number, sign: 1 | -1): ProgramInteraction[] => {
    for (const { values } of flagAssignments(
      chip,
      chip.program.interactions.filter((i) => i.bus === bus).map((i) => i.multiplicity),
    )) {
      const found = chip.program.interactions.filter((i) => i.bus === bus && values[i.multiplicity] === (sign === 1 ? 1 : MINUS_ONE));
      if (found.length > 0) return found;
    }
    return [];
  };

  it.each(byName(computed.filter((chip) => chip.program.interactions.some((i) => i.bus === execBus.id))))(
    'advances in %s by 4, or by the bytes that move',
    (name, chip) => {
      const [received, ...more] = sends(chip, execBus.id, -1);
      const [sent, ...others] = sends(chip, execBus.id, 1);
      expect([...more, ...others]).toEqual([]);
      expect(received.bus).toBe(execBus.id);
      if (name === 'halt') {
        expect(sent).toBe(undefined);
        return;
      }
      expect(chip.program.constraints.length).toBeGreaterThan(0);
      const io = chip.program.interactions.find((i) => i.bus === ioBus.id);
      for (let n = 0; n < 10; n++) {
        const values = evaluate(chip, random.felts(chip.program.mainWidth));
        const moved = io === undefined ? 0 : values[io.fields[2]];
        for (const { bus, fields } of chip.program.interactions) {
          if (bus !== execBus.id || fields === received.fields) continue;
          expect(felt.sub(values[fields[1]], values[received.fields[1]])).toBe(felt.add(4, felt.mul(4, moved)));
        }
      }
    },
  );

  it('advances in io-byte by one byte', () => {
    const chip = rv32im.chips.find((c) => c.name === 'io-byte') as Chip;
    const [received, sent] = chip.program.interactions.filter((i) => i.bus === ioBus.id);
    for (let n = 0; n < 10; n++) {
      const values = evaluate(chip, random.felts(chip.program.mainWidth));
      const steps = sent.fields.map((f, i) => felt.sub(values[f], values[received.fields[i]]));
      expect(steps).toEqual([0, 1, MINUS_ONE, 4, values[chip.columnNames.indexOf('isWrite')]]);
    }
  });

  /** Pairs of a message received and one sent, in order. */
  const accesses = (chip: Chip): [ProgramInteraction, ProgramInteraction][] => {
    const memory = chip.program.interactions.filter((i) => i.bus === memoryBus.id);
    return memory.flatMap((first, i) => (i % 2 === 0 ? [[first, memory[i + 1]] as [ProgramInteraction, ProgramInteraction]] : []));
  };
  const accessing = computed.filter(
    (chip) => accesses(chip).length > 0 && !['zero-memory', 'advance-timestamp'].includes(chip.instanceOf ?? chip.name),
  );

  it.each(byName(accessing))('of each access in %s is after the one before, and differs from the others in the row', (_, chip) => {
    const ranges = chip.program.interactions.filter((i) => i.bus === rangeBus.id);
    const rows = Array.from({ length: 10 }, () => evaluate(chip, random.felts(chip.program.mainWidth)));
    const ts = chip.columnNames.indexOf('ts');
    const slots = new Set<string>();
    // In place, rd is known to be older than the row's first slot, hence than its last.
    const isUpdate = (values: readonly number[], sent: ProgramInteraction): boolean =>
      /-in-place(-[23])?$/.test(chip.name) && felt.sub(values[sent.fields[5]], values[ts]) === Slot.RD;
    const gapEnd = (values: readonly number[], sent: ProgramInteraction): number =>
      isUpdate(values, sent) ? values[ts] : values[sent.fields[5]];
    for (const [received, sent] of accesses(chip)) {
      const bound = ranges.filter((r) =>
        rows.every(
          (values) =>
            values[r.fields[0]] === felt.sub(felt.sub(gapEnd(values, sent), values[received.fields[5]]), 1) &&
            values[r.fields[1]] === 16 &&
            values[r.multiplicity] === values[sent.multiplicity],
        ),
      );
      expect(bound.length, `access at ${chip.name}`).toBeGreaterThan(0);
      for (const values of rows) {
        expect(values[sent.multiplicity]).toBe(felt.neg(values[received.multiplicity]));
        expect([0, 1, 2].map((f) => values[sent.fields[f]])).toEqual([0, 1, 2].map((f) => values[received.fields[f]]));
        expect(felt.sub(values[sent.fields[5]], values[ts])).toBeLessThan(4);
      }
      // Only cells named by different constants may share a slot: a7 and what the call remembers.
      const [values] = rows;
      const constant = rows.every((row) => row[sent.fields[2]] === values[sent.fields[2]]);
      slots.add(`${felt.sub(values[sent.fields[5]], values[ts])}${constant ? ` cell ${values[sent.fields[2]]}` : ''}`);
    }
    expect(slots.size).toBe(accesses(chip).length);
  });
});

describe('accesses', () => {
  const accessing = rv32im.chips.filter((chip) => chip.program.interactions.some((i) => i.bus === memoryBus.id));
  const memoryOf = (chip: Chip): ProgramInteraction[] => chip.program.interactions.filter((i) => i.bus === memoryBus.id);

  it.each(byName(accessing))('of %s send the name that they receive, and receive first unless the cell is new', (name, chip) => {
    const memory = memoryOf(chip);
    const isInitial = name === 'image' || name === 'zero-memory';
    const values = Array.from({ length: 4 }, () => evaluate(chip, random.felts(chip.program.mainWidth), fixedCells(chip)));
    for (let i = 0; i < memory.length; i += 2) {
      const [first, second] = [memory[i], memory[i + 1]];
      // Not merely equal: the same expressions.
      expect(second.fields.slice(0, 3)).toEqual(first.fields.slice(0, 3));
      for (const row of values) expect(row[first.multiplicity]).toBe(felt.neg(row[second.multiplicity]));
    }
    for (const { values: row } of chip.preprocessedGroup === undefined
      ? flagAssignments(
          chip,
          memory.map((i) => i.multiplicity),
        )
      : []) {
      memory.forEach(({ multiplicity }, i) => {
        expect([0, (i % 2 === 0) === isInitial ? 1 : MINUS_ONE]).toContain(row[multiplicity]);
      });
    }
  });

  it.each(byName(accessing.filter((chip) => !['image', 'zero-memory', 'advance-timestamp'].includes(chip.instanceOf ?? chip.name))))(
    'of %s are made only by rows that hold control, whose time is known',
    (_, chip) => {
      const isControl = (i: ProgramInteraction): boolean => i.bus === (chip.name === 'io-byte' ? ioBus.id : execBus.id);
      const control = chip.program.interactions.find(isControl) as ProgramInteraction;
      const others = chip.program.interactions.filter((i) => BUSES[i.bus].kind === 'permutation');
      const rows = [
        ...flagAssignments(
          chip,
          [control, ...others].map((i) => i.multiplicity),
        ),
      ];
      expect(rows.some(({ values }) => values[control.multiplicity] === MINUS_ONE)).toBe(true);
      for (const { values } of rows) {
        if (values[control.multiplicity] === MINUS_ONE) continue;
        for (const { multiplicity } of others) expect(values[multiplicity]).toBe(0);
      }
    },
  );
});

describe('read-only memory', () => {
  it('is written by no row: where the space is free, what is sent is what was received', () => {
    for (const chip of computed) {
      const memory = chip.program.interactions.filter((i) => i.bus === memoryBus.id);
      for (let i = 0; i + 1 < memory.length; i += 2) {
        const [received, sent] = [memory[i], memory[i + 1]];
        const rows = Array.from({ length: 4 }, () => evaluate(chip, random.felts(chip.program.mainWidth)));
        const spaces = new Set(rows.flatMap((values) => [received, sent].map((m) => values[m.fields[0]])));
        if (spaces.size === 1 && !spaces.has(Space.ROM)) continue;
        if (chip.name !== 'io-byte') for (const f of [3, 4]) expect(sent.fields[f], chip.name).toBe(received.fields[f]);
      }
    }
  });

  it('is written by no io-byte: a byte read from the input goes to RAM, a byte written changes nothing', () => {
    const chip = rv32im.chips.find((c) => c.name === 'io-byte') as Chip;
    const row = (set: Record<string, number>): string[] => {
      const values = evaluate(
        chip,
        chip.columnNames.map((name) => set[name] ?? 0),
      );
      return chip.program.constraints.filter((c) => values[c.value] !== 0).map((c) => c.label);
    };
    const word = { 'before[0]': 0x1234, s0: 0x34, s1: 0x12, ts: 8, pts: 7 };
    expect(row({ ...word, 'after[0]': 0x1256, byte: 0x56, isRead: 1 })).toEqual([]);
    expect(row({ ...word, 'after[0]': 0x1256, byte: 0x56, isRead: 1, isRom: 1 })).toEqual(['read-only memory is not written']);
    expect(row({ ...word, 'after[0]': 0x1234, byte: 0x34, isWrite: 1, isRom: 1 })).toEqual([]);
    expect(row({ ...word, 'after[0]': 0x1256, byte: 0x56, isWrite: 1, isRom: 1 })).toEqual(['a byte written is the selected one']);
  });

  it('ends as it started, each limb', () => {
    const chip = rv32im.chips.find((c) => c.name === 'image') as Chip;
    const fixed = chip.preprocessedNames.map(
      (name) => ({ space: Space.ROM as number, upper: 1, lower: 4_000, 'word[0]': 5, 'word[1]': 6, isReal: 1, isRom: 1 })[name] as number,
    );
    const broken = (v: readonly [number, number]): number => {
      const values = evaluate(chip, [...v, 3, 3], fixed);
      return chip.program.constraints.filter((c) => values[c.value] !== 0).length;
    };
    expect([broken([5, 6]), broken([4, 6]), broken([5, 7])]).toEqual([0, 1, 1]);
  });
});

describe('operations', () => {
  it('are each proved by one chip, which claims no other, nor what pads the program table', () => {
    const chipsOf = new Map<number, string[]>();
    for (const chip of rv32im.chips.filter((c) => c.instanceOf === undefined)) {
      for (const { bus, counter, fields, multiplicity } of chip.program.interactions) {
        if (bus !== programBus.id || counter) continue;
        const kinds = kindsOf(chip);
        for (const column of columnsBehind(chip, fields[1])) expect(kinds[column], chip.name).toBe('bool');
        for (const { values } of flagAssignments(chip, [fields[1], multiplicity])) {
          if (values[multiplicity] === 0) continue;
          const op = values[fields[1]];
          chipsOf.set(op, [...new Set([...(chipsOf.get(op) ?? []), chip.name])]);
        }
      }
    }
    const known = new Set<number>([...Object.values(Op), ...Object.values(ProgramOp)]);
    expect(known.has(NO_OPERATION)).toBe(false);
    for (const [op, chips] of chipsOf) {
      expect(known.has(op), `operation ${op} of ${chips.join()}`).toBe(true);
      const calls = ['halt', 'read', 'short-read', 'write'];
      expect(chips).toEqual(op === Op.ECALL ? calls : chips.filter((chip, i) => i === 0 || chip === `${chips[0]}-in-place`));
    }
    expect(chipsOf.has(Op.ILLEGAL)).toBe(false);
  });

  it.each(['shift-immediate', 'shift-immediate-in-place', 'shift-register'])('of %s that are arithmetic go right', (name) => {
    const chip = rv32im.chips.find((c) => c.name === name) as Chip;
    const at = (column: string): number => chip.columnNames.indexOf(column);
    const [lookup] = chip.program.interactions.filter((i) => i.bus === programBus.id);
    let arithmetic = 0;
    for (const { cells } of flagAssignments(chip, [lookup.fields[1], lookup.multiplicity])) {
      if (cells[at('isSra')] === 0) continue;
      arithmetic++;
      expect(cells[at('rightSmall')] + cells[at('rightLarge')]).toBe(1);
    }
    expect(arithmetic).toBe(2);
  });

  it('cannot be lent between chips: every program lookup is on the row that takes control', () => {
    for (const chip of computed) {
      const lookups = chip.program.interactions.filter((i) => i.bus === programBus.id);
      const control = chip.program.interactions.filter((i) => i.bus === execBus.id);
      expect(lookups.length, chip.name).toBe(control.length > 0 ? 1 : 0);
      for (let n = 0; n < 10 && lookups.length > 0; n++) {
        const values = evaluate(chip, random.felts(chip.program.mainWidth));
        expect(values[control[0].fields[0]]).toBe(values[lookups[0].fields[0]]);
        // One message is received; all that are sent together are one, or none after the last instruction.
        const [received, ...sent] = control.map(({ multiplicity }) => values[multiplicity]);
        const on = values[lookups[0].multiplicity];
        expect(received, chip.name).toBe(felt.neg(on));
        if (sent.length > 0) expect(sent.reduce(felt.add), chip.name).toBe(on);
      }
    }
  });
});

describe('tables', () => {
  const fixed = fixedTables(rv32im);
  const meaning: Readonly<Record<string, (message: readonly number[]) => boolean>> = {
    range: (m) => inTable('range', m),
    bytes: (m) => inTable('bytes', m),
    power: (m) => inTable('power', m),
    'small-range': (m) => m[1] <= 8 && inTable('range', m),
    nibbles: (m) => m[1] < 16 && m[2] < 16 && m[3] < 16 && inTable('bytes', m),
  };

  it.each(rv32im.fixedTables.map(({ chip }) => [chip.name, chip as Chip] as const))(
    '%s offers nothing false, and everything true',
    (_, chip) => {
      const { values, width, logHeight } = fixed[chip.name];
      const offered = new Set<string>();
      for (let row = 0; row < 2 ** logHeight; row++) {
        const cells = evaluate(
          chip,
          new Array<number>(chip.program.mainWidth).fill(1),
          Array.from(values.subarray(row * width, (row + 1) * width)),
        );
        for (const { bus, fields } of chip.program.interactions) {
          const message = fields.map((f) => cells[f]);
          if (!meaning[BUSES[bus].name](message)) expect.fail(`${chip.name}[${row}] offers ${message.join()}`);
          offered.add(message.join());
        }
      }
      const sizes: Record<string, number> = { range: 2 ** 17 - 1, bytes: 2 ** 18, 'range-bits': 2 ** 9 - 1, nibbles: 2 ** 10, power: 16 };
      expect(offered.size).toBe(sizes[chip.name]);
    },
  );

  it('range-small offers nothing false from any entries of range-bits', () => {
    const chip = rv32im.chips.find((c) => c.name === 'range-small') as Chip;
    const [provide] = chip.program.interactions.filter((i) => i.counter);
    const edges = Array.from({ length: 9 }, (_, bits) =>
      [...new Set([0, 1, 2 ** bits - 1, random.below(2 ** bits)])].filter((x) => x < 2 ** bits).map((x) => [x, bits]),
    ).flat();
    let accepted = 0;
    for (const [l, bl] of edges) {
      for (const [h, bh] of edges) {
        const cells = chip.columnNames.map((name) => ({ l, h, bl, bh, count: 1, isReal: 1 })[name] as number);
        const values = evaluate(chip, cells);
        if (chip.program.constraints.some((c) => values[c.value] !== 0)) continue;
        accepted++;
        expect(meaning.range(provide.fields.map((f) => values[f])), `${l}:${bl} ${h}:${bh}`).toBe(true);
      }
    }
    expect(accepted).toBeGreaterThan(50);
  });

  it('bytes-small offers nothing false from any entries of nibbles', () => {
    const chip = rv32im.chips.find((c) => c.name === 'bytes-small') as Chip;
    const [provide] = chip.program.interactions.filter((i) => i.counter);
    const { values: entries } = fixed.nibbles;
    for (let n = 0; n < 20_000; n++) {
      const [a, b] = [random.below(1024), random.below(1024)];
      const [low, high] = [a, b].map((row) => entries.subarray(4 * row, 4 * row + 4));
      const row: Record<string, number> = {
        op: low[0],
        xl: low[1],
        yl: low[2],
        zl: low[3],
        xh: high[1],
        yh: high[2],
        zh: high[3],
        count: 1,
        isReal: 1,
      };
      // Both lookups name the same operation, so the high half is one of that operation.
      if (high[0] !== low[0]) continue;
      const values = evaluate(
        chip,
        chip.columnNames.map((name) => row[name]),
      );
      expect(meaning.bytes(provide.fields.map((f) => values[f]))).toBe(true);
    }
    const lookups = chip.program.interactions.filter((i) => !i.counter);
    const values = evaluate(chip, random.felts(chip.program.mainWidth));
    expect(new Set(lookups.map((i) => values[i.fields[0]])).size).toBe(1);
  });
});

describe('a further instance', () => {
  const further = rv32im.chips.filter((chip) => chip.instanceOf !== undefined);

  it.each(byName(further))('%s has the constraints and messages of the first, all of them', (_, chip) => {
    const first = rv32im.chips.find((c) => c.name === chip.instanceOf) as Chip;
    expect({ ...chip.program, name: first.name }).toEqual(first.program);
    expect(chip.columnNames).toEqual(first.columnNames);
    expect(chip.preprocessedGroup).toBe(undefined);
    expect([...chip.program.ops].some((code, i) => i % 3 === 0 && code === OpCode.MUL)).toBe(true);
  });
});
