/** Step 1: which program. */
import { EXAMPLES } from './examples.ts';
import { bytes, count } from './format.ts';
import { Drop, Step, type StepProps } from './parts.tsx';

export const ProgramStep = ({ state, session, children }: StepProps) => {
  const { guest, busy, engine } = state;
  const disabled = engine === undefined || busy !== undefined;
  return (
    <Step number={1} title="Choose a program">
      <fieldset class="choices" disabled={disabled}>
        <legend class="unseen">Examples</legend>
        {EXAMPLES.map((example) => (
          <button
            key={example.id}
            type="button"
            class="choice"
            aria-pressed={guest?.example === example}
            onClick={() => void session.openExample(example)}
          >
            <strong>{example.title}</strong>
            <span>{example.what}</span>
          </button>
        ))}
        <Drop
          label="Your own"
          hint="Drop a 32-bit RISC-V ELF file, or choose one."
          disabled={disabled}
          onFiles={([file]) => void session.openFile(file)}
        />
      </fieldset>
      {guest && (
        <p class="chosen" role="status">
          <strong>{guest.name}</strong> · {count(guest.program.instructions)} instructions of code · {bytes(guest.program.elf.length)} ELF ·
          entry 0x
          {guest.program.entry.toString(16)}
        </p>
      )}
      {children}
    </Step>
  );
};
