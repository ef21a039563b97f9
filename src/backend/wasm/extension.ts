/**
 * Arithmetic of the extension field in row programs. Degree 4 with x^4 = 11 has instructions of its own. Any other field of degree
 * 4 or more is composed of base instructions and takes several times as long. What moves four words at a time then moves
 * overlapping windows of four.
 */
import { babyBear4 } from '../../field/babybear4.ts';
import type { Ext, ExtField } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import type { Assembler, Constant, Quad, Source, Weight } from './assembler.ts';
import type { Value } from './slots.ts';

/** The coefficients of an extension element, one value each. */
export type Element = readonly Value[];

/** An element whose inverse is wanted: `n` is its norm, to be inverted; the rest depends on the field. */
export interface Invertible {
  readonly n: Value;
  readonly scaledInverse: (t: Value) => Element;
}

/** An extension element that multiplies base values: four coefficients to each entry. */
export type ElementWeight = readonly Weight[];

export interface ElementOps<Environment> {
  load(region: number, byteOffset: number): Element;
  /** The element of the row at the next point of the trace's subgroup of order 2^logHeight, on a bit-reversed coset. */
  loadNext(region: number, byteOffset: number, logHeight: number): Element;
  store(region: number, byteOffset: number, element: Element): void;
  /** Stores the windows of the element as rows of four words, from region `firstRegion` on: for kernels that know four words only. */
  storeWindows(firstRegion: number, element: Element): void;
  /** Stores the coefficients by fours, zeros after the last: for kernels that sum each word by itself. */
  storeQuads(firstRegion: number, element: Element): void;
  weight(source: Source<Environment, Ext>): ElementWeight;
  constant(source: Source<Environment, Ext>): readonly Constant[];
  /** constant + sum of a w over base values a and weights w. */
  fold(terms: readonly { readonly a: Value; readonly w: ElementWeight }[], constant?: readonly Constant[]): Element;
  add(a: Element, b: Element): Element;
  sub(a: Element, b: Element): Element;
  mul(a: Element, b: Element): Element;
  /**
   * Prepares an inversion. Between this and scaledInverse, `Assembler.invert` must invert `n`, the norm. scaledInverse(t) is then n
   * t / a.
   */
  invertible(a: Element): Invertible;
}

/** Whether the kernels have instructions for the field. */
const isBuiltIn = ({ degree, nonResidue }: ExtField): boolean => degree === babyBear4.degree && nonResidue === babyBear4.nonResidue;

/** Where the windows of four words begin that cover an element: 0 for degree 4; 0 and 1 for degree 5. */
export const windowsOf = (degree: number): number[] => Array.from({ length: Math.ceil(degree / 4) }, (_, i) => Math.min(4 * i, degree - 4));
/** How many fours of words cover an element. */
export const quadsOf = (degree: number): number => Math.ceil(degree / 4);

/** w times the i-th power of the basis. */
export const basisMultiple = (field: ExtField, w: Ext, i: number): Ext =>
  field.mul(
    w,
    field.one.map((_, j) => (j === i ? 1 : 0)),
  );

export const elementOps = <E>(asm: Assembler<E>, field: ExtField): ElementOps<E> => {
  const { degree } = field;
  const windows = windowsOf(degree);
  const quads = Array.from({ length: quadsOf(degree) }, (_, i) => 4 * i);
  const quadAt = (element: Element, at: number): Quad => [0, 1, 2, 3].map((i) => element[at + i]) as unknown as Quad;
  const loaded = (load: (byteOffset: number) => Quad): Element => {
    const element: Value[] = [];
    for (const at of windows) {
      load(4 * at).forEach((value, i) => {
        element[at + i] ??= value;
      });
    }
    return element;
  };
  const add = (a: Element, b: Element): Element => a.map((x, i) => asm.add(x, b[i]));
  const base: Omit<ElementOps<E>, 'mul' | 'invertible'> = {
    load: (region, byteOffset) => loaded((at) => asm.load4(region, byteOffset + at)),
    loadNext: (region, byteOffset, logHeight) => loaded((at) => asm.load4Next(region, byteOffset + at, logHeight)),
    store: (region, byteOffset, element) => {
      for (const at of windows) asm.store4(region, byteOffset + 4 * at, quadAt(element, at));
    },
    storeWindows: (firstRegion, element) => {
      windows.forEach((at, i) => {
        asm.store4(firstRegion + i, 0, quadAt(element, at));
      });
    },
    storeQuads: (firstRegion, element) => {
      const filled = [...element];
      while (filled.length % 4 !== 0) filled.push(asm.constantValue(asm.fixedConstant(0)));
      quads.forEach((at, i) => {
        asm.store4(firstRegion + i, 0, quadAt(filled, at));
      });
    },
    weight: (source) => quads.map((at) => asm.weight((environment) => [0, 1, 2, 3].map((i) => source(environment)[at + i] ?? 0))),
    constant: (source) => Array.from({ length: degree }, (_, i) => asm.constant((environment) => source(environment)[i])),
    fold: (terms, constant) =>
      quads.flatMap((at, part) => {
        const own = constant && [0, 1, 2, 3].map((i) => constant[at + i] ?? asm.fixedConstant(0));
        const sums = asm.fold(
          terms.map(({ a, w }) => ({ a, w: w[part] })),
          own,
        );
        return sums.slice(0, degree - at);
      }),
    add,
    sub: (a, b) => a.map((x, i) => asm.sub(x, b[i])),
  };
  if (isBuiltIn(field)) {
    return {
      ...base,
      mul: (a, b) => asm.extMul(quadAt(a, 0), quadAt(b, 0)),
      invertible: (a) => {
        const element = asm.norm(quadAt(a, 0));
        return { n: element.n, scaledInverse: (t) => asm.scaledInverse(element, t) };
      },
    };
  }
  const { nonResidue } = field;
  const mul = (a: Element, b: Element): Element => {
    const sums: Value[] = [];
    a.forEach((x, i) => {
      b.forEach((y, j) => {
        const product = asm.mul(x, y);
        sums[i + j] = sums[i + j] === undefined ? product : asm.add(sums[i + j], product);
      });
    });
    return sums.slice(0, degree).map((low, k) => {
      const high = sums[k + degree];
      return high === undefined ? low : asm.add(low, asm.mulFixed(high, nonResidue));
    });
  };
  // Frobenius, as in src/field/ext.ts: coefficient i times W^(i (p - 1) / D).
  const factors = field.zero.map((_, i) => felt.pow(nonResidue, i * ((felt.P - 1) / degree)));
  const frobenius = (a: Element): Element => a.map((x, i) => asm.mulFixed(x, factors[i]));
  return {
    ...base,
    mul,
    invertible: (a) => {
      // b = a^(p + p^2 + .. + p^(D - 1)): a b is the norm, an element of the base field, and 1 / a = b / n.
      let conjugate = frobenius(a);
      let b = conjugate;
      for (let i = 2; i < degree; i++) {
        conjugate = frobenius(conjugate);
        b = mul(b, conjugate);
      }
      const n = asm.reduced(mul(a, b)[0]);
      return { n, scaledInverse: (t) => b.map((x) => asm.mul(x, t)) };
    },
  };
};
