/** A queue of calls. A signal can end each of them, while it waits and while it works. */
import { PellucidError } from '../../core/error.ts';

/**
 * Runs `work` when the calls before it are over. On abort the call rejects and the handler that `work` registered with `whenCancelled`
 * runs. The result of `work` is then ignored.
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
    // Keeps the rejection from being reported as unhandled where nothing races with it.
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
