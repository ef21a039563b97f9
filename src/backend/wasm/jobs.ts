/**
 * Kernel calls over a range, split among the threads that share a memory. Threads meet at a board in the memory's first words:
 * the calling thread writes a call there and opens its parts; every thread, the calling one among them, claims part after part
 * and reports each one done. A claimed part keeps the call open, so whoever holds one reads a board that does not change.
 */
import { PellucidError } from '../../core/error.ts';
import type { WasmMemory } from '../../core/webAssembly.ts';
import type { KernelExports } from './engine.ts';
import { BOARD_BYTES } from './kernelMemory.ts';

/** Kernels whose last two parameters are a range; the order is part of the board's format. */
const JOB_KERNELS = [
  'absorbRows',
  'compressLayer',
  'grind',
  'blake3Rows',
  'blake3Layer',
  'blake3Grind',
  'ldePass',
  'nttPass',
  'runProgram',
  'scaleWords',
  'weightedSums',
] as const;
/** The number of the host kernel on the board: work that the host does in its own language. */
const HOST_KERNEL = JOB_KERNELS.length;
type JobKernel = (typeof JOB_KERNELS)[number];
type JobArguments<K extends JobKernel> = Parameters<KernelExports[K]> extends [...infer Head, number, number] ? Head : never;
/** A kernel whose last two arguments are a range. A search returns the first index found, else the end. Addresses are int32. */
export type RangeKernel = (...args: number[]) => number | undefined;

/** How a range may be split: parts are multiples of `unit`, and of `max` at most, which is some milliseconds of work. */
export interface Split {
  readonly max: number;
  readonly unit?: number;
}

export interface Jobs {
  /** Threads that work, the calling one among them. */
  readonly threads: number;
  /**
   * Runs kernel(...args, from, to) over parts of [from, to), in any order and in parallel. If the kernel searches, returns the smallest
   * index found in any part, or `to` if none. Parts behind a found index may be skipped.
   */
  range<K extends JobKernel>(kernel: K, args: JobArguments<K>, to: number, split: Split, from?: number): number;
  /**
   * From now on the calling thread asks `asked` before every part. True makes the call throw PellucidError 'aborted'. On several threads
   * all later calls throw as well, because parts may be half done.
   */
  interruptWhen(asked: () => boolean): void;
}

const interrupted = (): PellucidError => new PellucidError('aborted', 'the work was interrupted');

/** Parts for each thread: several, so that an interrupted thread does not hold up the others for long. */
const PARTS_PER_THREAD = 4;
/** Smallest part that is worth handing out, as a share of `max`. */
const SMALLEST_SHARE = 16;

const partSize = (count: number, threads: number, { max, unit = 1 }: Split): number => {
  const up = (size: number): number => Math.max(unit, Math.ceil(size / unit) * unit);
  if (threads === 1) return up(max);
  return up(Math.min(max, Math.max(max / SMALLEST_SHARE, count / (threads * PARTS_PER_THREAD))));
};

export const createSerialJobs = (run: KernelExports): Jobs => {
  let isAsked = (): boolean => false;
  return {
    threads: 1,
    interruptWhen(asked) {
      isAsked = asked;
    },
    range(kernel, args, to, split, from = 0) {
      const call = run[kernel] as unknown as RangeKernel;
      const size = partSize(to - from, 1, split);
      for (let start = from; start < to; start += size) {
        if (isAsked()) throw interrupted();
        const end = Math.min(to, start + size);
        const first = call(...(args as number[]), start, end);
        if (first !== undefined && first >>> 0 < end) return first >>> 0;
      }
      return to;
    },
  };
};

// Words of the board, below the constants (kernelMemory.ts). Those that threads contend for have cache lines of their own.
/** Counts calls; sleeping threads wait for it to change. */
const EPOCH = 0;
/** Parts not yet claimed. Below 0 after threads have come too late. */
const OPEN = 16;
/** Parts done; the calling thread waits for it to reach PARTS. */
const DONE = 32;
const SLEEPERS = 48;
/** Nonzero: threads must leave. */
const CLOSED = 64;
/** Not 0: a kernel failed on some thread. */
const FAILED = 65;
const FIRST = 66;
/** Nonzero: threads must return to their event loop. */
const PAUSED = 67;
const PARTS = 80;
const KERNEL = 81;
const FROM = 82;
const TO = 83;
const SIZE = 84;
const ARGUMENT_COUNT = 85;
const ARGUMENTS = 86;
/** Microseconds that each thread has worked, by index, modulo 2^32; each is written by its thread only. */
const BUSY = 192;

