/**
 * A chip is one table of the machine: columns, constraints and interactions. `defineChip` runs `constrain` once on symbolic cells.
 * The result is a constraint program, which prover, verifier, debugger and documentation interpret.
 */
import type { Bus, BusField, Message } from './bus.ts';
import { type ColumnSpec, columnCells, columnKinds, columnNames, columnWidth, type Row } from './columns.ts';
import { Expr, ExprArena, type Operand } from './expr.ts';
import { buildProgram, type ConstraintProgram, type ProgramInteraction, type RawConstraint, type RawInteraction } from './program.ts';

export interface ChipDefinition<M extends ColumnSpec, Pre extends ColumnSpec> {
  /** Identity in keys, logs and documentation. */
  readonly name: string;
  readonly columns: M;
  readonly preprocessed?: Pre;
  /** Name of the group whose tree holds the preprocessed columns. */
  readonly preprocessedGroup?: string;
  constrain(b: AirBuilder, row: Row<M>, preprocessed: Row<Pre>): void;
}

export interface Chip<M extends ColumnSpec = ColumnSpec, Pre extends ColumnSpec = ColumnSpec> {
  readonly name: string;
  readonly columns: M;
  readonly preprocessed: Pre;
  readonly preprocessedGroup: string | undefined;
  readonly columnNames: readonly string[];
  readonly preprocessedNames: readonly string[];
  readonly program: ConstraintProgram;
  /** The buses of its messages, each once. */
  readonly buses: readonly Bus[];
  /** Those of the program's interactions that look up in tables. */
  readonly lookups: readonly ProgramInteraction[];
  /** Name of the chip that this one is a further instance of. */
  readonly instanceOf?: string;
}

/** Collects the constraints and interactions of one chip. */
export class AirBuilder {
  readonly constraints: RawConstraint[] = [];
  readonly interactions: RawInteraction[] = [];
  private readonly arena: ExprArena;

  constructor(arena: ExprArena) {
    this.arena = arena;
  }
  constant(value: number): Expr {
    return this.arena.constant(value);
  }
  /** `expr` is zero on every row. The label reads as a true sentence. */
  zero(label: string, expr: Expr): void {
    this.constraints.push({ label, expr });
  }
  /** `expr` is 0 or 1 on every row. */
  bool(label: string, expr: Expr): void {
    this.zero(label, expr.mul(expr.sub(1)));
  }
  equal(label: string, a: Expr, b: Operand): void {
    this.zero(label, a.sub(b));
  }
  /** Constraints that hold on the rows where `condition` is not zero. */
  when(condition: Expr): { zero(label: string, e: Expr): void; equal(label: string, a: Expr, b: Operand): void } {
    return {
      zero: (label, expr) => this.zero(label, condition.mul(expr)),
      equal: (label, a, b) => this.zero(label, condition.mul(a.sub(b))),
    };
  }
  /** Sends the message on the rows where `multiplicity` is 1. On all others it must be 0, here and in `receive` and `lookup`. */
  send<F extends readonly BusField[]>(bus: Bus<F>, message: Message<F>, multiplicity: Operand): void {
    this.interact(bus, 'permutation', message, this.arena.lift(multiplicity), false);
  }
  receive<F extends readonly BusField[]>(bus: Bus<F>, message: Message<F>, multiplicity: Operand): void {
    this.interact(bus, 'permutation', message, this.arena.lift(multiplicity).neg(), false);
  }
  lookup<F extends readonly BusField[]>(bus: Bus<F>, message: Message<F>, multiplicity: Operand): void {
    this.interact(bus, 'lookup', message, this.arena.lift(multiplicity), false);
  }
  /** Offers a table entry `counter` times, where `counter` is a free column. */
  provide<F extends readonly BusField[]>(bus: Bus<F>, message: Message<F>, counter: Expr): void {
    this.interact(bus, 'lookup', message, counter.neg(), true);
  }
  private interact(bus: Bus, kind: Bus['kind'], message: object, multiplicity: Expr, counter: boolean): void {
    if (bus.kind !== kind) throw new TypeError(`bus ${bus.name} is a ${bus.kind} bus`);
    const values = message as Readonly<Record<string, Operand | readonly Operand[]>>;
    const fields = bus.fields.flatMap((field) => {
      const value = values[typeof field === 'string' ? field : field.name];
      const operands: readonly Operand[] = typeof value === 'object' && !(value instanceof Expr) ? value : [value];
      if (operands.length !== (typeof field === 'string' ? 1 : field.length))
        throw new TypeError(`bus ${bus.name}: a field's length is wrong`);
      return operands.map((operand) => this.arena.lift(operand));
    });
    this.interactions.push({ bus, multiplicity, fields, counter });
  }
}

/**
 * Runs `constrain` once and flattens what it collects. Each column of kind `bool` gets its constraint first. TypeError if a message
 * does not fit its bus.
 *
 *   const chip = defineChip({
 *     name: 'double',
 *     columns: { a: 'felt', twice: 'felt', isReal: 'bool' },
 *     constrain: (b, { a, twice }) => b.equal('twice is 2 a', twice, a.mul(2)),
 *   });
 */
export const defineChip = <const M extends ColumnSpec, const Pre extends ColumnSpec = Record<never, never>>(
  definition: ChipDefinition<M, Pre>,
): Chip<M, Pre> => {
  const arena = new ExprArena();
  const builder = new AirBuilder(arena);
  const preprocessed = (definition.preprocessed ?? {}) as Pre;
  const row = columnCells(definition.columns, (i) => arena.main(i));
  const names = columnNames(definition.columns);
  columnKinds(definition.columns).forEach((kind, i) => {
    if (kind === 'bool') builder.bool(`${names[i]} is 0 or 1`, arena.main(i));
  });
  definition.constrain(
    builder,
    row,
    columnCells(preprocessed, (i) => arena.preprocessed(i)),
  );
  const program = buildProgram(definition.name, columnWidth(definition.columns), columnWidth(preprocessed), builder);
  return {
    name: definition.name,
    columns: definition.columns,
    preprocessed,
    preprocessedGroup: definition.preprocessedGroup,
    columnNames: names,
    preprocessedNames: columnNames(preprocessed),
    program,
    buses: [...new Set(builder.interactions.map(({ bus }) => bus))],
    lookups: program.interactions.filter((_, i) => builder.interactions[i].bus.kind === 'lookup' && !builder.interactions[i].counter),
  };
};
