/** A backend that notes for each of its operations the time and the work that its arguments stand for, phase by phase. */
import type { Backend } from '../../src/backend/types.ts';
import type { Clock } from '../timing.ts';
import { COUNTERS, type Operation, type Work } from './work.ts';

export interface Call {
  readonly operation: Operation;
  readonly phase: string;
  readonly seconds: number;
  readonly work: Work;
}
export interface CountingBackend {
  readonly backend: Backend;
  /** From now on calls are those of this phase. */
  enter(phase: string): void;
  readonly calls: readonly Call[];
  /** Ends the last phase; seconds of each. */
  finish(): Readonly<Record<string, number>>;
}

/** `clock`: of all threads together. */
export const countingBackend = (inner: Backend, clock: Clock): CountingBackend => {
  const calls: Call[] = [];
  const phases: Record<string, number> = {};
  let phase = '';
  let entered = 0;
  const close = (): void => {
    const now = clock();
    if (phase !== '') phases[phase] = (phases[phase] ?? 0) + now - entered;
    entered = now;
  };
  const backend: Record<string, unknown> = { ...inner };
  for (const [operation, count] of Object.entries(COUNTERS)) {
    const run = inner[operation as Operation] as (...args: unknown[]) => unknown;
    const work = count as (args: unknown[], result: unknown) => Work;
    backend[operation] = (...args: unknown[]): unknown => {
      const start = clock();
      const result = run(...args);
      const seconds = clock() - start;
      calls.push({ operation: operation as Operation, phase, seconds, work: work(args, result) });
      return result;
    };
  }
  return {
    backend: backend as unknown as Backend,
    enter(next) {
      close();
      phase = next;
    },
    calls,
    finish() {
      close();
      return phases;
    },
  };
};
