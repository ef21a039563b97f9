/**
 * Runs a program: `execute` counts and collects outputs, `trace` yields the records that trace filling reads. Both drive
 * the emulator (emulator.ts) and perform its system calls. docs/protocol.md, "Guest ABI"; the readable twin is reference.ts.
 */
import { PellucidError } from '../core/error.ts';
import { disassemble } from '../isa/disassemble.ts';
import { MEMORY_END, MEMORY_START } from '../isa/memory.ts';
import { EBADF_RESULT, Fd, MAX_PUBLIC_BYTES, Reg, Syscall } from '../isa/syscalls.ts';
import { byteList } from './byteList.ts';
import { type CallExecutor, type CallHost, CallTrap, noRecords, recordsOf } from './call.ts';
import { createEmulator, type Emulator } from './emulator.ts';
import { CHUNK, STAGING_BYTES, type Stop } from './emulatorMemory.ts';
import type { Program } from './program.ts';
import { ECALL_WORDS, Ecall, type ExecutionRecord, INSN_WORDS, MAX_TIMESTAMP_BITS, REG_INPUT_ENDED, REG_PUBLIC_CURSOR } from './record.ts';
import { LAST_INSTRUCTIONS, stepsExceeded, type TrapReason, trapError } from './trap.ts';

export interface ExecuteOptions {
  readonly input?: Uint8Array;
  readonly maxSteps?: number;
  readonly signal?: AbortSignal;
  /** System calls beyond exit, read and write. */
  readonly calls?: readonly CallExecutor[];
  /** Called with each write to fd 1 or 2, in order. */
  readonly onConsole?: (bytes: Uint8Array, fd: number) => void;
}

export interface Execution {
  /** Instructions executed, system calls included. */
  readonly steps: number;
  /** The argument of exit, uint32. */
  readonly exitCode: number;
  readonly publicValues: Uint8Array;
  /** What the guest wrote to fd 1 and 2, in order; at most MAX_CONSOLE_BYTES. */
  readonly console: Uint8Array;
}

export interface TraceOptions {
  readonly input?: Uint8Array;
  readonly maxSteps?: number;
  /** System calls beyond exit, read and write. */
  readonly calls?: readonly CallExecutor[];
  /** Gives a buffer of at least the given bytes for records of instructions. It may be shared and have any content. */
  readonly room?: (bytes: number) => ArrayBufferLike;
}

/** Console bytes beyond are dropped: the console is for people. */
const MAX_CONSOLE_BYTES = 1 << 24;
/** Unless the caller says otherwise: some minutes. */
const DEFAULT_MAX_STEPS = 2 ** 34;
/** Untraced instructions between two looks at the abort signal: about a tenth of a second. */
const SLICE = 1 << 24;

/** Where the records of a traced run go. */
interface Sink {
  readonly insns: Uint32Array;
  insnCount: number;
  readonly ecalls: number[];
  readonly io: Uint32Array[];
  readonly advances: Uint32Array[];
  /** Records of further calls, by kind. */
  readonly calls: Record<string, number[]>;
}

interface Machine {
  readonly program: Program;
  readonly emulator: Emulator;
  readonly input: Uint8Array;
  readonly sink: Sink | undefined;
  readonly calls: readonly CallExecutor[];
  readonly onConsole: ((bytes: Uint8Array, fd: number) => void) | undefined;
  inputAt: number;
  readonly publicValues: ReturnType<typeof byteList>;
  readonly console: ReturnType<typeof byteList>;
  steps: number;
  ecalls: number;
  /** Ticks of further calls, besides the one that every call has. */
  callTicks: number;
  exitCode: number | undefined;
}

type Trap = { readonly reason: TrapReason; readonly address?: number };

const createMachine = (program: Program, options: ExecuteOptions, sink?: Sink): Machine => ({
  program,
  emulator: createEmulator(program, { tracing: sink !== undefined }),
  input: options.input ?? new Uint8Array(0),
  sink,
  calls: options.calls ?? [],
  onConsole: options.onConsole,
  inputAt: 0,
  publicValues: byteList(),
  console: byteList(),
  steps: 0,
  ecalls: 0,
  callTicks: 0,
  exitCode: undefined,
});