/** Rounds of a busy wait, some 50 us: shorter than putting a thread to sleep and waking it. */
const SPINS = 20_000;
/** How often the calling thread looks whether other threads still get parts done. */
const BEAT_MS = 250;
/** A thread that takes this long for one part has died: a part is some milliseconds of work. */
const PATIENCE_MS = 10_000;

const boardOf = (memory: WasmMemory): Int32Array => new Int32Array(memory.buffer, 0, BOARD_BYTES / 4);

const spinWhile = (board: Int32Array, word: number, value: number): boolean => {
  for (let i = 0; i < SPINS; i++) if (Atomics.load(board, word) !== value) return true;
  return false;
};

/** board[word] = min(board[word], value). */
const lower = (board: Int32Array, word: number, value: number): void => {
  for (let now = Atomics.load(board, word); value < now; ) {
    const seen = Atomics.compareExchange(board, word, now, value);
    if (seen === now) return;
    now = seen;
  }
};

/** Claims parts and works them off until none is open, or the board is closed. */
const workOff = (board: Int32Array, kernels: readonly RangeKernel[], thread: number, beforePart = (): void => {}): void => {
  for (;;) {
    beforePart();
    if (Atomics.load(board, OPEN) <= 0 || Atomics.load(board, CLOSED) !== 0) return;
    const open = Atomics.sub(board, OPEN, 1);
    if (open <= 0) return;
    const parts = board[PARTS];
    const start = performance.now();
    const from = board[FROM] + (parts - open) * board[SIZE];
    const to = Math.min(board[TO], from + board[SIZE]);
    try {
      if (from < Atomics.load(board, FIRST)) {
        const args = Array.from(board.subarray(ARGUMENTS, ARGUMENTS + board[ARGUMENT_COUNT]));
        const first = kernels[board[KERNEL]](...args, from, to);
        if (first !== undefined && first >>> 0 < to) lower(board, FIRST, first);
      }
    } catch {
      Atomics.store(board, FAILED, 1);
    }
    Atomics.add(board, BUSY + thread, Math.round(1000 * (performance.now() - start)));
    if (Atomics.add(board, DONE, 1) + 1 === parts) Atomics.notify(board, DONE);
  }
};

const noHost: RangeKernel = () => {
  throw new Error('this thread has no host kernel');
};
const kernelsOf = (run: KernelExports, host = noHost): RangeKernel[] => [
  ...JOB_KERNELS.map((name) => run[name] as unknown as RangeKernel),
  host,
];

/**
 * The loop of a helping thread, whose index is 1 or more. It works on calls as they come and returns when the board is closed or
 * paused.
 */
export const serveJobs = (memory: WasmMemory, run: KernelExports, thread: number, host?: RangeKernel): void => {
  const board = boardOf(memory);
  const kernels = kernelsOf(run, host);
  for (;;) {
    const epoch = Atomics.load(board, EPOCH);
    workOff(board, kernels, thread);
    if (Atomics.load(board, CLOSED) !== 0 || Atomics.load(board, PAUSED) !== 0) return;
    if (spinWhile(board, EPOCH, epoch)) continue;
    // A call that comes between the count and the wait changes EPOCH, and the wait does not begin.
    Atomics.add(board, SLEEPERS, 1);
    Atomics.wait(board, EPOCH, epoch);
    Atomics.sub(board, SLEEPERS, 1);
  }
};

/** Sleeps until board[word] is not `value`, or for BEAT_MS. A thread that may not sleep, such as a page's, polls instead. */
const waitABeat = (board: Int32Array, word: number, value: number): void => {
  try {
    Atomics.wait(board, word, value, BEAT_MS);
  } catch {
    const end = performance.now() + BEAT_MS;
    while (performance.now() < end) if (spinWhile(board, word, value)) return;
  }
};

