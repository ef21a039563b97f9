/**
 * Symbolic field expressions over the columns of one row. An expression is a node of a directed acyclic graph; equal
 * nodes of one builder are the same object, so a constraint program computes each value once. There is no reference to
 * another row: rows meet on buses only (docs/protocol.md, "Chips").
 */
import * as felt from '../field/felt.ts';

export type Operand = Expr | number;

export type ExprKind = 'preprocessed' | 'main' | 'constant' | 'add' | 'sub' | 'mul';

/** A node before it has a number. */
interface ExprNode {
  readonly kind: ExprKind;
  /** How many columns are multiplied together. */
  readonly degree: number;
  /** Index of a column, or a constant in [0, p); 0 for an operation. */
  readonly value: number;
  /** The operands of an operation. */
  readonly a?: Expr | undefined;
  readonly b?: Expr | undefined;
}

/** Creates and shares the nodes of one chip. */
export class ExprArena {
  private readonly nodes = new Map<string, Expr>();

  preprocessed(index: number): Expr {
    return this.node({ kind: 'preprocessed', degree: 1, value: index });
  }
  main(index: number): Expr {
    return this.node({ kind: 'main', degree: 1, value: index });
  }
  /** A constant; any integer below 2^53 in absolute value, taken mod p. */
  constant(value: number): Expr {
    return this.node({ kind: 'constant', degree: 0, value: felt.fromInt(value) });
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
    return this.node({ kind, degree, value: 0, a, b });
  }
  private node(node: ExprNode): Expr {
    const key = `${node.kind}:${node.value}:${node.a?.id ?? ''}:${node.b?.id ?? ''}`;
    let expr = this.nodes.get(key);
    if (expr === undefined) {
      expr = new Expr(this, this.nodes.size, node);
      this.nodes.set(key, expr);
    }
    return expr;
  }
}

/** One node. Its number `id` says when it was made, so operands have lower numbers than what is computed from them. */
export class Expr implements ExprNode {
  readonly arena: ExprArena;
  readonly id: number;
  readonly kind: ExprKind;
  readonly degree: number;
  readonly value: number;
  readonly a: Expr | undefined;
  readonly b: Expr | undefined;

  constructor(arena: ExprArena, id: number, { kind, degree, value, a, b }: ExprNode) {
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
