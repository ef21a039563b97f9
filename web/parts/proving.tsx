/** A proof under way. */
import { useEffect, useState } from 'preact/hooks';
import { bytes, percent, seconds, short } from '../lib/format.ts';
import { phaseInfo } from '../lib/phases.ts';
import { lanesOf } from '../lib/timeline.ts';
import { type Proof, run } from '../state/work.ts';
import { Facts } from './facts.tsx';
import { PhaseTable, TimelineChart } from './timelineChart.tsx';

const TICK_MS = 100;
/** A proof is not done before it is. */
const MOST_SHOWN = 0.99;
/** As long as nothing is known of the end, the axis leaves this much room. */
const ROOM = 1.5;

/** Seconds of the page's clock, while it is looked at. */
const useNow = (): number => {
  const [now, setNow] = useState(performance.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now() / 1000), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
};

const Memory = ({ inUse }: { inUse: number }) => {
  const planned = run.value.status === 'done' && run.value.profile?.ok ? run.value.profile.value.plannedBytes : undefined;
  if (planned === undefined) return <>{bytes(inUse)}</>;
  return (
    <>
      {bytes(inUse)}
      <span class="gauge" aria-hidden="true">
        <span style={{ width: `${Math.min(100, (100 * inUse) / planned)}%` }} />
      </span>
    </>
  );
};

export const Proving = ({ proof: { samples, progress, startedAt } }: { proof: Extract<Proof, { status: 'proving' }> }) => {
  const elapsed = Math.max(0, useNow() - startedAt);
  const { remainingSeconds, done, phase, memoryBytes } = progress;
  const total = remainingSeconds === undefined ? undefined : progress.elapsedSeconds + remainingSeconds;
  const share = total === undefined ? done : Math.min(MOST_SHOWN, Math.max(done, elapsed / total));
  const lanes = lanesOf(samples, { at: Math.max(elapsed, progress.elapsedSeconds), busySeconds: undefined });
  const steps = run.value.status === 'done' ? run.value.result.steps : undefined;
  const planned = run.value.status === 'done' && run.value.profile?.ok ? run.value.profile.value.plannedBytes : undefined;
  const { title, about } = phaseInfo(phase);
  return (
    <>
      <div class="progress-head">
        <p class="progress-phase">
          <strong>{title}</strong> <span class="hint">{about}</span>
        </p>
        <p class="progress-share" aria-hidden="true">
          {Math.round(100 * share)} %
        </p>
      </div>
      <div
        class="progress"
        role="progressbar"
        aria-label="Proving"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * share)}
        aria-valuetext={`${percent(share)}, ${title}`}
      >
        <span style={{ width: `${100 * share}%` }} />
      </div>
      <Facts
        facts={[
          { label: 'Elapsed', value: seconds(elapsed) },
          { label: 'Remaining', value: total === undefined ? '…' : `≈ ${seconds(Math.max(0, total - elapsed))}`, note: 'estimate' },
          {
            label: 'Throughput',
            value: total === undefined || steps === undefined ? '…' : `≈ ${short(steps / total)}`,
            note: 'instructions a second',
          },
          {
            label: 'Memory in use',
            value: <Memory inUse={memoryBytes} />,
            note: planned === undefined ? undefined : `of ${bytes(planned)} planned`,
          },
        ]}
      />
      <TimelineChart lanes={lanes} length={Math.max(total ?? elapsed * ROOM, elapsed, TICK_MS / 1000)} live />
      <PhaseTable spans={lanes[0]} />
    </>
  );
};
