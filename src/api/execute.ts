/** Running a guest without proving. */
import { executeAsync } from '../vm/execute.ts';
import { defaultMachine } from './defaultMachine.ts';
import type { CheckParameters, ExecuteResult } from './types.ts';

/**
 * Runs a guest to its exit. Any exit code is a result; a trap, too many steps or an abort throws a PellucidError
 * ('guest-trap', 'guest-steps-exceeded', 'aborted') with pc, symbol and the last instructions.
 */
export const execute = ({ program, machine = defaultMachine, ...options }: CheckParameters): Promise<ExecuteResult> =>
  executeAsync(program, { ...options, calls: machine.calls });
