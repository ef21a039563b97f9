/**
 * Where trace filling writes: one row of a matrix, moved from row to row. A chip names its cells by the offsets of
 * its columns. What is filled for most rows takes `cells` and `at` once, as calls of `set` are many before they are compiled.
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
  }
}
