/** The prover behind the page: one for the life of the page. */
import { signal } from '@preact/signals';
import { createProver, type Prover } from '../../src/browser.ts';
import { type Problem, problemOf } from './problem.ts';

/** What a WebAssembly memory can have: the prover's default, said here because the page shows it. */
export const MEMORY_LIMIT = 2 ** 32 - 2 ** 16;

export type Engine =
  | { readonly status: 'starting' }
  | { readonly status: 'ready'; readonly prover: Prover }
  | { readonly status: 'failed'; readonly problem: Problem };

export const engine = signal<Engine>({ status: 'starting' });

/** Resolves when the prover is there; what hinders it is thrown, and shown as `engine`. */
let starting: Promise<Prover> | undefined;

export const theProver = (): Promise<Prover> => {
  starting ??= createProver({ maxMemoryBytes: MEMORY_LIMIT }).then(
    (prover) => {
      engine.value = { status: 'ready', prover };
      return prover;
    },
    (error) => {
      starting = undefined;
      engine.value = { status: 'failed', problem: problemOf(error) };
      throw error;
    },
  );
  return starting;
};

export const retryEngine = (): void => {
  engine.value = { status: 'starting' };
  theProver().catch(() => {});
};
