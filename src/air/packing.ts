/**
 * LogUp packing: which interactions share an extension column. A column h over interactions 1 and 2 satisfies
 * h d1 d2 = m1 d2 + m2 d1, and h d = m when it holds one, so degrees decide what fits. docs/protocol.md, "LogUp".
 */
import type { ConstraintProgram, ProgramInteraction } from './program.ts';

/** Degree of the constraint of one column over the given interactions. */
export const packedDegree = (pack: readonly ProgramInteraction[]): number => {
  const denominators = pack.reduce((total, i) => total + i.fieldDegree, 0);
  return Math.max(1 + denominators, ...pack.map((i) => i.multiplicityDegree + denominators - i.fieldDegree));
};

/**
 * Packs of one or two interactions, by index in the program, made greedily in order. The constraint of each pack has degree
 * `maxDegree` at most. RangeError if one interaction alone needs more.
 */
export const packInteractions = (program: ConstraintProgram, maxDegree: number): readonly (readonly number[])[] => {
  const packs: number[][] = [];
  let open = -1;
  program.interactions.forEach((interaction, i) => {
    if (packedDegree([interaction]) > maxDegree) {
      throw new RangeError(`${program.name}: interaction ${i} has degree ${packedDegree([interaction])}, above ${maxDegree}`);
    }
    if (open >= 0 && packedDegree([program.interactions[packs[open][0]], interaction]) <= maxDegree) {
      packs[open].push(i);
      open = -1;
      return;
    }
    packs.push([i]);
    if (packedDegree([interaction, { ...interaction, fieldDegree: 1, multiplicityDegree: 1 }]) <= maxDegree) {
      open = packs.length - 1;
    }
  });
  return packs;
};

interface LogupParameters {
  readonly extensionDegree: number;
  readonly maxDegree: number;
}
/** Base-field columns that a program's LogUp columns take. */
export const logupWidth = (program: ConstraintProgram, { extensionDegree, maxDegree }: LogupParameters): number =>
  extensionDegree * packInteractions(program, maxDegree).length;
/** Committed cells of one row, those of LogUp columns included. */
export const cellsPerRow = (program: ConstraintProgram, parameters: LogupParameters): number =>
  program.mainWidth + logupWidth(program, parameters);
