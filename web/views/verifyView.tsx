/** Verifying proofs from files. */
import type { Signal } from '@preact/signals';
import { type NamedBytes, recognise } from '../lib/files.ts';
import { bytes } from '../lib/format.ts';
import { FilePick } from '../parts/filePick.tsx';
import { Note } from '../parts/notes.tsx';
import { VerdictPanel } from '../parts/verdictPanel.tsx';
import { engine } from '../state/engine.ts';
import {
  checkFiles,
  dropFiles,
  fileCheck,
  hasFiles,
  keyFile,
  programFile,
  proofFile,
  refusedFiles,
  takeFiles,
} from '../state/verification.ts';

const about = ({ bytes: content }: NamedBytes): string => {
  const { kind, preset, hash } = recognise(content);
  const details = [preset, hash].filter((part) => part !== undefined).join(', ');
  const name = kind === 'elf' ? 'ELF' : kind.replace('-', ' ');
  return `${name}${details === '' ? '' : ` (${details})`}, ${bytes(content.length)}`;
};

const Slot = ({ title, file, missing }: { title: string; file: Signal<NamedBytes | undefined>; missing: string }) => (
  <li class={file.value === undefined ? 'slot' : 'slot slot-full'}>
    <strong>{title}</strong>
    {file.value === undefined ? (
      <span class="hint">{missing}</span>
    ) : (
      <span>
        <span class="breaks">{file.value.name}</span>
        <br />
        <span class="hint">{about(file.value)}</span>
      </span>
    )}
  </li>
);

export const VerifyView = () => {
  const checking = fileCheck.value.status === 'checking';
  return (
    <div class="verification">
      <section class="panel" aria-labelledby="files-heading">
        <h2 id="files-heading">Files</h2>
        <p class="lead">Drop a proof anywhere on this page, with its keys if you have them.</p>
        <div class="drop-zone">
          <ul class="slots">
            <Slot title="Proof" file={proofFile} missing="needed: a .proof.bin" />
            <Slot title="Verifying key" file={keyFile} missing="without one, this page derives it" />
            <Slot title="Program" file={programFile} missing="an ELF or program key; without one, any program" />
          </ul>
          <div class="actions">
            <FilePick label="Choose files" multiple disabled={checking} onFiles={takeFiles} />
            {hasFiles.value && (
              <button type="button" class="button-link" disabled={checking} onClick={dropFiles}>
                Remove all
              </button>
            )}
          </div>
        </div>
        {refusedFiles.value.length > 0 && (
          <div role="alert">
            <Note kind="bad" title="Not a proof, key or ELF">
              <p class="breaks">{refusedFiles.value.join(', ')}: give the files as they were downloaded.</p>
            </Note>
          </div>
        )}
        <div class="actions">
          <button
            type="button"
            class="button button-primary"
            disabled={proofFile.value === undefined || checking || engine.value.status === 'failed'}
            onClick={() => void checkFiles()}
          >
            Verify
          </button>
        </div>
      </section>
      <VerdictPanel />
    </div>
  );
};
