/** A small program that the lies of forgeries.test.ts and memoryForgeries.test.ts are about, and what they share. */
import { expect } from 'vitest';
import type { Verdict } from '../../src/api/verify.ts';
import { imageChip } from '../../src/chips/memory/image.ts';
import { cellAddress, cellIndex } from '../../src/chips/shared/cells.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { machineBoundary } from '../../src/machine/boundary.ts';
import type { ProgramTable } from '../../src/machine/programTable.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { Space } from '../../src/vm/record.ts';
import { findTrace, programOf, violations, type Witness, witnessOf } from '../machine/machineHarness.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { encode, exit, li, systemCall } from '../support/programAssembler.ts';
import { type Cells, type ForgeOptions, forge, recounted, rowsOf, rowWhere, verdictOf, withCells, withRows } from './forge.ts';

export const [T0, T1, T2, S0, S1] = [5, 6, 7, 8, 9];
export const STACK = 0x2000_0000;
export const DATA = Uint8Array.from({ length: 64 }, (_, i) => (i * 37 + 0x81) & 0xff);
export const WORD = DATA_ADDRESS / 4;
export const OLD = [DATA[0] + 256 * DATA[1], DATA[2] + 256 * DATA[3]];

/** Overwrites the first data word by 7, copies it, publishes the copy, and last of all reads the word again into T2. */
export const victimWords = (t0: number): number[] => [
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
export const witnessFor = (words: readonly number[]): Witness => witnessOf(programOf(words, DATA), undefined, { tables: 'small' });
export const victim = witnessFor(victimWords(7));
export const other = witnessFor(victimWords(8));

export const refused = (verdict: Verdict, reason: RegExp): void => {
  expect(verdict.valid).toBe(false);
  expect(verdict.reason).toMatch(reason);
};
export const NO_PROOF = /the constraints do not hold at the out-of-domain point/;

/** The lie is refused as a complete proof; `breaks` matches every rule that it breaks, and there is at least one. */
export const isRefused = async (lie: Witness, breaks: RegExp, options: ForgeOptions = {}): Promise<void> => {
  const witness = recounted(lie);
  const claim = { exitCode: 0, publicValues: witness.record.publicValues, ...options.statement };
  const found = violations(witness, machineBoundary(rv32im, witness.table.info, claim));
  expect(found).not.toEqual([]);
  for (const violation of found) expect(violation).toMatch(breaks);
  refused(verdictOf((await forge(witness, options)).proof, {}, witness.machine), NO_PROOF);
};

const image = imageChip.preprocessedOffsets;

export const imageRow = (witness: Witness, space: number, index: number): number => {
  const { preprocessed, rows, chip } = findTrace(witness, 'image');
  const width = chip.program.preprocessedWidth;
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    if (preprocessed[at] === space && cellIndex(space, preprocessed[at + image.upper], preprocessed[at + image.lower]) === index)
      return row;
  }
  throw new Error(`the image has no cell ${index} of space ${space}`);
};
/** The witness with another final value and timestamp of an image cell. */
export const withFinal = (witness: Witness, space: number, index: number, set: Cells): Witness =>
  withCells(witness, 'image', imageRow(witness, space, index), set);

export const word = (value: number, name = 'v'): Cells => ({ [`${name}[0]`]: value & 0xffff, [`${name}[1]`]: value >>> 16 });

/** What the messages about a word of RAM begin with. */
export const ramMessage = (index: number): RegExp => {
  const { upper, lower } = cellAddress(Space.RAM, index);
  return new RegExp(`^memory\\(1, ${upper}, ${lower}, `);
};

/** A witness of one program under the tables of another of the same length. */
export const underProgram = (witness: Witness, table: ProgramTable): Witness => {
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
      values[i * width + image.isRom] === 1
        ? { ...row, 'v[0]': values[i * width + image.word[0]], 'v[1]': values[i * width + image.word[1]] }
        : row,
    ),
  );
};

export const load = rowWhere(victim, 'load-word', (r) => r.rd === T2);
export const store = rowWhere(victim, 'store-word', (r) => r['c[0]'] === 7 && r.imm === 0);
export const tsLoad = rowsOf(victim, 'load-word')[load].ts + 2;
export const tsStore = rowsOf(victim, 'store-word')[store].ts + 2;
