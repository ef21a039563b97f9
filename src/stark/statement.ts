/** What a proof is about, as the proof system sees it. */
import type { Digest } from '../hash/digest.ts';

/** A message that the verifier itself puts on a bus: sent with multiplicity 1, received with -1. */
export interface BoundaryMessage {
  readonly bus: number;
  /** Canonical field elements. */
  readonly fields: readonly number[];
  readonly multiplicity: 1 | -1;
}

/** The tree of a preprocessed group that belongs to the statement. */
export interface StatementGroup {
  readonly root: Digest;
  /** log2 of the height of each of the group's chips, in the group's order. */
  readonly logHeights: readonly number[];
}

export interface StarkStatement {
  /** The whole statement in a canonical encoding: absorbed right after the key digest. */
  readonly bytes: Uint8Array;
  /** By group name. */
  readonly groups: Readonly<Record<string, StatementGroup>>;
  readonly boundary: readonly BoundaryMessage[];
}
