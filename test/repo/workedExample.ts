/**
 * The numbers of docs/worked-example.md, computed from definitions: polynomials by Lagrange's formula, no transform and nothing
 * of src/. workedExample.test.ts holds the document and the proof system to them; `npm run gen` writes them into the document.
 */

const P = 2013265921n;

// F, the base field.
const mod = (a: bigint): bigint => ((a % P) + P) % P;
const power = (base: bigint, exponent: bigint): bigint => {
  let result = 1n;
  for (let e = exponent, b = mod(base); e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b);
  return result;
};
const inverse = (a: bigint): bigint => power(a, P - 2n);
/** w_k: generates the subgroup of order 2^k. */
const generator = (k: number): bigint => power(31n, 15n * 2n ** BigInt(27 - k));
const reverse = (j: number, bits: number): number => Number.parseInt(j.toString(2).padStart(bits, '0').split('').reverse().join(''), 2);

// K = F[t] / (t^4 - 11): four coefficients, lowest first.
export type K = readonly bigint[];
const inK = (a: bigint): K => [mod(a), 0n, 0n, 0n];
const add = (a: K, b: K): K => a.map((x, i) => mod(x + b[i]));
const sub = (a: K, b: K): K => a.map((x, i) => mod(x - b[i]));
const mul = (a: K, b: K): K => {
  const wide = Array.from({ length: 7 }, (_, k) => a.reduce((sum, x, i) => sum + (k - i >= 0 && k - i < 4 ? x * b[k - i] : 0n), 0n));
  return [0, 1, 2, 3].map((i) => mod(wide[i] + 11n * (wide[i + 4] ?? 0n)));
};
const powerK = (base: K, exponent: bigint): K => {
  let result = inK(1n);
  for (let e = exponent, b = base; e > 0n; e >>= 1n, b = mul(b, b)) if (e & 1n) result = mul(result, b);
  return result;
};
const inverseK = (a: K): K => powerK(a, P ** 4n - 2n);
const sumK = (terms: readonly K[]): K => terms.reduce(add, inK(0n));

// Polynomials over K: coefficients, lowest first.
type Poly = readonly K[];
const at = (p: Poly, x: K): K => p.reduceRight((sum, c) => add(mul(sum, x), c), inK(0n));
const times = (p: Poly, q: Poly): Poly =>
  Array.from({ length: p.length + q.length - 1 }, (_, k) => sumK(p.flatMap((c, i) => (q[k - i] === undefined ? [] : [mul(c, q[k - i])]))));
const plus = (p: Poly, q: Poly): Poly =>
  Array.from({ length: Math.max(p.length, q.length) }, (_, i) => add(p[i] ?? inK(0n), q[i] ?? inK(0n)));
const scaled = (p: Poly, factor: K): Poly => p.map((c) => mul(c, factor));
const minus = (p: Poly, q: Poly): Poly => plus(p, scaled(q, inK(-1n)));
/** The polynomial through the values on the subgroup of order values.length: coefficient i is the mean of value r times w^(-i r). */
const through = (values: readonly K[]): Poly => {
  const n = BigInt(values.length);
  const w = inverse(generator(Math.log2(values.length)));
  return values.map((_, i) => scaled([sumK(values.map((v, r) => mul(v, inK(power(w, BigInt(i * r))))))], inK(inverse(n)))[0]);
};
/** p(X^2): the lift from height 4 to height 8. */
const lift = (p: Poly): Poly => p.flatMap((c) => [c, inK(0n)]);
/** Quotient by X^8 - 1; throws unless it divides. */
const byVanishing = (p: Poly): Poly => {
  const rest = [...p];
  const quotient: K[] = [];
  for (let i = rest.length - 1; i >= 8; i--) {
    quotient[i - 8] = rest[i];
    rest[i - 8] = add(rest[i - 8], rest[i]);
  }
  if (rest.slice(0, 8).some((c) => c.some((x) => x !== 0n))) throw new Error('a constraint does not hold on the trace');
  return quotient;
};

// The example's challenges. A transcript would draw them from K.
const ALPHA = 100n;
const BETA = [10n, 1n];
const LAMBDA = 2n;
const ZETA: K = [1n, 1n, 0n, 0n];
const RHO = 3n;
const POSITION = 5;