/** Moves `count` bytes between guest memory and `bytes`, recorded when tracing. The ecall's own tick is over. */
const moveBytes = (m: Machine, isRead: boolean, address: number, bytes: Uint8Array, cursor: number): Trap | undefined => {
  const { emulator: e, sink } = m;
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
    if (stop !== 'limit') return { reason: stop as TrapReason, address: e.faultAddress() };
  }
  return undefined;
};

const writeConsole = (m: Machine, address: number, count: number, fd: number): void => {
  const start = Math.max(address, MEMORY_START);
  const end = Math.min(address + count, MEMORY_END, start + MAX_CONSOLE_BYTES - m.console.length());
  if (start >= end) return;
  const bytes = m.emulator.peek(start, end - start);
  m.console.push(bytes);
  m.onConsole?.(bytes, fd);
};

/** The record of a call up to its result: its register accesses are made as it is written. `state`: the cell of what the call remembers. */
const callRecord = (e: Emulator, call: number, [a0, a1, a2]: CallHost['argument'], state?: number): number[] => {
  const record = new Array<number>(ECALL_WORDS).fill(0);
  record[Ecall.INDEX] = e.index();
  record[Ecall.TS] = e.now();
  record[Ecall.A7] = call;
  record[Ecall.PTS7] = e.ecallAccess(Reg.A7, 0);
  if (state !== undefined) {
    record[Ecall.STATE] = e.register(state);
    record[Ecall.PTSS] = e.ecallAccess(state, 0);
  }
  // exit has no arguments but a0.
  if (call !== Syscall.EXIT) {
    record[Ecall.A1] = a1;
    record[Ecall.PTS1] = e.ecallAccess(Reg.A1, 1);
    record[Ecall.A2] = a2;
    record[Ecall.PTS2] = e.ecallAccess(Reg.A2, 2);
  }
  record[Ecall.A0] = a0;
  record[Ecall.PTS0] = e.ecallAccess(Reg.A0, 3);
  return record;
};

const endTick = ({ emulator: e }: Machine, sink: Sink): void => {
  sink.advances.push(e.takeAdvances());
  e.advanceTick();
};

/** Performs a call that a machine adds. Its ticks follow the tick of the ECALL. */
const furtherCall = (m: Machine, executor: CallExecutor, argument: CallHost['argument']): Trap | undefined => {
  const { emulator: e, sink } = m;
  const record = sink && callRecord(e, executor.number, argument);
  if (sink !== undefined) endTick(m, sink);
  let ticks = 0;
  const host: CallHost = {
    argument,
    now: () => e.now(),
    accessWord(address, next) {
      const access = e.accessWord(address, next);
      if (typeof access === 'string') throw new CallTrap(access as TrapReason, e.faultAddress());
      return access;
    },
    nextTick() {
      ticks++;
      if (sink !== undefined) endTick(m, sink);
    },
    record: (kind, words) => sink?.calls[kind].push(...words),
  };
  let result: number;
  try {
    result = executor.execute(host) >>> 0;
  } catch (error) {
    if (!(error instanceof CallTrap)) throw error;
    return { reason: error.reason, ...(error.address !== undefined && { address: error.address }) };
  }
  if (record !== undefined) {
    record[Ecall.RESULT] = result;
    record[Ecall.MOVED] = ticks;
    sink?.ecalls.push(...record);
  }
  e.setRegister(Reg.A0, result);
  m.callTicks += ticks;
  m.steps++;
  m.ecalls++;
  e.skipEcall();
  return undefined;
};

