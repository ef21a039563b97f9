/** What the program reads: the fields of an example, or bytes for one's own. */

import { type Field, fieldError } from '../lib/examples.ts';
import { bytes } from '../lib/format.ts';
import { example, type OwnInputMode, ownFile, ownHex, ownHexError, ownInputMode, ownText, setValue, values } from '../state/guest.ts';
import { busy } from '../state/work.ts';
import { FilePick } from './filePick.tsx';

const FieldError = ({ id, error }: { id: string; error: string | undefined }) => (
  <p class="field-error" id={id} aria-live="polite">
    {error}
  </p>
);

const ExampleField = ({ field }: { field: Field }) => {
  const value = values.value[field.id];
  const error = fieldError(field, value);
  const common = {
    id: `field-${field.id}`,
    value,
    spellcheck: false,
    'aria-invalid': error !== undefined,
    'aria-describedby': `error-${field.id}`,
    onInput: ({ currentTarget }: { currentTarget: { value: string } }) => setValue(field.id, currentTarget.value),
  } as const;
  return (
    <div class="field">
      <label for={common.id}>{field.label}</label>
      {field.kind === 'text' ? (
        <textarea {...common} rows={field.rows} />
      ) : (
        <input {...common} type="text" inputMode="numeric" autocomplete="off" />
      )}
      <FieldError id={`error-${field.id}`} error={error} />
    </div>
  );
};

const MODES: readonly (readonly [OwnInputMode, string])[] = [
  ['text', 'Text'],
  ['hex', 'Hex'],
  ['file', 'File'],
];

const OwnInput = () => {
  const mode = ownInputMode.value;
  return (
    <>
      <div class="segments" role="radiogroup" aria-label="Kind of input">
        {MODES.map(([id, label]) => (
          <label key={id}>
            <input
              type="radio"
              name="input-mode"
              checked={mode === id}
              onChange={() => {
                ownInputMode.value = id;
              }}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {mode === 'text' && (
        <div class="field">
          <label for="own-text">Text, as UTF-8</label>
          <textarea
            id="own-text"
            rows={4}
            spellcheck={false}
            value={ownText.value}
            onInput={(e) => (ownText.value = e.currentTarget.value)}
          />
        </div>
      )}
      {mode === 'hex' && (
        <div class="field">
          <label for="own-hex">Bytes in hexadecimal</label>
          <textarea
            id="own-hex"
            class="mono"
            rows={4}
            spellcheck={false}
            value={ownHex.value}
            aria-invalid={ownHexError.value !== undefined}
            aria-describedby="error-own-hex"
            onInput={(e) => (ownHex.value = e.currentTarget.value)}
          />
          <FieldError id="error-own-hex" error={ownHexError.value} />
        </div>
      )}
      {mode === 'file' && (
        <div class="own">
          <p class="hint breaks">
            {ownFile.value === undefined ? 'No file: the input is empty.' : `${ownFile.value.name}, ${bytes(ownFile.value.bytes.length)}`}
          </p>
          <FilePick label="Choose an input file" disabled={busy.value} onFiles={([first]) => (ownFile.value = first)} />
        </div>
      )}
    </>
  );
};

export const InputForm = () => {
  const chosen = example.value;
  return (
    <fieldset disabled={busy.value}>
      <legend>Input</legend>
      {chosen === undefined ? <OwnInput /> : chosen.fields.map((field) => <ExampleField key={`${chosen.id} ${field.id}`} field={field} />)}
      {chosen?.fields.length === 0 && <p class="hint">This program reads nothing.</p>}
    </fieldset>
  );
};
