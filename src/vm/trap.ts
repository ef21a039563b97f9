/**
 * Errors of execution: why a guest was stopped, where (pc, symbol and offset), what it tried to access, and the last
 * instructions it executed. One wording for the emulator and its reference twin.
 */
import { PellucidError } from '../core/error.ts';
import { disassemble, hex } from '../isa/disassemble.ts';
import { isBranch } from '../isa/formats.ts';
import { MEMORY_START } from '../isa/memory.ts';
import { type Instruction, Op } from '../isa/opcodes.ts';
import { MAX_PUBLIC_BYTES } from '../isa/syscalls.ts';
import { locate } from './elfSymbols.ts';
import type { Program } from './program.ts';

export type TrapReason =
  | 'illegal'
  | 'bad-target'
  | 'misaligned'
  | 'outside'
  | 'read-only'
  | 'out-of-memory'
  | 'unknown-syscall'
  | 'public-overflow'
  | 'stack-overflow';

/** How many instructions an error shows. */
export const LAST_INSTRUCTIONS = 8;

export interface TrapInfo {
  readonly reason: TrapReason;
  /** Of the access or, for bad-target, the target (unless atEnd). */
  readonly address: number | undefined;
  readonly instruction: Instruction;
  /** The instruction continued outside of the code by its constant target or by falling through. */
  readonly atEnd: boolean;
  /** a7. */
  readonly call: number;
  /** sp, uint32. */
  readonly stackPointer: number;
  readonly steps: number;
  readonly lastInstructions: readonly string[];
  /** What the guest wrote to descriptors 1 and 2. */
  readonly console: Uint8Array;
}

/** Bytes of the console that an error carries: the last ones, which say why. */
const CONSOLE_BYTES = 4096;

/** The end of what a guest wrote to the console, as text. */
export const consoleText = (console: Uint8Array): string => new TextDecoder().decode(console.subarray(-CONSOLE_BYTES));

/**
 * Did the guest use up its stack? Then sp has left the memory that it may write, and the access lies at sp or above, within the frame
 * that did not fit. Addresses are compared as int32: from 0 on, a stack grows on into negative numbers. sp = 0 was never set.
 */
const isStackOverflow = (program: Program, { reason, address = 0, stackPointer: sp }: TrapInfo): boolean => {
  if (sp === 0 || (address | 0) < (sp | 0)) return false;
  if (reason === 'outside') return (address | 0) < MEMORY_START;
  return (
    reason === 'read-only' && program.rom.some(({ startIndex, words }) => sp >= 4 * startIndex && sp < 4 * (startIndex + words.length))
  );
};

const stackOverflow = ({ stack }: Program, at: string): string => {
  if (stack === undefined) return `stack overflow: access to ${at}, where the stack cannot grow`;
  const remedy = 'link with --defsym=__stack_size=BYTES for a larger one';
  return `stack overflow: access to ${at}, below the stack of ${stack.end - stack.start} bytes (${remedy})`;
};

const place = (program: Program, pc: number): string => {
  const symbol = locate(program.symbols, pc);
  return `pc ${hex(pc)}${symbol === undefined ? '' : ` (${symbol})`}`;
};

/** Where an instruction that continued outside of the code went: a constant target there, or the next address. */
const constantTarget = (program: Program, { op, pc, imm }: Instruction): number => {
  const target = (pc + imm) >>> 0;
  const offset = target - program.codeBase;
  const inCode = offset % 4 === 0 && offset >= 0 && offset < 4 * program.instructions.length;
  return (op === Op.JAL || isBranch(op)) && !inCode ? target : pc + 4;
};

const explain = (program: Program, info: TrapInfo, reason: TrapReason, target: number): string => {
  const at = hex(info.address ?? 0);
  switch (reason) {
    case 'illegal':
      return info.instruction.word === 0x0010_0073 ? 'ebreak' : `illegal instruction ${hex(info.instruction.word)}`;
    case 'bad-target':
      return `jump to ${hex(target)}, ${target % 4 !== 0 ? 'which is misaligned' : 'outside of the code'}`;
    case 'misaligned':
      return `misaligned access to ${at}`;
    case 'outside':
      return `access to ${at}, outside of guest memory`;
    case 'read-only':
      return `write to ${at} in a read-only page`;
    case 'out-of-memory':
      return `no memory left on the host for the page of ${at}`;
    case 'unknown-syscall':
      return `unknown system call ${info.call}`;
    case 'public-overflow':
      return `public values exceed ${MAX_PUBLIC_BYTES} bytes`;
    case 'stack-overflow':
      return stackOverflow(program, at);
  }
};

export const trapError = (program: Program, info: TrapInfo): PellucidError => {
  const { instruction, steps, lastInstructions } = info;
  const reason = isStackOverflow(program, info) ? 'stack-overflow' : info.reason;
  const target = info.atEnd ? constantTarget(program, instruction) : (info.address ?? 0);
  const address = reason === 'bad-target' ? target : info.address;
  return new PellucidError(
    'guest-trap',
    `guest trap after ${steps} steps at ${place(program, instruction.pc)}: ${explain(program, info, reason, target)} [${disassemble(instruction)}]`,
    {
      reason,
      pc: instruction.pc,
      address,
      symbol: locate(program.symbols, instruction.pc),
      steps,
      lastInstructions,
      console: consoleText(info.console),
    },
  );
};

export const stepsExceeded = (
  program: Program,
  maxSteps: number,
  pc: number,
  lastInstructions: readonly string[],
  console: Uint8Array,
): PellucidError =>
  new PellucidError('guest-steps-exceeded', `the guest did not exit within ${maxSteps} steps; it was at ${place(program, pc)}`, {
    maxSteps,
    pc,
    symbol: locate(program.symbols, pc),
    lastInstructions,
    console: consoleText(console),
  });
