/**
 * Compiles a chip's constraint program to two row programs: its LogUp columns and its share of the quotient. Values are computed
 * when they are first needed, so few are live at once. docs/protocol.md, "LogUp" and "Quotient".
 */
import { type ConstraintProgram, OpCode, type ProgramInteraction } from '../../air/program.ts';
import type { Ext, ExtField } from '../../field/ext.ts';
import * as felt from '../../field/felt.ts';
import type { LogupChallenges, PreparedProgram } from '../types.ts';
import { Assembler, type RowProgram } from './assembler.ts';
import { basisMultiple, type Element, type ElementOps, type ElementWeight, elementOps, type Invertible } from './extension.ts';
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

/** Terms that one FOLD takes: enough to spread its fixed cost, few enough for the cache. */
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
  /** Loads four adjacent columns at a time. */
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
  field: ExtField,
  ops: ElementOps<E>,
  program: ConstraintProgram,
  valueAt: (id: number) => Value,
): ((interaction: ProgramInteraction) => Element) => {
  const betas: ElementWeight[] = [];
  const beta = (j: number): ElementWeight => (betas[j] ??= ops.weight((challenges) => challenges.betas[j]));
  return ({ bus, fields }) => {
    const fixed = [bus + 1, ...fields.map((id) => constantOf(program, id))];
    const start = ops.constant(({ alpha, betas }) =>
      fixed.reduce<Ext>((sum, value, j) => (value === undefined ? sum : field.add(sum, field.scale(betas[j], value))), alpha),
    );
    return ops.fold(
      fields.flatMap((id, j) => (fixed[j + 1] === undefined ? [{ a: valueAt(id), w: beta(j + 1) }] : [])),
      start,
    );
  };
};

/** What a program is compiled for. */
export interface Target {
  readonly variant: Variant;
  readonly field: ExtField;
}

const compileLogup = (program: ConstraintProgram, packs: PreparedProgram['packs'], target: Target): RowProgram<LogupChallenges> => {
  const { field } = target;
  const asm = new Assembler<LogupChallenges>(target.variant);
  const ops = elementOps(asm, field);
  const valueAt = createEvaluator(asm, program);
  const denominatorOf = createDenominators(field, ops, program, valueAt);
  let sums: Element | undefined;
  // Whole packs, as many as share an inversion.
  for (let next = 0; next < packs.length; ) {
    const first = next;
    const elements = new Map<number, Invertible>();
    do {
      for (const i of packs[next]) elements.set(i, ops.invertible(denominatorOf(program.interactions[i])));
      next++;
    } while (next < packs.length && elements.size + packs[next].length <= INVERSIONS);
    asm.invert([...elements.values()].map(({ n }) => n));
    for (let g = first; g < next; g++) {
      let h: Element | undefined;
      for (const i of packs[g]) {
        const element = elements.get(i) as Invertible;
        const term = element.scaledInverse(asm.mul(element.n, valueAt(program.interactions[i].multiplicity)));
        h = h ? ops.add(h, term) : term;
      }
      if (!h) continue;
      ops.store(LOGUP, 4 * field.degree * g, h);
      sums = sums ? ops.add(sums, h) : h;
    }
  }
  if (sums) ops.store(SUMS, 0, ops.add(sums, ops.load(SUMS, 0)));
  return asm.finish();
};

const compileQuotient = (program: ConstraintProgram, packs: PreparedProgram['packs'], target: Target): RowProgram<QuotientEnvironment> => {
  const { field } = target;
  const asm = new Assembler<QuotientEnvironment>(target.variant);
  const ops = elementOps(asm, field);
  const valueAt = createEvaluator(asm, program);
  const denominatorOf = createDenominators(field, ops, program, valueAt);
  let total = ops.load(SHARE, 0);
  let pending: { a: Value; w: ElementWeight }[] = [];
  const flush = (): void => {
    if (pending.length > 0) total = ops.add(total, ops.fold(pending));
    pending = [];
  };
  const push = (a: Value, weight: (weights: readonly Ext[]) => Ext): void => {
    pending.push({ a, w: ops.weight(({ weights }) => weight(weights)) });
    if (pending.length >= PENDING_TERMS) flush();
  };
  program.constraints.forEach(({ value }, i) => {
    push(valueAt(value), (weights) => weights[i]);
  });
  let sums: Element | undefined;
  packs.forEach((pack, g) => {
    const h = ops.load(LOGUP, 4 * field.degree * g);
    sums = sums ? ops.add(sums, h) : h;
    const [first, second] = pack.map((i) => program.interactions[i]);
    // h d1 - m1, and then ( h d1 - m1 ) d2 - m2 d1.
    const d1 = denominatorOf(first);
    const product = ops.mul(h, d1);
    let residue: Element = [asm.sub(product[0], valueAt(first.multiplicity)), ...product.slice(1)];
    if (second) {
      const m2 = valueAt(second.multiplicity);
      const scaled = d1.map((d) => asm.mul(d, m2));
      residue = ops.sub(ops.mul(residue, denominatorOf(second)), scaled);
    }
    residue.forEach((r, i) => {
      push(r, (weights) => basisMultiple(field, weights[program.constraints.length + g], i));
    });
  });
  flush();
  ops.store(SHARE, 0, total);
  if (sums) ops.store(SUMS, 0, ops.add(sums, ops.load(SUMS, 0)));
  return asm.finish();
};

export const compileProgram = (program: ConstraintProgram, packs: PreparedProgram['packs'], target: Target): WasmProgram => ({
  program,
  packs,
  logup: compileLogup(program, packs, target),
  quotient: compileQuotient(program, packs, target),
});
