/**
 * Named, typed columns. A chip declares a record of columns. Constraints see it as expressions and trace filling as offsets, both
 * in the order of the declaration. So a misspelt column or a wrong number of cells does not compile.
 */
import type { Expr } from './expr.ts';

/** Tuples by length. Lengths that are not listed are arrays, whose length the compiler does not check. */
interface Tuples<T> {
  readonly [length: number]: readonly T[];
  readonly 1: readonly [T];
  readonly 2: readonly [T, T];
  readonly 3: readonly [T, T, T];
  readonly 4: readonly [T, T, T, T];
  readonly 5: readonly [T, T, T, T, T];
  readonly 6: readonly [T, T, T, T, T, T];
  readonly 7: readonly [T, T, T, T, T, T, T];
  readonly 8: readonly [T, T, T, T, T, T, T, T];
  readonly 12: readonly [T, T, T, T, T, T, T, T, T, T, T, T];
  readonly 16: readonly [T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T];
}
export type Length = keyof Tuples<unknown>;
export type Tuple<T, N extends Length> = Tuples<T>[N];

/** A cell is any field element (`felt`), or constrained to 0 or 1 by the builder (`bool`). */
export type CellKind = 'felt' | 'bool';
/** Cells in a row, such as the limbs of a word. */
export interface ArrayKind<N extends Length = Length> {
  readonly array: N;
  readonly of: CellKind;
}
/** Columns that several chips share, nested in a chip's own. Their names stand beside the chip's. */
export interface NestedKind<S extends ColumnSpec = ColumnSpec> {
  readonly nested: S;
}
export type ColumnKind = CellKind | ArrayKind | NestedKind;
export interface ColumnSpec {
  readonly [name: string]: ColumnKind;
}

type CellsOf<K extends ColumnKind, Cell> = K extends CellKind
  ? Cell
  : K extends ArrayKind<infer N>
    ? Tuple<Cell, N>
    : K extends NestedKind<infer S>
      ? Cells<S, Cell>
      : never;
/** One cell per column, by the columns' names. */
export type Cells<S extends ColumnSpec, Cell> = { readonly [K in keyof S]: CellsOf<S[K], Cell> };
/** The columns of one row as expressions. */
export type Row<S extends ColumnSpec> = Cells<S, Expr>;
/** The columns as offsets within the chip. */
export type Offsets<S extends ColumnSpec> = Cells<S, number>;

/** Columns `name[0]`, `name[1]`, .. under one name. */
export const array = <const N extends Length>(length: N, of: CellKind = 'felt'): ArrayKind<N> => ({ array: length, of });
export const nested = <const S extends ColumnSpec>(spec: S): NestedKind<S> => ({ nested: spec });

/** Names and kinds by offset. */
const flatten = (spec: ColumnSpec): { readonly name: string; readonly kind: CellKind }[] =>
  Object.entries(spec).flatMap(([name, kind]) => {
    if (typeof kind === 'string') return [{ name, kind }];
    if ('nested' in kind) return flatten(kind.nested);
    return Array.from({ length: kind.array }, (_, i) => ({ name: `${name}[${i}]`, kind: kind.of }));
  });

/** Names by offset: `pc`, `prev[0]`, `prev[1]`, .. */
export const columnNames = (spec: ColumnSpec): string[] => flatten(spec).map(({ name }) => name);
export const columnKinds = (spec: ColumnSpec): CellKind[] => flatten(spec).map(({ kind }) => kind);
export const columnWidth = (spec: ColumnSpec): number => flatten(spec).length;

const build = (spec: ColumnSpec, next: () => unknown): unknown =>
  Object.fromEntries(
    Object.entries(spec).map(([name, kind]) => {
      if (typeof kind === 'string') return [name, next()];
      if ('nested' in kind) return [name, build(kind.nested, next)];
      return [name, Array.from({ length: kind.array }, next)];
    }),
  );

/** The cells of a row, made in the order of their offsets. */
export const columnCells = <S extends ColumnSpec, Cell>(spec: S, cell: (offset: number) => Cell): Cells<S, Cell> => {
  let offset = 0;
  return build(spec, () => cell(offset++)) as Cells<S, Cell>;
};

export const columnOffsets = <S extends ColumnSpec>(spec: S): Offsets<S> => columnCells(spec, (i) => i);
