/** Running and proving the chosen guest: what the page's results show. */
import { batch, computed, effect, signal } from '@preact/signals';
import type { ExecuteResult, Keys, LoadedProgram, ProfileResult, Progress, Prover, RemoteProveResult } from '../../src/browser.ts';
import type { Sample } from '../lib/timeline.ts';
import { theProver } from './engine.ts';
import { type Guest, guest, hash, preset } from './guest.ts';
import { isAborted, type Problem, problemOf } from './problem.ts';

export type Run =
  | { readonly status: 'none' }
  | { readonly status: 'running' }
  | {
      readonly status: 'done';
      readonly result: ExecuteResult;
      readonly seconds: number;
      /** Undefined while it is being made. */
      readonly profile:
        | { readonly ok: true; readonly value: ProfileResult }
        | { readonly ok: false; readonly problem: Problem }
        | undefined;
    }
  | { readonly status: 'failed'; readonly problem: Problem };

export type Proof =
  | { readonly status: 'none' }
  /** Before the first phase: keys are derived. */
  | { readonly status: 'preparing' }
  | { readonly status: 'proving'; readonly samples: readonly Sample[]; readonly progress: Progress; readonly startedAt: number }
  | {
      readonly status: 'done';
      readonly name: string;
      readonly result: RemoteProveResult;
      readonly keys: Keys;
      readonly samples: readonly Sample[];
    }
  | { readonly status: 'failed'; readonly problem: Problem }
  | { readonly status: 'cancelled' };

export const run = signal<Run>({ status: 'none' });
export const proof = signal<Proof>({ status: 'none' });
const abort = signal<AbortController | undefined>(undefined);
export const busy = computed(() => abort.value !== undefined);

const now = (): number => performance.now() / 1000;

// Results are those of what is chosen: another choice has none yet.
effect(() => {
  guest.value;
  preset.value;
  hash.value;
  batch(() => {
    abort.peek()?.abort();
    run.value = { status: 'none' };
    proof.value = { status: 'none' };
  });
});

interface Job {
  readonly prover: Prover;
  readonly guest: Guest;
  readonly program: LoadedProgram;
  readonly signal: AbortSignal;
  readonly preset: string;
  readonly hash: string;
}

/** False if it failed. */
const runGuest = async ({ prover, guest, program, signal, preset, hash }: Job): Promise<boolean> => {
  const { input } = guest;
  run.value = { status: 'running' };
  const start = now();
  let result: ExecuteResult;
  try {
    result = await prover.execute({ program, input, signal });
  } catch (error) {
    if (!signal.aborted) run.value = { status: 'failed', problem: problemOf(error) };
    else if (isAborted(error) && guest === currentGuest()) run.value = { status: 'none' };
    return false;
  }
  const done = { status: 'done', result, seconds: now() - start } as const;
  run.value = { ...done, profile: undefined };
  try {
    run.value = { ...done, profile: { ok: true, value: await prover.profile({ program, input, preset, hash, signal }) } };
    return true;
  } catch (error) {
    if (!signal.aborted) run.value = { ...done, profile: { ok: false, problem: problemOf(error) } };
    else if (guest === currentGuest()) run.value = { status: 'none' };
    return false;
  }
};

const currentGuest = (): Guest | undefined => guest.peek();

const proveGuest = async ({ prover, guest, program, signal, preset, hash }: Job): Promise<void> => {
  proof.value = { status: 'preparing' };
  let samples: readonly Sample[] = [];
  let startedAt = now();
  const onProgress = (progress: Progress): void => {
    if (signal.aborted) return;
    if (samples.length === 0) startedAt = now() - progress.elapsedSeconds;
    samples = [...samples, { phase: progress.phase, at: progress.elapsedSeconds, busySeconds: progress.busySeconds }];
    proof.value = { status: 'proving', samples, progress, startedAt };
  };
  try {
    const keys = await prover.setup({ program, preset, hash });
    if (signal.aborted) throw signal.reason;
    const result = await prover.prove({ program, input: guest.input, preset, hash, signal, onProgress });
    proof.value = { status: 'done', name: guest.name, result, keys, samples };
  } catch (error) {
    if (!signal.aborted) proof.value = { status: 'failed', problem: problemOf(error) };
    else if (guest === currentGuest()) proof.value = { status: 'cancelled' };
  }
};

/** One thing at a time: `work` with the guest of now, loaded. */
const start = async (work: (job: Job) => Promise<void>): Promise<void> => {
  const chosen = currentGuest();
  if (chosen === undefined || busy.value) return;
  const controller = new AbortController();
  abort.value = controller;
  try {
    const prover = await theProver();
    const program = await prover.load(chosen.elf);
    if (controller.signal.aborted) return;
    await work({ prover, guest: chosen, program, signal: controller.signal, preset: preset.value, hash: hash.value });
  } catch (error) {
    // A page without a prover says so in one place (engine.ts); an ELF was loaded once before.
    console.error(error);
  } finally {
    if (abort.value === controller) abort.value = undefined;
  }
};

export const startRun = (): Promise<void> =>
  start(async (job) => {
    proof.value = { status: 'none' };
    await runGuest(job);
  });

/** Runs first what was not run: a proof is shown with what it is about. */
export const startProof = (): Promise<void> =>
  start(async (job) => {
    proof.value = { status: 'none' };
    const known = run.value;
    if ((known.status === 'done' && known.profile?.ok) || (await runGuest(job))) await proveGuest(job);
  });

export const cancel = (): void => abort.value?.abort();
