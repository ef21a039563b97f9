/**
 * Compiles a chip's constraint program to two row programs: its LogUp columns and its share of the quotient. Values are computed
 * when they are first needed, so few are live at once. docs/protocol.md, "LogUp" and "Quotient".
 */
import { type ConstraintProgram, OpCode, type ProgramInteraction } from '../../air/program.ts';
import { babyBear4 } from '../../field/babybear4.ts';
import type { Ext } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import type { LogupChallenges, PreparedProgram } from '../types.ts';
import { Assembler, type Quad, type RowProgram, type Weight } from './assembler.ts';
import type { Variant } from './layout.ts';
import type { Value } from './slots.ts';

/** Regions of the two programs. */
const PREPROCESSED = 0;
const MAIN = 1;
/** LogUp columns: written by one program, read by the other. */
const LOGUP = 2;
/** Sums of LogUp columns, added to. */
const SUMS = 3;
/** The quotient's share, added to. */
const SHARE = 4;

/** Terms that wait for one FOLD: enough to spread its fixed costs, few enough for the cache. */
const PENDING_TERMS = 16;
/** Denominators that share one inversion. */
const INVERSIONS = 16;

export interface QuotientEnvironment extends LogupChallenges {
  readonly weights: readonly Ext[];
}
export interface WasmProgram extends PreparedProgram {
  readonly logup: RowProgram<LogupChallenges>;
  readonly quotient: RowProgram<QuotientEnvironment>;
}

/** The constant that a value id names, if it names one. */
const constantOf = ({ preprocessedWidth, mainWidth, constants }: ConstraintProgram, id: number): number | undefined =>
  constants[id - preprocessedWidth - mainWidth];

/** Emits the values of a constraint program on demand. */
const createEvaluator = <E>(asm: Assembler<E>, program: ConstraintProgram): ((id: number) => Value) => {
  const { preprocessedWidth, mainWidth, constants, ops } = program;
  const values = new Map<number, Value>();
  const constantBase = preprocessedWidth + mainWidth;
  const opBase = constantBase + constants.length;
  /** Columns come in groups of four adjacent ones. */
  const loadColumn = (id: number): void => {
    const [region, base, width] = id < preprocessedWidth ? [PREPROCESSED, 0, preprocessedWidth] : [MAIN, preprocessedWidth, mainWidth];
    const first = id - base - ((id - base) % 4);
    asm.load4(region, 4 * first).forEach((value, i) => {
      if (first + i < width) values.set(base + first + i, value);
    });
  };
  const operate = (code: number, a: number, b: number): Value => {
    const [ka, kb] = [constantOf(program, a), constantOf(program, b)];
    if (code === OpCode.MUL) {
      if (kb !== undefined) return asm.mulFixed(valueAt(a), kb);
      if (ka !== undefined) return asm.mulFixed(valueAt(b), ka);
      return asm.mul(valueAt(a), valueAt(b));
    }
    if (code === OpCode.ADD) {
      if (kb !== undefined) return asm.addConstant(valueAt(a), asm.fixedConstant(kb));
      if (ka !== undefined) return asm.addConstant(valueAt(b), asm.fixedConstant(ka));
      return asm.add(valueAt(a), valueAt(b));
    }
    if (kb !== undefined) return asm.addConstant(valueAt(a), asm.fixedConstant(felt.neg(kb)));
    if (ka !== undefined) return asm.subFromConstant(asm.fixedConstant(ka), valueAt(b));
    return asm.sub(valueAt(a), valueAt(b));
  };
  const valueAt = (id: number): Value => {
    if (!values.has(id)) {
      const constant = constantOf(program, id);
      if (id < constantBase) loadColumn(id);
      else if (constant !== undefined) values.set(id, asm.constantValue(asm.fixedConstant(constant)));
      else {
        const at = 3 * (id - opBase);
        values.set(id, operate(ops[at], ops[at + 1], ops[at + 2]));
      }
    }
    return values.get(id) as Value;
  };
  return valueAt;
};

/** Emits denominators: alpha + beta_0 (bus + 1) + sum_j beta_j v_j. Fields that are constants go with alpha. */
const createDenominators = <E extends LogupChallenges>(
  asm: Assembler<E>,
  program: ConstraintProgram,
  valueAt: (id: number) => Value,
): ((interaction: ProgramInteraction) => Quad) => {
  const betas: Weight[] = [];
  const beta = (j: number): Weight => (betas[j] ??= asm.weight((challenges) => challenges.betas[j]));
  return ({ bus, fields }) => {
    const fixed = [bus + 1, ...fields.map((id) => constantOf(program, id))];
    const start = asm.extConstant(({ alpha, betas }) =>
      fixed.reduce<Ext>((sum, value, j) => (value === undefined ? sum : babyBear4.add(sum, babyBear4.scale(betas[j], value))), alpha),
    );
    return asm.fold(
      fields.flatMap((id, j) => (fixed[j + 1] === undefined ? [{ a: valueAt(id), w: beta(j + 1) }] : [])),
      start,
    );
  };
};

