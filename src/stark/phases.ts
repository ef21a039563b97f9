/** The prover's phases: the names that progress bars, statistics and benches share. */
export const PHASES = ['trace', 'commit main', 'logup', 'commit logup', 'quotient', 'open', 'batch', 'fri', 'queries'] as const;
export type Phase = (typeof PHASES)[number];

/** Called as each phase begins. May wait (to let the event loop run) and may throw (to cancel). */
export type PhaseReporter = (phase: Phase) => void | Promise<void>;
export const silent: PhaseReporter = () => {};
