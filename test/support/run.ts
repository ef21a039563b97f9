/** The interpreters with the system calls of the machine that this package offers, unless a test gives others. */
import { rv32im } from '../../src/machine/rv32im.ts';
import * as emulator from '../../src/vm/execute.ts';
import type { Program } from '../../src/vm/program.ts';
import type { ExecutionRecord } from '../../src/vm/record.ts';
import * as reference from '../../src/vm/reference.ts';

type Given<T> = Omit<T, 'calls'> & { readonly calls?: emulator.TraceOptions['calls'] };

const { calls } = rv32im;

export const execute = (program: Program, options: Given<emulator.ExecuteOptions> = {}): emulator.Execution =>
  emulator.execute(program, { calls, ...options });

export const executeAsync = (program: Program, options: Given<emulator.ExecuteOptions> = {}): Promise<emulator.Execution> =>
  emulator.executeAsync(program, { calls, ...options });

export const trace = (program: Program, options: Given<emulator.TraceOptions> = {}): ExecutionRecord =>
  emulator.trace(program, { calls, ...options });

export const traceReference = (program: Program, options: Given<Parameters<typeof reference.traceReference>[1]> = {}): ExecutionRecord =>
  reference.traceReference(program, { calls, ...options });

/** Linux's numbers of the system calls, for programs and oracles that do not ask the machine. */
export const Syscall = { READ: 63, WRITE: 64, EXIT: 93 } as const;
