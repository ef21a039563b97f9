/**
 * Symbolic field expressions over the columns of one row. An expression is a node of a directed acyclic graph; equal
 * nodes of one builder are the same object, so a constraint program computes each value once. There is no reference to
 * another row: rows meet on buses only (docs/protocol.md, "Chips").
 */
import * as felt from '../field/felt.ts';

export type Operand = Expr | number;

export type ExprKind = 'preprocessed' | 'main' | 'constant' | 'add' | 'sub' | 'mul';

/** Creates and shares the nodes of one chip. */
export class ExprArena {
  private readonly nodes = new Map<string, Expr>();

  preprocessed(index: number): Expr {
    return this.node('preprocessed', 1, index, undefined, undefined);
  }
  main(index: number): Expr {
    return this.node('main', 1, index, undefined, undefined);
  }
  /** A constant; any integer below 2^53 in absolute value, taken mod p. */
  constant(value: number): Expr {
    return this.node('constant', 0, felt.fromInt(value), undefined, undefined);
  }
  lift(operand: Operand): Expr {
    return typeof operand === 'number' ? this.constant(operand) : operand;
  }
  combine(kind: 'add' | 'sub' | 'mul', a: Expr, b: Expr): Expr {
    if (a.kind === 'constant' && b.kind === 'constant') return this.constant(felt[kind](a.value, b.value));
    if (kind !== 'mul' && b.kind === 'constant' && b.value === 0) return a;
    if (kind === 'add' && a.kind === 'constant' && a.value === 0) return b;
    if (kind === 'mul') {
      if (a.kind === 'constant') return this.combine('mul', b, a);
      if (b.kind === 'constant' && b.value === 0) return b;
      if (b.kind === 'constant' && b.value === 1) return a;
    }
    const degree = kind === 'mul' ? a.degree + b.degree : Math.max(a.degree, b.degree);
    return this.node(kind, degree, 0, a, b);
  }
  private node(kind: ExprKind, degree: number, value: number, a: Expr | undefined, b: Expr | undefined): Expr {
    const key = `${kind}:${value}:${a?.id ?? ''}:${b?.id ?? ''}`;
    let expr = this.nodes.get(key);
    if (expr === undefined) {
      expr = new Expr(this, this.nodes.size, kind, degree, value, a, b);
      this.nodes.set(key, expr);
    }
    return expr;
  }
}

/** One node. `degree` counts columns multiplied together; `value` is a column index or a constant in [0, p). */
export class Expr {
  readonly arena: ExprArena;
  readonly id: number;
  readonly kind: ExprKind;
  readonly degree: number;
  readonly value: number;
  readonly a: Expr | undefined;
  readonly b: Expr | undefined;

  constructor(arena: ExprArena, id: number, kind: ExprKind, degree: number, value: number, a?: Expr, b?: Expr) {
    this.arena = arena;
    this.id = id;
    this.kind = kind;
    this.degree = degree;
    this.value = value;
    this.a = a;
    this.b = b;
  }
  add(other: Operand): Expr {
    return this.arena.combine('add', this, this.arena.lift(other));
  }
  sub(other: Operand): Expr {
    return this.arena.combine('sub', this, this.arena.lift(other));
  }
  mul(other: Operand): Expr {
    return this.arena.combine('mul', this, this.arena.lift(other));
  }
  neg(): Expr {
    return this.arena.combine('mul', this, this.arena.constant(-1));
  }
  /** 1 - this: the other value of a boolean. */
  not(): Expr {
    return this.arena.constant(1).sub(this);
  }
}

/** Sum of at least one operand. */
export const sum = (first: Expr, ...rest: Operand[]): Expr => rest.reduce<Expr>((total, term) => total.add(term), first);