const MULTIPLY = [
  [2n, 3n, 6n, 1n],
  [5n, 7n, 35n, 1n],
  [7n, 7n, 49n, 1n],
  [0n, 0n, 0n, 0n],
];
const VALUES = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n];
const COUNTS = VALUES.map((v) => BigInt(MULTIPLY.reduce((n, [a, b, , on]) => n + (on === 1n ? Number(a === v) + Number(b === v) : 0), 0)));
const PRODUCTS = [6n, 35n, 49n];

const denominator = (bus: bigint, value: bigint): bigint => ALPHA + BETA[0] * (bus + 1n) + BETA[1] * value;
const range = (v: bigint): bigint => denominator(0n, v);
const product = (c: bigint): bigint => denominator(1n, c);

const column = (values: readonly bigint[]): Poly => through(values.map(inK));
const constant = (c: bigint): Poly => [inK(c)];

export const workedExample = () => {
  // Main and preprocessed columns, those of `multiply` lifted.
  const [a, b, c, on] = [0, 1, 2, 3].map((i) => lift(column(MULTIPLY.map((row) => row[i]))));
  const [v, count] = [column(VALUES), column(COUNTS)];

  // LogUp columns.
  const first = MULTIPLY.map(([x, y, , m]) => mod(m * (inverse(range(x)) + inverse(range(y)))));
  const second = MULTIPLY.map(([, , z, m]) => mod(m * inverse(product(z))));
  const provided = VALUES.map((x, r) => mod(-COUNTS[r] * inverse(range(x))));
  const [h1, h2, h3] = [lift(column(first)), lift(column(second)), column(provided)];
  const total = mod(PRODUCTS.reduce((sum, z) => sum + inverse(product(z)), 0n));

  // The accumulator. A row of height 4 counts twice, with half its weight.
  const eighth = inverse(8n);
  const half = inverse(2n);
  const phiValues: bigint[] = [0n];
  for (let r = 0; r < 8; r++) {
    phiValues.push(mod(phiValues[r] + half * (first[r % 4] + second[r % 4]) + provided[r] - total * eighth));
  }
  if (phiValues.pop() !== 0n) throw new Error('the accumulator does not close');
  const phi = column(phiValues);
  const w = generator(3);
  const phiNext = phi.map((coefficient, i) => mul(coefficient, inK(power(w, BigInt(i)))));

  // Constraints, in the order of their weights.
  const d = (bus: bigint, p: Poly): Poly => plus(constant(ALPHA + BETA[0] * (bus + 1n)), scaled(p, inK(BETA[1])));
  const step = minus(minus(phiNext, phi), plus(scaled(plus(h1, h2), inK(half)), h3));
  const constraints: Poly[] = [
    times(on, minus(on, constant(1n))),
    minus(c, times(a, b)),
    minus(times(h1, times(d(0n, a), d(0n, b))), plus(times(on, d(0n, b)), times(on, d(0n, a)))),
    minus(times(h2, d(1n, c)), on),
    plus(times(h3, d(0n, v)), count),
    plus(step, constant(total * eighth)),
  ];
  const weighted = constraints.map((p, i) => scaled(p, inK(power(LAMBDA, BigInt(i))))).reduce(plus);
  const quotient = byVanishing(weighted);
  const pieces = [quotient.slice(0, 8), Array.from({ length: 8 }, (_, i) => quotient[8 + i] ?? inK(0n))];

  // Values at zeta.
  const opened: Readonly<Record<string, Poly>> = { v, a, b, c, on, count, h1, h2, h3, phi, Q0: pieces[0], Q1: pieces[1] };
  const polynomials = Object.values(opened);
  const values = polynomials.map((p) => at(p, ZETA));
  const zetaNext = mul(ZETA, inK(w));
  const valueNext = at(phi, zetaNext);
  const zetaN = powerK(ZETA, 8n);
  const identity = { constraints: at(weighted, ZETA), quotient: mul(sub(zetaN, inK(1n)), add(values[10], mul(zetaN, values[11]))) };

  // DEEP: F at a point, from the columns' values there.
  const gamma = polynomials.map((_, i) => inK(BigInt(i + 1)));
  const gammaNext = inK(13n);
  const deepAt = (x: K): K => {
    const difference = sumK(polynomials.map((p, i) => mul(gamma[i], sub(at(p, x), values[i]))));
    const next = mul(gammaNext, sub(at(phi, x), valueNext));
    return add(mul(difference, inverseK(sub(x, ZETA))), mul(next, inverseK(sub(x, zetaNext))));
  };
  // The coset of 16 points, bit-reversed, and F's coefficients from 8 of them.
  const shift = power(31n, 2n ** 24n);
  const point = (j: number): bigint => mod(shift * power(generator(4), BigInt(reverse(j, 4))));
  const onSubgroup = Array.from({ length: 8 }, (_, r) => deepAt(inK(power(w, BigInt(r)))));
  const deep = through(onSubgroup);
  const final = [0, 1].map((k) => sumK([0, 1, 2, 3].map((i) => mul(deep[4 * k + i], inK(power(RHO, BigInt(i)))))));

  // One query.
  const leaf = POSITION >> 2;
  const x = inK(point(POSITION));
  const fiber = [0, 1, 2, 3].map((i) => at(deep, inK(point(4 * leaf + i))));
  const row = Object.fromEntries(Object.entries(opened).map(([name, p]) => [name, at(p, x)[0]]));
  const folded = at(final, powerK(x, 4n));

  return {
    ...{ first, second, provided, total, phiValues, pieces, opened, values, valueNext, zetaN, identity, deep, deepAt, final, fiber },
    ...{ row, folded, x: x[0], leaf, point, gamma, shift },
    challenges: { ALPHA, BETA, LAMBDA, ZETA, RHO, POSITION },
    tables: { MULTIPLY, VALUES, COUNTS, PRODUCTS },
  };
};

