/** The verdict on a proof from a file. */
import { toHex, type Verdict } from '../../src/verify.ts';
import { bits, seconds } from '../lib/format.ts';
import { type Basis, type Check, fileCheck, type KnownProgram } from '../state/verification.ts';
import { Note, ProblemNote } from './notes.tsx';

const aboutProgram = (program: KnownProgram | undefined): string => {
  if (program === undefined) {
    return 'Which program it is about is known by its commitment only: compare it with one you trust, or add the ELF or the program key.';
  }
  const { from, name } = program;
  if (from === 'example') return `It is about this page's example ${name}.`;
  if (from === 'elf') return `It is about the program in ${name}, from which this page computed the commitment.`;
  return `It is about the program that the key ${name} names. A key is as good as who made it: the ELF would show which program that is.`;
};

const Trust = ({ basis: { keyGiven, program } }: { basis: Basis }) => (
  <ul class="trust">
    <li>{keyGiven ? 'The verifying key is the one that this page derives by itself.' : 'The verifying key was derived by this page.'}</li>
    <li class="breaks">{aboutProgram(program)}</li>
  </ul>
);

const Claim = ({ verdict }: { verdict: Verdict }) => {
  const { programCommitment, publicValues, exitCode } = verdict;
  if (programCommitment === undefined || publicValues === undefined) return null;
  return (
    <dl class="values">
      <div>
        <dt>Public values</dt>
        <dd class="mono breaks">{publicValues.length === 0 ? 'none' : toHex(publicValues)}</dd>
      </div>
      <div>
        <dt>Program commitment</dt>
        <dd class="mono breaks">{toHex(programCommitment)}</dd>
      </div>
      <div>
        <dt>Exit code</dt>
        <dd>{exitCode}</dd>
      </div>
    </dl>
  );
};

const Done = ({ check: { verdict, seconds: time, basis } }: { check: Extract<Check, { status: 'done' }> }) => (
  <>
    {verdict.valid ? (
      <Note kind="good" title={`Valid, verified in ${seconds(time)}`}>
        <p>The program ran to its end with the public values below. At least {bits(verdict.provenBits)} of security, proven.</p>
        <Trust basis={basis} />
      </Note>
    ) : (
      <Note kind="bad" title="Not valid">
        <p class="breaks">The verifier says: {verdict.reason}.</p>
      </Note>
    )}
    <section>
      <h3>{verdict.valid ? 'What it proves' : 'What it claims'}</h3>
      {verdict.programCommitment === undefined ? <p class="hint">The file is too broken to say.</p> : <Claim verdict={verdict} />}
    </section>
  </>
);

const ANSWERS = [
  [
    'Which program',
    'The proof names it by a commitment: the page compares it with the ELF or program key that you give, or with its examples.',
  ],
  ['Which result', 'Its public values: what the program chose to publish.'],
  ['How sure', 'The security of each proof is computed from its shape, in bits, by proven bounds only.'],
] as const;

const NoVerdict = () => (
  <section class="panel panel-empty" aria-labelledby="verdict-heading">
    <h2 id="verdict-heading">What a verdict tells</h2>
    <dl class="answers">
      {ANSWERS.map(([question, answer]) => (
        <div key={question}>
          <dt>{question}</dt>
          <dd>{answer}</dd>
        </div>
      ))}
    </dl>
  </section>
);

export const VerdictPanel = () => {
  const check = fileCheck.value;
  if (check.status === 'none') return <NoVerdict />;
  return (
    <section class="panel" aria-labelledby="verdict-heading">
      <h2 id="verdict-heading">Verdict</h2>
      <div class="verdict" aria-live="polite">
        {check.status === 'checking' && <p class="waiting">Deriving keys and verifying…</p>}
        {check.status === 'done' && <Done check={check} />}
      </div>
      {check.status === 'failed' && <ProblemNote problem={check.problem} />}
    </section>
  );
};
