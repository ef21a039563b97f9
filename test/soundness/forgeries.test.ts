/**
 * Complete proofs of false statements, and of true statements with false traces. Each trace is as good as a liar can make it: the tables
 * are recounted and every chain is closed where it can be, so that one rule alone stands in the way. `breaks` says which.
 */
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/api/verify.ts';
import { decodeContainer, encodeContainer } from '../../src/core/container.ts';
import * as felt from '../../src/field/felt.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { programCommitment, type Statement } from '../../src/keys/statement.ts';
import { boundaryMessages } from '../../src/machine/boundary.ts';
import { buildProgramTable, type ProgramTable } from '../../src/machine/programTable.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { Space } from '../../src/vm/record.ts';
import { findTrace, programOf, violations, type Witness, witnessOf } from '../machine/machineHarness.ts';
import { CODE_ADDRESS, DATA_ADDRESS } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';
import {
  type Cells,
  type ForgeOptions,
  forge,
  keyOf,
  recounted,
  rowsOf,
  rowWhere,
  verdictOf,
  withCells,
  withExtraRows,
  withoutRow,
  withRows,
} from './forge.ts';

const [T0, T1, T2, S0, S1] = [5, 6, 7, 8, 9];
const STACK = 0x2000_0000;
const DATA = Uint8Array.from({ length: 64 }, (_, i) => (i * 37 + 0x81) & 0xff);
const WORD = DATA_ADDRESS / 4;
const OLD = [DATA[0] + 256 * DATA[1], DATA[2] + 256 * DATA[3]];

/** Overwrites the first data word by 7, copies it, publishes the copy, and last of all reads the word again into T2. */
const victimWords = (t0: number): number[] => [
  ...li(S0, DATA_ADDRESS),
  ...li(S1, STACK),
  encode(Op.ADDI, { rd: T0, imm: t0 }),
  encode(Op.SW, { rs1: S0, rs2: T0, imm: 0 }),
  encode(Op.ADDI, { rd: T1, rs1: T0, imm: 0 }),
  encode(Op.SW, { rs1: S1, rs2: T1, imm: 4 }),
  encode(Op.SW, { rs1: S0, rs2: T1, imm: 8 }),
  ...systemCall(64, 3, DATA_ADDRESS + 8, 4),
  encode(Op.LW, { rd: T2, rs1: S0, imm: 0 }),
  ...exit(0),
];
const witnessFor = (words: readonly number[]): Witness => witnessOf(programOf(words, DATA), undefined, { tables: 'small' });
const victim = witnessFor(victimWords(7));
const other = witnessFor(victimWords(8));

const refused = (verdict: Verdict, reason: RegExp): void => {
  expect(verdict.valid).toBe(false);
  expect(verdict.reason).toMatch(reason);
};
const NO_PROOF = /the constraints do not hold at the out-of-domain point/;

/** The lie is refused as a complete proof; `breaks` matches every rule that it breaks, and there is at least one. */
const isRefused = async (lie: Witness, breaks: RegExp, options: ForgeOptions = {}): Promise<void> => {
  const witness = recounted(lie);
  const claim = { exitCode: 0, publicValues: witness.record.publicValues, ...options.statement };
  const found = violations(witness, boundaryMessages(witness.table.info, claim));
  expect(found).not.toEqual([]);
  for (const violation of found) expect(violation).toMatch(breaks);
  refused(verdictOf((await forge(witness, options)).proof), NO_PROOF);
};

const imageRow = (witness: Witness, space: number, index: number): number => {
  const { preprocessed, rows, chip } = findTrace(witness, 'image');
  const width = chip.program.preprocessedWidth;
  for (let row = 0; row < rows; row++) if (preprocessed[row * width] === space && preprocessed[row * width + 1] === index) return row;
  throw new Error(`the image has no cell ${index} of space ${space}`);
};
/** The witness with another final value and timestamp of an image cell. */
const withFinal = (witness: Witness, space: number, index: number, set: Cells): Witness =>
  withCells(witness, 'image', imageRow(witness, space, index), set);

const word = (value: number, name = 'v'): Cells => ({ [`${name}[0]`]: value & 0xffff, [`${name}[1]`]: value >>> 16 });

