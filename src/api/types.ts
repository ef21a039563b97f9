/** The public types of Pellucid, the same in Node and in browsers. */
import type { ProvingKeyParts } from '../keys/provingKey.ts';
import type { Machine } from '../machine/machine.ts';
import type { ProverSession } from '../orchestrator/session.ts';
import type { Progress, ProofResult } from '../orchestrator/types.ts';
import type { Program } from '../vm/program.ts';

/**
 * A prover at work. Make one with `createPellucid` and use it for many proofs: it keeps keys, a program's tables and memory, so that later
 * proofs begin sooner. It makes one proof at a time.
 */
export interface Pellucid {
  /** Keys, tables and memory that its proofs share. Opaque. */
  readonly session: ProverSession;
  /** Name of the backend that computes. */
  readonly backend: string;
  /** Why this backend was chosen, for people. */
  readonly backendReason: string;
  /** Threads that compute, the calling one among them. */
  readonly workers: number;
}

export interface CreatePellucidOptions {
  /** Default: RV32IM. */
  readonly machine?: Machine;
  /** `auto` takes the fastest that the engine has. All give the same proof bytes. */
  readonly backend?: 'auto' | 'relaxed' | 'integer' | 'reference';
  /** Limit of the prover's memory; at most 4 GiB - 64 KiB, the default. */
  readonly maxMemoryBytes?: number;
  /**
   * Called every few milliseconds while the kernels work. True ends the proof with PellucidError 'aborted', even within a phase, where
   * an AbortSignal cannot arrive. Typically reads a shared flag set by another thread. After it returned true, close a multi-threaded
   * prover.
   */
  readonly interrupted?: () => boolean;
}

/** What proving needs of a machine: its verifying key and the fixed tables behind the key's roots. */
export type ProvingKey = ProvingKeyParts;
export type { ProgramKey } from '../keys/programKey.ts';
export type { CellCounts, ChipRowCounts, Progress } from '../orchestrator/types.ts';

export interface ExecuteParameters {
  readonly program: Program;
  /** What `read` from fd 0 returns. Default: empty. */
  readonly input?: Uint8Array;
  /** Default: 2^34; `prove` stops at the limit of its preset. */
  readonly maxSteps?: number;
  readonly signal?: AbortSignal;
  /** Default: RV32IM. */
  readonly machine?: Machine;
}

export interface ExecuteResult {
  readonly steps: number;
  readonly exitCode: number;
  readonly publicValues: Uint8Array;
  /** What the guest wrote to fd 1 and 2. */
  readonly console: Uint8Array;
}

export interface ProveParameters extends Omit<ExecuteParameters, 'machine'> {
  /** `fast` (default) or `small`. Ignored when a proving key is given, which is for one preset. */
  readonly preset?: string;
  /** Hash suite of commitments and challenges: `blake3` (default) or `poseidon2`. Ignored when a proving key is given. */
  readonly hash?: string;
  /** Derived when absent. */
  readonly provingKey?: ProvingKey;
  /** Called as each phase begins, with the share of the work before it, in [0, 1]. */
  readonly onProgress?: (progress: Progress) => void;
}

export type ProveResult = ProofResult;

export type CheckParameters = Omit<ExecuteParameters, 'signal'>;

export interface ProfileParameters extends Omit<ExecuteParameters, 'signal' | 'machine'> {
  readonly preset?: string;
  readonly hash?: string;
  /** Derived when absent. */
  readonly provingKey?: ProvingKey;
}

export interface ProfileResult {
  readonly steps: number;
  readonly exitCode: number;
  /** Instructions by function of the guest, most cells first, without callees. Code before the first symbol is called '?'. */
  readonly functions: readonly {
    readonly name: string;
    readonly steps: number;
    /** Main and LogUp cells of the rows that prove these instructions. */
    readonly cells: number;
  }[];
  /** Rows of each chip, as in the result of `prove`. */
  readonly chips: ProveResult['chips'];
  /** What a proof will need at most: bytes of the backend's memory and of the record of the run. */
  readonly plannedBytes: number;
}

export interface CheckResult {
  readonly ok: boolean;
  /** Failed constraints and unbalanced messages, one line each, at most 50. */
  readonly failures: readonly string[];
  readonly steps: number;
  readonly chips: ProveResult['chips'];
}
