/** The timeline of a proof: what is known of each thread, phase by phase. */
export interface Sample {
  readonly phase: string;
  /** When the phase began, in seconds from the start of the proof. */
  readonly at: number;
  /** How long each thread had worked by then; empty on one thread. */
  readonly busySeconds: readonly number[];
}
export interface End {
  readonly at: number;
  readonly busySeconds: readonly number[] | undefined;
}
export interface Span {
  readonly phase: string;
  readonly from: number;
  readonly to: number;
  /** Share of the span that the thread worked on its parts, in [0, 1]; undefined while it is not known. */
  readonly busy: number | undefined;
}
/** One lane per thread, the one that leads first. */
export type Lanes = readonly (readonly Span[])[];

export const lanesOf = (samples: readonly Sample[], end: End): Lanes => {
  const threads = Math.max(1, samples[0]?.busySeconds.length ?? 1);
  return Array.from({ length: threads }, (_, thread) =>
    samples.map((sample, i): Span => {
      const next = samples[i + 1] ?? end;
      const worked = (next.busySeconds?.[thread] ?? Number.NaN) - (sample.busySeconds[thread] ?? Number.NaN);
      const length = next.at - sample.at;
      const busy = Number.isNaN(worked) || length <= 0 ? undefined : Math.min(1, Math.max(0, worked / length));
      return { phase: sample.phase, from: sample.at, to: next.at, busy };
    }),
  );
};

/** Share of all threads' time that was work on parts, undefined where it was not measured. */
export const parallelShare = (lanes: Lanes): number | undefined => {
  const spans = lanes.flat();
  if (spans.length === 0 || spans.some(({ busy }) => busy === undefined)) return undefined;
  const total = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  return total === 0 ? undefined : spans.reduce((sum, { from, to, busy = 0 }) => sum + busy * (to - from), 0) / total;
};

/** Distances of the axis' marks: 1, 2 or 5 times a power of ten, so that there are at most `most` of them. */
export const tickStep = (length: number, most: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(length, 1e-3) / most));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => length / step <= most) ?? 10 * power;
};
