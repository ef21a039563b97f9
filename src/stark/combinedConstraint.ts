/**
 * The combined constraint at one point: what the quotient times X^N - 1 must equal. Shared by the verifier (at zeta) and by
 * tests; the prover's kernels compute the same sum row by row.
 */
import { evaluateProgram } from '../air/evaluate.ts';
import type { LogupChallenges } from '../backend/types.ts';
import type { Ext } from '../field/ext.ts';
import { fromInt, inv } from '../field/felt.ts';
import type { ChallengeField } from './algebra.ts';
import type { KeyChip, VerifyingKey } from './key.ts';
import type { ChipOpenings, Openings } from './openedValues.ts';
import type { Shape } from './shape.ts';
import type { BoundaryMessage } from './statement.ts';

/** alpha + beta_0 (bus + 1) + sum beta_j v_j, given the products beta_j v_j. */
const denominator = <E>(field: ChallengeField<E>, { alpha, betas }: LogupChallenges<E>, bus: number, products: readonly E[]): E =>
  products.reduce<E>(field.add, field.add(alpha, field.scale(betas[0], bus + 1)));

/** The denominators of the boundary's messages. */
export const boundaryDenominators = <E>(field: ChallengeField<E>, logup: LogupChallenges<E>, boundary: readonly BoundaryMessage[]): E[] =>
  boundary.map(({ bus, fields }) =>
    denominator(
      field,
      logup,
      bus,
      fields.map((v, j) => field.scale(logup.betas[j + 1], v)),
    ),
  );

/** Sum of the boundary's m / d. No denominator may be zero. */
export const boundarySum = <E>(field: ChallengeField<E>, denominators: readonly E[], boundary: readonly BoundaryMessage[]): E =>
  field
    .batchInv(denominators)
    .reduce<E>((total, inverse, i) => (boundary[i].multiplicity === 1 ? field.add(total, inverse) : field.sub(total, inverse)), field.zero);

/** The chip's constraint values, then its LogUp column constraints, in the order of the weights. */
export const chipConstraints = <E>(field: ChallengeField<E>, chip: KeyChip, at: ChipOpenings<E>, logup: LogupChallenges<E>): E[] => {
  const algebra = { add: field.add, sub: field.sub, mul: field.mul, constant: field.fromBase };
  const values = evaluateProgram(chip.program, algebra, at.preprocessed, at.main);
  const constraints = chip.program.constraints.map((c) => values[c.value]);
  const columns = chip.packs.map((pack, g) => {
    const terms = pack.map((i) => {
      const { bus, fields, multiplicity } = chip.program.interactions[i];
      const products = fields.map((f, j) => field.mul(logup.betas[j + 1], values[f]));
      return { m: values[multiplicity], d: denominator(field, logup, bus, products) };
    });
    const product = terms.reduce<E>((total, t) => field.mul(total, t.d), at.logup[g]);
    const [first, second] = terms;
    const numerator = second === undefined ? first.m : field.add(field.mul(first.m, second.d), field.mul(second.m, first.d));
    return field.sub(product, numerator);
  });
  return [...constraints, ...columns];
};

/** What the constraints depend on besides the opened values. */
export interface ConstraintPoint<E = Ext> {
  readonly logup: LogupChallenges<E>;
  /** Weights the constraints by its powers. */
  readonly lambda: E;
  /** What the accumulator must reach. */
  readonly total: E;
}

/**
 * sum lambda^i C_i at zeta over all chips in order, the accumulator's constraint last:
 * phi(w X) - phi(X) - sum_i (N_i / N) sum_g h_(i,g) + total / N.
 */
export const combinedConstraint = <E>(
  field: ChallengeField<E>,
  { key, shape }: { readonly key: Pick<VerifyingKey, 'chips'>; readonly shape: Shape },
  openings: Openings<E>,
  { logup, lambda, total }: ConstraintPoint<E>,
): E => {
  const values: E[] = [];
  let lifted = field.zero;
  shape.chips.forEach((present, i) => {
    values.push(...chipConstraints(field, key.chips[present.index], openings.chips[i], logup));
    const scale = inv(fromInt(2 ** (shape.logN - present.logHeight)));
    for (const h of openings.chips[i].logup) lifted = field.add(lifted, field.scale(h, scale));
  });
  const step = field.sub(field.sub(openings.phiNext, openings.phi), lifted);
  values.push(field.add(step, field.scale(total, inv(fromInt(2 ** shape.logN)))));
  return values.reduceRight<E>((sum, value) => field.add(field.mul(sum, lambda), value), field.zero);
};

/** (zeta^N - 1) sum_i zeta^(i c) Q_i(zeta), pieces being of c coefficients; zetaPiece = zeta^c. */
export const quotientTimesVanishing = <E>(field: ChallengeField<E>, pieces: readonly E[], zetaN: E, zetaPiece: E): E => {
  const value = pieces.reduceRight<E>((sum, piece) => field.add(field.mul(sum, zetaPiece), piece), field.zero);
  return field.mul(value, field.sub(zetaN, field.one));
};
