/** Chips of the machine by name. */
import type { InstructionChip } from '../../src/chips/shared/instruction.ts';
import { rv32im } from '../../src/machine/rv32im.ts';

export const instructionChip = (name: string): InstructionChip => {
  const found = rv32im.instructionChips.find(({ chip }) => chip.name === name);
  if (found === undefined) throw new Error(`no chip ${name}`);
  return found;
};
