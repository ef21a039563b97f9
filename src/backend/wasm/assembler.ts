/**
 * Assembles programs for the row interpreter (assembly/interpreter.ts). Its methods take values and return values, which it places
 * in slots. It keeps a bound on the magnitude of every lazy value and reduces a value where the precondition of an instruction
 * would fail (assembly/lib/vec.ts). Values of the integer kernels are always canonical and need none of that. Slots are shared by
 * liveness, so the working set stays small.
 */
import type { Ext } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import { TWIDDLE_BYTES, WEIGHT_BYTES } from './kernelMemory.ts';
import { elementBytes, type Variant } from './layout.ts';
import { BATCH_ROWS, RowCode } from './rowCodes.ts';
import { assignSlots, type Instruction, type Value } from './slots.ts';

/** Bytes of four words. */
const LOAD_BYTES = 16;

/** Bounds of magnitudes: a canonical element, a result of reduce, of mul (0.64 p) and of mul by a constant. */
const CANONICAL = felt.P;
const REDUCED = felt.P / 2 + 1;
const PRODUCT = 0.65 * felt.P;
/** Largest |a b| of a product. */
const MAX_PRODUCT = 2 ** 80 - 2 ** 53;
/** Largest sum that is left unreduced. `reduce` itself needs |x| < 2^52. */
const MAX_SUM = 2 ** 50;
/** Largest |x| that mulTwiddle takes. */
const MAX_CONSTANT_OPERAND = 2 ** 49;
/** Largest sum of |a| over the terms of a fold. Times 2^15, the largest half of a weight, and with a constant, it stays below 2^53. */
const MAX_FOLD = 2 ** 38 - 2 ** 22;
/** A term above this is reduced before a fold. */
const MAX_TERM = 2 ** 32;
const MAX_NORM_OPERAND = 2 ** 34;
/** A product with a small constant is left unreduced up to here: it is safe in any product with a reduced value. */
const MAX_SCALED = 2 ** 40;

export type Quad = readonly [Value, Value, Value, Value];
/** An entry of the pool of constants, named by its byte offset. */
export interface Constant {
  readonly offset: number;
}
export interface Weight {
  readonly offset: number;
}
/** How a constant is computed when a program runs: from challenges or points. */
export type Source<Environment, T> = (environment: Environment) => T;

interface PoolEntry<Environment> {
  readonly offset: number;
  readonly twiddle?: Source<Environment, number>;
  readonly weight?: Source<Environment, Ext>;
}
export interface RowProgram<Environment> {
  readonly code: Uint32Array;
  readonly slots: number;
  readonly pool: readonly PoolEntry<Environment>[];
  readonly poolBytes: number;
}

export class Assembler<Environment> {
  private readonly lazy: boolean;
  private readonly slotBytes: number;
  private readonly bounds: number[] = [];
  private readonly instructions: Instruction[] = [];
  private readonly pool: PoolEntry<Environment>[] = [];
  private poolBytes = 0;
  private readonly fixed = new Map<number, Constant>();
  /** The reduced form of a value, once there is one. */
  private readonly reducedForms = new Map<Value, Value>();

  constructor(variant: Variant) {
    this.lazy = variant === 'relaxed';
    this.slotBytes = BATCH_ROWS * elementBytes(variant);
  }

  // Constants.

  /** A canonical factor or summand that is known when the program runs. */
  constant(twiddle: Source<Environment, number>): Constant {
    const entry = { offset: this.poolBytes, twiddle };
    this.pool.push(entry);
    this.poolBytes += TWIDDLE_BYTES;
    return entry;
  }
  /** A constant that is known now. Equal ones share an entry. */
  fixedConstant(value: number): Constant {
    let constant = this.fixed.get(value);
    if (constant === undefined) {
      constant = this.constant(() => value);
      this.fixed.set(value, constant);
    }
    return constant;
  }
  weight(weight: Source<Environment, Ext>): Weight {
    const entry = { offset: this.poolBytes, weight };
    this.pool.push(entry);
    this.poolBytes += WEIGHT_BYTES;
    return entry;
  }

  // Instructions. Each returns its result.