const element = (value: K): string => `[${value.map((coefficient) => coefficient.toString().padStart(10)).join(', ')}]`;

/** Columns of text, right-aligned but for the last. */
const aligned = (rows: readonly (readonly (string | bigint | number)[])[], left: readonly number[] = []): string => {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((r) => String(r[i]).length)));
  return rows
    .map((r) =>
      r
        .map((cell, i) => (left.includes(i) ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** The document's blocks of numbers, by name. */
export const workedExampleBlocks = (): Readonly<Record<string, string>> => {
  const e = workedExample();
  const { MULTIPLY, VALUES, COUNTS, PRODUCTS } = e.tables;
  const fraction = (m: bigint, d: bigint): string => (m === 0n ? '0' : `${m}/${d}`);
  return {
    multiply: aligned([['row', 'a', 'b', 'c', 'on'], ...MULTIPLY.map((r, i) => [i, ...r])]),
    range: aligned([
      ['row', ...VALUES.map((_, i) => i)],
      ['v', ...VALUES],
      ['count', ...COUNTS],
    ]),
    logup: aligned(
      [
        ['row', 'h1', 'in F', 'h2', 'in F'],
        ...MULTIPLY.map(([a, b, c, on], r) => [
          r,
          on === 0n ? '0' : `1/${range(a)} + 1/${range(b)}`,
          e.first[r],
          fraction(on, product(c)),
          e.second[r],
        ]),
      ],
      [1, 3],
    ),
    provided: aligned([['row', 'h3', 'in F'], ...VALUES.map((v, r) => [r, fraction(-COUNTS[r], range(v)), e.provided[r]])], [1]),
    total: `T = ${PRODUCTS.map((c) => `1/${product(c)}`).join(' + ')} = ${e.total}`,
    phi: aligned([['row', 'phi'], ...e.phiValues.map((value, r) => [r, value])]),
    quotient: aligned([['i', 'Q_0', 'Q_1'], ...e.pieces[0].map((c, i) => [i, c[0], e.pieces[1][i][0]])]),
    opened: aligned(
      [
        ...Object.keys(e.opened).map((name, i) => [`${name}(zeta)`, element(e.values[i])]),
        ['phi(zeta w)', element(e.valueNext)],
        ['zeta^8', element(e.zetaN)],
      ],
      [0, 1],
    ),
    identity: aligned(
      [
        ['weighted sum of the constraints', element(e.identity.constraints)],
        ['(zeta^8 - 1) (Q_0 + zeta^8 Q_1)', element(e.identity.quotient)],
      ],
      [0, 1],
    ),
    row: [
      `x = ${e.x}`,
      '',
      aligned(
        Object.entries(e.row).map(([name, value]) => [name, value]),
        [0],
      ),
    ].join('\n'),
    fiber: aligned(
      e.fiber.map((value, i) => [`F at position ${4 * e.leaf + i}`, element(value)]),
      [0, 1],
    ),
    final: aligned([...e.final.map((c, i) => [`coefficient ${i}`, element(c)]), ['value at x^4', element(e.folded)]], [0, 1]),
  };
};
