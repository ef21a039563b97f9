/**
 * What the operations of a backend have to do at least, counted from their arguments: shapes, programs, points. How a backend does it is
 * not looked at, so work that it does twice, or on columns that nobody asked for, is not counted. docs/performance.md, "Efficiency", has the
 * model in words.
 */
import { type ConstraintProgram, OpCode } from '../../src/air/program.ts';
import type { Backend, Matrix } from '../../src/backend/types.ts';
import { DIGEST_WORDS } from '../../src/hash/digest.ts';
import { isHash } from '../../src/hash/suite.ts';

/** The units that work is counted in; rates.ts measures what one of each takes. */
export const UNITS = ['poseidon2', 'blake3', 'level', 'product', 'sum', 'term', 'read', 'written', 'step', 'cell', 'lookup'] as const;
export type Unit = (typeof UNITS)[number];
export type Work = Readonly<Partial<Record<Unit, number>>>;

export const addWork = (a: Work, b: Work): Work => {
  const total: Partial<Record<Unit, number>> = { ...a };
  for (const unit of UNITS) if (b[unit]) total[unit] = (total[unit] ?? 0) + b[unit];
  return total;
};
const times = (count: number, work: Work): Work => {
  const total: Partial<Record<Unit, number>> = {};
  for (const unit of UNITS) if (work[unit]) total[unit] = count * work[unit];
  return total;
};

/** Words of an extension element. */
const D = 4;
/** Of two elements: 9 products and 27 sums within registers, of which five take as long as a product. */
const EXT_PRODUCTS = 14;
/** Into a subfield and back: 8 products to the norm, 3 for its share of a common inversion, 10 back, with a factor for one more. */
const INVERSE_PRODUCTS = 22;

/** Words of a block. */
const HASH_BLOCKS = { poseidon2: 8, blake3: 16 } as const;
/** Words of a chunk of BLAKE3: longer messages have a tree of them. */
const CHUNK_WORDS = 256;

export const merkleWork = (matrices: readonly Matrix[], hash: string): Work => {
  if (!isHash(hash)) throw new Error(`no work is known of ${hash}`);
  const block = HASH_BLOCKS[hash];
  const leaves = matrices.reduce((total, { logHeight, width }, i) => {
    // All but the tallest join the tree after a node.
    const words = width + (i === matrices.length - 1 ? 0 : DIGEST_WORDS);
    const parents = hash === 'blake3' ? Math.ceil(words / CHUNK_WORDS) - 1 : 0;
    return total + 2 ** logHeight * (Math.ceil(words / block) + parents);
  }, 0);
  return { [hash]: leaves + 2 ** matrices[matrices.length - 1].logHeight - 1 };
};

const transforms = (logSize: number, columns: number): number => logSize * 2 ** logSize * columns;

/** Operations below the given values. */
const arithmetic = ({ preprocessedWidth, mainWidth, constants, ops }: ConstraintProgram, roots: readonly number[]): Work => {
  const constantBase = preprocessedWidth + mainWidth;
  const opBase = constantBase + constants.length;
  const isConstant = (id: number): boolean => id >= constantBase && id < opBase;
  const seen = new Set<number>();
  let products = 0;
  const visit = (id: number): void => {
    if (id < opBase || seen.has(id)) return;
    seen.add(id);
    const at = 3 * (id - opBase);
    const [code, a, b] = [ops[at], ops[at + 1], ops[at + 2]];
    if (code === OpCode.MUL && !isConstant(a) && !isConstant(b)) products++;
    visit(a);
    visit(b);
  };
  roots.forEach(visit);
  return { product: products, sum: seen.size - products };
};

const interactionRoots = ({ interactions }: ConstraintProgram): number[] => interactions.flatMap((i) => [i.multiplicity, ...i.fields]);
/** Fields of messages, less those that are constants: these go with the challenge. */
const fieldCount = ({ interactions, preprocessedWidth, mainWidth, constants }: ConstraintProgram): number =>
  interactions.flatMap((i) => i.fields).filter((id) => constants[id - preprocessedWidth - mainWidth] === undefined).length;

