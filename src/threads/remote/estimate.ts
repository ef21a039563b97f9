/** How long a proof will take: from the phases of the prover's last proof, if there was one, else from fixed shares. */
import type { PhaseBegin } from './lead.ts';

export interface Estimate {
  readonly done: number;
  readonly remainingSeconds: number | undefined;
}

/** Below this an extrapolation says nothing. */
const MIN_DONE = 0.02;

/** Share of the time before a phase; `seconds` are those of each phase, in order. */
const shareBefore = (phase: string, seconds: Readonly<Record<string, number>>): number | undefined => {
  const names = Object.keys(seconds);
  const at = names.indexOf(phase);
  const sum = (part: readonly string[]): number => part.reduce((total, name) => total + seconds[name], 0);
  return at < 0 ? undefined : sum(names.slice(0, at)) / sum(names);
};

export const estimate = (begin: PhaseBegin, elapsedSeconds: number, last: Readonly<Record<string, number>> | undefined): Estimate => {
  const done = (last && shareBefore(begin.phase, last)) ?? begin.done;
  return { done, remainingSeconds: done < MIN_DONE ? undefined : (elapsedSeconds * (1 - done)) / done };
};
