/** Guests: ELF bytes to a program. */
import { loadElf } from '../vm/elf.ts';
import type { Program } from '../vm/program.ts';

/**
 * Reads a 32-bit RISC-V executable. Every field that is used is checked. Throws a PellucidError 'elf-invalid' that says what is wrong and
 * how to mend it.
 *
 * @example
 * const program = loadProgram(new Uint8Array(readFileSync('guests/elf/fibonacci.elf')));
 */
export const loadProgram = (elf: Uint8Array): Program => loadElf(elf);
