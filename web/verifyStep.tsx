/** Step 4: a proof and what it is held against, of this visit or from files. */
import { bytes, hex, seconds } from './format.ts';
import { Drop, Facts, Step, type StepProps } from './parts.tsx';
import type { Checked } from './state.ts';

const VerdictBox = ({ checked }: { readonly checked: Checked }) => {
  const { verdict, what, pinned } = checked;
  return (
    <div class={verdict.valid ? 'verdict valid' : 'verdict invalid'} role="status">
      <p class="says">{verdict.valid ? 'Valid' : `Invalid: ${verdict.reason}`}</p>
      <p>
        {what}, verified in {seconds(checked.seconds)}
      </p>
      {verdict.valid && (
        <Facts
          facts={[
            ['proven bits', verdict.provenBits.toFixed(1)],
            ['exit code', `${verdict.exitCode}`],
            ['public values', verdict.publicValues.length === 0 ? 'none' : <code class="wrap">{hex(verdict.publicValues)}</code>],
            ['program commitment', <code class="wrap">{hex(verdict.programCommitment)}</code>],
          ]}
        />
      )}
      {verdict.valid && !pinned && (
        <p class="notice">
          This says that some program ran. Compare the program commitment with the one that you expect, or drop the program key or the ELF
          file too.
        </p>
      )}
    </div>
  );
};

export const VerifyStep = ({ state, session, children }: StepProps) => {
  const { proof, checked, busy, engine } = state;
  const disabled = engine === undefined || busy !== undefined;
  const own =
    proof === undefined
      ? []
      : [
          { name: `the proof above (${bytes(proof.result.proof.length)})`, content: proof.result.proof },
          { name: 'its program key', content: proof.keys.programKey },
          { name: 'verifying key', content: proof.keys.verifyingKey },
        ];
  return (
    <Step number={4} title="Verify a proof">
      <div class="verify">
        <div class="buttons">
          <button type="button" class="main" disabled={disabled || proof === undefined} onClick={() => void session.verify(own)}>
            {busy === 'verify' ? 'Verifying …' : 'Verify the proof above'}
          </button>
        </div>
        <Drop
          label="A proof from elsewhere"
          hint="Drop a .proof with its .program.key, or with the program itself (its ELF file)."
          multiple
          disabled={disabled}
          onFiles={(files) => void session.verify(files)}
        />
      </div>
      {children}
      {checked && <VerdictBox checked={checked} />}
    </Step>
  );
};
