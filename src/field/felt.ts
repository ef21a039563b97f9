/**
 * BabyBear, p = 2^31 - 2^27 + 1 = 15 * 2^27 + 1, over plain numbers: the reference that every kernel is compared with,
 * and the arithmetic of the verifier. Elements are canonical: integers in [0, p).
 */
export const P = 0x78000001;
export const TWO_ADICITY = 27;
/** Generates the multiplicative group. */
export const GENERATOR = 31;

const INV_P = 1 / P;

export const isCanonical = (a: number): boolean => Number.isInteger(a) && a >= 0 && a < P;

export const add = (a: number, b: number): number => {
  const sum = a + b;
  return sum >= P ? sum - P : sum;
};

export const sub = (a: number, b: number): number => (a >= b ? a - b : a - b + P);

export const neg = (a: number): number => (a === 0 ? 0 : P - a);

/**
 * a * b mod p. The double product has a relative error of 2^-53, so q is off by at most one from the true quotient. Then a*b - q*p
 * lies in (-2^12, p + 2^12), where its low 32 bits, read as a signed number, are exact.
 */
export const mul = (a: number, b: number): number => {
  const q = Math.floor(a * b * INV_P);
  const r = (Math.imul(a, b) - Math.imul(q, P)) | 0;
  return r < 0 ? r + P : r >= P ? r - P : r;
};

/** base^exponent; exponent an integer in [0, 2^53). */
export const pow = (base: number, exponent: number): number => {
  let result = 1;
  let square = base;
  for (let e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = mul(result, square);
    square = mul(square, square);
  }
  return result;
};

/** Multiplicative inverse; RangeError for 0. */
export const inv = (a: number): number => {
  if (a === 0) throw new RangeError('0 has no inverse');
  return pow(a, P - 2);
};

/** The field element of an integer n, |n| < 2^53. */
export const fromInt = (n: number): number => {
  // The quotient is off by one at most, and its product with p is exact.
  const r = n - Math.floor(n * INV_P) * P;
  return r < 0 ? r + P : r >= P ? r - P : r;
};

/** The same for |n| < p: no division. */
export const fromSmall = (n: number): number => (n < 0 ? n + P : n);

/** The generator of the subgroup of order 2^logOrder that all of Pellucid uses; logOrder in [0, 27]. */
export const rootOfUnity = (logOrder: number): number => {
  if (logOrder < 0 || logOrder > TWO_ADICITY) throw new RangeError(`no root of unity of order 2^${logOrder}`);
  return pow(GENERATOR, 15 * 2 ** (TWO_ADICITY - logOrder));
};

/** Inverts every element of `values` in place with one inversion; all must be nonzero. */
export const batchInvert = (values: Uint32Array | number[]): void => {
  const prefix = new Array<number>(values.length);
  let product = 1;
  for (let i = 0; i < values.length; i++) {
    prefix[i] = product;
    product = mul(product, values[i]);
  }
  let inverse = inv(product);
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i];
    values[i] = mul(inverse, prefix[i]);
    inverse = mul(inverse, value);
  }
};
