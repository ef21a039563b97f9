/**
 * Named, typed columns. A chip declares a record of columns; constraints see it as expressions and trace filling as
 * offsets, in the same order, so a misspelt column is a compile error in both.
 */
import type { Expr } from './expr.ts';

/** `felt` any element, `bool` constrained to 0 or 1 by the builder, `array(n)` n cells such as limbs or bytes. */
export type ColumnKind = 'felt' | 'bool' | { readonly array: number };
export type ColumnSpec = Readonly<Record<string, ColumnKind>>;

type CellsOf<K extends ColumnKind, Cell> = K extends string ? Cell : readonly Cell[];
/** The columns of one row as expressions. */
export type Row<S extends ColumnSpec> = { readonly [K in keyof S]: CellsOf<S[K], Expr> };
/** The columns as offsets within the chip. */
export type Offsets<S extends ColumnSpec> = { readonly [K in keyof S]: CellsOf<S[K], number> };

export const array = (length: number): { readonly array: number } => ({ array: length });

/** Limbs of 16 bits in a machine word: 2 for RV32. Gadgets and chips loop over limbs and take their number from here. */
export const WORD_LIMBS = 2;
export const LIMB_BITS = 16;
export const LIMB = 1 << LIMB_BITS;
export const word = array(WORD_LIMBS);

export const columnWidth = (spec: ColumnSpec): number =>
  Object.values(spec).reduce((total, kind) => total + (typeof kind === 'string' ? 1 : kind.array), 0);

const build = <S extends ColumnSpec, Cell>(spec: S, cell: (offset: number) => Cell): Record<string, Cell | Cell[]> => {
  const out: Record<string, Cell | Cell[]> = {};
  let offset = 0;
  for (const [name, kind] of Object.entries(spec)) {
    if (typeof kind === 'string') out[name] = cell(offset++);
    else out[name] = Array.from({ length: kind.array }, () => cell(offset++));
  }
  return out;
};

export const columnOffsets = <S extends ColumnSpec>(spec: S): Offsets<S> => build(spec, (i) => i) as Offsets<S>;
export const columnRow = <S extends ColumnSpec>(spec: S, cell: (offset: number) => Expr): Row<S> => build(spec, cell) as Row<S>;

/** Names by offset: `pc`, `prev[0]`, `prev[1]`, .. */
export const columnNames = (spec: ColumnSpec): string[] =>
  Object.entries(spec).flatMap(([name, kind]) =>
    typeof kind === 'string' ? [name] : Array.from({ length: kind.array }, (_, i) => `${name}[${i}]`),
  );
