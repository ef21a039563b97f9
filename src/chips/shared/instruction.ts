/** The interface of chips whose rows come from the execution. */
import type { Chip } from '../../air/chip.ts';
import type { RowWriter } from '../../air/rowWriter.ts';
import { P } from '../../field/felt.ts';
import type { Instruction } from '../../isa/opcodes.ts';
import type { InstructionView } from './recordView.ts';
import type { Limbs } from './word.ts';

/** How many instances a chip of instructions or records may have, unless it says otherwise. */
export const MAX_INSTANCES = 3;

/** A chip with one row for each record of one kind. */
export interface RecordChip<R> {
  readonly chip: Chip;
  /** Instances of the chip that a proof may have (src/machine/split.ts); MAX_INSTANCES unless given. */
  readonly maxInstances?: number;
  /** Fills a row that is still zero. */
  fill(row: RowWriter, record: R): void;
}

/** The message of the program bus after pc. */
export interface EncodedInstruction {
  readonly op: number;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  /** x as integers (taken mod p); 0 beyond the last. */
  readonly x: readonly number[];
}

/**
 * What a chip takes for granted of the rows of the program table that it looks up. Whoever commits to a program's tables checks it
 * (src/machine/programTable.ts).
 */
export interface TableRows {
  /** Operations of the program bus. No chip with other rules has them. */
  readonly ops: readonly number[];
  /** What rd is: a register that is not x0, that or the sink, or 0 unless given. */
  readonly writes?: 'register' | 'register or sink';
  /** Whether x has the form that the chip assumes; any form will do unless given. */
  hasForm?(x: readonly number[], op: number): boolean;
}

/** Bound of a signed immediate of 12 bits, of either sign: chips add it to limbs and take it to be small. */
const MAX_IMMEDIATE = 2 ** 11;
export const isImmediate = (x: number): boolean => Math.min(x, P - x) <= MAX_IMMEDIATE;
export const hasImmediate = ([immediate]: readonly number[]): boolean => isImmediate(immediate);

/** A chip with one row for each executed instruction that it accepts, on a machine of N limbs to a word. */
export interface InstructionChip<N extends Limbs = 2> extends RecordChip<InstructionView> {
  readonly limbs: N;
  /** Whether this chip proves the instruction. Exactly one chip accepts each legal instruction. */
  accepts(insn: Instruction): boolean;
  encode(insn: Instruction): EncodedInstruction;
  readonly tableRows: TableRows;
}

/** The encoding of an instruction that has registers only. */
export const encodeRegisters = ({ op, rd, rs1, rs2 }: Instruction): EncodedInstruction => ({ op, rd, rs1, rs2, x: [] });

/** Whether an instruction is in place: rd = rs1, and rs2, if it reads one, is another register. */
export const isInPlace = ({ rd, rs1, rs2 }: Instruction): boolean => rd === rs1 && rs2 !== rd;
