/** Says to screen readers what changes elsewhere: a sentence per phase, not per tenth of a second. */
import { seconds } from '../lib/format.ts';
import { phaseInfo } from '../lib/phases.ts';
import { proof, run } from '../state/work.ts';

const sentence = (): string => {
  const state = proof.value;
  if (state.status === 'preparing') return 'Deriving keys.';
  if (state.status === 'proving')
    return `Proving, ${Math.round(100 * state.progress.done)} percent: ${phaseInfo(state.progress.phase).title}.`;
  if (state.status === 'done') return `Proved in ${seconds(state.result.proveSeconds)}.`;
  if (state.status === 'cancelled') return 'Cancelled.';
  const ran = run.value;
  if (ran.status === 'running') return 'Running.';
  if (ran.status === 'done') return `Ran ${ran.result.steps} instructions, exit code ${ran.result.exitCode}.`;
  return '';
};

export const Announcer = () => (
  <p class="unseen" role="status">
    {sentence()}
  </p>
);
