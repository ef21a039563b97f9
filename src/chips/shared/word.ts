/**
 * The machine word: as many limbs as the machine has. Chips whose arithmetic is by limbs are functions of it, and so are the buses
 * on which words travel. A chip made for one length does not fit a machine of the other, because their types differ.
 */
import { type ArrayKind, array, type Length, type Tuple } from '../../air/columns.ts';
import type { Expr } from '../../air/expr.ts';
import { type Bytes, memoryBusOf, type Operands, programBusOf } from './buses.ts';
import { limbOfBytes } from './limbs.ts';

/** 16-bit limbs of a word: 2 for RV32, 4 for RV64. */
export type Limbs = 2 | 4;

export interface Word<N extends Limbs> {
  readonly limbs: N;
  /** log2 of the bytes of a word: 2 or 3. */
  readonly logBytes: number;
  /** Columns of a word by limbs, and by bytes. */
  readonly columns: ArrayKind<N>;
  readonly bytes: ArrayKind<Bytes[N]>;
  /** Columns of one cell for each limb but one. */
  readonly rest: ArrayKind<Rest[N]>;
  /** The same, each 0 or 1. */
  readonly restBool: ArrayKind<Rest[N]>;
  /** Columns of the operands of a pre-decoded instruction. */
  readonly operandColumns: ArrayKind<Operands[N]>;
  readonly memory: ReturnType<typeof memoryBusOf<N>>;
  readonly program: ReturnType<typeof programBusOf<N>>;
  /** A value for each limb. */
  of<T>(limb: (i: number) => T): Tuple<T, N>;
  /** A value for each operand of a pre-decoded instruction. */
  operands<T>(operand: (i: number) => T): Tuple<T, Operands[N]>;
}

/** Limbs but one, by the number of limbs. */
interface Rest {
  readonly 2: 1;
  readonly 4: 3;
}

const tuple = <T, N extends Length>(length: N, cell: (i: number) => T): Tuple<T, N> =>
  Array.from({ length }, (_, i) => cell(i)) as readonly T[] as Tuple<T, N>;

const wordOf = <N extends Limbs>(limbs: N, bytes: Bytes[N], rest: Rest[N], operands: Operands[N]): Word<N> => ({
  limbs,
  logBytes: Math.log2(bytes),
  columns: array(limbs),
  bytes: array(bytes),
  rest: array(rest),
  restBool: array(rest, 'bool'),
  operandColumns: array(operands),
  memory: memoryBusOf(limbs),
  program: programBusOf<N>(operands),
  of: (limb) => tuple(limbs, limb),
  operands: (operand) => tuple(operands, operand),
});

export const word32 = wordOf(2, 4, 1, 4);
export const word64 = wordOf(4, 8, 3, 6);

/** The limbs of a word given as bytes. */
export const limbsOfBytes = <N extends Limbs>(word: Word<N>, bytes: readonly Expr[]): Tuple<Expr, N> =>
  word.of((i) => limbOfBytes(bytes[2 * i], bytes[2 * i + 1]));
