/** The lead: a thread that proves for another one. It holds programs, keys and the prover, and answers calls. It may block. */
import { execute } from '../../api/execute.ts';
import { loadProgram } from '../../api/load.ts';
import { profile } from '../../api/profile.ts';
import { prove } from '../../api/prove.ts';
import { setupMachine, setupProgram } from '../../api/setup.ts';
import type { CreatePellucidOptions, ExecuteResult, ProfileResult, ProvingKey } from '../../api/types.ts';
import { type Verdict, verify } from '../../api/verify.ts';
import { PellucidError } from '../../core/error.ts';
import { VERSION } from '../../core/version.ts';
import { encodeProgramKey } from '../../keys/programKey.ts';
import { decodeVerifyingKey, encodeVerifyingKey } from '../../keys/verifyingKey.ts';
import type { Program } from '../../vm/program.ts';
import { createParallelPellucid, MAX_WORKERS, type ParallelPellucid } from '../parallel.ts';
import type { SpawnWorker } from '../pool.ts';
import { type Outcome, settle } from './outcome.ts';
import type { Keys, LoadedProgram, MachineChoice, Progress, RemoteProveResult, RemoteVerifyParameters } from './types.ts';

export interface StartOptions extends Omit<CreatePellucidOptions, 'interrupted'> {
  readonly workers: number | 'auto';
  /** Version of the calling code, which may come from another script than the lead. */
  readonly version: string;
  /** Where helpers come from, in the platform's terms. */
  readonly workerUrl: string;
  /** A shared word that becomes nonzero when the caller has given up on the lead; undefined without shared memory. */
  readonly ended: Int32Array | undefined;
}
export interface LeadInfo {
  readonly backend: string;
  readonly backendReason: string;
  readonly workers: number;
  readonly isolated: boolean;
  /** Threads that `auto` would take if memory could be shared. */
  readonly available: number;
}
/** A run of the program that `load` has given a number. */
export interface Run {
  readonly program: number;
  readonly input: Uint8Array | undefined;
  readonly maxSteps: number | undefined;
}
export type PhaseBegin = Pick<Progress, 'phase' | 'done' | 'memoryBytes' | 'busySeconds'>;
/** The end of a message channel. */
export interface Sender {
  postMessage(message: PhaseBegin): void;
}

/** What the lead can be asked through comlink. */
export interface Lead {
  start(options: StartOptions): Promise<Outcome<LeadInfo>>;
  load(elf: Uint8Array): Promise<Outcome<Omit<LoadedProgram, 'elf'> & { readonly index: number }>>;
  execute(run: Run): Promise<Outcome<ExecuteResult>>;
  setup(program: number, choice: MachineChoice): Promise<Outcome<Keys>>;
  profile(run: Run, choice: MachineChoice): Promise<Outcome<ProfileResult>>;
  prove(run: Run, choice: MachineChoice, progress: Sender | undefined): Promise<Outcome<RemoteProveResult>>;
  verify(parameters: RemoteVerifyParameters): Promise<Outcome<Verdict>>;
}

/** What differs between platforms. */
export interface LeadPlatform {
  /** Whether threads can share memory. */
  readonly isolated: boolean;
  /** Threads that the machine runs at once. */
  readonly parallelism: number;
  /** Throws where WebAssembly cannot be used, saying what to do. */
  checkWebAssembly(): void;
  helpers(workerUrl: string): SpawnWorker;
}

/** An object without the members that are undefined. */
const present = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };

export const createLead = (platform: LeadPlatform): Lead => {
  let started: ParallelPellucid | undefined;
  const programs: Program[] = [];

  const vm = (): ParallelPellucid => {
    if (started === undefined) throw new Error('the lead was not started');
    return started;
  };
  const provingKey = (choice: MachineChoice): ProvingKey => setupMachine(vm(), present(choice));
  const parametersOf = ({ program, input, maxSteps }: Run) => ({ program: programs[program], ...present({ input, maxSteps }) });

  return {
    start: ({ version, workers, workerUrl, ended, ...options }) =>
      settle(async () => {
        if (version !== VERSION) {
          throw new PellucidError('worker-version', `the worker at ${workerUrl} is of version ${VERSION}, the page's code of ${version}`);
        }
        platform.checkWebAssembly();
        const available = Math.min(MAX_WORKERS, platform.parallelism);
        const wanted = workers === 'auto' ? available : workers;
        const interrupted = (): boolean => ended !== undefined && Atomics.load(ended, 0) !== 0;
        started = await createParallelPellucid({ ...options, workers: wanted, interrupted }, platform.helpers(workerUrl));
        await started.started;
        const { backend, backendReason } = started;
        return { backend, backendReason, workers: started.workers, isolated: platform.isolated, available };
      }),
    load: (elf) =>
      settle(() => {
        const program = loadProgram(elf);
        return { index: programs.push(program) - 1, entry: program.entry, instructions: program.instructions.length };
      }),
    execute: (run) => settle(() => execute(parametersOf(run))),
    setup: (program, choice) =>
      settle(() => {
        const key = provingKey(choice);
        const { verifyingKey } = key;
        const programKey = setupProgram(vm(), { provingKey: key, program: programs[program] });
        return {
          preset: programKey.preset,
          hash: programKey.hash,
          verifyingKey: encodeVerifyingKey(verifyingKey),
          keyDigest: programKey.keyDigest,
          programCommitment: programKey.programCommitment,
          programKey: encodeProgramKey(programKey),
        };
      }),
    profile: (run, choice) => settle(() => profile(vm(), { ...parametersOf(run), provingKey: provingKey(choice) })),
    prove: (run, choice, progress) =>
      settle(async () => {
        const { session, busySeconds } = vm();
        const before = busySeconds();
        const worked = (): number[] => busySeconds().map((seconds, i) => seconds - before[i]);
        const report = (begin: Pick<PhaseBegin, 'phase' | 'done'>): void =>
          progress?.postMessage({ ...begin, memoryBytes: 4 * session.backend.usage().words, busySeconds: worked() });
        const result = await prove(vm(), { ...parametersOf(run), provingKey: provingKey(choice), onProgress: report });
        return { ...result, busySeconds: worked() };
      }),
    verify: ({ verifyingKey, ...parameters }) => settle(() => verify({ ...parameters, verifyingKey: decodeVerifyingKey(verifyingKey) })),
  };
};
