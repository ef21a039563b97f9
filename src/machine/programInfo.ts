/** What a verifier needs to know of a guest besides the Merkle root of its tables. */
export interface ProgramInfo {
  /** Address of the first instruction. */
  readonly entry: number;
  /** log2 of the heights of the `program` and `image` tables. */
  readonly logHeights: readonly number[];
  /** Zero-initialised memory: [start, end) in word indices, ascending and disjoint, between the image's ranges. */
  readonly gaps: readonly (readonly [number, number])[];
}
