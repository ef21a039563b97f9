/**
 * What trace filling reads: one record of an array of records (src/vm/record.ts), moved from record to record. A word of 64 bits is
 * two u32: the low half at its field, the high half as many u32 further on as a record of RV32 has.
 */
import type { Instruction } from '../../isa/opcodes.ts';
import { INSN_WORDS, Insn } from '../../vm/record.ts';

export class RecordView {
  readonly words: Uint32Array;
  /** Index of the record's first u32. */
  at: number;
  /** Which of the record's rows, where it has several. */
  step = 0;
  private readonly size: number;

  /** `size`: u32 in a record of RV32. */
  constructor(words: Uint32Array, size: number, at = 0) {
    this.words = words;
    this.size = size;
    this.at = at;
  }
  /** A number, or the low 32 bits of a word. */
  get(field: number): number {
    return this.words[this.at + field];
  }
  /** The high 32 bits of a word of 64. */
  upper(field: number): number {
    return this.words[this.at + this.size + field];
  }
  /** 16-bit limb i of a word. */
  limb(field: number, i: number): number {
    const half = i < 2 ? this.get(field) : this.upper(field);
    return (half >>> (16 * (i & 1))) & 0xffff;
  }
}

/** The record of an executed instruction, with the instruction itself. */
export class InstructionView extends RecordView {
  insn: Instruction;
  private readonly instructions: readonly Instruction[];

  constructor(words: Uint32Array, instructions: readonly Instruction[], size = INSN_WORDS) {
    super(words, size);
    this.instructions = instructions;
    this.insn = instructions[words[Insn.INDEX]];
  }
  move(at: number): void {
    this.at = at;
    this.insn = this.instructions[this.words[at + Insn.INDEX]];
  }
}
