/**
 * Finds the columns that no constraint and no message depends on. A prover could write anything there, so key generation refuses a
 * chip that has one.
 */
import type { Chip } from './chip.ts';
import type { ConstraintProgram } from './program.ts';

/** By value id: whether a constraint or a message depends on the value. */
const mentionedValues = ({ preprocessedWidth, mainWidth, constants, ops, constraints, interactions }: ConstraintProgram): boolean[] => {
  const first = preprocessedWidth + mainWidth + constants.length;
  const mentioned = new Array<boolean>(first + ops.length / 3).fill(false);
  for (const { value } of constraints) mentioned[value] = true;
  for (const { multiplicity, fields } of interactions) for (const id of [multiplicity, ...fields]) mentioned[id] = true;
  // Operands come before their operation.
  for (let i = mentioned.length - 1; i >= first; i--) {
    if (!mentioned[i]) continue;
    const at = 3 * (i - first);
    mentioned[ops[at + 1]] = true;
    mentioned[ops[at + 2]] = true;
  }
  return mentioned;
};

/** Names of the chip's columns, preprocessed ones included, that nothing mentions. */
export const unmentionedColumns = ({ program, columnNames, preprocessedNames }: Chip): string[] => {
  const mentioned = mentionedValues(program);
  return [...preprocessedNames, ...columnNames].filter((_, i) => !mentioned[i]);
};
