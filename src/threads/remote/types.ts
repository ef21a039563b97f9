/** The public types of a prover that runs in a worker of its own. */
import type { CreatePellucidOptions, ExecuteResult, ProfileResult, ProveParameters, ProveResult } from '../../api/types.ts';
import type { Verdict, VerifyParameters } from '../../api/verify.ts';

export interface CreateProverOptions extends Omit<CreatePellucidOptions, 'interrupted'> {
  /** Threads that compute, the leading one included. `auto`, the default: as many as the computer runs at once. */
  readonly workers?: number | 'auto';
}

/** Whether threads can share memory here. */
export interface Isolation {
  readonly isolated: boolean;
  /** What is lost without shared memory, and how to get it; undefined if nothing is lost. */
  readonly advice: string | undefined;
}

/** A guest after loading. Plain data: it may be kept, sent and used with any prover. */
export interface LoadedProgram {
  readonly elf: Uint8Array;
  readonly entry: number;
  /** Number of instructions in its code. */
  readonly instructions: number;
}

export interface MachineChoice {
  /** `fast`, the default, or `small`. */
  readonly preset?: string | undefined;
  /** Hash suite of commitments and challenges: `blake3`, the default, or `poseidon2`. */
  readonly hash?: string | undefined;
}
export interface SetupParameters extends MachineChoice {
  readonly program: LoadedProgram;
}
/** What a verifier pins. Plain data, the same for every prover and platform. */
export interface Keys {
  readonly preset: string;
  readonly hash: string;
  /** The machine's verifying key, as a file: `decodeVerifyingKey` reads it. */
  readonly verifyingKey: Uint8Array;
  /** Identifies the verifying key, 32 bytes: `decodeVerifyingKey(verifyingKey).digest`, and what `pellucid setup` prints; no hash of the file. */
  readonly keyDigest: Uint8Array;
  /** Which program: 32 bytes. */
  readonly programCommitment: Uint8Array;
  /** The program key, as a file: `decodeProgramKey` reads it. */
  readonly programKey: Uint8Array;
}

export interface RunParameters {
  readonly program: LoadedProgram;
  /** What `read` from fd 0 returns. Default: empty. */
  readonly input?: Uint8Array | undefined;
  readonly maxSteps?: number | undefined;
  /** Cancels at once: the call is rejected with PellucidError 'aborted', and the prover can be used again. */
  readonly signal?: AbortSignal | undefined;
}

export interface Progress {
  readonly phase: Parameters<NonNullable<ProveParameters['onProgress']>>[0]['phase'];
  /** Share of the work before this phase, in [0, 1]. */
  readonly done: number;
  readonly elapsedSeconds: number;
  /** An estimate; undefined as long as there is nothing to base it on. */
  readonly remainingSeconds: number | undefined;
  /** The prover's memory in use as the phase begins. */
  readonly memoryBytes: number;
  /** How long each thread has worked for this proof, the one that leads first; empty on one thread. */
  readonly busySeconds: readonly number[];
}
export interface RemoteProfileParameters extends RunParameters, MachineChoice {}
export interface RemoteProveParameters extends RunParameters, MachineChoice {
  /** Called as each phase begins. What it throws ends the proof and is thrown by `prove`. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
export interface RemoteProveResult extends ProveResult {
  /** How long each thread has worked for the proof, as in Progress. */
  readonly busySeconds: readonly number[];
}
/** Omit of a union keeps its members apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
export type RemoteVerifyParameters = Without<VerifyParameters, 'verifyingKey'> & {
  /** The machine's verifying key, as `setup` gives it: pin its digest, or take it from a source you trust. */
  readonly verifyingKey: Uint8Array;
};

/** A prover in a worker. It does one thing at a time: calls wait for those before them. */
export interface Prover {
  /** Name of the backend, and why it was chosen, for people. */
  readonly backend: string;
  readonly backendReason: string;
  /** Threads that compute. */
  readonly workers: number;
  readonly isolation: Isolation;
  /** Reads a 32-bit RISC-V executable. PellucidError 'elf-invalid' says what is wrong and how to mend it. */
  load(elf: Uint8Array): Promise<LoadedProgram>;
  /** Runs a guest without proving, as `execute`. */
  execute(parameters: RunParameters): Promise<ExecuteResult>;
  /** What proving this run will cost, by function and by chip, without proving it. Takes a few times as long as running it. */
  profile(parameters: RemoteProfileParameters): Promise<ProfileResult>;
  /** Derives the keys; the proving key stays in the worker for later proofs. */
  setup(parameters: SetupParameters): Promise<Keys>;
  /** As `prove`; derives what `setup` did not. */
  prove(parameters: RemoteProveParameters): Promise<RemoteProveResult>;
  /** As `verify`. Never rejected for any proof bytes; PellucidError 'key-invalid' for a broken key, 'invalid-argument' for a broken pin. */
  verify(parameters: RemoteVerifyParameters): Promise<Verdict>;
  /** Ends the worker and what it is doing. May be called again. */
  close(): Promise<void>;
}
