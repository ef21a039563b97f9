/** A backend that notes for each of its operations the phase of the proof, the time, and the work that its arguments stand for. */
import type { Backend } from '../../src/backend/types.ts';
import { DEFAULT_HASH } from '../../src/hash/suite.ts';
import { createCounters, type Operation, type Work } from './work.ts';

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
}

export const countingBackend = (inner: Backend): CountingBackend => {
  const calls: Call[] = [];
  let phase = '';
  const backend: Record<string, unknown> = { ...inner };
  for (const [operation, count] of Object.entries(createCounters(DEFAULT_HASH))) {
    const run = inner[operation as Operation] as (...args: unknown[]) => unknown;
    const work = count as (args: unknown[], result: unknown) => Work;
    backend[operation] = (...args: unknown[]): unknown => {
      const start = performance.now();
      const result = run(...args);
      const seconds = (performance.now() - start) / 1000;
      calls.push({ operation: operation as Operation, phase, seconds, work: work(args, result) });
      return result;
    };
  }
  return {
    backend: backend as unknown as Backend,
    enter(next) {
      phase = next;
    },
    calls,
  };
};
