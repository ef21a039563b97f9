/** What goes into a proof and what comes out, the same on every platform. */
import type { ProvingKeyParts } from '../keys/provingKey.ts';
import type { StarkConfig } from '../stark/config.ts';
import type { Phase } from '../stark/phases.ts';
import type { Program } from '../vm/program.ts';

export type ProofPhase = 'execute' | 'keys' | Phase;

export interface Progress {
  readonly phase: ProofPhase;
  /** Share of the work before this phase, in [0, 1]. */
  readonly done: number;
}

/** One proof to make. */
export interface ProofJob {
  readonly program: Program;
  /** What `read` from fd 0 returns. */
  readonly input: Uint8Array;
  /** Most instructions to run; the configuration's limit if that is lower, or if undefined. */
  readonly maxSteps: number | undefined;
  /** The key to prove under, or the configuration of the session's own. */
  readonly under: ProvingKeyParts | StarkConfig;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Rows of one chip: live and committed. */
export interface ChipRowCounts {
  readonly name: string;
  readonly rows: number;
  readonly logHeight: number;
  readonly mainColumns: number;
  readonly logupColumns: number;
}

/** Committed cells of a proof, without its preprocessed columns: base field elements before extension. */
export interface CellCounts {
  readonly main: number;
  /** Of LogUp columns and the accumulator. */
  readonly logup: number;
  readonly quotient: number;
  /** Main and LogUp cells on rows of padding; counted above, too. */
  readonly padding: number;
}

export interface ProofResult {
  /** The proof file. */
  readonly proof: Uint8Array;
  readonly programCommitment: Uint8Array;
  readonly steps: number;
  readonly exitCode: number;
  readonly publicValues: Uint8Array;
  /** What the guest wrote to fd 1 and 2. */
  readonly console: Uint8Array;
  readonly segments: number;
  readonly proveSeconds: number;
  /** Seconds by phase, `execute` and `keys` first. */
  readonly phases: Readonly<Record<string, number>>;
  readonly cells: CellCounts;
  readonly provenBits: number;
  /** What the proof was planned to need at most: bytes of the backend's memory and of the record of the run. */
  readonly plannedBytes: number;
  /** Most bytes of the backend's memory in use since the prover was made. */
  readonly backendBytes: number;
  /** By chip, in the order of the machine. */
  readonly chips: readonly ChipRowCounts[];
}
