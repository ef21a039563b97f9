/**
 * Evaluates a constraint program over any algebra: over the base field for the debugger, over the extension field at the
 * out-of-domain point for the verifier.
 */
import * as felt from '../field/felt.ts';
import { type ConstraintProgram, OpCode } from './program.ts';

export interface Algebra<T> {
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  /** A canonical field element as a value. */
  constant(value: number): T;
}

/** The base field. */
export const baseAlgebra: Algebra<number> = { add: felt.add, sub: felt.sub, mul: felt.mul, constant: (value) => value };

/** All values by id: preprocessed columns, main columns, constants, operations. */
export const evaluateProgram = <T>(
  program: ConstraintProgram,
  algebra: Algebra<T>,
  preprocessed: ArrayLike<T>,
  main: ArrayLike<T>,
): T[] => {
  const values: T[] = [];
  for (let i = 0; i < program.preprocessedWidth; i++) values.push(preprocessed[i]);
  for (let i = 0; i < program.mainWidth; i++) values.push(main[i]);
  for (const constant of program.constants) values.push(algebra.constant(constant));
  for (let i = 0; i < program.ops.length; i += 3) {
    const a = values[program.ops[i + 1]];
    const b = values[program.ops[i + 2]];
    const code = program.ops[i];
    values.push(code === OpCode.ADD ? algebra.add(a, b) : code === OpCode.SUB ? algebra.sub(a, b) : algebra.mul(a, b));
  }
  return values;
};
