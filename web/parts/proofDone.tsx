/** A proof that is done: what it is, files to keep, and its verification. */
import { useState } from 'preact/hooks';
import { toHex } from '../../src/verify.ts';
import { canShare, download, share } from '../lib/download.ts';
import { bits, bytes, count, seconds, short } from '../lib/format.ts';
import { lanesOf } from '../lib/timeline.ts';
import { engine } from '../state/engine.ts';
import { type Problem, problemOf } from '../state/problem.ts';
import { checkOwn, type OwnVerdict } from '../state/verification.ts';
import type { Proof } from '../state/work.ts';
import { Facts } from './facts.tsx';
import { Note, ProblemNote } from './notes.tsx';
import { PhaseTable, TimelineChart } from './timelineChart.tsx';

type Done = Extract<Proof, { status: 'done' }>;

const Files = ({ proof: { name, result, keys } }: { proof: Done }) => {
  const [problem, setProblem] = useState<Problem>();
  const files = {
    [`${name}.proof.bin`]: result.proof,
    [`${keys.preset}-${keys.hash}.verifying.key`]: keys.verifyingKey,
    [`${name}.program.key`]: keys.programKey,
  };
  const [proofName, keyName, programName] = Object.keys(files);
  const save = (file: string) => () => download(file, files[file]);
  return (
    <section aria-labelledby="files-heading">
      <h3 id="files-heading">Keep or share it</h3>
      <p class="hint">
        Whoever has the proof can verify it on this page or with the command line. The keys say which machine and which program it is about:
        get them from someone you trust, or derive them yourself.
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={save(proofName)}>
          Download proof <span class="hint">{bytes(result.proof.length)}</span>
        </button>
        <button type="button" class="button button-quiet" onClick={save(keyName)}>
          Verifying key <span class="hint">{bytes(keys.verifyingKey.length)}</span>
        </button>
        <button type="button" class="button button-quiet" onClick={save(programName)}>
          Program key <span class="hint">{bytes(keys.programKey.length)}</span>
        </button>
        {canShare(files) && (
          <button
            type="button"
            class="button button-quiet"
            onClick={() => void share(`Proof of ${name}`, files).catch((error) => setProblem(problemOf(error)))}
          >
            Share
          </button>
        )}
      </div>
      {problem !== undefined && <ProblemNote problem={problem} />}
      <details>
        <summary>What a verifier pins</summary>
        <dl class="values">
          <div>
            <dt>Program commitment</dt>
            <dd class="mono breaks">{toHex(keys.programCommitment)}</dd>
          </div>
          <div>
            <dt>Digest of the verifying key</dt>
            <dd class="mono breaks">{toHex(keys.keyDigest)}</dd>
          </div>
        </dl>
      </details>
    </section>
  );
};

const OwnVerdictNote = ({ outcome: { verdict, seconds: time }, tampered }: { outcome: OwnVerdict; tampered: boolean }) =>
  verdict.valid ? (
    <Note kind="good" title={`Valid, verified in ${seconds(time)}`}>
      <p>
        The program with this commitment ran to its end with exactly these public values. At least {bits(verdict.provenBits)} of security,
        proven, not conjectured.
      </p>
    </Note>
  ) : (
    <Note kind="bad" title={tampered ? `Refused, as it should be, in ${seconds(time)}` : 'Refused'}>
      <p>{tampered ? `One bit of the proof was changed. The verifier says: ${verdict.reason}.` : `${verdict.reason}.`}</p>
    </Note>
  );

type OwnCheck =
  | { readonly status: 'none' | 'checking' }
  | { readonly status: 'done'; readonly outcome: OwnVerdict; readonly tampered: boolean };

const Verification = ({ proof: { result, keys } }: { proof: Done }) => {
  const [check, setCheck] = useState<OwnCheck>({ status: 'none' });
  const [problem, setProblem] = useState<Problem>();
  const verify = (tampered: boolean) => async () => {
    setProblem(undefined);
    setCheck({ status: 'checking' });
    try {
      setCheck({ status: 'done', outcome: await checkOwn(result.proof, keys, tampered), tampered });
    } catch (error) {
      setCheck({ status: 'none' });
      setProblem(problemOf(error));
    }
  };
  const disabled = check.status === 'checking';
  return (
    <section aria-labelledby="verify-heading">
      <h3 id="verify-heading">Verify it</h3>
      <div class="actions">
        <button type="button" class="button button-primary" disabled={disabled} onClick={verify(false)}>
          Verify
        </button>
        <button type="button" class="button" disabled={disabled} onClick={verify(true)}>
          Change one bit, then verify
        </button>
      </div>
      <div aria-live="polite">
        {check.status === 'checking' && <p class="waiting">Verifying…</p>}
        {check.status === 'done' && <OwnVerdictNote outcome={check.outcome} tampered={check.tampered} />}
      </div>
      {problem !== undefined && <ProblemNote problem={problem} />}
    </section>
  );
};

export const ProofDone = ({ proof }: { proof: Done }) => {
  const { result, samples } = proof;
  const lanes = lanesOf(samples, { at: samples[0].at + result.proveSeconds, busySeconds: result.busySeconds });
  const threads = engine.value.status === 'ready' ? engine.value.prover.workers : 1;
  return (
    <>
      <Facts
        facts={[
          { label: 'Proved in', value: seconds(result.proveSeconds), note: threads === 1 ? 'on one thread' : `on ${threads} threads` },
          { label: 'Throughput', value: short(result.steps / result.proveSeconds), note: 'instructions a second' },
          { label: 'Proof', value: bytes(result.proof.length), note: `${count(result.steps)} instructions` },
          { label: 'Security', value: bits(result.provenBits), note: 'proven' },
          { label: 'Memory', value: bytes(result.plannedBytes), note: 'at most, planned' },
        ]}
      />
      <Verification proof={proof} />
      <Files proof={proof} />
      <section aria-labelledby="timeline-heading">
        <h3 id="timeline-heading">Where the time went</h3>
        <TimelineChart lanes={lanes} length={lanes[0].at(-1)?.to ?? 1} live={false} />
        <PhaseTable spans={lanes[0]} />
      </section>
    </>
  );
};
