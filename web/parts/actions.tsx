/** Run, prove, cancel. */
import { engine } from '../state/engine.ts';
import { guest } from '../state/guest.ts';
import { busy, cancel, startProof, startRun } from '../state/work.ts';

export const Actions = () => {
  if (busy.value) {
    return (
      <div class="actions">
        <button type="button" class="button" onClick={cancel}>
          Cancel
        </button>
      </div>
    );
  }
  const disabled = guest.value === undefined || engine.value.status === 'failed';
  return (
    <div class="actions">
      <button type="button" class="button button-primary" disabled={disabled} onClick={() => void startProof()}>
        Prove
      </button>
      <button type="button" class="button" disabled={disabled} onClick={() => void startRun()}>
        Run only
      </button>
    </div>
  );
};
