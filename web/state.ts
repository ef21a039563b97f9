/** What the page knows, and how it changes. */
import type { ExecuteResult, Keys, LoadedProgram, Profile, Progress, ProveResult } from '../src/browser.ts';
import type { Verdict } from '../src/verify.ts';
import type { Example } from './examples.ts';

export interface Engine {
  readonly workers: number;
  readonly backend: string;
  readonly backendReason: string;
  /** What is lost on a page that is not isolated, and how to change it. */
  readonly advice: string | undefined;
}
export interface Guest {
  readonly name: string;
  readonly program: LoadedProgram;
  /** Undefined for a program that was dropped. */
  readonly example: Example | undefined;
}
export interface Run {
  readonly input: Uint8Array;
  /** What was typed, for the words in which a result is told. */
  readonly typed: string;
  readonly result: ExecuteResult;
  readonly seconds: number;
  /** Undefined where the run is longer than one proof holds. */
  readonly profile: Profile | undefined;
}
/** A phase as it began. */
export type Beginning = Pick<Progress, 'phase' | 'elapsedSeconds' | 'busySeconds' | 'memoryBytes'>;
export interface Proving {
  /** performance.now() at the start. */
  readonly start: number;
  readonly done: number;
  readonly remainingSeconds: number | undefined;
  readonly phases: readonly Beginning[];
}
export interface Proof {
  readonly guest: Guest;
  readonly result: ProveResult;
  readonly keys: Keys;
  readonly phases: readonly Beginning[];
  readonly seconds: number;
}
export interface Checked {
  readonly verdict: Verdict;
  readonly seconds: number;
  /** Of which files, for people. */
  readonly what: string;
  /** Whether the program was pinned by a key or an ELF. */
  readonly pinned: boolean;
}
export type Place = 'engine' | 'program' | 'run' | 'prove' | 'verify';
export interface Failure {
  readonly place: Place;
  readonly code: string;
  readonly message: string;
}

export interface State {
  readonly engine: Engine | undefined;
  readonly guest: Guest | undefined;
  readonly run: Run | undefined;
  readonly proving: Proving | undefined;
  readonly proof: Proof | undefined;
  readonly checked: Checked | undefined;
  /** What is under way. */
  readonly busy: Place | undefined;
  readonly failure: Failure | undefined;
}
export const INITIAL: State = {
  engine: undefined,
  guest: undefined,
  run: undefined,
  proving: undefined,
  proof: undefined,
  checked: undefined,
  busy: 'engine',
  failure: undefined,
};

export type Action =
  | { readonly type: 'engine'; readonly engine: Engine }
  | { readonly type: 'begin'; readonly place: Place }
  | { readonly type: 'guest'; readonly guest: Guest }
  | { readonly type: 'run'; readonly run: Run }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'proof'; readonly proof: Proof }
  | { readonly type: 'checked'; readonly checked: Checked }
  | { readonly type: 'idle' }
  | { readonly type: 'failed'; readonly failure: Failure };

const starting = (): Proving => ({ start: performance.now(), done: 0, remainingSeconds: undefined, phases: [] });

export const reduce = (state: State, action: Action): State => {
  const idle = { busy: undefined, failure: undefined } as const;
  switch (action.type) {
    case 'engine':
      return { ...state, ...idle, engine: action.engine };
    case 'begin':
      return {
        ...state,
        busy: action.place,
        failure: undefined,
        ...(action.place === 'run' && { run: undefined, proof: undefined, checked: undefined }),
        ...(action.place === 'prove' && { proof: undefined, checked: undefined, proving: starting() }),
        ...(action.place === 'verify' && { checked: undefined }),
      };
    case 'guest':
      return { ...state, ...idle, guest: action.guest, run: undefined, proof: undefined, checked: undefined };
    case 'run':
      return { ...state, ...idle, run: action.run };
    case 'progress': {
      const { done, remainingSeconds, phase, elapsedSeconds, busySeconds, memoryBytes } = action.progress;
      const before = state.proving ?? starting();
      const begun = { phase, elapsedSeconds, busySeconds, memoryBytes };
      return { ...state, proving: { ...before, done, remainingSeconds, phases: [...before.phases, begun] } };
    }
    case 'proof':
      return { ...state, ...idle, proving: undefined, proof: action.proof };
    case 'checked':
      return { ...state, ...idle, checked: action.checked };
    case 'idle':
      return { ...state, ...idle, proving: undefined };
    case 'failed':
      return { ...state, busy: undefined, proving: undefined, failure: action.failure };
  }
};
