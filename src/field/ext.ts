/**
 * The extension field K = F[x] / (x^D - W), from which challenges are drawn. D and W are parameters of a key; presets have D = 4, W
 * = 11. An element is a readonly array of D canonical coefficients, lowest power first.
 */
import * as felt from './felt.ts';

export type Ext = readonly number[];

export interface ExtField {
  readonly degree: number;
  readonly nonResidue: number;
  readonly zero: Ext;
  readonly one: Ext;
  /** 1, t, t^2, .. */
  readonly basis: readonly Ext[];
  fromBase(a: number): Ext;
  add(a: Ext, b: Ext): Ext;
  sub(a: Ext, b: Ext): Ext;
  neg(a: Ext): Ext;
  mul(a: Ext, b: Ext): Ext;
  /** a * b for b in the base field. */
  scale(a: Ext, b: number): Ext;
  square(a: Ext): Ext;
  /** a^exponent; exponent an integer in [0, 2^53). */
  pow(a: Ext, exponent: number): Ext;
  /** RangeError for 0. */
  inv(a: Ext): Ext;
  /** Inverses of all values with one inversion; all must be nonzero. */
  batchInv(values: readonly Ext[]): Ext[];
  equals(a: Ext, b: Ext): boolean;
  isZero(a: Ext): boolean;
}

/** The field of degree `degree` with x^degree = nonResidue; x^degree - nonResidue must be irreducible over F_p. */
export const createExtField = (degree: number, nonResidue: number): ExtField => {
  const zero: Ext = Array.from({ length: degree }, () => 0);
  const fromBase = (a: number): Ext => [a, ...zero.slice(1)];
  const one = fromBase(1);
  const basis = zero.map((_, i) => zero.map((_, j) => (i === j ? 1 : 0)));
  // Loops over copies: a verifier does these often before the engine has optimized them, and `slice` keeps the arrays of one kind inside.
  const add = (a: Ext, b: Ext): Ext => {
    const out = a.slice();
    for (let i = 0; i < degree; i++) out[i] = felt.add(a[i], b[i]);
    return out;
  };
  const sub = (a: Ext, b: Ext): Ext => {
    const out = a.slice();
    for (let i = 0; i < degree; i++) out[i] = felt.sub(a[i], b[i]);
    return out;
  };
  const neg = (a: Ext): Ext => a.map(felt.neg);
  const scale = (a: Ext, b: number): Ext => {
    const out = a.slice();
    for (let i = 0; i < degree; i++) out[i] = felt.mul(a[i], b);
    return out;
  };
  const mul = (a: Ext, b: Ext): Ext => {
    const out = zero.slice();
    for (let i = 0; i < degree; i++) {
      for (let j = 0; j < degree; j++) {
        const product = felt.mul(a[i], b[j]);
        const k = i + j;
        if (k < degree) out[k] = felt.add(out[k], product);
        else out[k - degree] = felt.add(out[k - degree], felt.mul(product, nonResidue));
      }
    }
    return out;
  };
  const square = (a: Ext): Ext => mul(a, a);
  const pow = (a: Ext, exponent: number): Ext => {
    let result = one;
    let power = a;
    for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
      if (e % 2 === 1) result = mul(result, power);
      power = mul(power, power);
    }
    return result;
  };
  // Frobenius: (x^p)_i = a_i * W^(i (p-1)/D), as x^D = W and D divides p - 1.
  const frobeniusFactors = zero.map((_, i) => felt.pow(nonResidue, i * ((felt.P - 1) / degree)));
  const frobenius = (a: Ext): Ext => a.map((x, i) => felt.mul(x, frobeniusFactors[i]));
  const inv = (a: Ext): Ext => {
    // Itoh-Tsujii: b = a^(p + p^2 + .. + p^(D-1)), so a*b is the norm, an element of the base field.
    let b = one;
    let conjugate = a;
    for (let i = 1; i < degree; i++) {
      conjugate = frobenius(conjugate);
      b = mul(b, conjugate);
    }
    return scale(b, felt.inv(mul(a, b)[0]));
  };
  const isZero = (a: Ext): boolean => a.every((x) => x === 0);
  const batchInv = (values: readonly Ext[]): Ext[] => {
    const prefix: Ext[] = [];
    let product = one;
    for (const value of values) {
      prefix.push(product);
      product = mul(product, value);
    }
    const out = new Array<Ext>(values.length);
    let inverse = values.length === 0 ? one : inv(product);
    for (let i = values.length - 1; i >= 0; i--) {
      out[i] = mul(inverse, prefix[i]);
      inverse = mul(inverse, values[i]);
    }
    return out;
  };
  const equals = (a: Ext, b: Ext): boolean => a.every((x, i) => x === b[i]);
  return { degree, nonResidue, zero, one, basis, fromBase, add, sub, neg, mul, scale, square, pow, inv, batchInv, equals, isZero };
};
