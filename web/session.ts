/** One visit: the prover and what is asked of it. Each method tells the page what came of it; none of them rejects. */
import { createProver, type LoadedProgram, PellucidError, type Progress, type Prover } from '../src/browser.ts';
import { decodeProgramKey } from '../src/keys/programKey.ts';
import { EXAMPLES, type Example } from './examples.ts';
import { headerOf, isElf, type NamedFile } from './files.ts';
import type { Action, Guest, Place, Run } from './state.ts';

export interface Choice {
  readonly preset: string;
  readonly hash: string;
}
export interface Session {
  start(): Promise<void>;
  openExample(example: Example): Promise<void>;
  openFile(file: NamedFile): Promise<void>;
  run(guest: Guest, typed: string, encode: () => Uint8Array): Promise<void>;
  prove(guest: Guest, run: Run, choice: Choice): Promise<void>;
  /** Ends what is under way. */
  cancel(): void;
  verify(files: readonly NamedFile[]): Promise<void>;
}

const clock = (): (() => number) => {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
};

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

export const createSession = (dispatch: (action: Action) => void): Session => {
  let prover: Prover | undefined;
  let abort = new AbortController();

  const ready = (): Prover => {
    if (prover === undefined) throw new PellucidError('not-ready', 'the prover has not started yet; wait a moment and try again');
    return prover;
  };
  const attempt = async (place: Place, work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    dispatch({ type: 'begin', place });
    abort = new AbortController();
    try {
      await work(abort.signal);
    } catch (error) {
      if (error instanceof PellucidError && error.code === 'aborted') return dispatch({ type: 'idle' });
      const code = error instanceof PellucidError ? error.code : 'input';
      dispatch({ type: 'failed', failure: { place, code, message: error instanceof Error ? error.message : String(error) } });
    }
  };
  const open = async (name: string, elf: Uint8Array, example: Example | undefined): Promise<void> => {
    const program = await ready().load(elf);
    dispatch({ type: 'guest', guest: { name, program, example } });
  };
  /** How long it runs is known, so a run that no proof holds is refused by its length only. */
  const profileOf = async (program: LoadedProgram, input: Uint8Array, signal: AbortSignal) => {
    try {
      return await ready().profile({ program, input, signal });
    } catch (error) {
      if (error instanceof PellucidError && error.code === 'guest-steps-exceeded') return undefined;
      throw error;
    }
  };

  const guestOf = async (id: string): Promise<Uint8Array> => {
    const response = await fetch(`guests/${id}.elf`);
    if (!response.ok) throw new PellucidError('not-found', `the server has no guests/${id}.elf: it answers ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  /** The machine's key is the same for all. */
  const anyGuest = (): Promise<Uint8Array> => guestOf(EXAMPLES[0].id);

  return {
    start: () =>
      attempt('engine', async () => {
        prover = await createProver();
        const { workers, backend, backendReason, isolation } = prover;
        dispatch({ type: 'engine', engine: { workers, backend, backendReason, advice: isolation.advice } });
      }),
    openExample: (example) => attempt('program', async () => open(example.title, await guestOf(example.id), example)),
    openFile: ({ name, content }) => attempt('program', () => open(name.replace(/\.elf$/, ''), content, undefined)),
    run: ({ program }, typed, encode) =>
      attempt('run', async (signal) => {
        const input = encode();
        const elapsed = clock();
        const result = await ready().execute({ program, input, signal });
        const seconds = elapsed();
        const profile = await profileOf(program, input, signal);
        dispatch({ type: 'run', run: { input, typed, result, seconds, profile } });
      }),
    prove: (guest, { input }, choice) =>
      attempt('prove', async (signal) => {
        const { program } = guest;
        const keys = await ready().setup({ program, ...choice });
        const elapsed = clock();
        const phases: Progress[] = [];
        const result = await ready().prove({
          program,
          input,
          ...choice,
          signal,
          onProgress: (progress) => {
            phases.push(progress);
            dispatch({ type: 'progress', progress });
          },
        });
        dispatch({ type: 'proof', proof: { guest, result, keys, phases, seconds: elapsed() } });
      }),
    cancel: () => abort.abort(),
    verify: (files) =>
      attempt('verify', async () => {
        const ofKind = (kind: string): NamedFile | undefined => files.find(({ content }) => headerOf(content)?.kind === kind);
        const proof = ofKind('proof');
        if (proof === undefined) throw new PellucidError('no-proof', 'none of these files is a proof: drop a .proof file with its keys');
        const elf = files.find(({ content }) => isElf(content))?.content;
        const programKeyFile = ofKind('program-key')?.content;
        const given = ofKind('verifying-key')?.content;
        // The machine's key is this page's own, whoever the files are from: a proof under another could prove anything.
        const { preset, hash } = headerOf(proof.content)?.meta ?? {};
        const { verifyingKey, keyDigest, ...keys } = await ready().setup({
          program: await ready().load(elf ?? (await anyGuest())),
          preset,
          hash,
        });
        if (given !== undefined && !same(given, verifyingKey)) {
          throw new PellucidError(
            'key-mismatch',
            'the verifying key is not that of this version of Pellucid: do not trust what it accepts',
          );
        }
        const programKey = programKeyFile && decodeProgramKey(programKeyFile);
        if (programKey && !same(programKey.keyDigest, keyDigest)) {
          throw new PellucidError('key-mismatch', 'the program key is for another verifying key: another preset, hash or version');
        }
        const programCommitment = elf ? keys.programCommitment : programKey?.programCommitment;
        const elapsed = clock();
        const verdict = await ready().verify({ verifyingKey, proof: proof.content, ...(programCommitment && { programCommitment }) });
        const what = files.map(({ name }) => name).join(', ');
        dispatch({ type: 'checked', checked: { verdict, seconds: elapsed(), what, pinned: programCommitment !== undefined } });
      }),
  };
};