  private value(bound: number): Value {
    return this.bounds.push(bound) - 1;
  }
  private quad(bound: number): Quad {
    return [this.value(bound), this.value(bound), this.value(bound), this.value(bound)];
  }
  private emit(code: number, words: Instruction['words'], reads: readonly Value[], writes: readonly Value[], inPlace = true): void {
    this.instructions.push({ code, words, reads, writes, inPlace });
  }
  private reduce(a: Value): Value {
    const known = this.reducedForms.get(a);
    if (known !== undefined) return known;
    const d = this.value(REDUCED);
    this.emit(RowCode.REDUCE, [{ value: d }, { value: a }], [a], [d]);
    this.reducedForms.set(a, d);
    return d;
  }
  /** `a`, or its reduced form if it may exceed `limit`. */
  private within(a: Value, limit: number): Value {
    return this.lazy && this.bounds[a] > limit ? this.reduce(a) : a;
  }
  /** `a`, or its reduced form if it is not reduced. */
  reduced(a: Value): Value {
    return this.within(a, REDUCED);
  }
  /** Four adjacent words of a row; `byteOffset` from the region's. */
  load4(region: number, byteOffset: number): Quad {
    const d = this.quad(CANONICAL);
    this.emit(RowCode.LOAD4, [region, byteOffset, ...d.map((value) => ({ value }))], [], d);
    return d;
  }
  /**
   * The same of another row: the one whose point is w_logHeight times this row's, which is the next of the subgroup, on a
   * bit-reversed coset.
   */
  load4Next(region: number, byteOffset: number, logHeight: number): Quad {
    const d = this.quad(CANONICAL);
    this.emit(RowCode.LOAD4_NEXT, [region, byteOffset, ...d.map((value) => ({ value })), logHeight], [], d);
    return d;
  }
  store4(region: number, byteOffset: number, values: Quad): void {
    const a = values.map((value) => this.within(value, 2 * MAX_SUM));
    this.emit(RowCode.STORE4, [region, byteOffset, ...a.map((value) => ({ value }))], a, []);
  }
  private binary(code: number, a: Value, b: Value, bound: number): Value {
    const d = this.value(bound);
    this.emit(code, [{ value: d }, { value: a }, { value: b }], [a, b], [d]);
    return d;
  }
  private sum(code: number, a: Value, b: Value): Value {
    const [x, y] = [this.within(a, MAX_SUM / 2), this.within(b, MAX_SUM / 2)];
    return this.binary(code, x, y, this.bounds[x] + this.bounds[y]);
  }
  add(a: Value, b: Value): Value {
    return this.sum(RowCode.ADD, a, b);
  }
  sub(a: Value, b: Value): Value {
    return this.sum(RowCode.SUB, a, b);
  }
  /** The operands of a product, reduced where its bound would exceed the limit, the larger one first. */
  private factors(a: Value, b: Value): [Value, Value] {
    if (!this.lazy || this.bounds[a] * this.bounds[b] <= MAX_PRODUCT) return [a, b];
    if (this.bounds[a] >= this.bounds[b]) {
      const x = this.reduce(a);
      return a === b ? [x, x] : this.factors(x, b);
    }
    return this.factors(a, this.reduce(b));
  }
  mul(a: Value, b: Value): Value {
    const [x, y] = this.factors(a, b);
    return this.binary(RowCode.MUL, x, y, PRODUCT);
  }
  private withConstant(code: number, a: Value, k: Constant, bound: number): Value {
    const d = this.value(bound);
    this.emit(code, [{ value: d }, { value: a }, k.offset], [a], [d]);
    return d;
  }
  addConstant(a: Value, k: Constant): Value {
    const x = this.within(a, MAX_SUM);
    return this.withConstant(RowCode.ADD_CONSTANT, x, k, this.bounds[x] + REDUCED);
  }
  subFromConstant(k: Constant, a: Value): Value {
    const x = this.within(a, MAX_SUM);
    return this.withConstant(RowCode.SUB_FROM_CONSTANT, x, k, this.bounds[x] + REDUCED);
  }
  mulConstant(a: Value, k: Constant): Value {
    return this.withConstant(RowCode.MUL_CONSTANT, this.within(a, MAX_CONSTANT_OPERAND), k, PRODUCT);
  }
  /** a times a factor known now, left unreduced if it is small. */
  mulFixed(a: Value, value: number): Value {
    const magnitude = Math.min(value, felt.P - value);
    const k = this.fixedConstant(value);
    if (this.bounds[a] * magnitude > MAX_SCALED) return this.mulConstant(a, k);
    return this.withConstant(RowCode.SCALE, a, k, this.bounds[a] * magnitude);
  }
  constantValue(k: Constant): Value {
    const d = this.value(REDUCED);
    this.emit(RowCode.CONSTANT, [{ value: d }, k.offset], [], [d]);
    return d;
  }
  addQuads(a: Quad, b: Quad): Quad {
    return [this.add(a[0], b[0]), this.add(a[1], b[1]), this.add(a[2], b[2]), this.add(a[3], b[3])];
  }
  /** constants + sum of a w over base values a and extension weights w. */
  fold(terms: readonly { readonly a: Value; readonly w: Weight }[], constants?: readonly Constant[]): Quad {
    const zero = this.fixedConstant(0);
    const within = terms.map(({ a, w }) => ({ a: this.within(a, MAX_TERM), w }));
    let total: Quad | undefined;
    for (let next = 0; next < within.length || total === undefined; ) {
      const chunk: typeof within = [];
      let bound = 0;
      while (next < within.length && (!this.lazy || bound + this.bounds[within[next].a] <= MAX_FOLD)) {
        bound += this.bounds[within[next].a];
        chunk.push(within[next++]);
      }
      const start = total === undefined && constants ? constants : [zero, zero, zero, zero];
      const d = this.quad(REDUCED);
      const words = [
        chunk.length,
        ...d.map((value) => ({ value })),
        ...start.map((k) => k.offset),
        ...chunk.flatMap(({ a, w }) => [{ value: a }, w.offset]),
      ];
      // Two coefficients are finished before the other two start, because results must not overwrite terms.
      this.emit(
        RowCode.FOLD,
        words,
        chunk.map(({ a }) => a),
        d,
        false,
      );
      total = total ? this.addQuads(total, d) : d;
    }
    return total;
  }
  extMul(a: Quad, b: Quad): Quad {
    const limit = (quad: Quad): number => Math.max(...quad.map((value) => this.bounds[value]));
    // The kernel multiplies sums of all four coefficients.
    const fits = 16 * limit(a) * limit(b) <= MAX_PRODUCT;
    const x = fits ? a : a.map((value) => this.within(value, REDUCED));
    const y = fits ? b : b.map((value) => this.within(value, REDUCED));
    const d = this.quad(45 * PRODUCT);
    this.emit(
      RowCode.EXT_MUL,
      [...d, ...x, ...y].map((value) => ({ value })),
      [...x, ...y],
      d,
    );
    return d;
  }
  /** e0, e1 and the norm n of an extension element, for scaledInverse. */
  norm(a: Quad): { readonly a: Quad; readonly e0: Value; readonly e1: Value; readonly n: Value } {
    const x = a.map((value) => this.within(value, MAX_NORM_OPERAND)) as unknown as Quad;
    const [e0, e1, n] = [this.value(REDUCED), this.value(REDUCED), this.value(REDUCED)];
    this.emit(
      RowCode.NORM,
      [e0, e1, n, ...x].map((value) => ({ value })),
      x,
      [e0, e1, n],
    );
    return { a: x, e0, e1, n };
  }
  /** Replaces the given norms by their inverses; a zero stops the program. */
  invert(values: readonly Value[]): void {
    const terms = values.flatMap((value) => [{ value }, { value: this.value(0) }]);
    const prefixes = terms.filter((_, i) => i % 2 === 1).map(({ value }) => value);
    this.emit(RowCode.INVERT, [values.length, ...terms], values, prefixes, false);
    // The results are products, not reduced.
    for (const value of values) {
      this.bounds[value] = PRODUCT;
      this.reducedForms.delete(value);
    }
  }
  /** t n / a for t the product of the inverse of the norm with anything. */
  scaledInverse(element: { readonly a: Quad; readonly e0: Value; readonly e1: Value }, t: Value): Quad {
    const { a, e0, e1 } = element;
    const s = this.within(t, MAX_CONSTANT_OPERAND);
    const d = this.quad(12 * PRODUCT);
    const reads = [...a, e0, e1, s];
    this.emit(
      RowCode.SCALED_INVERSE,
      [...d, ...reads].map((value) => ({ value })),
      reads,
      d,
    );
    return d;
  }

  /** For each region that is read: the bytes of a row from the first to the last that is read, where they are more than one load. */
  private fetches(): Instruction[] {
    const ranges = new Map<number, [from: number, to: number]>();
    for (const { code, words } of this.instructions) {
      if (code !== RowCode.LOAD4) continue;
      const [region, at] = words as number[];
      const [from, to] = ranges.get(region) ?? [at, at];
      ranges.set(region, [Math.min(from, at), Math.max(to, at + LOAD_BYTES)]);
    }
    return [...ranges].flatMap(([region, [from, to]]) =>
      to - from > LOAD_BYTES ? [{ code: RowCode.FETCH, words: [region, from, to - from], reads: [], writes: [], inPlace: true }] : [],
    );
  }
  finish(): RowProgram<Environment> {
    this.emit(RowCode.END, [], [], []);
    return { ...assignSlots([...this.fetches(), ...this.instructions], this.slotBytes), pool: this.pool, poolBytes: this.poolBytes };
  }
}
