/**
 * The caller's side of a prover in a worker. Nothing interrupts a phase of the lead, so cancelling ends the lead and the next call starts
 * another. Programs are then sent to the new lead again, and keys are derived again, when they are needed.
 */
import { type Endpoint, transfer } from 'comlink';
import { givenMembers } from '../../api/pins.ts';
import { PellucidError } from '../../core/error.ts';
import { type Connection, connect, type LeadWorker } from './connection.ts';
import { estimate } from './estimate.ts';
import { isolationOf } from './isolation.ts';
import type { PhaseBegin, Run } from './lead.ts';
import { createTurns } from './turns.ts';
import type { CreateProverOptions, LoadedProgram, Prover, RemoteProveParameters, RemoteVerifyParameters, RunParameters } from './types.ts';

const seconds = (): number => performance.now() / 1000;

export const createRemoteProver = async (options: CreateProverOptions, spawn: () => Promise<LeadWorker>): Promise<Prover> => {
  let connection: Promise<Connection> | undefined;
  let closed: PellucidError | undefined;
  /** Numbers of the programs that the lead of each connection knows. */
  const known = new WeakMap<Connection, WeakMap<LoadedProgram, number>>();
  /** Seconds by phase of the last proof. */
  let lastPhases: Readonly<Record<string, number>> | undefined;
  const turns = createTurns();

  /** The connection to the lead. Starts a lead if there is none or it has ended. */
  const connected = (): Promise<Connection> => {
    if (closed !== undefined) return Promise.reject(closed);
    if (connection !== undefined) return connection;
    const forget = (): void => {
      if (connection === opening) connection = undefined;
    };
    const opening = connect(options, spawn, forget);
    opening.catch(forget);
    connection = opening;
    return opening;
  };

  const inTurn = <T>(signal: AbortSignal | undefined, task: (c: Connection) => Promise<T>): Promise<T> =>
    turns(signal, async (whenCancelled) => {
      const c = await connected();
      // A call that was cancelled meanwhile must not keep the lead from the next call.
      signal?.throwIfAborted();
      whenCancelled((error) => {
        c.end(error);
        // The next call will not have to wait for a lead.
        connected().catch(() => {});
      });
      return task(c);
    });

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

  const proveWith = async (c: Connection, parameters: RemoteProveParameters) => {
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
        c.end(error instanceof Error ? error : new Error(String(error)));
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
    load: async (elf) => {
      // Copied now, because the turn may come late. Not by `slice`, which on a Node Buffer gives a view of the caller's bytes.
      const copy = Uint8Array.from(elf);
      return inTurn(undefined, async (c) => {
        const { index, ...facts } = await c.call((lead) => lead.load(copy));
        const program = { elf: copy, ...facts };
        known.set(c, (known.get(c) ?? new WeakMap()).set(program, index));
        return program;
      });
    },
    execute: (parameters) =>
      inTurn(parameters.signal, async (c) => {
        const run = await runOf(c, parameters);
        return c.call((lead) => lead.execute(run));
      }),
    profile: (parameters) =>
      inTurn(parameters.signal, async (c) => {
        const run = await runOf(c, parameters);
        const { preset, hash } = parameters;
        return c.call((lead) => lead.profile(run, { preset, hash }));
      }),
    setup: ({ program, preset, hash }) =>
      inTurn(undefined, async (c) => {
        const index = await tell(c, program);
        return c.call((lead) => lead.setup(index, { preset, hash }));
      }),
    prove: (parameters) =>
      inTurn(parameters.signal, async (c) => {
        const result = await proveWith(c, parameters);
        lastPhases = result.phases;
        return result;
      }),
    verify: async (parameters) => {
      // Copied now: the caller may change the bytes before the turn comes.
      const given = structuredClone({ ...givenMembers(parameters), verifyingKey: parameters.verifyingKey }) as RemoteVerifyParameters;
      return inTurn(undefined, (c) => c.call((lead) => lead.verify(given)));
    },
    close: async () => {
      closed ??= new PellucidError('closed', 'this prover was closed; make a new one');
      (await connection?.catch(() => undefined))?.end(closed);
    },
  };
};