export interface SharedJobs extends Jobs {
  /** `range` for the host kernel. The calling thread gets that kernel from `setHost`, the others from serveJobs. */
  hostRange(args: readonly number[], to: number, split: Split): number;
  setHost(kernel: RangeKernel): void;
  /** Makes the other threads leave serveJobs; they may enter it again after `resume`. No call may be under way. */
  pause(): void;
  resume(): void;
  /** From now on every call throws `error`, and the threads leave. */
  stop(error: PellucidError): void;
  /** Called once when the pool stops, by `stop` or because a thread died. */
  onStop(listener: () => void): void;
  /** Seconds that each thread has worked on parts, the calling one first, modulo 71 minutes. */
  busySeconds(): number[];
}

/** `threads`: the calling one and those that run serveJobs on the same memory. */
export const createSharedJobs = (memory: WasmMemory, run: KernelExports, threads: number, patienceMs = PATIENCE_MS): SharedJobs => {
  const board = boardOf(memory);
  const kernels = kernelsOf(run);
  let stopped: PellucidError | undefined;
  let listener = (): void => {};
  let isAsked = (): boolean => false;
  const wake = (): void => {
    Atomics.add(board, EPOCH, 1);
    Atomics.notify(board, EPOCH);
  };
  const stop = (error: PellucidError): void => {
    if (stopped !== undefined) return;
    stopped = error;
    Atomics.store(board, CLOSED, 1);
    wake();
    listener();
  };
  const fail = (why: string): never => {
    stop(new PellucidError('worker-died', `${why}; make a new prover`));
    throw stopped;
  };
  const checkInterrupt = (): void => {
    if (!isAsked()) return;
    stop(interrupted());
    throw stopped;
  };
  const awaitDone = (parts: number): void => {
    let late = 0;
    for (let done = Atomics.load(board, DONE); done < parts; ) {
      if (!spinWhile(board, DONE, done)) waitABeat(board, DONE, done);
      const now = Atomics.load(board, DONE);
      late = now === done ? late + BEAT_MS : 0;
      if (late >= patienceMs) fail(`a worker has not finished its part of the work for ${patienceMs / 1000} s`);
      done = now;
    }
  };
  const alone = createSerialJobs(run);
  const share = (kernel: number, args: readonly number[], to: number, split: Split, from: number): number => {
    const size = partSize(to - from, threads, split);
    const parts = Math.ceil((to - from) / size);
    board[PARTS] = parts;
    board[KERNEL] = kernel;
    board[FROM] = from;
    board[TO] = to;
    board[SIZE] = size;
    board[ARGUMENT_COUNT] = args.length;
    board.set(args, ARGUMENTS);
    Atomics.store(board, FIRST, to);
    Atomics.store(board, DONE, 0);
    Atomics.store(board, OPEN, parts);
    Atomics.add(board, EPOCH, 1);
    if (Atomics.load(board, SLEEPERS) > 0) Atomics.notify(board, EPOCH);
    workOff(board, kernels, 0, checkInterrupt);
    awaitDone(parts);
    if (Atomics.load(board, FAILED) !== 0) fail('a kernel failed');
    return board[FIRST];
  };
  return {
    threads,
    stop,
    onStop(called) {
      listener = called;
    },
    busySeconds: () => Array.from(board.subarray(BUSY, BUSY + threads), (microseconds) => (microseconds >>> 0) / 1e6),
    interruptWhen(asked) {
      isAsked = asked;
    },
    range(kernel, args, to, split, from = 0) {
      checkInterrupt();
      if (stopped !== undefined) throw stopped;
      if (to - from <= partSize(to - from, threads, split)) return alone.range(kernel, args, to, split, from);
      return share(JOB_KERNELS.indexOf(kernel), args as number[], to, split, from);
    },
    hostRange(args, to, split) {
      checkInterrupt();
      if (stopped !== undefined) throw stopped;
      return share(HOST_KERNEL, args, to, split, 0);
    },
    setHost(kernel) {
      kernels[HOST_KERNEL] = kernel;
    },
    pause() {
      Atomics.store(board, PAUSED, 1);
      wake();
    },
    resume() {
      Atomics.store(board, PAUSED, 0);
    },
  };
};
