/** Figures with their names, in a row that wraps. */
import type { ComponentChildren } from 'preact';

export interface Fact {
  readonly label: string;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
}

export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl class="facts">
    {facts.map(({ label, value, note }) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd>
          <span class="fact-value">{value}</span>
          {note !== undefined && <span class="fact-note">{note}</span>}
        </dd>
      </div>
    ))}
  </dl>
);
