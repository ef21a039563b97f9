/** Running a guest without proving. */
import { executeAsync } from '../vm/execute.ts';
import { defaultMachine } from './defaultMachine.ts';
import type { ExecuteParameters, ExecuteResult } from './types.ts';

/**
 * Runs a guest to its exit, without proving. Any exit code is a result. Throws a PellucidError 'guest-trap', with pc, symbol, the last
 * instructions and the end of the console, 'guest-steps-exceeded' or 'aborted'.
 *
 * @example
 * const { steps, exitCode, publicValues } = await execute({ program, input });
 */
export const execute = ({ program, machine = defaultMachine, ...options }: ExecuteParameters): Promise<ExecuteResult> =>
  executeAsync(program, { ...options, calls: machine.calls });
