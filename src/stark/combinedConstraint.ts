/**
 * The combined constraint at one point: what the quotient times X^N - 1 must equal. Shared by the verifier (at zeta) and by
 * tests; the prover's kernels compute the same sum row by row.
 */
import { evaluateProgram } from '../air/evaluate.ts';
import type { LogupChallenges } from '../backend/types.ts';
import type { Ext, ExtField } from '../field/ext.ts';
import { fromInt, inv } from '../field/felt.ts';
import type { KeyChip, VerifyingKey } from './key.ts';
import type { ChipOpenings, Openings } from './openedValues.ts';
import type { Shape } from './shape.ts';
import type { BoundaryMessage } from './statement.ts';

/** alpha + beta_0 (bus + 1) + sum beta_j v_j */
export const denominator = (field: ExtField, { alpha, betas }: LogupChallenges, bus: number, fields: readonly Ext[]): Ext =>
  fields.reduce<Ext>((total, v, j) => field.add(total, field.mul(betas[j + 1], v)), field.add(alpha, field.scale(betas[0], bus + 1)));

/** Sum of the boundary's m / d, or undefined when a denominator is zero. */
export const boundarySum = (field: ExtField, challenges: LogupChallenges, boundary: readonly BoundaryMessage[]): Ext | undefined => {
  const denominators = boundary.map(({ bus, fields }) =>
    fields.reduce<Ext>(
      (total, v, j) => field.add(total, field.scale(challenges.betas[j + 1], v)),
      field.add(challenges.alpha, field.scale(challenges.betas[0], bus + 1)),
    ),
  );
  if (denominators.some((d) => field.isZero(d))) return undefined;
  return field
    .batchInv(denominators)
    .reduce<Ext>(
      (total, inverse, i) => (boundary[i].multiplicity === 1 ? field.add(total, inverse) : field.sub(total, inverse)),
      field.zero,
    );
};

/** The chip's constraint values, then its LogUp column constraints, in the order of the weights. */
export const chipConstraints = (field: ExtField, chip: KeyChip, at: ChipOpenings, challenges: LogupChallenges): Ext[] => {
  const algebra = { add: field.add, sub: field.sub, mul: field.mul, constant: field.fromBase };
  const values = evaluateProgram(chip.program, algebra, at.preprocessed, at.main);
  const constraints = chip.program.constraints.map((c) => values[c.value]);
  const logup = chip.packs.map((pack, g) => {
    const terms = pack.map((i) => {
      const interaction = chip.program.interactions[i];
      return {
        m: values[interaction.multiplicity],
        d: denominator(
          field,
          challenges,
          interaction.bus,
          interaction.fields.map((f) => values[f]),
        ),
      };
    });
    const product = terms.reduce<Ext>((total, t) => field.mul(total, t.d), at.logup[g]);
    const [first, second] = terms;
    const numerator = second === undefined ? first.m : field.add(field.mul(first.m, second.d), field.mul(second.m, first.d));
    return field.sub(product, numerator);
  });
  return [...constraints, ...logup];
};

/**
 * sum lambda^i C_i at zeta over all chips in order, the accumulator's constraint last:
 * phi(w X) - phi(X) - sum_i (N_i / N) sum_g h_(i,g) + total / N.
 */
export const combinedConstraint = (
  field: ExtField,
  key: VerifyingKey,
  shape: Shape,
  at: Openings,
  phiNext: Ext,
  challenges: LogupChallenges,
  lambda: Ext,
  total: Ext,
): Ext => {
  let sum = field.zero;
  let weight = field.one;
  let lifted = field.zero;
  shape.chips.forEach((present, i) => {
    for (const value of chipConstraints(field, key.chips[present.index], at.chips[i], challenges)) {
      sum = field.add(sum, field.mul(weight, value));
      weight = field.mul(weight, lambda);
    }
    const scale = inv(fromInt(2 ** (shape.logN - present.logHeight)));
    for (const h of at.chips[i].logup) lifted = field.add(lifted, field.scale(h, scale));
  });
  const step = field.sub(field.sub(phiNext, at.phi), lifted);
  const accumulator = field.add(step, field.scale(total, inv(fromInt(2 ** shape.logN))));
  return field.add(sum, field.mul(weight, accumulator));
};

/** (zeta^N - 1) sum_i zeta^(i c) Q_i(zeta), pieces being of c coefficients; zetaPiece = zeta^c. */
export const quotientTimesVanishing = (field: ExtField, pieces: readonly Ext[], zetaN: Ext, zetaPiece: Ext): Ext => {
  const value = pieces.reduceRight<Ext>((sum, piece) => field.add(field.mul(sum, zetaPiece), piece), field.zero);
  return field.mul(value, field.sub(zetaN, field.one));
};
