/** A button that asks for files. The page takes drops anywhere; this is the way for keys and touch. */

import type { NamedBytes } from '../lib/files.ts';
import { readFiles } from '../state/drop.ts';

interface FilePickProps {
  readonly label: string;
  readonly multiple?: boolean;
  readonly disabled?: boolean;
  onFiles(files: readonly NamedBytes[]): void;
}

export const FilePick = ({ label, multiple = false, disabled = false, onFiles }: FilePickProps) => (
  <label class={disabled ? 'button button-quiet is-disabled' : 'button button-quiet'}>
    {label}
    <input
      class="unseen"
      type="file"
      multiple={multiple}
      disabled={disabled}
      onChange={async ({ currentTarget }) => {
        const files = await readFiles(currentTarget.files ?? []);
        // The same file may be chosen again, changed.
        currentTarget.value = '';
        if (files.length > 0) onFiles(files);
      }}
    />
  </label>
);
