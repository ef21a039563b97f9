/** What the run gave: public values, console, figures. */

import type { ExecuteResult } from '../../src/browser.ts';
import { toHex } from '../../src/verify.ts';
import { count, seconds, short } from '../lib/format.ts';
import { example } from '../state/guest.ts';
import { run } from '../state/work.ts';
import { Facts } from './facts.tsx';
import { Note, ProblemNote } from './notes.tsx';

/** Bytes shown of outputs that are long. */
const MAX_SHOWN = 4096;

const PublicValues = ({ publicValues }: { publicValues: Uint8Array }) => {
  const meanings = example.value?.explain(publicValues) ?? [];
  const hex = toHex(publicValues.subarray(0, MAX_SHOWN));
  return (
    <section aria-labelledby="public-heading">
      <h3 id="public-heading">Public values</h3>
      {publicValues.length === 0 ? (
        <p class="hint">The program published nothing: a proof will say only that it ran to its end.</p>
      ) : (
        <dl class="values">
          {meanings.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd class={value === hex ? 'value-main mono breaks' : 'value-main breaks'}>{value}</dd>
            </div>
          ))}
          {meanings.every(({ value }) => value !== hex) && (
            <div>
              <dt>{publicValues.length === 1 ? '1 byte' : `${count(publicValues.length)} bytes`}</dt>
              <dd class="mono breaks">
                {hex}
                {publicValues.length > MAX_SHOWN && '…'}
              </dd>
            </div>
          )}
        </dl>
      )}
    </section>
  );
};

const Console = ({ bytes }: { bytes: Uint8Array }) => (
  <section aria-labelledby="console-heading">
    <h3 id="console-heading">Console</h3>
    {bytes.length === 0 ? (
      <p class="hint">The program wrote nothing.</p>
    ) : (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it
      <pre class="console" tabIndex={0}>
        {new TextDecoder().decode(bytes.subarray(0, MAX_SHOWN))}
        {bytes.length > MAX_SHOWN && '…'}
      </pre>
    )}
  </section>
);

const Result = ({ result, time }: { result: ExecuteResult; time: number }) => (
  <>
    <Facts
      facts={[
        { label: 'Instructions', value: count(result.steps) },
        { label: 'Time', value: seconds(time), note: `${short(result.steps / time)} a second` },
        { label: 'Exit code', value: count(result.exitCode) },
      ]}
    />
    {result.exitCode !== 0 && (
      <Note kind="info" title={`The program ended with exit code ${result.exitCode}`}>
        <p>Only runs that end with exit code 0 can be proved.</p>
      </Note>
    )}
    <div class="columns">
      <PublicValues publicValues={result.publicValues} />
      <Console bytes={result.console} />
    </div>
  </>
);

export const RunPanel = () => {
  const state = run.value;
  if (state.status === 'none') return null;
  return (
    <section class="panel" aria-labelledby="run-heading">
      <h2 id="run-heading">Run</h2>
      {state.status === 'running' && <p class="waiting">Running…</p>}
      {state.status === 'failed' && <ProblemNote problem={state.problem} />}
      {state.status === 'done' && <Result result={state.result} time={state.seconds} />}
    </section>
  );
};
