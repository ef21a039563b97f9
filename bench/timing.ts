/** Times of pieces of work. */

/** Seconds of the fastest of `runs`, after one to warm up: so that it measures the code and not the load of the machine. */
export const best = (runs: number, work: () => void): number => {
  work();
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    work();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest / 1000;
};