/** Performs the ECALL that the emulator stands at. */
const systemCall = (m: Machine): Trap | undefined => {
  const { emulator: e, sink } = m;
  const [call, a0, a1, a2] = [Reg.A7, Reg.A0, Reg.A1, Reg.A2].map((cell) => e.register(cell));
  if (call !== Syscall.EXIT && call !== Syscall.READ && call !== Syscall.WRITE) {
    const executor = m.calls.find(({ number }) => number === call);
    return executor === undefined ? { reason: 'unknown-syscall' } : furtherCall(m, executor, [a0, a1, a2]);
  }
  const isInput = call === Syscall.READ && a0 === Fd.INPUT;
  const isPublic = call === Syscall.WRITE && a0 === Fd.PUBLIC;
  const isConsole = call === Syscall.WRITE && (a0 === Fd.STDOUT || a0 === Fd.STDERR);
  const moved = isInput ? Math.min(a2, m.input.length - m.inputAt) : isPublic ? a2 : 0;
  if ((isInput || isPublic) && (a1 >= MEMORY_END || a1 + moved > MEMORY_END))
    return { reason: 'outside', address: Math.max(a1, MEMORY_END) };
  const cursor = m.publicValues.length();
  if (isPublic && cursor + moved > MAX_PUBLIC_BYTES) return { reason: 'public-overflow' };
  const result = call === Syscall.EXIT ? a0 : isInput ? moved : isPublic || isConsole ? a2 : EBADF_RESULT;

  if (sink !== undefined) {
    const record = callRecord(e, call, [a0, a1, a2], isPublic ? REG_PUBLIC_CURSOR : isInput ? REG_INPUT_ENDED : undefined);
    record[Ecall.RESULT] = result;
    record[Ecall.MOVED] = moved;
    sink.ecalls.push(...record);
    endTick(m, sink);
  }
  e.setRegister(Reg.A0, result);
  if (call === Syscall.EXIT) m.exitCode = a0;
  if (isConsole) writeConsole(m, a1, a2, a0);
  if (isPublic) e.setRegister(REG_PUBLIC_CURSOR, cursor + moved);
  if (isInput && moved < a2) e.setRegister(REG_INPUT_ENDED, 1);
  if (moved > 0) {
    const bytes = isInput ? m.input.subarray(m.inputAt, m.inputAt + moved) : new Uint8Array(moved);
    const trap = moveBytes(m, isInput, a1, bytes, isInput ? 0 : cursor);
    if (trap !== undefined) return trap;
    if (isInput) m.inputAt += moved;
    else m.publicValues.push(bytes);
  }
  m.steps++;
  m.ecalls++;
  e.skipEcall();
  return undefined;
};

/** Executes until exit, a trap, or `steps` in total. */
const advanceTo = (m: Machine, steps: number): Trap | undefined => {
  const { emulator: e, sink } = m;
  while (m.steps < steps && m.exitCode === undefined) {
    const limit = Math.min(steps - m.steps, sink === undefined ? SLICE : CHUNK);
    const { stop, steps: done } = e.advance(limit);
    m.steps += done;
    if (sink !== undefined) {
      e.copyInsnRecords(sink.insns, sink.insnCount * INSN_WORDS, done);
      sink.insnCount += done;
      sink.advances.push(e.takeAdvances());
    }
    if (stop === 'limit') continue;
    if (stop === 'illegal') return { reason: stop };
    const trap = stop === 'ecall' ? systemCall(m) : { reason: stop, address: e.faultAddress() };
    if (trap !== undefined) return trap;
  }
  return undefined;
};

/** Runs the program again, up to `steps`, to learn which instructions came last; each as `pc: text`. */
const lastInstructions = ({ program, input, calls }: Machine, steps: number, includeNext: boolean): { pc: number; index: number }[] => {
  const m = createMachine(program, { input, calls });
  const list: { pc: number; index: number }[] = [];
  advanceTo(m, Math.max(0, steps - LAST_INSTRUCTIONS + (includeNext ? 1 : 0)));
  while (m.steps < steps) {
    list.push({ pc: m.emulator.pc(), index: m.emulator.index() });
    if (advanceTo(m, m.steps + 1) !== undefined) break;
  }
  if (includeNext) list.push({ pc: m.emulator.pc(), index: m.emulator.index() });
  return list;
};

