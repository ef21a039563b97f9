/** What the page proves with, and what keeps it from proving, or from proving faster. */
import { sentence } from '../lib/format.ts';
import { engine, retryEngine } from '../state/engine.ts';
import { Note, ProblemNote } from './notes.tsx';

export const EngineLine = () => {
  const state = engine.value;
  if (state.status === 'starting') return <p class="engine">Starting the prover…</p>;
  if (state.status === 'failed') return <p class="engine engine-bad">No prover</p>;
  const { workers, backend } = state.prover;
  return (
    <p class="engine" title={state.prover.backendReason}>
      <span class="engine-dot" aria-hidden="true" />
      {workers === 1 ? '1 thread' : `${workers} threads`} · {backend}
    </p>
  );
};

export const EngineBanner = () => {
  const state = engine.value;
  if (state.status === 'failed') {
    return (
      <ProblemNote problem={state.problem}>
        <button type="button" class="button button-quiet" onClick={retryEngine}>
          Try again
        </button>
      </ProblemNote>
    );
  }
  if (state.status === 'starting' || state.prover.isolation.advice === undefined) return null;
  const { advice } = state.prover.isolation;
  return (
    <Note kind="info" title="Proving on one thread">
      <p>{sentence(advice)}</p>
    </Note>
  );
};
