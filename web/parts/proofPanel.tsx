/** The proof: on its way, done, or why not. */
import { proof } from '../state/work.ts';
import { Note, ProblemNote } from './notes.tsx';
import { ProofDone } from './proofDone.tsx';
import { Proving } from './proving.tsx';

export const ProofPanel = () => {
  const state = proof.value;
  if (state.status === 'none') return null;
  return (
    <section class="panel" aria-labelledby="proof-heading">
      <h2 id="proof-heading">Proof</h2>
      {state.status === 'preparing' && <p class="waiting">Deriving keys…</p>}
      {state.status === 'proving' && <Proving proof={state} />}
      {state.status === 'done' && <ProofDone proof={state} />}
      {state.status === 'failed' && <ProblemNote problem={state.problem} />}
      {state.status === 'cancelled' && (
        <Note kind="info" title="Cancelled">
          <p>Nothing of it is kept. Prove again whenever you like.</p>
        </Note>
      )}
    </section>
  );
};