const compileLogup = (program: ConstraintProgram, groups: PreparedProgram['groups'], variant: Variant): RowProgram<LogupChallenges> => {
  const asm = new Assembler<LogupChallenges>(variant);
  const valueAt = createEvaluator(asm, program);
  const denominatorOf = createDenominators(asm, program, valueAt);
  let sums: Quad | undefined;
  // Whole groups, as many as share an inversion.
  for (let next = 0; next < groups.length; ) {
    const first = next;
    const elements = new Map<number, ReturnType<typeof asm.norm>>();
    do {
      for (const i of groups[next]) elements.set(i, asm.norm(denominatorOf(program.interactions[i])));
      next++;
    } while (next < groups.length && elements.size + groups[next].length <= INVERSIONS);
    asm.invert([...elements.values()].map(({ n }) => n));
    for (let g = first; g < next; g++) {
      let h: Quad | undefined;
      for (const i of groups[g]) {
        const element = elements.get(i) as ReturnType<typeof asm.norm>;
        const t = asm.mul(element.n, valueAt(program.interactions[i].multiplicity));
        const term = asm.scaledInverse(element, t);
        h = h ? asm.addQuads(h, term) : term;
      }
      if (!h) continue;
      asm.store4(LOGUP, 16 * g, h);
      sums = sums ? asm.addQuads(sums, h) : h;
    }
  }
  if (sums) asm.store4(SUMS, 0, asm.addQuads(sums, asm.load4(SUMS, 0)));
  return asm.finish();
};

/** w times the i-th power of the basis. */
export const basisMultiple = (w: Ext, i: number): Ext =>
  babyBear4.mul(
    w,
    babyBear4.one.map((_, j) => (j === i ? 1 : 0)),
  );

const compileQuotient = (
  program: ConstraintProgram,
  groups: PreparedProgram['groups'],
  variant: Variant,
): RowProgram<QuotientEnvironment> => {
  const asm = new Assembler<QuotientEnvironment>(variant);
  const valueAt = createEvaluator(asm, program);
  const denominatorOf = createDenominators(asm, program, valueAt);
  let total = asm.load4(SHARE, 0);
  let pending: { a: Value; w: Weight }[] = [];
  const flush = (): void => {
    if (pending.length > 0) total = asm.addQuads(total, asm.fold(pending));
    pending = [];
  };
  const push = (a: Value, weight: (weights: readonly Ext[]) => Ext): void => {
    pending.push({ a, w: asm.weight(({ weights }) => weight(weights)) });
    if (pending.length >= PENDING_TERMS) flush();
  };
  program.constraints.forEach(({ value }, i) => {
    push(valueAt(value), (weights) => weights[i]);
  });
  let sums: Quad | undefined;
  groups.forEach((group, g) => {
    const h = asm.load4(LOGUP, 16 * g);
    sums = sums ? asm.addQuads(sums, h) : h;
    const [first, second] = group.map((i) => program.interactions[i]);
    // h d1 - m1, and then ( h d1 - m1 ) d2 - m2 d1.
    const d1 = denominatorOf(first);
    let [r0, r1, r2, r3] = asm.extMul(h, d1);
    r0 = asm.sub(r0, valueAt(first.multiplicity));
    if (second) {
      const m2 = valueAt(second.multiplicity);
      const scaled = d1.map((d) => asm.mul(d, m2)) as unknown as Quad;
      [r0, r1, r2, r3] = asm.subQuads(asm.extMul([r0, r1, r2, r3], denominatorOf(second)), scaled);
    }
    [r0, r1, r2, r3].forEach((r, i) => {
      push(r, (weights) => basisMultiple(weights[program.constraints.length + g], i));
    });
  });
  flush();
  asm.store4(SHARE, 0, total);
  if (sums) asm.store4(SUMS, 0, asm.addQuads(sums, asm.load4(SUMS, 0)));
  return asm.finish();
};

export const compileProgram = (program: ConstraintProgram, groups: PreparedProgram['groups'], variant: Variant): WasmProgram => ({
  program,
  groups,
  logup: compileLogup(program, groups, variant),
  quotient: compileQuotient(program, groups, variant),
});
