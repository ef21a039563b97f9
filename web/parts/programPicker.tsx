/** Which program: an example, or an ELF of the person's own. */

import { EXAMPLES } from '../lib/examples.ts';
import { count } from '../lib/format.ts';
import { choice, OWN, own, ownProblem, takeElf } from '../state/guest.ts';
import { busy } from '../state/work.ts';
import { FilePick } from './filePick.tsx';
import { ProblemNote } from './notes.tsx';

const Option = ({ id, title, tag }: { id: string; title: string; tag: string }) => (
  <label class="option">
    <input
      type="radio"
      name="program"
      value={id}
      checked={choice.value === id}
      onChange={() => {
        choice.value = id;
      }}
    />
    <span class="option-title">{title}</span>
    <span class="option-tag">{tag}</span>
  </label>
);

export const ProgramPicker = () => (
  <fieldset disabled={busy.value}>
    <legend>Program</legend>
    <div class="options">
      {EXAMPLES.map(({ id, title, language }) => (
        <Option key={id} id={id} title={title} tag={language} />
      ))}
      <Option id={OWN} title="Your own" tag="ELF" />
    </div>
    {choice.value === OWN && <OwnProgram />}
  </fieldset>
);

const OwnProgram = () => {
  const file = own.value;
  return (
    <div class="own">
      {file === undefined ? (
        <p class="hint">
          Drop a 32-bit RISC-V executable anywhere on this page, or choose one: static RV32IM, from C, Rust or anything else that compiles
          to it.
        </p>
      ) : (
        <p>
          <strong class="breaks">{file.name}</strong>
          <br />
          <span class="hint">{count(file.instructions)} instructions of code</span>
        </p>
      )}
      <FilePick
        label={file === undefined ? 'Choose an ELF file' : 'Choose another'}
        disabled={busy.value}
        onFiles={([first]) => void takeElf(first)}
      />
      {ownProblem.value !== undefined && <ProblemNote problem={ownProblem.value} />}
    </div>
  );
};