const failure = (m: Machine, trap: Trap | undefined, maxSteps: number): PellucidError => {
  // The end entry is no instruction: the instruction that jumped there is at fault.
  const inCode = m.emulator.index() < m.program.instructions.length;
  const last = lastInstructions(m, m.steps, trap !== undefined && inCode);
  const text = last.map(({ pc, index }) => `0x${pc.toString(16)}: ${disassemble(m.program.instructions[index])}`);
  if (trap === undefined) return stepsExceeded(m.program, maxSteps, m.emulator.pc(), text);
  const culprit = m.program.instructions[last.at(-1)?.index ?? 0];
  return trapError(m.program, {
    reason: trap.reason,
    address: trap.address,
    instruction: culprit,
    atEnd: !inCode,
    call: m.emulator.register(Reg.A7),
    steps: inCode ? m.steps : m.steps - 1,
    lastInstructions: text,
  });
};

const checkMaxSteps = (maxSteps: number): void => {
  if (!Number.isSafeInteger(maxSteps) || maxSteps < 0) throw new RangeError(`maxSteps must be a non-negative integer, not ${maxSteps}`);
};

/** One slice per iteration. */
function* slices(m: Machine, { maxSteps = DEFAULT_MAX_STEPS, signal }: ExecuteOptions): Generator<void, void> {
  checkMaxSteps(maxSteps);
  while (m.exitCode === undefined) {
    if (signal?.aborted) throw new PellucidError('aborted', 'execution was aborted', { steps: m.steps }, signal.reason);
    if (m.steps >= maxSteps) throw failure(m, undefined, maxSteps);
    const trap = advanceTo(m, Math.min(maxSteps, m.steps + SLICE));
    if (trap !== undefined) throw failure(m, trap, maxSteps);
    yield;
  }
}

const outcome = (m: Machine): Execution => ({
  steps: m.steps,
  exitCode: m.exitCode ?? 0,
  publicValues: m.publicValues.concat(),
  console: m.console.concat(),
});

/** Runs to exit. Throws PellucidError 'guest-trap', 'guest-steps-exceeded' or 'aborted'; any exit code is a result. */
export const execute = (program: Program, options: ExecuteOptions = {}): Execution => {
  const m = createMachine(program, options);
  for (const _ of slices(m, options));
  return outcome(m);
};

/** As `execute`, giving way to other tasks between slices, so that a timer or a click can abort it. */
export const executeAsync = async (program: Program, options: ExecuteOptions = {}): Promise<Execution> => {
  const m = createMachine(program, options);
  for (const _ of slices(m, options)) await new Promise((resolve) => setTimeout(resolve, 0));
  return outcome(m);
};

/** Runs to exit and records everything. Throws as `execute`, and when timestamps would not stay below their bound. */
export const trace = (program: Program, options: TraceOptions = {}): ExecutionRecord => {
  // A first, untraced pass is some percent of the work; it sizes the records and reports traps.
  const plan = createMachine(program, options);
  for (const _ of slices(plan, options));
  const ticks = plan.steps + plan.inputAt + plan.publicValues.length() + plan.callTicks;
  if (4 * (ticks + 1) >= 2 ** MAX_TIMESTAMP_BITS)
    throw new PellucidError('guest-steps-exceeded', `the guest takes ${ticks} ticks, more than one segment can prove`, { ticks });
  const insnBytes = 4 * (plan.steps - plan.ecalls) * INSN_WORDS;
  const room = options.room?.(insnBytes) ?? new ArrayBuffer(insnBytes);
  const insns = new Uint32Array(room, 0, insnBytes / 4);
  const calls = noRecords(plan.calls);
  const sink: Sink = { insns, insnCount: 0, ecalls: [], io: [], advances: [], calls };
  const m = createMachine(program, { input: plan.input, calls: plan.calls }, sink);
  const trap = advanceTo(m, plan.steps);
  if (trap !== undefined) throw failure(m, trap, plan.steps);
  return {
    insns: sink.insns,
    ecalls: Uint32Array.from(sink.ecalls),
    io: concatWords(sink.io),
    advances: concatWords(sink.advances),
    calls: recordsOf(calls),
    touched: concatWords(m.emulator.touchedRecords()),
    ...outcome(m),
  };
};

const concatWords = (parts: readonly Uint32Array[]): Uint32Array => {
  const result = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
};
