/** Step 3: the proof, while it is made and when it is there. */
import { useEffect, useState } from 'preact/hooks';
import { download } from './files.ts';
import { bytes, hex, mebibytes, seconds, short } from './format.ts';
import { Facts, Step, type StepProps } from './parts.tsx';
import type { Proof, Proving, Run } from './state.ts';
import { Timeline } from './timeline.tsx';

/** Seconds since `start`, again and again. */
const useElapsed = (start: number): number => {
  const [now, setNow] = useState(start);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, now - start) / 1000;
};

const Live = ({ proving, steps, workers }: { readonly proving: Proving; readonly steps: number; readonly workers: number }) => {
  const elapsed = useElapsed(proving.start);
  const last = proving.phases.at(-1);
  const { remainingSeconds: left, done } = proving;
  const throughput = done > 0.05 ? `about ${short((steps * done) / (last?.elapsedSeconds || elapsed || 1))} instructions a second` : '…';
  return (
    <div class="live">
      <label>
        <span role="status">{last === undefined ? 'deriving keys' : last.phase}</span>
        <progress max={1} value={done} />
      </label>
      <Facts
        facts={[
          ['elapsed', seconds(elapsed)],
          ['left', left === undefined ? '…' : `about ${seconds(left)}`],
          ['throughput', throughput],
          ['memory', last === undefined ? '…' : mebibytes(last.memoryBytes)],
        ]}
      />
      {last !== undefined && elapsed > 0 && (
        <Timeline phases={proving.phases} end={Math.max(elapsed, last.elapsedSeconds + 0.001)} workers={workers} />
      )}
    </div>
  );
};

const Done = ({ proof, workers }: { readonly proof: Proof; readonly workers: number }) => {
  const { guest, result, keys, phases } = proof;
  const { cells, steps } = result;
  const total = cells.main + cells.permutation + cells.quotient;
  const name = guest.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return (
    <div class="result" role="status">
      <p class="says">
        Proved in {seconds(proof.seconds)}: {short(steps / proof.seconds)} instructions a second.
      </p>
      <Facts
        facts={[
          ['proof', bytes(result.proof.length)],
          ['proven bits', result.provenBits.toFixed(1)],
          ['cells per instruction', (total / steps).toFixed(1)],
          ['memory', mebibytes(result.plannedBytes)],
          ['program commitment', <code class="wrap">{hex(result.programCommitment)}</code>],
        ]}
      />
      <div class="buttons">
        <button type="button" class="main" onClick={() => download(`${name}.proof`, result.proof)}>
          Download the proof
        </button>
        <button type="button" onClick={() => download(`${name}.program.key`, keys.programKey)}>
          Program key
        </button>
        <button type="button" onClick={() => download('verifying.key', keys.verifyingKey)}>
          Verifying key
        </button>
      </div>
      <Timeline phases={phases} end={proof.seconds} workers={workers} />
    </div>
  );
};

const whyNot = (run: Run | undefined): string | undefined => {
  if (run === undefined) return 'Run the program first.';
  if (run.result.exitCode !== 0) return `The program exited with code ${run.result.exitCode}: only a run that exits with 0 can be proved.`;
  return run.profile === undefined ? 'The run is longer than one proof holds: give it less to do.' : undefined;
};

export const ProveStep = ({ state, session, children }: StepProps) => {
  const { guest, run, proving, proof, busy, engine } = state;
  const [preset, setPreset] = useState('fast');
  const [hash, setHash] = useState('blake3');
  const why = whyNot(run);
  if (guest === undefined || run === undefined || why !== undefined) {
    return (
      <Step number={3} title="Prove it" off>
        <p class="empty">{why}</p>
        {children}
      </Step>
    );
  }
  const disabled = busy !== undefined;
  const workers = engine?.workers ?? 1;
  return (
    <Step number={3} title="Prove it">
      <form
        class="form row"
        onSubmit={(event) => {
          event.preventDefault();
          void session.prove(guest, run, { preset, hash });
        }}
      >
        <div class="field">
          <label for="preset">Parameters</label>
          <select id="preset" value={preset} disabled={disabled} onChange={(event) => setPreset(event.currentTarget.value)}>
            <option value="fast">fast</option>
            <option value="small">small: half the proof, several times the work</option>
          </select>
        </div>
        <div class="field">
          <label for="hash">Hash</label>
          <select id="hash" value={hash} disabled={disabled} onChange={(event) => setHash(event.currentTarget.value)}>
            <option value="blake3">BLAKE3</option>
            <option value="poseidon2">Poseidon2</option>
          </select>
        </div>
        <div class="buttons">
          {busy === 'prove' ? (
            <button type="button" class="main" onClick={() => session.cancel()}>
              Cancel
            </button>
          ) : (
            <button type="submit" class="main" disabled={disabled}>
              Prove
            </button>
          )}
        </div>
      </form>
      {children}
      {proving && busy === 'prove' && <Live proving={proving} steps={run.result.steps} workers={workers} />}
      {proof && <Done proof={proof} workers={workers} />}
    </Step>
  );
};
