/** The page: four steps, one below the other, each with what it needs from the one before. */
import { useEffect, useMemo, useReducer } from 'preact/hooks';
import { FailureBox } from './parts.tsx';
import { ProgramStep } from './programStep.tsx';
import { ProveStep } from './proveStep.tsx';
import { RunStep } from './runStep.tsx';
import { createSession } from './session.ts';
import { type Engine, INITIAL, reduce } from './state.ts';
import { VerifyStep } from './verifyStep.tsx';

const EngineFacts = ({ engine }: { readonly engine: Engine | undefined }) => (
  <p class="facts" role="status">
    {engine === undefined ? (
      <span class="fact">Starting the prover …</span>
    ) : (
      <>
        <span class="fact">
          {engine.workers} {engine.workers === 1 ? 'thread' : 'threads'}
        </span>
        <span class="fact" title={engine.backendReason}>
          {engine.backend} kernels
        </span>
        <span class="fact">100 proven bits, post-quantum</span>
      </>
    )}
  </p>
);

export const App = () => {
  const [state, dispatch] = useReducer(reduce, INITIAL);
  const session = useMemo(() => createSession(dispatch), []);
  useEffect(() => void session.start(), [session]);
  const { engine, failure } = state;
  const failedAt = (place: string) => failure?.place === place && <FailureBox failure={failure} />;

  return (
    <>
      <header class="top">
        <div class="brand">
          <img src="icon.svg" alt="" width="36" height="36" />
          <h1>Pellucid</h1>
        </div>
        <p class="lead">
          Run an ordinary RISC-V program in this tab, prove that it ran as it says, verify the proof. Nothing leaves the machine.
        </p>
        <EngineFacts engine={engine} />
        {engine?.advice && (
          <p class="notice" role="note">
            {engine.advice}
          </p>
        )}
        {failedAt('engine')}
      </header>
      <main>
        <ProgramStep state={state} session={session}>
          {failedAt('program')}
        </ProgramStep>
        <RunStep state={state} session={session}>
          {failedAt('run')}
        </RunStep>
        <ProveStep state={state} session={session}>
          {failedAt('prove')}
        </ProveStep>
        <VerifyStep state={state} session={session}>
          {failedAt('verify')}
        </VerifyStep>
      </main>
      <footer>
        <p>Proofs are not zero-knowledge yet: they may leak parts of the input. Not audited.</p>
      </footer>
    </>
  );
};