/** A witness of one program under the tables of another of the same length. */
const underProgram = (witness: Witness, table: ProgramTable): Witness => {
  const preprocessed = { program: table.program.values, image: table.image.values } as Record<string, Uint32Array>;
  const moved: Witness = {
    ...witness,
    table,
    traces: witness.traces.map((t) => ({ ...t, preprocessed: preprocessed[t.chip.name] ?? t.preprocessed })),
  };
  const { width, values } = table.image;
  return withRows(
    moved,
    'image',
    rowsOf(moved, 'image').map((row, i) =>
      values[i * width + 5] === 1 ? { ...row, 'v[0]': values[i * width + 2], 'v[1]': values[i * width + 3] } : row,
    ),
  );
};

const load = rowWhere(victim, 'load-word', (r) => r.rd === T2);
const store = rowWhere(victim, 'store-word', (r) => r['c[0]'] === 7 && r.immLo === 0);
const tsLoad = rowsOf(victim, 'load-word')[load].ts + 2;
const tsStore = rowsOf(victim, 'store-word')[store].ts + 2;

describe('the control', () => {
  it('proves the truth by the same means', async () => {
    const { proof, statement } = await forge(recounted(victim));
    const verdict = verdictOf(proof, {
      programCommitment: programCommitment('poseidon2', statement),
      publicValues: Uint8Array.of(7, 0, 0, 0),
    });
    expect(verdict.reason).toBe(undefined);
    expect(verdict.valid).toBe(true);
  });

  it('proves the truth with chips that are present for nothing', async () => {
    // All rows are padding: the same as being absent, so not a lie.
    const idle = ['multiply', 'divide', 'add-2', 'read', 'refresh'].reduce((w, name) => withRows(w, name, [{}]), victim);
    expect(violations(recounted(idle))).toEqual([]);
    expect(verdictOf((await forge(recounted(idle))).proof).reason).toBe(undefined);
  });

  it('is refused by a verifier that asks for security', async () => {
    const { proof } = await forge(recounted(victim));
    refused(verdictOf(proof, { minBits: 100 }), /bits/);
  });
});

