/** Slots for the values of a row program, by linear scan: a row program has no branches. */

/** A value of the program. */
export type Value = number;

export interface Instruction {
  readonly code: number;
  /** Plain words, or values whose slot's offset goes here. */
  readonly words: readonly (number | { readonly value: Value })[];
  readonly reads: readonly Value[];
  readonly writes: readonly Value[];
  /** Whether a result may take the slot of an operand: each vector is read before it is written. */
  readonly inPlace: boolean;
}

/** The encoded instructions, and how many slots they use. */
export const assignSlots = (
  instructions: readonly Instruction[],
  slotBytes: number,
): { readonly code: Uint32Array; readonly slots: number } => {
  const lastUse = new Map<Value, number>();
  instructions.forEach((instruction, i) => {
    for (const value of [...instruction.reads, ...instruction.writes]) lastUse.set(value, i);
  });
  const slotOf = new Map<Value, number>();
  const free: number[] = [];
  let slots = 0;
  const words: number[] = [];
  instructions.forEach((instruction, i) => {
    const release = (values: readonly Value[]): void => {
      for (const value of new Set(values)) if (lastUse.get(value) === i) free.push(slotOf.get(value) as number);
    };
    if (instruction.inPlace) release(instruction.reads);
    for (const value of instruction.writes) slotOf.set(value, free.pop() ?? slots++);
    words.push(instruction.code);
    for (const word of instruction.words) {
      words.push(typeof word === 'number' ? word : (slotOf.get(word.value) as number) * slotBytes);
    }
    if (!instruction.inPlace) release(instruction.reads);
    release(instruction.writes);
  });
  return { code: Uint32Array.from(words), slots };
};
