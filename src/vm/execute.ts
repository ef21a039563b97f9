/**
 * Runs a program: `execute` counts and collects outputs, `trace` yields the records that trace filling reads. Both drive
 * the emulator (emulator.ts) and perform its system calls. docs/protocol.md, "Guest ABI"; the readable twin is reference.ts.
 */
import { PellucidError } from '../core/error.ts';
import { disassemble } from '../isa/disassemble.ts';
import { Reg } from '../isa/syscalls.ts';
import { type CallExecutor, noRecords, recordsOf } from './call.ts';
import { CHUNK } from './emulatorMemory.ts';
import type { Program } from './program.ts';
import { type ExecutionRecord, INSN_WORDS, MAX_TIMESTAMP_BITS } from './record.ts';
import { createRun, type Run, type Sink, systemCall, type Trap } from './run.ts';
import { LAST_INSTRUCTIONS, stepsExceeded, trapError } from './trap.ts';

export interface ExecuteOptions {
  readonly input?: Uint8Array;
  readonly maxSteps?: number;
  readonly signal?: AbortSignal;
  /** The machine's system calls. */
  readonly calls: readonly CallExecutor[];
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
  /** The machine's system calls. */
  readonly calls: readonly CallExecutor[];
  /** Gives a buffer of at least the given bytes for records of instructions. It may be shared and have any content. */
  readonly room?: (bytes: number) => ArrayBufferLike;
}

/** Unless the caller says otherwise: some minutes. */
const DEFAULT_MAX_STEPS = 2 ** 34;
/** Untraced instructions between two looks at the abort signal: about a tenth of a second. */
const SLICE = 1 << 24;

/** Executes until exit, a trap, or `steps` in total. */
const advanceTo = (m: Run, steps: number): Trap | undefined => {
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
const lastInstructions = ({ program, options }: Run, steps: number, includeNext: boolean): { pc: number; index: number }[] => {
  const m = createRun(program, { ...options, onConsole: undefined });
  const list: { pc: number; index: number }[] = [];
  advanceTo(m, Math.max(0, steps - LAST_INSTRUCTIONS + (includeNext ? 1 : 0)));
  while (m.steps < steps) {
    list.push({ pc: m.emulator.pc(), index: m.emulator.index() });
    if (advanceTo(m, m.steps + 1) !== undefined) break;
  }
  if (includeNext) list.push({ pc: m.emulator.pc(), index: m.emulator.index() });
  return list;
};

const failure = (m: Run, trap: Trap | undefined, maxSteps: number): PellucidError => {
  // The end entry is no instruction: the instruction that jumped there is at fault.
  const inCode = m.emulator.index() < m.program.instructions.length;
  const last = lastInstructions(m, m.steps, trap !== undefined && inCode);
  const text = last.map(({ pc, index }) => `0x${pc.toString(16)}: ${disassemble(m.program.instructions[index])}`);
  if (trap === undefined) return stepsExceeded(m.program, maxSteps, m.emulator.pc(), text, m.console.concat());
  const culprit = m.program.instructions[last.at(-1)?.index ?? 0];
  return trapError(m.program, {
    reason: trap.reason,
    address: trap.address,
    instruction: culprit,
    atEnd: !inCode,
    call: m.emulator.register(Reg.A7),
    stackPointer: m.emulator.register(Reg.SP),
    steps: inCode ? m.steps : m.steps - 1,
    lastInstructions: text,
    console: m.console.concat(),
  });
};

const checkMaxSteps = (maxSteps: number): void => {
  if (!Number.isSafeInteger(maxSteps) || maxSteps < 0) throw new RangeError(`maxSteps must be a non-negative integer, not ${maxSteps}`);
};

/** One slice per iteration. */
function* slices(m: Run, { maxSteps = DEFAULT_MAX_STEPS, signal }: ExecuteOptions): Generator<void, void> {
  checkMaxSteps(maxSteps);
  while (m.exitCode === undefined) {
    if (signal?.aborted) throw new PellucidError('aborted', 'execution was aborted', { steps: m.steps }, signal.reason);
    if (m.steps >= maxSteps) throw failure(m, undefined, maxSteps);
    const trap = advanceTo(m, Math.min(maxSteps, m.steps + SLICE));
    if (trap !== undefined) throw failure(m, trap, maxSteps);
    yield;
  }
}

const outcome = (m: Run): Execution => ({
  steps: m.steps,
  exitCode: m.exitCode ?? 0,
  publicValues: m.publicValues.concat(),
  console: m.console.concat(),
});

/** Runs to exit. Throws PellucidError 'guest-trap', 'guest-steps-exceeded' or 'aborted'; any exit code is a result. */
export const execute = (program: Program, options: ExecuteOptions): Execution => {
  const m = createRun(program, options);
  for (const _ of slices(m, options));
  return outcome(m);
};

/** As `execute`, giving way to other tasks between slices, so that a timer or a click can abort it. */
export const executeAsync = async (program: Program, options: ExecuteOptions): Promise<Execution> => {
  const m = createRun(program, options);
  for (const _ of slices(m, options)) await new Promise((resolve) => setTimeout(resolve, 0));
  return outcome(m);
};

/** Runs to exit and records everything. Throws as `execute`, and when timestamps would not stay below their bound. */
export const trace = (program: Program, options: TraceOptions): ExecutionRecord => {
  // A first, untraced pass is some percent of the work; it sizes the records and reports traps.
  const plan = createRun(program, options);
  for (const _ of slices(plan, options));
  const ticks = plan.steps + plan.callTicks;
  if (4 * (ticks + 1) >= 2 ** MAX_TIMESTAMP_BITS)
    throw new PellucidError('guest-steps-exceeded', `the guest takes ${ticks} ticks, more than one segment can prove`, { ticks });
  const insnBytes = 4 * (plan.steps - plan.ecalls) * INSN_WORDS;
  const room = options.room?.(insnBytes) ?? new ArrayBuffer(insnBytes);
  const insns = new Uint32Array(room, 0, insnBytes / 4);
  const calls = noRecords(options.calls);
  const sink: Sink = { insns, insnCount: 0, ecalls: [], io: [], advances: [], calls };
  const m = createRun(program, options, sink);
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
