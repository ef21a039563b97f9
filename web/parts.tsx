/** Small parts that several steps use. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type NamedFile, readFiles } from './files.ts';
import type { Session } from './session.ts';
import type { Failure, State } from './state.ts';

export interface StepProps {
  readonly state: State;
  readonly session: Session;
  readonly children?: ComponentChildren;
}

export const Step = (props: {
  readonly number: number;
  readonly title: string;
  readonly off?: boolean;
  readonly children: ComponentChildren;
}) => (
  <section class={props.off ? 'step off' : 'step'} aria-labelledby={`step-${props.number}`}>
    <h2 id={`step-${props.number}`}>
      <span class="number" aria-hidden="true">
        {props.number}
      </span>
      {props.title}
    </h2>
    {props.children}
  </section>
);

export const FailureBox = ({ failure }: { readonly failure: Failure }) => (
  <div class="failure" role="alert">
    <strong>That did not work.</strong>
    <pre>{failure.message}</pre>
    <small>{failure.code}</small>
  </div>
);

export const Facts = ({ facts }: { readonly facts: readonly (readonly [string, ComponentChildren])[] }) => (
  <dl class="table">
    {facts.map(([label, value]) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
}
/** Bars as the table that they are: readable without seeing them. */
export const Bars = ({ title, unit, bars }: { readonly title: string; readonly unit: string; readonly bars: readonly Bar[] }) => {
  const most = Math.max(...bars.map(({ value }) => value), 1);
  return (
    <table class="bars">
      <caption>{title}</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">{unit}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ label, value, text }) => (
          <tr key={label}>
            <th scope="row" title={label}>
              {label}
            </th>
            <td>
              <span class="bar" style={{ '--part': value / most }} />
              {text}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** Takes files by dropping, or by a button. */
export const Drop = (props: {
  readonly label: string;
  readonly hint: string;
  readonly multiple?: boolean;
  readonly disabled?: boolean;
  readonly onFiles: (files: readonly NamedFile[]) => void;
}) => {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = async (files: FileList | null | undefined): Promise<void> => {
    setOver(false);
    if (files && files.length > 0 && !props.disabled) props.onFiles(await readFiles(files));
    if (input.current) input.current.value = '';
  };
  return (
    <label
      class={over ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer?.files);
      }}
    >
      <input
        ref={input}
        type="file"
        multiple={props.multiple ?? false}
        disabled={props.disabled ?? false}
        onChange={(event) => void take(event.currentTarget.files)}
      />
      <strong>{props.label}</strong>
      <span>{props.hint}</span>
    </label>
  );
};
