/** Step 2: its input, and a run without a proof. */
import { useEffect, useState } from 'preact/hooks';
import { count, functionName, hex, percent, seconds, short } from './format.ts';
import { Bars, Drop, Facts, Step, type StepProps } from './parts.tsx';
import type { Guest, Run } from './state.ts';

const MAX_BARS = 8;
const EXTENDED = { label: 'everything else', value: 0, text: '' };

const functionBars = ({ profile }: Run) => {
  const functions = profile?.functions ?? [];
  const total = functions.reduce((sum, { steps }) => sum + steps, 0);
  const shown = functions
    .slice(0, MAX_BARS)
    .map(({ name, steps }) => ({ label: functionName(name), value: steps, text: `${short(steps)} · ${percent(steps / total)}` }));
  const rest = functions.slice(MAX_BARS).reduce((sum, { steps }) => sum + steps, 0);
  return rest === 0 ? shown : [...shown, { ...EXTENDED, value: rest, text: `${short(rest)} · ${percent(rest / total)}` }];
};

const chipBars = ({ profile }: Run) => {
  const cells = (profile?.chips ?? [])
    .map((chip) => ({ name: chip.name, rows: chip.rows, cells: (chip.mainColumns + chip.permutationColumns) * 2 ** chip.logHeight }))
    .sort((a, b) => b.cells - a.cells);
  const total = cells.reduce((sum, chip) => sum + chip.cells, 0);
  const shown = cells
    .slice(0, MAX_BARS)
    .map((chip) => ({ label: chip.name, value: chip.cells, text: `${short(chip.cells)} · ${percent(chip.cells / total)}` }));
  const rest = cells.slice(MAX_BARS).reduce((sum, chip) => sum + chip.cells, 0);
  return rest === 0 ? shown : [...shown, { ...EXTENDED, value: rest, text: `${short(rest)} · ${percent(rest / total)}` }];
};

const Output = ({ guest, run }: { readonly guest: Guest; readonly run: Run }) => {
  const { result } = run;
  const text = new TextDecoder().decode(result.console);
  return (
    <div class="result" role="status">
      {guest.example && result.exitCode === 0 && <p class="says">{guest.example.read(result.publicValues, run.typed)}</p>}
      <Facts
        facts={[
          ['instructions', count(result.steps)],
          ['ran in', seconds(run.seconds)],
          ['exit code', `${result.exitCode}${result.exitCode === 0 ? '' : ': only 0 can be proved'}`],
          ['public values', result.publicValues.length === 0 ? 'none' : <code class="wrap">{hex(result.publicValues)}</code>],
        ]}
      />
      {text !== '' && (
        <figure class="console">
          <figcaption>Console, not part of the proof</figcaption>
          <pre>{text}</pre>
        </figure>
      )}
      {run.profile === undefined ? (
        <p class="notice">This run is longer than one proof holds.</p>
      ) : (
        <div class="charts">
          <Bars title="Where it runs: instructions by function" unit="Instructions" bars={functionBars(run)} />
          <Bars title="What it costs: committed cells by chip" unit="Cells" bars={chipBars(run)} />
        </div>
      )}
    </div>
  );
};

export const RunStep = ({ state, session, children }: StepProps) => {
  const { guest, run, busy } = state;
  const [typed, setTyped] = useState('');
  const [file, setFile] = useState<{ readonly name: string; readonly content: Uint8Array } | undefined>(undefined);
  const example = guest?.example;
  useEffect(() => {
    setTyped(example?.initial ?? '');
    setFile(undefined);
  }, [example]);

  if (guest === undefined) {
    return (
      <Step number={2} title="Run it" off>
        <p class="empty">Choose a program first.</p>
        {children}
      </Step>
    );
  }
  const encode = (): Uint8Array => file?.content ?? (example ? example.encode(typed) : new TextEncoder().encode(typed));
  const disabled = busy !== undefined;
  return (
    <Step number={2} title="Run it">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void session.run(guest, typed, encode);
        }}
      >
        <div class="field">
          <label for="input">{example?.asks ?? 'Input, as text'}</label>
          {example?.control === 'number' ? (
            <input
              id="input"
              inputMode="numeric"
              value={typed}
              disabled={disabled}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          ) : (
            <textarea
              id="input"
              rows={typed.length > 90 ? 6 : 2}
              spellcheck={false}
              value={file === undefined ? typed : ''}
              placeholder={file === undefined ? '' : `${file.name}, ${count(file.content.length)} bytes`}
              disabled={disabled || file !== undefined}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </div>
        {example === undefined && (
          <Drop
            label="Input from a file"
            hint={file === undefined ? 'Drop it, or choose it.' : file.name}
            disabled={disabled}
            onFiles={([chosen]) => setFile(chosen)}
          />
        )}
        <div class="buttons">
          <button type="submit" class="main" disabled={disabled}>
            {busy === 'run' ? 'Running …' : 'Run'}
          </button>
          {busy === 'run' && (
            <button type="button" onClick={() => session.cancel()}>
              Cancel
            </button>
          )}
        </div>
      </form>
      {children}
      {run && <Output guest={guest} run={run} />}
    </Step>
  );
};
