/** A guest program after loading: all that execution, program table and program commitment need from an ELF. */
import type { Instruction } from '../isa/opcodes.ts';

/** A run of initialised words. `startIndex` is a word index (address / 4); words are uint32, little-endian in memory. */
export interface ImageRange {
  readonly startIndex: number;
  readonly words: Uint32Array;
}

export interface Program {
  readonly entry: number;
  /** Address of instructions[0]; instructions are consecutive, 4 bytes apart. */
  readonly codeBase: number;
  readonly instructions: readonly Instruction[];
  /** Pages of code and of other read-only segments (4 KiB, whole pages, padded with zeros): data space ROM. Sorted, disjoint. */
  readonly rom: readonly ImageRange[];
  /** Other initialised memory (zero padding to whole words; .bss is not listed). Sorted, disjoint, outside rom's pages. */
  readonly ram: readonly ImageRange[];
  /** Addresses of the stack, where the ELF tells: for messages only. */
  readonly stack?: { readonly start: number; readonly end: number } | undefined;
  /** Function symbols, sorted by address; empty when the ELF is stripped. */
  readonly symbols: readonly { readonly address: number; readonly size: number; readonly name: string }[];
}

/** Freezes a program: a prover keeps what it made of it. Words of memory stay writable, as typed arrays do. */
export const frozenProgram = (program: Program): Program => {
  const { instructions, rom, ram, symbols } = program;
  for (const list of [instructions, rom, ram, symbols]) {
    for (const entry of list) Object.freeze(entry);
    Object.freeze(list);
  }
  return Object.freeze(program);
};
