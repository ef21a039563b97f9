/** A lead that has been started: calls to it, and its end. */
import { type Remote, wrap } from 'comlink';
import { PellucidError } from '../../core/error.ts';
import { VERSION } from '../../core/version.ts';
import type { WorkerHandle } from '../pool.ts';
import type { Lead, LeadInfo } from './lead.ts';
import { type Outcome, unwrap } from './outcome.ts';
import type { CreateProverOptions } from './types.ts';

/** Starts the worker of a lead; `url` is where its helpers come from. */
export interface LeadWorker extends WorkerHandle {
  readonly url: string;
}

export interface Connection {
  readonly info: LeadInfo;
  /** The value of a call. Throws the lead's error, or the error that the connection ended with. */
  call<T>(ask: (lead: Remote<Lead>) => Promise<Outcome<T>>): Promise<T>;
  /** Ends the lead, whatever it is doing: calls under way are rejected with `error`. */
  end(error: Error): void;
  /** Whether calls can still be answered. */
  alive(): boolean;
}

/** `onEnd` is called when the lead has ended, by whatever cause. */
export const connect = async (options: CreateProverOptions, spawn: () => Promise<LeadWorker>, onEnd: () => void): Promise<Connection> => {
  const worker = await spawn();
  let ended: Error | undefined;
  // Terminating a worker does not stop it at once: Chromium waits two seconds. Setting the shared word does.
  const word = typeof SharedArrayBuffer === 'undefined' ? undefined : new Int32Array(new SharedArrayBuffer(4));
  let reject: (error: Error) => void = () => {};
  const end = new Promise<never>((_, fail) => {
    reject = fail;
  });
  // Callers that wait learn of the end through `call`.
  end.catch(() => {});
  const stop = (error: Error): void => {
    if (ended !== undefined) return;
    ended = error;
    if (word !== undefined) Atomics.store(word, 0, 1);
    reject(error);
    onEnd();
    void worker.terminate();
  };
  worker.onDeath((why) => stop(new PellucidError('worker-died', `the prover's worker ended: ${why}`)));
  const lead = wrap<Lead>(worker.endpoint);
  const call = async <T>(ask: (lead: Remote<Lead>) => Promise<Outcome<T>>): Promise<T> => {
    const outcome = await Promise.race([ask(lead), end]);
    try {
      return unwrap(outcome);
    } catch (error) {
      // A lead that lost a helper cannot compute any more.
      if (error instanceof PellucidError && error.code === 'worker-died') stop(error);
      throw error;
    }
  };
  const { workers = 'auto', ...rest } = options;
  try {
    const info = await call((remote) => remote.start({ ...rest, workers, version: VERSION, workerUrl: worker.url, ended: word }));
    return { info, call, end: stop, alive: () => ended === undefined };
  } catch (error) {
    stop(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
};
