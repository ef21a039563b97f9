/** The reference backend's memory: one growing Uint32Array used as a stack. */
import { PellucidError } from '../../core/error.ts';
import { strideOf } from '../stride.ts';
import type { Matrix, Span } from '../types.ts';

export class Memory {
  private words = new Uint32Array(1 << 16);
  private used = 0;
  private peak = 0;

  alloc(length: number): Span {
    const offset = this.used;
    const end = offset + Math.ceil(length / 4) * 4;
    if (end > this.words.length) this.grow(end);
    this.words.fill(0, offset, end);
    this.used = end;
    this.peak = Math.max(this.peak, end);
    return { offset, length };
  }
  private grow(end: number): void {
    try {
      const grown = new Uint32Array(Math.max(end, 2 * this.words.length));
      grown.set(this.words);
      this.words = grown;
    } catch (cause) {
      throw new PellucidError('out-of-memory', `cannot hold ${end} words`, { words: end }, cause);
    }
  }
  allocMatrix(logHeight: number, width: number): Matrix {
    const stride = strideOf(width);
    return { span: this.alloc(2 ** logHeight * stride), logHeight, width, stride };
  }
  mark(): number {
    return this.used;
  }
  release(mark: number): void {
    this.used = mark;
  }
  view(span: Span): Uint32Array {
    return this.words.subarray(span.offset, span.offset + span.length);
  }
  /** Row `row` of a matrix from column `column`, `width` words. */
  row(matrix: Matrix, row: number, column = 0, width = matrix.width - column): Uint32Array {
    const start = matrix.span.offset + row * matrix.stride + column;
    return this.words.subarray(start, start + width);
  }
  /** A copy of one column's first `height` words. */
  column(matrix: Matrix, column: number, height = 2 ** matrix.logHeight): Uint32Array {
    const start = matrix.span.offset + column;
    return Uint32Array.from({ length: height }, (_, row) => this.words[start + row * matrix.stride]);
  }
  setColumn(matrix: Matrix, column: number, values: Uint32Array): void {
    const start = matrix.span.offset + column;
    for (let row = 0; row < values.length; row++) this.words[start + row * matrix.stride] = values[row];
  }
  usage(): { readonly words: number; readonly peakWords: number } {
    return { words: this.used, peakWords: this.peak };
  }
}
