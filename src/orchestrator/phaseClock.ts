/** Phases of a proof: times them, reports them, and stops between them when the signal says so. */
import { PellucidError } from '../core/error.ts';
import { PHASES } from '../stark/phases.ts';
import type { ProofJob, ProofPhase } from './types.ts';

/** Share of the work in each phase, from measured runs: only progress bars depend on it. */
const SHARES: Readonly<Record<ProofPhase, number>> = {
  execute: 0.04,
  keys: 0.04,
  trace: 0.1,
  'commit main': 0.17,
  logup: 0.11,
  'commit logup': 0.24,
  quotient: 0.19,
  open: 0.03,
  batch: 0.06,
  fri: 0.01,
  queries: 0.01,
};
const ORDER: readonly ProofPhase[] = ['execute', 'keys', ...PHASES];

const seconds = (): number => performance.now() / 1000;

export interface PhaseClock {
  enter(phase: ProofPhase): Promise<void>;
  finish(): { readonly phases: Readonly<Record<string, number>>; readonly total: number };
}

export const createPhaseClock = (onProgress: ProofJob['onProgress'], signal: ProofJob['signal']): PhaseClock => {
  const start = seconds();
  const phases: Record<string, number> = {};
  let current: ProofPhase | undefined;
  let entered = start;
  const close = (): void => {
    const now = seconds();
    if (current !== undefined) phases[current] = (phases[current] ?? 0) + now - entered;
    entered = now;
  };
  return {
    async enter(phase) {
      close();
      current = phase;
      // One turn of the event loop: lets a signal arrive and a page repaint.
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (signal?.aborted) throw new PellucidError('aborted', `aborted before phase '${phase}'`);
      onProgress?.({ phase, done: ORDER.slice(0, ORDER.indexOf(phase)).reduce((sum, p) => sum + SHARES[p], 0) });
    },
    finish() {
      close();
      return { phases, total: seconds() - start };
    },
  };
};
