/**
 * The row that trace filling writes, moved from row to row. A chip names its cells by the offsets of its columns. Fillers of most
 * rows read `cells` and `at` once and write cells themselves, because calls of `set` are slow until the engine has compiled them.
 */
export class RowWriter {
  readonly cells: Uint32Array;
  /** Index of the row's first cell. */
  at: number;

  constructor(cells: Uint32Array, at = 0) {
    this.cells = cells;
    this.at = at;
  }
  /** `column` is an offset within the chip; `value` a field element. */
  set(column: number, value: number): void {
    this.cells[this.at + column] = value;
  } /** A cell that was set. */
  get(column: number): number {
    return this.cells[this.at + column];
  }
}
