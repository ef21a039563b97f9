/** The phases of a proof for people: what happens in each, and its colour (style/tokens.css). */
export interface PhaseInfo {
  readonly title: string;
  readonly about: string;
  readonly color: string;
}

const info = (title: string, color: string, about: string): PhaseInfo => ({ title, about, color: `var(--phase-${color})` });

const INFO: Readonly<Record<string, PhaseInfo>> = {
  execute: info('Execute', 'run', 'the program runs again, recording every instruction'),
  keys: info('Keys', 'keys', 'its code is committed to'),
  trace: info('Trace', 'trace', 'the record becomes tables, one row per instruction'),
  'commit main': info('Commit tables', 'commit', 'tables are extended and hashed'),
  logup: info('LogUp columns', 'lookup', 'what tables say to each other is summed up'),
  'commit logup': info('Commit LogUp', 'commit-lookup', 'the sums are extended and hashed'),
  quotient: info('Constraints', 'quotient', 'every rule is evaluated on every row'),
  open: info('Open', 'open', 'everything is evaluated at one random point'),
  batch: info('Batch', 'batch', 'the evaluations become one polynomial'),
  fri: info('FRI', 'fri', 'its degree is shown to be low'),
  queries: info('Queries', 'queries', 'random places are opened'),
};

export const phaseInfo = (phase: string): PhaseInfo => INFO[phase] ?? info(phase, 'run', '');