describe('a false statement about a true trace', () => {
  const lies: Record<string, [Partial<Statement>, RegExp]> = {
    'another public value': [{ publicValues: Uint8Array.of(9, 0, 0, 0) }, NO_PROOF],
    'a public value less': [{ publicValues: Uint8Array.of(7, 0, 0) }, NO_PROOF],
    'a public value more': [{ publicValues: Uint8Array.of(7, 0, 0, 0, 0) }, NO_PROOF],
    'no public values': [{ publicValues: new Uint8Array(0) }, NO_PROOF],
    'another entry': [{ program: { ...victim.table.info, entry: CODE_ADDRESS + 4 } }, NO_PROOF],
    'a smaller gap': [
      { program: { ...victim.table.info, gaps: victim.table.info.gaps.map((g, i) => (i === 0 ? { ...g, start: g.start + 1 } : g)) } },
      NO_PROOF,
    ],
    'a gap less': [{ program: { ...victim.table.info, gaps: victim.table.info.gaps.slice(1) } }, NO_PROOF],
    'a gap over the image': [
      {
        program: {
          ...victim.table.info,
          gaps: victim.table.info.gaps.map((g, i, all) => (i === all.length - 1 ? { ...g, start: WORD } : g)),
        },
      },
      NO_PROOF,
    ],
    'a gap beyond memory': [
      { program: { ...victim.table.info, gaps: victim.table.info.gaps.map((g) => ({ ...g, end: g.end + (g.end === 2 ** 28 ? 1 : 0) })) } },
      /gap/,
    ],
    'exit code 1': [{ exitCode: 1 }, /exit code 1/],
    'a taller program table': [{ program: { ...victim.table.info, logHeights: { ...victim.table.info.logHeights, program: 7 } } }, /./],
  };
  for (const [name, [statement, reason]] of Object.entries(lies)) {
    it(name, async () => {
      const honest = recounted(victim);
      const heights = statement.program?.logHeights.program;
      if (heights !== undefined && heights !== victim.table.info.logHeights.program) {
        // The prover has no such shape; the lie is told afterwards, in the file.
        const { proof, statement: truth } = await forge(honest);
        refused(verdictOf(restated(proof, { ...truth, ...statement })), reason);
        return;
      }
      refused(verdictOf((await forge(honest, { statement })).proof), reason);
    });
  }

  it('exit code 0 of a program that exits with 1', async () => {
    const failing = witnessFor(exit(1));
    refused(verdictOf((await forge(recounted(failing), { statement: { exitCode: 0 } })).proof), NO_PROOF);
    const halted = withCells(failing, 'halt', 0, { 'code[0]': 0 });
    await isRefused(withFinal(halted, Space.REG, 10, word(0)), /^memory\(0, 10, /);
  });

  it('the statement exchanged after the proof', async () => {
    const { proof, statement } = await forge(recounted(victim));
    refused(verdictOf(restated(proof, { ...statement, publicValues: Uint8Array.of(8, 0, 0, 0) })), NO_PROOF);
    refused(verdictOf(restated(proof, { ...statement, program: { ...statement.program, gaps: [] } })), NO_PROOF);
  });
});

/** The proof file with another statement. */
const restated = (proof: Uint8Array, statement: Statement): Uint8Array => {
  const decoded = decodeContainer(proof, 'proof', ['statement', 'stark']);
  if (!decoded.ok) throw new Error(decoded.reason);
  const { meta, sections } = decoded.value;
  const encoded = encodedStatement(statement);
  return encodeContainer({ kind: 'proof', meta, sections: { statement: encoded, stark: sections.stark } });
};
const encodedStatement = (s: Statement): Uint8Array => {
  const { entry, logHeights, gaps } = s.program;
  const words = [
    entry,
    2,
    logHeights.program,
    logHeights.image,
    gaps.length,
    ...gaps.flatMap((g) => [g.start, g.end]),
    ...s.programRoot,
    s.exitCode,
    s.publicValues.length,
  ];
  return new Uint8Array([...new Uint8Array(Uint32Array.from(words).buffer), ...s.publicValues]);
};

describe('another program', () => {
  it('has another commitment', async () => {
    const { statement } = await forge(recounted(victim));
    const { proof, statement: wrong } = await forge(recounted(other));
    expect(verdictOf(proof).valid).toBe(true);
    expect(programCommitment('poseidon2', wrong)).not.toEqual(programCommitment('poseidon2', statement));
    refused(verdictOf(proof, { programCommitment: programCommitment('poseidon2', statement) }), /the proof is about program/);
  });

  it('is not proved by tables that are not those of its root', async () => {
    const { statement } = await forge(recounted(victim));
    const { proof } = await forge(recounted(other), { statement: { programRoot: statement.programRoot } });
    refused(verdictOf(proof, { programCommitment: programCommitment('poseidon2', statement) }), /root|Merkle|path|opening/i);
  });

  it('cannot stand in for an instruction: 8 where the program says 7', async () => {
    await isRefused(underProgram(other, victim.table), /^program\(/);
  });

  it('cannot omit an instruction, as a no-operation in its place', async () => {
    const without = witnessFor(victimWords(7).map((w, i) => (i === 4 ? encode(Op.FENCE) : w)));
    await isRefused(underProgram(without, victim.table), /^program\(/);
  });
});

describe('execution', () => {
  const addi = rowWhere(victim, 'addi', (r) => r.rd === T1);

  it('cannot drop a row', () => isRefused(withoutRow(victim, 'addi', addi), /^(exec|memory)\(/));
  it('cannot repeat a row', () => isRefused(withExtraRows(victim, 'addi', rowsOf(victim, 'addi')[addi]), /^(exec|memory)\(/));

  it('cannot jump over an instruction', async () => {
    const { pc, ts } = rowsOf(victim, 'addi')[addi];
    // The store before it continues one instruction later, at its time.
    const skipped = withoutRow(withCells(victim, 'store-word', store, { ts: ts - 4, pc: pc - 4 }), 'addi', addi);
    await isRefused(skipped, /^(exec|memory)\(/);
  });

  it('cannot run two instructions in the other order', async () => {
    const [a, b] = rowsOf(victim, 'store-word').flatMap((r, i) => (r['c[0]'] === 7 && r.immLo !== 0 ? [i] : []));
    const rows = rowsOf(victim, 'store-word');
    const swapped = withCells(withCells(victim, 'store-word', a, { ts: rows[b].ts }), 'store-word', b, { ts: rows[a].ts });
    await isRefused(swapped, /^(exec|memory|range)\(/);
  });

  it('cannot end without a halt', () => isRefused(withoutRow(victim, 'halt', 0), /^(exec|halt|memory)\(/));
  it('cannot halt twice', () => isRefused(withExtraRows(victim, 'halt', rowsOf(victim, 'halt')[0]), /^(exec|halt|memory)\(/));

  it('cannot halt where the call is another one', async () => {
    // The write's ECALL taken as exit(3): a7 holds 64.
    const call = rowsOf(victim, 'write')[0];
    const row = { pc: call.pc, ts: call.ts, pts7: call.pts7, pts0: call.pts0, 'code[0]': 0, 'code[1]': 0, isReal: 1 };
    await isRefused(withRows(withRows(victim, 'write', []), 'halt', [row]), /^(exec|memory|io)\(/);
  });

  it('cannot run in a circle of its own', async () => {
    // A loop of one row whose time stands still would need ts + 4 = ts.
    const loop = { pc: CODE_ADDRESS, ts: 4000, next: CODE_ADDRESS, isReal: 1 };
    await isRefused(withExtraRows(victim, 'jump', loop), /^(exec|program)\(/);
  });
});

describe('memory', () => {
  it('cannot give a reader another value than the writer wrote', async () => {
    let lie = withCells(victim, 'load-word', load, word(9, 'data'));
    lie = withFinal(lie, Space.RAM, WORD, word(9));
    lie = withFinal(lie, Space.REG, T2, word(9));
    await isRefused(lie, new RegExp(`^memory\\(1, ${WORD}, [79], 0, ${tsStore}\\)`));
  });

  it('cannot change a register between its writer and its reader', async () => {
    await isRefused(withFinal(victim, Space.REG, T2, word(9)), /^memory\(0, 7, /);
  });

  it('cannot start from another value than the image', async () => {
    await isRefused(withCells(victim, 'store-word', store, word(1, 'old')), new RegExp(`^memory\\(1, ${WORD}, `));
  });

  /** The load takes place before the store and reads what was there; then the store, `between` the two. */
  const staleRead = (storeAfter: number): Witness => {
    let lie = withCells(victim, 'load-word', load, { 'data[0]': OLD[0], 'data[1]': OLD[1], ptsm: tsLoad - 1 });
    lie = withCells(lie, 'store-word', store, { ptsm: storeAfter });
    lie = withFinal(lie, Space.RAM, WORD, { 'v[0]': 7, 'v[1]': 0, tsInit: tsLoad - 1, tsFinal: tsStore });
    return withFinal(lie, Space.REG, T2, { 'v[0]': OLD[0], 'v[1]': OLD[1] });
  };
  const refresh = (from: number, to: number, set: Cells = {}): Cells => ({
    space: Space.RAM,
    index: WORD,
    'v[0]': OLD[0],
    'v[1]': OLD[1],
    from,
    to,
    toLo: to & 0xffff,
    gapLo: felt.sub(felt.sub(to, from), 1) & 0xffff,
    isReal: 1,
    ...set,
  });

  it('cannot be read before it is written, against time', async () => {
    await isRefused(staleRead(tsLoad), new RegExp(`^range\\(${felt.P + tsStore - tsLoad - 1}, 16\\)`));
  });
  it('cannot be read before it is written by one refresh back', async () => {
    await isRefused(withExtraRows(staleRead(tsStore - 1), 'refresh', refresh(tsLoad, tsStore - 1)), /^range\(\d+, 12\)/);
  });
  it('cannot be read before it is written by a refresh of which a limb is no limb', async () => {
    // gapLo takes the whole gap, so that nothing is left for the upper limb.
    const gap = felt.sub(felt.sub(tsStore - 1, tsLoad), 1);
    await isRefused(
      withExtraRows(staleRead(tsStore - 1), 'refresh', refresh(tsLoad, tsStore - 1, { gapLo: gap })),
      new RegExp(`^range\\(${gap}, 16\\)`),
    );
  });
  it('cannot be read before it is written by refreshes once round the field', async () => {
    const stops = [tsLoad];
    while (felt.P + tsStore - 1 - stops[stops.length - 1] > 2 ** 28) stops.push(stops[stops.length - 1] + 2 ** 28);
    stops.push(tsStore - 1);
    const rows = stops.slice(1).map((to, i) => refresh(stops[i], to));
    expect(rows.length).toBeLessThan(10);
    await isRefused(withExtraRows(staleRead(tsStore - 1), 'refresh', ...rows), /^range\(\d+, 12\)/);
  });
  it('cannot have a negative time in its initial message serve two paths', async () => {
    // The load from one initial message, the store and the end from another: the cell has one only.
    let lie = withCells(victim, 'load-word', load, { 'data[0]': OLD[0], 'data[1]': OLD[1], ptsm: tsLoad - 1 });
    lie = withFinal(lie, Space.REG, T2, { 'v[0]': OLD[0], 'v[1]': OLD[1] });
    await isRefused(lie, new RegExp(`^memory\\(1, ${WORD}, `));
  });

  describe('with a false table entry for the range that it needs', () => {
    const value = felt.P + tsStore - tsLoad - 1;
    const stale = recounted(staleRead(tsLoad));
    const entries: Record<string, [Cells, RegExp]> = {
      'whose low part is not 8-bit': [{ l: value, h: 0, bl: 8, bh: 8, isReal: 1 }, /^small-range\(\d+, 8\)/],
      'whose high part is not 8-bit': [
        { l: value & 255, h: felt.mul(felt.sub(value, value & 255), felt.inv(256)), bl: 8, bh: 8, isReal: 1 },
        /^small-range\(\d+, 8\)/,
      ],
      'of 16 bits at once': [{ l: value, h: 0, bl: 16, bh: 0, isReal: 1 }, /^small-range\(/],
      'of a low part of no bits': [
        { l: 0, h: felt.mul(value, felt.inv(256)), bl: 0, bh: 16, isReal: 1 },
        /high part has no bits|^small-range/,
      ],
      'on a row that is not live': [{ l: value, h: 0, bl: 16, bh: 0, isReal: 0 }, /a padding row offers nothing/],
      'on a row that is half live': [
        { l: value, h: 0, bl: 16, bh: 0, isReal: felt.inv(2) },
        /isReal is 0 or 1|offers nothing|^small-range/,
      ],
    };
    for (const [name, [entry, breaks]] of Object.entries(entries)) {
      it(name, async () => {
        const lie = withExtraRows(stale, 'range-small', { ...entry, count: 1 });
        const found = violations(lie);
        expect(found).not.toEqual([]);
        for (const violation of found) expect(violation).toMatch(breaks);
        refused(verdictOf((await forge(lie)).proof), NO_PROOF);
      });
    }
  });
});

describe('the start of memory', () => {
  const zero = rowWhere(victim, 'zero-memory', (r) => r.isWord === 1);
  const stack = STACK / 4 + 1;
  /** A row that initialises `index` and closes on itself: it leads from index + 1 back to index + 1. */
  const selfLoop = (index: number, set: Cells = {}): Cells => ({
    low: index + 1,
    ...word(index, 'index'),
    deltaLo: 0xffff,
    tsInit: 5,
    tsFinal: 5,
    isWord: 1,
    ...set,
  });

  it('cannot initialise a word twice', () => isRefused(withExtraRows(victim, 'zero-memory', selfLoop(stack)), /^range\(\d+, 12\)/));
  it('cannot initialise a word twice by a distance that is no limb', () =>
    isRefused(withExtraRows(victim, 'zero-memory', selfLoop(stack, { deltaLo: felt.P - 1 })), new RegExp(`^range\\(${felt.P - 1}, 16\\)`)));
  it('cannot initialise a word twice by a chain once round the field', async () => {
    const rows: Cells[] = [];
    let low = stack + 1;
    for (const end = felt.P + stack; low < end; ) {
      const next = Math.min(low + 2 ** 28 - 1, end);
      // Up to p by skips; the last row is the word again.
      const index = next === end ? stack : (next - 1) % felt.P;
      const set = { low: low % felt.P, ...word(index, 'index'), deltaLo: (next === end ? end - low : next - 1 - low) & 0xffff };
      rows.push(next === end ? { ...set, tsInit: 5, tsFinal: 5, isWord: 1 } : { ...set, isSkip: 1 });
      low = next;
    }
    expect(rows.length).toBeLessThan(10);
    await isRefused(withExtraRows(victim, 'zero-memory', ...rows), /^range\(\d+, 12\)/);
  });
  it('cannot initialise a word of the image to zero as well', () =>
    isRefused(withExtraRows(victim, 'zero-memory', selfLoop(WORD)), /^range\(\d+, 12\)/));
  it('cannot repeat a row', () =>
    isRefused(withExtraRows(victim, 'zero-memory', rowsOf(victim, 'zero-memory')[zero]), /^(zero-chain|memory)\(/));

  it('cannot run through the image from gap to gap', async () => {
    const { gaps } = victim.table.info;
    const [before, after] = [gaps[gaps.length - 2], gaps[gaps.length - 1]];
    const skip = rowWhere(victim, 'zero-memory', (r) => r.isSkip === 1 && r.low === before.start);
    const rows = rowsOf(victim, 'zero-memory');
    const through = [
      { ...selfLoop(WORD), low: before.start, deltaLo: (WORD - before.start) & 0xffff },
      { ...rows[skip], low: WORD + 1, ...word(after.start - 1, 'index'), deltaLo: after.start - 2 - WORD },
    ];
    await isRefused(withRows(victim, 'zero-memory', [...rows.filter((_, i) => i !== skip), ...through]), /^zero-chain\(/);
  });

  it('cannot start with a value other than zero', () =>
    isRefused(
      withCells(
        victim,
        'store-word',
        rowWhere(victim, 'store-word', (r) => r.immLo === 4),
        word(5, 'old'),
      ),
      /^memory\(1, /,
    ));

  it('cannot end with another value in read-only memory', () =>
    isRefused(withFinal(victim, Space.ROM, CODE_ADDRESS / 4, word(0)), /read-only memory stays|^memory\(2, /));

  it('cannot take a store into read-only memory, even if a cell of RAM is made for it', async () => {
    const legal = witnessFor([...li(T0, STACK), encode(Op.SW, { rs1: T0, rs2: T0, imm: 0 }), ...exit(0)]);
    const illegal = [...li(T0, CODE_ADDRESS), encode(Op.SW, { rs1: T0, rs2: T0, imm: 0 }), ...exit(0)];
    // The illegal program traps, so its trace is made from that of the legal one.
    let lie = underProgram(legal, buildProgramTable(programOf(illegal, DATA)));
    const upper = CODE_ADDRESS >>> 16;
    lie = withCells(lie, 'constant', 0, { 'a[1]': upper });
    const addi = rowWhere(lie, 'addi', (r) => r.rd === T0);
    lie = withCells(lie, 'addi', addi, { 'b[1]': upper, 'a[1]': upper, 'prev[1]': upper });
    lie = withCells(lie, 'store-word', 0, { 'b[1]': upper, 'c[1]': upper });
    lie = withFinal(lie, Space.REG, T0, { 'v[1]': upper });
    const rows = rowsOf(lie, 'zero-memory');
    const made = rows.findIndex((r) => r.isWord === 1);
    const { low, tsInit, tsFinal } = rows[made];
    const next = rows.findIndex((r) => r.low === STACK / 4 + 1);
    const kept = rows.map((r, i) => (i === next ? { ...r, low, deltaLo: (2 ** 28 - 1 - low) & 0xffff } : r)).filter((_, i) => i !== made);
    await isRefused(
      withRows(lie, 'zero-memory', [...kept, selfLoop(CODE_ADDRESS / 4, { tsInit, tsFinal, ...word(CODE_ADDRESS) })]),
      /^range\(\d+, 12\)/,
    );
  });
});

describe('public values and system calls', () => {
  it('cannot publish a byte that is not in memory', async () => {
    const row = rowWhere(victim, 'io-byte', (r) => r.cursor === 0);
    await isRefused(withCells(victim, 'io-byte', row, { byte: 9 }), /io-byte\[|^public\(/, {
      statement: { publicValues: Uint8Array.of(9, 0, 0, 0) },
    });
  });
  it('cannot publish bytes that no call moves', async () => {
    const rows = rowsOf(victim, 'io-byte');
    const extra = { ...rows[3], cursor: 4 };
    await isRefused(withExtraRows(victim, 'io-byte', extra), /^(io|memory|public)\(/, {
      statement: { publicValues: Uint8Array.of(7, 0, 0, 0, 0) },
    });
  });
  it('cannot move the bytes of a write as those of a read', async () => {
    const rows = rowsOf(victim, 'io-byte').map((r) => ({ ...r, isRead: 1, isWrite: 0 }));
    await isRefused(withRows(victim, 'io-byte', rows), /^(io|public)\(/, { statement: { publicValues: new Uint8Array(0) } });
  });
  it('cannot call the public values the console, or not open', async () => {
    const call = { isPublic: 0, moved: 0, kc: 0 };
    const quiet = { statement: { publicValues: new Uint8Array(0) } };
    await isRefused(withCells(victim, 'write', 0, { ...call, isConsole: 1 }), /console is fd 1 or 2|^(io|memory|exec|public)\(/, quiet);
    await isRefused(
      withCells(victim, 'write', 0, { ...call, isBad: 1, q: 2, 'result[0]': 0xfff7, 'result[1]': 0xffff }),
      /fd is not 1, 2 or 3|^(io|memory|exec|public)\(/,
      quiet,
    );
  });
});

describe('the shape of the proof', () => {
  const heightsAt = (proof: Uint8Array, edit: (heights: Uint32Array) => void): Uint8Array => {
    const decoded = decodeContainer(proof, 'proof', ['statement', 'stark']);
    if (!decoded.ok) throw new Error(decoded.reason);
    const stark = decoded.value.sections.stark.slice();
    const heights = new Uint32Array(stark.buffer, stark.byteOffset, rv32im.chips.length);
    edit(heights);
    return encodeContainer({
      kind: 'proof',
      meta: decoded.value.meta,
      sections: { statement: decoded.value.sections.statement.slice(), stark },
    });
  };
  const chip = (name: string): number => rv32im.chips.findIndex((c) => c.name === name);

  it('is bound to the heights', async () => {
    const { proof } = await forge(recounted(victim));
    expect(verdictOf(heightsAt(proof, () => {})).valid).toBe(true);
    for (const name of ['addi', 'halt', 'load-word', 'range-small']) {
      for (const step of [1, -1]) {
        expect(
          verdictOf(
            heightsAt(proof, (h) => {
              h[chip(name)] += step;
            }),
          ).valid,
          `${name} ${step}`,
        ).toBe(false);
      }
      expect(
        verdictOf(
          heightsAt(proof, (h) => {
            h[chip(name)] = 0;
          }),
        ).valid,
        `${name} absent`,
      ).toBe(false);
    }
    expect(
      verdictOf(
        heightsAt(proof, (h) => {
          h[chip('divide')] = 1;
        }),
      ).valid,
    ).toBe(false);
    refused(
      verdictOf(
        heightsAt(proof, (h) => {
          h[chip('program')]++;
        }),
      ),
      /its table has/,
    );
    refused(
      verdictOf(
        heightsAt(proof, (h) => {
          h[chip('addi')] = 23;
        }),
      ),
      /outside/,
    );
  });

  it('cannot leave out the image, the program, the tables or the zero-initialised memory', async () => {
    for (const name of ['image', 'program', 'range-bits', 'range-small', 'zero-memory']) {
      const without = { ...recounted(victim), traces: recounted(victim).traces.filter((t) => t.chip.name !== name) };
      refused(verdictOf((await forge(without)).proof), NO_PROOF);
    }
  });

  it('is for one preset', async () => {
    const { proof } = await forge(recounted(victim));
    const fast = keyOf('fast').verifyingKey;
    refused(verdictOf(proof, { verifyingKey: fast, minBits: 0 }), /the proof is for preset insecure-test/);
    const decoded = decodeContainer(proof, 'proof', ['statement', 'stark']);
    if (!decoded.ok) throw new Error(decoded.reason);
    const { statement, stark } = decoded.value.sections;
    const relabelled = encodeContainer({ kind: 'proof', meta: { ...decoded.value.meta, preset: 'fast' }, sections: { statement, stark } });
    expect(verdictOf(relabelled, { verifyingKey: fast, minBits: 0 }).valid).toBe(false);
    refused(verdictOf(relabelled), /the proof is for preset fast/);
  });
});
