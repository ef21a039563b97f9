/** Calls that are made one after the other, each of which a signal can end, while it waits and while it works. */
import { PellucidError } from '../../core/error.ts';

/**
 * Runs `work` when the calls before it are over. Once the signal says so, the call is rejected, and what `work` gave to `whenCancelled`
 * by then is called; what `work` itself does is then nobody's business.
 */
export type Turns = <T>(
  signal: AbortSignal | undefined,
  work: (whenCancelled: (end: (error: PellucidError) => void) => void) => Promise<T>,
) => Promise<T>;

export const createTurns = (): Turns => {
  /** Resolves when all calls so far are over. */
  let last: Promise<void> = Promise.resolve();
  return async (signal, work) => {
    const before = last;
    let over = (): void => {};
    last = new Promise((resolve) => {
      over = resolve;
    });
    let end = (_error: PellucidError): void => {};
    let cancel = (): void => {};
    const cancelled = new Promise<never>((_, reject) => {
      cancel = () => {
        const error = new PellucidError('aborted', 'cancelled by its signal', {}, signal?.reason);
        reject(error);
        end(error);
      };
    });
    // Where nothing races with it, nobody has to hear of it.
    cancelled.catch(() => {});
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await Promise.race([before, cancelled]);
      const result = work((ending) => {
        end = ending;
      });
      return await Promise.race([result, cancelled]);
    } finally {
      signal?.removeEventListener('abort', cancel);
      // A call that was cancelled while it waited is over when those before it are.
      void before.then(over);
    }
  };
};
