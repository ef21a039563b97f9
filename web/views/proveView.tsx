/** Choosing a program, running and proving it. */
import { useEffect, useRef } from 'preact/hooks';
import { Actions } from '../parts/actions.tsx';
import { Announcer } from '../parts/announcer.tsx';
import { CostPanel } from '../parts/costPanel.tsx';
import { InputForm } from '../parts/inputForm.tsx';
import { MachineOptions } from '../parts/machineOptions.tsx';
import { ProgramPicker } from '../parts/programPicker.tsx';
import { ProofPanel } from '../parts/proofPanel.tsx';
import { RunPanel } from '../parts/runPanel.tsx';
import { choice, example, OWN } from '../state/guest.ts';
import { busy, proof, run } from '../state/work.ts';

const STEPS = [
  ['Run', 'The program runs in a small RISC-V machine. Its console, its public values and what a proof will cost are shown.'],
  [
    'Prove',
    'The run becomes a proof of some hundred kilobytes that it happened as it says: every instruction, from the first to the last.',
  ],
  ['Verify', 'Anyone checks the proof in a fraction of a second, without the input and without running the program again.'],
] as const;

const Nothing = () => (
  <section class="panel panel-empty" aria-labelledby="nothing-heading">
    <h2 id="nothing-heading">{choice.value === OWN ? 'Your own program' : example.value?.title}</h2>
    <p class="lead">
      {example.value?.about ?? 'Any static RV32IM executable that reads from file descriptor 0 and writes its public values to 3.'}
    </p>
    <ol class="steps">
      {STEPS.map(([title, about]) => (
        <li key={title}>
          <strong>{title}</strong>
          <span>{about}</span>
        </li>
      ))}
    </ol>
  </section>
);

/** Where results come below the form, they come into view as work begins. */
const useResultsInView = () => {
  const results = useRef<HTMLDivElement>(null);
  const isBusy = busy.value;
  useEffect(() => {
    const top = results.current?.getBoundingClientRect().top ?? 0;
    if (isBusy && top > innerHeight / 2) results.current?.scrollIntoView();
  }, [isBusy]);
  return results;
};

export const ProveView = () => {
  const results = useResultsInView();
  return (
    <div class="workbench">
      <form class="controls" aria-label="Program and input" onSubmit={(event) => event.preventDefault()}>
        <ProgramPicker />
        <InputForm />
        <MachineOptions />
        <Actions />
      </form>
      <div class="results" ref={results}>
        {run.value.status === 'none' && proof.value.status === 'none' && <Nothing />}
        <ProofPanel />
        <RunPanel />
        <CostPanel />
        <Announcer />
      </div>
    </div>
  );
};
