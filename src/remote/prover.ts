/**
 * The near side of a prover in a worker. The lead works in phases that nothing interrupts, so cancelling ends it, and the
 * next call finds a new one: what a lead knows (programs, keys) is told or derived again when it is needed.
 */
import { type Endpoint, transfer } from 'comlink';
import { PellucidError } from '../core/error.ts';
import { type Connection, connect, type LeadWorker } from './connection.ts';
import { estimate } from './estimate.ts';
import { isolationOf } from './isolation.ts';
import type { PhaseBegin, Run } from './lead.ts';
import type { CreateProverOptions, LoadedProgram, Prover, RemoteProveParameters, RunParameters } from './types.ts';

const seconds = (): number => performance.now() / 1000;
const aborted = (signal: AbortSignal): PellucidError => new PellucidError('aborted', 'cancelled by its signal', {}, signal.reason);

export const createRemoteProver = async (options: CreateProverOptions, spawn: () => Promise<LeadWorker>): Promise<Prover> => {
  let connection: Promise<Connection> | undefined;
  let closed: PellucidError | undefined;
  /** Numbers of the programs that the lead of each connection knows. */
  const known = new WeakMap<Connection, WeakMap<LoadedProgram, number>>();
  /** Seconds by phase of the last proof. */
  let lastPhases: Readonly<Record<string, number>> | undefined;
  /** Settles when the calls so far have. */
  let queue: Promise<unknown> = Promise.resolve();

  const connected = async (): Promise<Connection> => {
    if (
      connection !== undefined &&
      !(await connection.then(
        (c) => c.alive(),
        () => false,
      ))
    )
      connection = undefined;
    if (closed !== undefined) throw closed;
    return (connection ??= connect(options, spawn));
  };

  /** Runs `task` when those before it are done; `stop`, which ends the lead, is given the error to end with. */
  const inTurn = async <T>(
    signal: AbortSignal | undefined,
    task: (c: Connection, stop: (error: Error) => void) => Promise<T>,
  ): Promise<T> => {
    const before = queue;
    let over: () => void = () => {};
    queue = new Promise<void>((resolve) => {
      over = resolve;
    });
    let current: Connection | undefined;
    let cancel: () => void = () => {};
    const cancelled = new Promise<never>((_, reject) => {
      cancel = () => {
        if (signal === undefined) return;
        const error = aborted(signal);
        reject(error);
        if (current === undefined) return;
        current.end(error);
        // The next call will not have to wait for it.
        if (closed === undefined) connected().catch(() => {});
      };
    });
    cancelled.catch(() => {});
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await Promise.race([before, cancelled]);
      const c = await Promise.race([connected(), cancelled]);
      current = c;
      return await Promise.race([task(c, (error) => c.end(error)), cancelled]);
    } finally {
      signal?.removeEventListener('abort', cancel);
      // A call that was cancelled while it waited is over when those before it are.
      void before.then(over);
    }
  };

  const tell = async (c: Connection, program: LoadedProgram): Promise<number> => {
    const programs = known.get(c) ?? new WeakMap<LoadedProgram, number>();
    known.set(c, programs);
    const index = programs.get(program) ?? (await c.call((lead) => lead.load(program.elf))).index;
    programs.set(program, index);
    return index;
  };
  const runOf = async (c: Connection, { program, input, maxSteps }: RunParameters): Promise<Run> => ({
    program: await tell(c, program),
    input,
    maxSteps,
  });

  const proveWith = async (c: Connection, stop: (error: Error) => void, parameters: RemoteProveParameters) => {
    const { preset, hash, onProgress } = parameters;
    const run = await runOf(c, parameters);
    if (onProgress === undefined) return c.call((lead) => lead.prove(run, { preset, hash }, undefined));
    const { port1, port2 } = new MessageChannel();
    const start = seconds();
    const listen = ({ data }: { readonly data: PhaseBegin }): void => {
      if (!c.alive()) return;
      const elapsedSeconds = seconds() - start;
      try {
        onProgress({ ...data, elapsedSeconds, ...estimate(data, elapsedSeconds, lastPhases) });
      } catch (error) {
        stop(error instanceof Error ? error : new Error(String(error)));
      }
    };
    (port1 as Endpoint).addEventListener('message', listen as never);
    port1.start();
    try {
      return await c.call((lead) => lead.prove(run, { preset, hash }, transfer(port2, [port2])));
    } finally {
      port1.close();
    }
  };

  const { info } = await connected();
  return {
    backend: info.backend,
    backendReason: info.backendReason,
    workers: info.workers,
    isolation: isolationOf(info),
    load: (elf) =>
      inTurn(undefined, async (c) => {
        const copy = elf.slice();
        const { index, ...facts } = await c.call((lead) => lead.load(copy));
        const program = { elf: copy, ...facts };
        known.set(c, (known.get(c) ?? new WeakMap()).set(program, index));
        return program;
      }),
    execute: (parameters) =>
      inTurn(parameters.signal, async (c) => {
        const run = await runOf(c, parameters);
        return c.call((lead) => lead.execute(run));
      }),
    profile: (parameters) =>
      inTurn(parameters.signal, async (c) => {
        const run = await runOf(c, parameters);
        return c.call((lead) => lead.profile(run));
      }),
    setup: ({ program, preset, hash }) =>
      inTurn(undefined, async (c) => {
        const index = await tell(c, program);
        return c.call((lead) => lead.setup(index, { preset, hash }));
      }),
    prove: (parameters) =>
      inTurn(parameters.signal, async (c, stop) => {
        const result = await proveWith(c, stop, parameters);
        lastPhases = result.phases;
        return result;
      }),
    verify: (parameters) => inTurn(undefined, (c) => c.call((lead) => lead.verify(parameters))),
    close: async () => {
      closed ??= new PellucidError('closed', 'this prover was closed; make a new one');
      (await connection?.catch(() => undefined))?.end(closed);
    },
  };
};
