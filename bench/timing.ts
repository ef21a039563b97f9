/** Times of pieces of work. */

/** Seconds. */
export type Clock = () => number;

export const elapsed: Clock = () => performance.now() / 1e3;
/** Of all threads of this process; other processes' load does not show in it. */
export const processorTime: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Seconds of the fastest of `runs`, after one to warm up: so that it measures the code and not the load of the machine. */
export const best = (runs: number, work: () => void, clock: Clock = elapsed): number => {
  work();
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = clock();
    work();
    fastest = Math.min(fastest, clock() - start);
  }
  return fastest;
};
