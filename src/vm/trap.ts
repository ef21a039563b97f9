/**
 * Errors of execution: why a guest was stopped, where (pc, symbol and offset), what it tried to access, and the last
 * instructions it executed. One wording for the emulator and its reference twin.
 */
import { PellucidError } from '../core/error.ts';
import { disassemble, hex } from '../isa/disassemble.ts';
import { isBranch } from '../isa/formats.ts';
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
  | 'public-overflow';

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
  readonly steps: number;
  readonly lastInstructions: readonly string[];
}

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

const explain = (info: TrapInfo, target: number): string => {
  const at = hex(info.address ?? 0);
  switch (info.reason) {
    case 'illegal':
      return info.instruction.word === 0x0010_0073 ? 'ebreak' : `illegal instruction ${hex(info.instruction.word)}`;
    case 'bad-target':
      return `jump to ${hex(target)}, ${target % 4 !== 0 ? 'which is misaligned' : 'outside of the code'}`;
    case 'misaligned':
      return `misaligned access to ${at}`;
    case 'outside':
      return `access to ${at}, outside of guest memory`;
    case 'read-only':
      return `write to ${at} in an executable page`;
    case 'out-of-memory':
      return `no memory left on the host for the page of ${at}`;
    case 'unknown-syscall':
      return `unknown system call ${info.call}`;
    case 'public-overflow':
      return `public values exceed ${MAX_PUBLIC_BYTES} bytes`;
  }
};

export const trapError = (program: Program, info: TrapInfo): PellucidError => {
  const { reason, instruction, steps, lastInstructions } = info;
  const target = info.atEnd ? constantTarget(program, instruction) : (info.address ?? 0);
  const address = reason === 'bad-target' ? target : info.address;
  return new PellucidError(
    'guest-trap',
    `guest trap after ${steps} steps at ${place(program, instruction.pc)}: ${explain(info, target)} [${disassemble(instruction)}]`,
    { reason, pc: instruction.pc, address, symbol: locate(program.symbols, instruction.pc), steps, lastInstructions },
  );
};

export const stepsExceeded = (program: Program, maxSteps: number, pc: number, lastInstructions: readonly string[]): PellucidError =>
  new PellucidError('guest-steps-exceeded', `the guest did not exit within ${maxSteps} steps; it was at ${place(program, pc)}`, {
    maxSteps,
    pc,
    symbol: locate(program.symbols, pc),
    lastInstructions,
  });
