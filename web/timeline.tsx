/** Phases of a proof over time, one row for each thread; how full a box is says how much of the phase the thread worked. */
import { percent, seconds } from './format.ts';
import type { Beginning } from './state.ts';

interface Box {
  readonly phase: string;
  readonly start: number;
  readonly length: number;
  /** By thread, in [0, 1]; empty where that is not measured. */
  readonly busy: readonly number[];
}

const boxesOf = (phases: readonly Beginning[], end: number): Box[] =>
  phases.map(({ phase, elapsedSeconds: start, busySeconds }, i) => {
    const next = phases[i + 1];
    const length = (next?.elapsedSeconds ?? end) - start;
    const busy = next === undefined ? [] : next.busySeconds.map((after, t) => Math.min(1, (after - (busySeconds[t] ?? 0)) / length));
    return { phase, start, length, busy };
  });

export const Timeline = ({
  phases,
  end,
  workers,
}: {
  readonly phases: readonly Beginning[];
  readonly end: number;
  readonly workers: number;
}) => {
  const boxes = boxesOf(phases, end);
  const hue = (i: number): string => `var(--phase-${i % 6})`;
  return (
    <figure class="timeline">
      <figcaption>Phases over {seconds(end)}, by thread: the filled part of a box is the time that the thread worked in it</figcaption>
      {Array.from({ length: workers }, (_, thread) => (
        <div class="lane" key={thread} aria-hidden="true">
          <span>{thread === 0 ? 'leads' : `helps ${thread}`}</span>
          <div class="track">
            {boxes.map(({ phase, start, length, busy }, i) => {
              // What the leading thread does besides kernels is not counted, and it is never idle.
              const share = thread === 0 ? 1 : (busy[thread] ?? 0);
              const style = {
                left: `${(100 * start) / end}%`,
                width: `${(100 * length) / end}%`,
                '--box': hue(i),
                '--share': `${100 * share}%`,
              };
              return <i key={phase} class="box" style={style} title={`${phase}: ${seconds(length)}, worked ${percent(share)}`} />;
            })}
          </div>
        </div>
      ))}
      <ol class="legend">
        {boxes.map(({ phase, length }, i) => (
          <li key={phase}>
            <i style={{ background: hue(i) }} />
            {phase} <span>{seconds(length)}</span>
          </li>
        ))}
      </ol>
    </figure>
  );
};
