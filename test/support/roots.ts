/** Roots in the field of polynomials of degree 3 at most, coefficients lowest first. */
import * as felt from '../../src/field/felt.ts';

type Poly = readonly number[];

const NON_RESIDUE = 31;

/** Square roots of x, by Tonelli and Shanks; p - 1 = 15 * 2^27 and 31 generates the group. */
export const squareRoots = (x: number): number[] => {
  if (x === 0) return [0];
  if (felt.pow(x, (felt.P - 1) / 2) !== 1) return [];
  let order = felt.TWO_ADICITY;
  let generator = felt.pow(NON_RESIDUE, 15);
  let t = felt.pow(x, 15);
  let root = felt.pow(x, 8);
  while (t !== 1) {
    let i = 0;
    for (let square = t; square !== 1; square = felt.mul(square, square)) i++;
    const step = felt.pow(generator, 2 ** (order - i - 1));
    order = i;
    generator = felt.mul(step, step);
    t = felt.mul(t, generator);
    root = felt.mul(root, step);
  }
  return [root, felt.neg(root)];
};

const trim = (f: Poly): Poly => f.slice(0, f.findLastIndex((c) => c !== 0) + 1);

const subtract = (f: Poly, g: Poly): Poly =>
  trim(Array.from({ length: Math.max(f.length, g.length) }, (_, i) => felt.sub(f[i] ?? 0, g[i] ?? 0)));

/** Quotient and remainder; g is not 0. */
const divide = (f: Poly, g: Poly): { readonly quotient: Poly; readonly remainder: Poly } => {
  const rest = [...f];
  const lead = felt.inv(g[g.length - 1]);
  const quotient = new Array<number>(Math.max(0, f.length - g.length + 1)).fill(0);
  for (let i = quotient.length - 1; i >= 0; i--) {
    quotient[i] = felt.mul(rest[i + g.length - 1], lead);
    g.forEach((c, j) => {
      rest[i + j] = felt.sub(rest[i + j], felt.mul(quotient[i], c));
    });
  }
  return { quotient, remainder: trim(rest) };
};

const gcd = (f: Poly, g: Poly): Poly => (g.length === 0 ? f : gcd(g, divide(f, g).remainder));

const product = (f: Poly, g: Poly): Poly => {
  const out = new Array<number>(Math.max(0, f.length + g.length - 1)).fill(0);
  f.forEach((a, i) => {
    g.forEach((b, j) => {
      out[i + j] = felt.add(out[i + j], felt.mul(a, b));
    });
  });
  return out;
};

const powMod = (base: Poly, exponent: number, f: Poly): Poly => {
  let result: Poly = [1];
  for (const bit of exponent.toString(2)) {
    result = divide(product(result, result), f).remainder;
    if (bit === '1') result = divide(product(result, base), f).remainder;
  }
  return result;
};

/** Splits a product of three linear factors by which x + shift are squares (Cantor and Zassenhaus). */
const split = (f: Poly, shift = 0): number[] => {
  const factor = gcd(f, subtract(powMod([shift, 1], (felt.P - 1) / 2, f), [1]));
  if (factor.length <= 1 || factor.length === f.length) return split(f, shift + 1);
  return [...rootsOf(factor), ...rootsOf(divide(f, factor).quotient)];
};

/** The distinct roots of a polynomial that is not 0. */
export const rootsOf = (coefficients: Poly): number[] => {
  const f = trim(coefficients);
  if (f.length <= 1) return [];
  const [c0, c1, c2] = f;
  if (f.length === 2) return [felt.mul(felt.neg(c0), felt.inv(c1))];
  if (f.length === 3) {
    const discriminant = felt.sub(felt.mul(c1, c1), felt.mul(4, felt.mul(c0, c2)));
    return squareRoots(discriminant).map((root) => felt.mul(felt.sub(root, c1), felt.inv(felt.mul(2, c2))));
  }
  if (f.length > 4) throw new RangeError(`a polynomial of degree ${f.length - 1}`);
  const linear = gcd(f, subtract(powMod([0, 1], felt.P, f), [0, 1]));
  return linear.length === 4 ? split(linear) : rootsOf(linear);
};
