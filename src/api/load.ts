/** Guests: ELF bytes to a program. */
import { loadElf } from '../vm/elf.ts';
import type { Program } from '../vm/program.ts';

/**
 * Reads a 32-bit RISC-V executable. Every field that is used is checked; throws PellucidError 'elf-invalid' naming what is
 * wrong and how to mend it.
 */
export const loadProgram = (elf: Uint8Array): Program => loadElf(elf);
