/**
 * What the verifier's check computes with. src/stark/check.ts is written once over this interface. It never branches on a value, so the
 * same source checks a proof on numbers (src/stark/numbers.ts), and can count its operations or write them down as a circuit.
 * A `number` in a signature is known from the shape of the proof: a constant of a circuit.
 */

/** The kinds of value, by name. */
export interface Kinds {
  /** An element of the base field. */
  readonly base: unknown;
  /** An element of the challenge field. */
  readonly ext: unknown;
  readonly digest: unknown;
  /** A row of a committed matrix: so many base elements. */
  readonly row: unknown;
  /** A queried position of the longest codeword. It is used bit by bit; bit 0 is the lowest. */
  readonly position: unknown;
}

/** Arithmetic in the challenge field. `ExtField` is the one on numbers. */
export interface ChallengeField<E> {
  /** Coefficients of an element over the base field. */
  readonly degree: number;
  readonly zero: E;
  readonly one: E;
  /** 1, t, t^2, ..: the coefficients of an element belong to these. */
  readonly basis: readonly E[];
  fromBase(constant: number): E;
  add(a: E, b: E): E;
  sub(a: E, b: E): E;
  neg(a: E): E;
  mul(a: E, b: E): E;
  /** a times a constant of the base field. */
  scale(a: E, constant: number): E;
  /** a^exponent; exponent an integer in [0, 2^53). */
  pow(a: E, exponent: number): E;
  /** Inverses of values that are not zero. */
  batchInv(values: readonly E[]): E[];
}

/** A Fiat-Shamir transcript that has absorbed key, statement and heights. */
export interface CheckTranscript<K extends Kinds> {
  absorbDigest(digest: K['digest']): void;
  absorbExt(value: K['ext']): void;
  /** Asserts that the nonce of a slot has so many bits of work. A slot of no bits is not there. */
  assertWork(nonce: K['base'], bits: number, slot: string): void;
  sampleExt(): K['ext'];
  /** A uniform position of `bits` bits. */
  samplePosition(bits: number): K['position'];
}

export interface Algebra<K extends Kinds> {
  readonly field: ChallengeField<K['ext']>;
  readonly transcript: CheckTranscript<K>;
  /** Says which step of the check comes next. Nothing depends on it. */
  step(name: string): void;

  /** A digest that key or statement fix. */
  digest(words: Uint32Array): K['digest'];
  /** Digest of a row; with `node`, of that node and of the row which joins the tree in its place. */
  hashRow(row: K['row'], node?: K['digest']): K['digest'];
  /** The parent of a node and its sibling. The node is the right child if that bit of the position is 1. */
  parent(node: K['digest'], sibling: K['digest'], position: K['position'], bit: number): K['digest'];

  /** first times factors[i] for each bit `from + i` of the position that is 1. */
  product(first: number, factors: readonly number[], position: K['position'], from: number): K['base'];
  /** The one of 2^k values that the bits `from`.. of the position name. */
  select(values: readonly K['ext'][], position: K['position'], from: number): K['ext'];
  lift(value: K['base']): K['ext'];
  scaleBy(a: K['ext'], b: K['base']): K['ext'];
  /** sum coefficients[i] row[from + i] */
  dot(coefficients: readonly K['ext'][], row: K['row'], from: number): K['ext'];
  /** The elements whose coefficients are the cells of the row, one after the other. */
  elements(row: K['row']): K['ext'][];
  /** `compute` itself, or one that remembers its last result: queries close to each other open the same row. */
  perRow<T>(compute: (row: K['row'], position: K['position']) => T): (row: K['row'], position: K['position']) => T;

  assertEqual(a: K['ext'], b: K['ext'], reason: string): void;
  assertEqualDigest(a: K['digest'], b: K['digest'], reason: string): void;
  assertNonzero(a: K['ext'], reason: string): void;
  /** Asserts that a is no element of the base field. */
  assertNotBase(a: K['ext'], reason: string): void;
}
