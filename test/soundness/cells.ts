import type { Chip } from '../../src/air/chip.ts';
import * as felt from '../../src/field/felt.ts';
import { rowEffects } from '../support/chipHarness.ts';
import type { Cells } from './forge.ts';

export const algebra = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value: number): number => value };
export const cellsOf = (chip: Chip, row: Cells): number[] => chip.columnNames.map((name) => row[name] ?? 0);
export const effectsOf = (chip: Chip, row: Cells) => rowEffects(chip, cellsOf(chip, row));

/** The columns of a word's index in zero-memory: the upper half of its address, and the words in the lower. */
export const indexCells = (index: number): Cells => ({ 'index[0]': index & 0x3fff, 'index[1]': index >>> 14 });
