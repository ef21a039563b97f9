/** A run of the emulator: what it has read and written so far, where its records go, and the host's side of its system calls. */
import { MEMORY_END, MEMORY_START } from '../isa/memory.ts';
import { Reg } from '../isa/syscalls.ts';
import { byteList } from './byteList.ts';
import { type CallArguments, type CallExecutor, type CallHost, CallTrap } from './call.ts';
import { createEmulator, type Emulator } from './emulator.ts';
import { CHUNK, STAGING_BYTES, type Stop } from './emulatorMemory.ts';
import type { Program } from './program.ts';
import { ECALL_WORDS, Ecall } from './record.ts';
import type { TrapReason } from './trap.ts';

/** Console bytes beyond are dropped: the console is for people. */
const MAX_CONSOLE_BYTES = 1 << 24;

/** Where the records of a traced run go. */
export interface Sink {
  readonly insns: Uint32Array;
  insnCount: number;
  readonly ecalls: number[];
  readonly io: Uint32Array[];
  readonly advances: Uint32Array[];
  /** Records of calls that have kinds of their own, by kind. */
  readonly calls: Record<string, number[]>;
}

export interface RunOptions {
  readonly input?: Uint8Array | undefined;
  readonly calls: readonly CallExecutor[];
  readonly onConsole?: ((bytes: Uint8Array, fd: number) => void) | undefined;
}

export interface Run {
  readonly program: Program;
  readonly emulator: Emulator;
  readonly options: RunOptions;
  readonly input: Uint8Array;
  readonly sink: Sink | undefined;
  inputAt: number;
  readonly publicValues: ReturnType<typeof byteList>;
  readonly console: ReturnType<typeof byteList>;
  steps: number;
  ecalls: number;
  /** Ticks of calls, besides the one that every call has. */
  callTicks: number;
  exitCode: number | undefined;
}

export type Trap = { readonly reason: TrapReason; readonly address?: number };

export const createRun = (program: Program, options: RunOptions, sink?: Sink): Run => ({
  program,
  emulator: createEmulator(program, { tracing: sink !== undefined }),
  options,
  input: options.input ?? new Uint8Array(0),
  sink,
  inputAt: 0,
  publicValues: byteList(),
  console: byteList(),
  steps: 0,
  ecalls: 0,
  callTicks: 0,
  exitCode: undefined,
});

/** Moves bytes between guest memory and `bytes`, recorded when tracing, each in a tick. Throws CallTrap. */
const moveBytes = (run: Run, isRead: boolean, address: number, bytes: Uint8Array, cursor: number): void => {
  const { emulator: e, sink } = run;
  const unit = sink === undefined ? STAGING_BYTES : CHUNK;
  for (let done = 0; done < bytes.length; done += unit) {
    const part = bytes.subarray(done, done + unit);
    let stop: Stop;
    if (sink !== undefined) {
      stop = e.traceBytes(isRead, address + done, part, bytes.length - done, cursor + done);
      if (stop === 'limit') sink.io.push(e.ioRecords(part.length));
      sink.advances.push(e.takeAdvances());
    } else if (isRead) {
      stop = e.copyIn(address + done, part);
    } else {
      const out = e.copyOut(address + done, part.length);
      stop = out.stop;
      part.set(out.bytes);
    }
    if (stop !== 'limit') throw new CallTrap(stop as TrapReason, e.faultAddress());
  }
  run.callTicks += bytes.length;
};

/** The record of a call up to its result: its register accesses are made as it is written. `cell`: of what the call remembers. */
const callRecord = (e: Emulator, { number, arguments: names }: CallExecutor, [a0, a1, a2]: CallArguments, cell?: number): number[] => {
  const record = new Array<number>(ECALL_WORDS).fill(0);
  record[Ecall.INDEX] = e.index();
  record[Ecall.TS] = e.now();
  record[Ecall.A7] = number;
  record[Ecall.PTS7] = e.ecallAccess(Reg.A7, 0);
  if (cell !== undefined) {
    record[Ecall.STATE] = e.register(cell);
    record[Ecall.PTSS] = e.ecallAccess(cell, 0);
  }
  if (names.length > 1) {
    record[Ecall.A1] = a1;
    record[Ecall.PTS1] = e.ecallAccess(Reg.A1, 1);
  }
  if (names.length > 2) {
    record[Ecall.A2] = a2;
    record[Ecall.PTS2] = e.ecallAccess(Reg.A2, 2);
  }
  record[Ecall.A0] = a0;
  record[Ecall.PTS0] = e.ecallAccess(Reg.A0, 3);
  return record;
};

const endTick = ({ emulator: e }: Run, sink: Sink): void => {
  sink.advances.push(e.takeAdvances());
  e.advanceTick();
};

const hostOf = (run: Run, argument: CallArguments, cell: number | undefined): CallHost => {
  const { emulator: e, sink } = run;
  const remembering = (): number => {
    if (cell === undefined) throw new RangeError('the call remembers nothing');
    return cell;
  };
  return {
    argument,
    now: () => e.now(),
    accessWord(address, next) {
      const access = e.accessWord(address, next);
      if (typeof access === 'string') throw new CallTrap(access as TrapReason, e.faultAddress());
      return access;
    },
    nextTick() {
      run.callTicks++;
      if (sink !== undefined) endTick(run, sink);
    },
    record: (kind, words) => sink?.calls[kind].push(...words),
    remembered: () => e.register(remembering()),
    remember: (value) => e.setRegister(remembering(), value),
    inputLeft: () => run.input.length - run.inputAt,
    moveInput(address, count) {
      moveBytes(run, true, address, run.input.subarray(run.inputAt, run.inputAt + count), 0);
      run.inputAt += count;
    },
    publish(address, count) {
      const bytes = new Uint8Array(count);
      moveBytes(run, false, address, bytes, run.publicValues.length());
      run.publicValues.push(bytes);
    },
    show(fd, address, count) {
      const start = Math.max(address, MEMORY_START);
      const end = Math.min(address + count, MEMORY_END, start + MAX_CONSOLE_BYTES - run.console.length());
      if (start >= end) return;
      const bytes = e.peek(start, end - start);
      run.console.push(bytes);
      run.options.onConsole?.(bytes, fd);
    },
    exit(code) {
      run.exitCode = code;
    },
  };
};

/** Performs the ECALL that the emulator stands at. */
export const systemCall = (run: Run): Trap | undefined => {
  const { emulator: e, sink } = run;
  const number = e.register(Reg.A7);
  const executor = run.options.calls.find((call) => call.number === number);
  if (executor === undefined) return { reason: 'unknown-syscall' };
  const argument: CallArguments = [e.register(Reg.A0), e.register(Reg.A1), e.register(Reg.A2)];
  const cell = executor.cell?.(argument);
  const record = sink && callRecord(e, executor, argument, cell);
  if (sink !== undefined) endTick(run, sink);
  const before = run.callTicks;
  let result: number;
  try {
    result = executor.execute(hostOf(run, argument, cell)) >>> 0;
  } catch (error) {
    if (!(error instanceof CallTrap)) throw error;
    return { reason: error.reason, ...(error.address !== undefined && { address: error.address }) };
  }
  if (record !== undefined) {
    record[Ecall.RESULT] = result;
    record[Ecall.MOVED] = run.callTicks - before;
    sink?.ecalls.push(...record);
  }
  e.setRegister(Reg.A0, result);
  run.steps++;
  run.ecalls++;
  e.skipEcall();
  return undefined;
};
