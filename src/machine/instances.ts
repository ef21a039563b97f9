/** Further instances of a chip: chips of their own in the key, with the same constraints. src/machine/split.ts says what for. */
import type { Chip } from '../air/chip.ts';

/** Instances 2 to `count` of a chip. */
export const furtherInstances = (chip: Chip, count: number): Chip[] =>
  Array.from({ length: count - 1 }, (_, i) => {
    const name = `${chip.name}-${i + 2}`;
    return { ...chip, name, instanceOf: chip.name, program: { ...chip.program, name } };
  });
