/** The timeline of a proof: a lane per thread, a block per phase, filled as high as the thread was busy with its parts. */
import { count, percent, seconds } from '../lib/format.ts';
import { phaseInfo } from '../lib/phases.ts';
import { type Lanes, parallelShare, type Span, tickStep } from '../lib/timeline.ts';

const LANE_HEIGHT = 26;
const LANE_GAP = 6;
const MAX_TICKS = 6;

const laneName = (thread: number): string => (thread === 0 ? 'Lead' : `Worker ${thread}`);

const Block = ({ span: { phase, from, to, busy }, top, length }: { span: Span; top: number; length: number }) => {
  const x = `${(100 * from) / length}%`;
  const width = `${(100 * (to - from)) / length}%`;
  const { color, title } = phaseInfo(phase);
  const filled = LANE_HEIGHT * (busy ?? 0);
  return (
    <g style={{ color }}>
      <title>{`${title}: ${seconds(to - from)}${busy === undefined ? '' : `, ${percent(busy)} busy`}`}</title>
      <rect class="block" x={x} width={width} y={top} height={LANE_HEIGHT} />
      {busy !== undefined && <rect class="block-busy" x={x} width={width} y={top + LANE_HEIGHT - filled} height={filled} />}
    </g>
  );
};

const summary = (lanes: Lanes): string =>
  `Timeline of ${count(lanes.length)} ${lanes.length === 1 ? 'thread' : 'threads'}: ` +
  lanes[0].map(({ phase, from, to }) => `${phaseInfo(phase).title} ${seconds(to - from)}`).join(', ');

interface TimelineChartProps {
  readonly lanes: Lanes;
  /** Seconds that the axis shows. */
  readonly length: number;
  readonly live: boolean;
}

export const TimelineChart = ({ lanes, length, live }: TimelineChartProps) => {
  const step = tickStep(length, MAX_TICKS);
  const ticks = Array.from({ length: Math.floor(length / step) + 1 }, (_, i) => i * step);
  const height = lanes.length * (LANE_HEIGHT + LANE_GAP);
  const share = parallelShare(lanes);
  const several = lanes.length > 1;
  return (
    <figure class="timeline">
      <div class="timeline-grid">
        <div class="lane-names" aria-hidden="true">
          {lanes.map((_, thread) => (
            <span key={thread}>{laneName(thread)}</span>
          ))}
        </div>
        <svg width="100%" height={height + 18} role="img" aria-label={live ? 'Timeline of the proof so far' : summary(lanes)}>
          {ticks.map((tick) => (
            <g key={tick} class="tick">
              <line x1={`${(100 * tick) / length}%`} x2={`${(100 * tick) / length}%`} y1="0" y2={height} />
              <text
                x={`${(100 * tick) / length}%`}
                y={height + 14}
                text-anchor={tick === 0 ? 'start' : tick / length > 0.95 ? 'end' : 'middle'}
              >
                {`${Number(tick.toPrecision(3))} s`}
              </text>
            </g>
          ))}
          {lanes.map((spans, thread) =>
            spans.map((span) => (
              <Block key={`${thread} ${span.phase}`} span={span} top={thread * (LANE_HEIGHT + LANE_GAP)} length={length} />
            )),
          )}
        </svg>
      </div>
      <figcaption class="hint">
        {several
          ? 'Filled: the share of a phase that a thread worked on parts of shared operations. Between them the lead works alone.'
          : 'One thread does everything.'}
        {!live && several && share !== undefined && ` All threads together were busy ${percent(share)} of the time.`}
      </figcaption>
    </figure>
  );
};

/** The phases with their times: the legend of the timeline. */
export const PhaseTable = ({ spans }: { spans: readonly Span[] }) => (
  <table class="phases">
    <caption class="unseen">Phases of the proof</caption>
    <thead class="unseen">
      <tr>
        <th scope="col">Phase</th>
        <th scope="col">What happens</th>
        <th scope="col">Time</th>
      </tr>
    </thead>
    <tbody>
      {spans.map(({ phase, from, to }) => {
        const { title, about, color } = phaseInfo(phase);
        return (
          <tr key={phase}>
            <th scope="row">
              <span class="swatch" style={{ background: color }} aria-hidden="true" /> {title}
            </th>
            <td class="phase-about">{about}</td>
            <td class="phase-time">{seconds(to - from)}</td>
          </tr>
        );
      })}
    </tbody>
  </table>
);
