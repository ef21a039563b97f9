/** Progress of a proof on a terminal: one line that is rewritten; nothing when stderr is not a terminal. */

const WIDTH = 24;

export interface Progress {
  report(progress: { readonly phase: string; readonly done: number }): void;
  /** Clears the line. */
  end(): void;
}

export const terminalProgress = (quiet: boolean): Progress => {
  const out = process.stderr;
  if (quiet || !out.isTTY) return { report: () => {}, end: () => {} };
  const start = performance.now();
  return {
    report({ phase, done }) {
      const filled = Math.round(WIDTH * done);
      const bar = '#'.repeat(filled) + '-'.repeat(WIDTH - filled);
      const elapsed = ((performance.now() - start) / 1000).toFixed(1);
      out.write(`\r\x1b[K[${bar}] ${String(Math.round(100 * done)).padStart(3)} %  ${elapsed} s  ${phase}`);
    },
    end() {
      out.write('\r\x1b[K');
    },
  };
};

/** A signal that Ctrl-C aborts; a second Ctrl-C ends the process at once. */
export const interruptSignal = (): AbortSignal => {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    process.once('SIGINT', () => process.exit(130));
    controller.abort();
  });
  return controller.signal;
};
