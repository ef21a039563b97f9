/**
 * Constraint programs: the flat form of a chip's constraints, identical for every interpreter. A value id names, in this
 * order, a preprocessed column, a main column, a constant, or the result of an operation; operations come after their
 * operands.
 */
import type { Bus } from './bus.ts';
import type { Expr } from './expr.ts';

export const OpCode = { ADD: 0, SUB: 1, MUL: 2 } as const;

export interface RawConstraint {
  readonly label: string;
  readonly expr: Expr;
}
export interface RawInteraction {
  readonly bus: Bus;
  /** Signed: positive for send and lookup, negated for receive and provide. */
  readonly multiplicity: Expr;
  readonly fields: readonly Expr[];
  /** A free counter (only `provide`); every other multiplicity must be boolean on each row. */
  readonly counter: boolean;
}

export interface ProgramConstraint {
  readonly label: string;
  readonly value: number;
  readonly degree: number;
}

export interface ProgramInteraction {
  readonly bus: number;
  /** Value id of the signed multiplicity. */
  readonly multiplicity: number;
  /** Value ids of the message. */
  readonly fields: readonly number[];
  /** Largest degree of a field. */
  readonly fieldDegree: number;
  readonly multiplicityDegree: number;
  readonly counter: boolean;
}

export interface ConstraintProgram {
  readonly name: string;
  readonly mainWidth: number;
  readonly preprocessedWidth: number;
  /** Canonical field elements. */
  readonly constants: readonly number[];
  /** Three words per operation: OpCode, value id a, value id b. */
  readonly ops: Uint32Array;
  readonly constraints: readonly ProgramConstraint[];
  readonly interactions: readonly ProgramInteraction[];
}

/** Number of values of a program: columns, constants and operations. */
export const valueCount = (program: ConstraintProgram): number =>
  program.preprocessedWidth + program.mainWidth + program.constants.length + program.ops.length / 3;

/** Degrees of all values by id, as src/air/expr.ts counts them: columns multiplied together. */
export const valueDegrees = (program: ConstraintProgram): number[] => {
  const columns = program.preprocessedWidth + program.mainWidth;
  const degrees = [...new Array<number>(columns).fill(1), ...program.constants.map(() => 0)];
  for (let i = 0; i < program.ops.length; i += 3) {
    const [code, a, b] = program.ops.subarray(i, i + 3);
    degrees.push(code === OpCode.MUL ? degrees[a] + degrees[b] : Math.max(degrees[a], degrees[b]));
  }
  return degrees;
};

/** Flattens the expressions reachable from constraints and interactions. */
export const buildProgram = (
  name: string,
  mainWidth: number,
  preprocessedWidth: number,
  raw: { readonly constraints: readonly RawConstraint[]; readonly interactions: readonly RawInteraction[] },
): ConstraintProgram => {
  const roots = [...raw.constraints.map((c) => c.expr), ...raw.interactions.flatMap((i) => [i.multiplicity, ...i.fields])];
  const order: Expr[] = [];
  const seen = new Set<Expr>();
  const visit = (expr: Expr): void => {
    if (seen.has(expr)) return;
    seen.add(expr);
    if (expr.a) visit(expr.a);
    if (expr.b) visit(expr.b);
    order.push(expr);
  };
  roots.forEach(visit);

  const constants = order.filter((e) => e.kind === 'constant');
  const operations = order.filter((e) => e.a !== undefined);
  const ids = new Map<Expr, number>();
  const constantBase = preprocessedWidth + mainWidth;
  constants.forEach((e, i) => {
    ids.set(e, constantBase + i);
  });
  operations.forEach((e, i) => {
    ids.set(e, constantBase + constants.length + i);
  });
  const idOf = (e: Expr): number => {
    if (e.kind === 'preprocessed') return e.value;
    if (e.kind === 'main') return preprocessedWidth + e.value;
    return ids.get(e) as number;
  };
  const codes = { add: OpCode.ADD, sub: OpCode.SUB, mul: OpCode.MUL } as const;
  const ops = Uint32Array.from(operations.flatMap((e) => [codes[e.kind as 'add'], idOf(e.a as Expr), idOf(e.b as Expr)]));
  return {
    name,
    mainWidth,
    preprocessedWidth,
    constants: constants.map((e) => e.value),
    ops,
    constraints: raw.constraints.map((c) => ({ label: c.label, value: idOf(c.expr), degree: c.expr.degree })),
    interactions: raw.interactions.map((i) => ({
      bus: i.bus.id,
      multiplicity: idOf(i.multiplicity),
      fields: i.fields.map(idOf),
      fieldDegree: Math.max(0, ...i.fields.map((f) => f.degree)),
      multiplicityDegree: i.multiplicity.degree,
      counter: i.counter,
    })),
  };
};
