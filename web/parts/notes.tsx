/** Boxes that say something: problems, advice, verdicts. */
import type { ComponentChildren } from 'preact';
import { sentence } from '../lib/format.ts';
import type { Problem } from '../state/problem.ts';
import { CheckIcon, CrossIcon, InfoIcon } from './icons.tsx';

export const Note = ({ kind, title, children }: { kind: 'good' | 'bad' | 'info'; title: string; children?: ComponentChildren }) => (
  <div class={`note note-${kind}`}>
    {kind === 'good' ? <CheckIcon /> : kind === 'bad' ? <CrossIcon /> : <InfoIcon />}
    <div class="note-body">
      <p class="note-title">{title}</p>
      {children}
    </div>
  </div>
);

/** Announced as it appears. */
export const ProblemNote = ({ problem, children }: { problem: Problem; children?: ComponentChildren }) => (
  <div role="alert">
    <Note kind="bad" title={problem.title}>
      <p class="breaks">{sentence(problem.message)}</p>
      {problem.advice !== undefined && <p>{problem.advice}</p>}
      {problem.console !== '' && (
        <details open>
          <summary>Console</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it */}
          <pre class="console" tabIndex={0}>
            {problem.console}
          </pre>
        </details>
      )}
      {problem.trace.length > 0 && (
        <details>
          <summary>Last instructions</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys have to reach it */}
          <pre class="console" tabIndex={0}>
            {problem.trace.join('\n')}
          </pre>
        </details>
      )}
      {children}
    </Note>
  </div>
);