const logupRow = (program: ConstraintProgram, packs: readonly (readonly number[])[]): Work => {
  const { preprocessedWidth, mainWidth, interactions } = program;
  return addWork(arithmetic(program, interactionRoots(program)), {
    read: preprocessedWidth + mainWidth + D,
    term: fieldCount(program),
    product: INVERSE_PRODUCTS * interactions.length,
    sum: D * interactions.length,
    written: D * (packs.length + 1),
  });
};

/** (h d1 - m1) d2 - m2 d1 of a pair, h d - m else, each as four base values with a weight. */
const quotientRow = (program: ConstraintProgram, packs: readonly (readonly number[])[]): Work => {
  const { preprocessedWidth, mainWidth, interactions, constraints } = program;
  const pairs = interactions.length - packs.length;
  return addWork(arithmetic(program, [...interactionRoots(program), ...constraints.map((c) => c.value)]), {
    read: preprocessedWidth + mainWidth + D * (packs.length + 2),
    term: constraints.length + fieldCount(program) + D * packs.length,
    product: EXT_PRODUCTS * interactions.length + D * pairs,
    sum: (1 + D) * packs.length + D * pairs,
    written: 2 * D,
  });
};

type Operations = Omit<
  Backend,
  'name' | 'alloc' | 'allocMatrix' | 'mark' | 'release' | 'reserve' | 'view' | 'usage' | 'codewordMatrix' | 'prepare'
>;
export type Operation = keyof Operations;
/** From an operation's arguments and its result. */
type Counters = { readonly [K in Operation]: (args: Parameters<Operations[K]>, result: ReturnType<Operations[K]>) => Work };

export const COUNTERS: Counters = {
  lde: ([source, target]) => ({ level: transforms(source.logHeight, source.width) * (1 + 2 ** (target.logHeight - source.logHeight)) }),
  merkle: ([matrices, hash]) => merkleWork(matrices, hash),
  logup: ([{ prepared, main }]) => times(2 ** main.matrix.logHeight, logupRow(prepared.program, prepared.packs)),
  accumulate: ([{ rowSums, logHeight }]) => times(2 ** logHeight, { read: D * rowSums.length, sum: D * (rowSums.length + 2), written: D }),
  quotient: ([{ prepared, logHeight, logExpansion }]) =>
    times(2 ** (logHeight + logExpansion), quotientRow(prepared.program, prepared.packs)),
  combineQuotient: ([{ logHeight, logExpansion, shares }]) =>
    times(2 ** (logHeight + logExpansion), {
      read: D * (2 * shares.length + 2),
      sum: D * (2 * shares.length + 2),
      term: D,
      product: D,
      written: D,
    }),
  splitQuotient: ([{ logHeight, logExpansion, pieces, target }]) => ({
    level: transforms(logHeight + logExpansion, D) + transforms(logHeight, pieces * D) * 2 ** (target.matrix.logHeight - logHeight),
  }),
  evaluationWeights: ([logHeight]) => times(2 ** logHeight, { product: INVERSE_PRODUCTS + 1 }),
  evaluate: ([matrix, logHeight]) => times(2 ** logHeight, { term: matrix.width }),
  reduceRows: ([matrix, coefficients, , accumulate]) =>
    times(2 ** matrix.logHeight, {
      term: coefficients.filter((c) => c.some((word) => word !== 0)).length,
      read: accumulate ? D : 0,
      sum: accumulate ? D : 0,
      written: D,
    }),
  addLifted: ([, , , logTarget]) => times(2 ** logTarget, { read: 2 * D, sum: D, written: D }),
  deepQuotient: ([{ logHeight, logBlowup }]) =>
    times(2 ** (logHeight + logBlowup), { read: 2 * D, product: 2 * (INVERSE_PRODUCTS - 1 + EXT_PRODUCTS) + 1, sum: 3 * D, written: D }),
  // Halving: each level has half as many pairs as the one before.
  friFold: ([{ logSize, logArity }]) =>
    times(2 ** logSize * (1 - 2 ** -logArity), { read: 2 * D, sum: 3 * D, product: 2 * D + 1, term: D, written: D }),
  grind: ([, , hash], nonce) => ({ [hash]: nonce + 1 }),
};
