/** Constraint checking without proving: which rows, which constraints, which messages. */
import { type ChipRows, checkBalance, checkRows } from '../air/check.ts';
import { machineBoundary } from '../machine/boundary.ts';
import { fixedTables } from '../machine/preprocessed.ts';
import { buildProgramTable } from '../machine/programTable.ts';
import { planTraces } from '../machine/traces.ts';
import { chipRowCounts } from '../orchestrator/report.ts';
import { trace } from '../vm/execute.ts';
import { defaultMachine } from './defaultMachine.ts';
import type { CheckParameters, CheckResult } from './types.ts';

const MAX_FAILURES = 50;

/**
 * Runs a guest, fills every trace and evaluates every constraint on every row and every bus. It takes a few microseconds per cell, so it is
 * for debugging, not for long runs. Throws a PellucidError: those of `execute`.
 *
 * @example
 * const { ok, failures } = checkConstraints({ program, input });
 */
export const checkConstraints = ({ program, input, maxSteps, machine = defaultMachine }: CheckParameters): CheckResult => {
  const record = trace(program, { calls: machine.calls, ...(input && { input }), ...(maxSteps !== undefined && { maxSteps }) });
  const table = buildProgramTable(machine, program);
  const preprocessed = { ...fixedTables(machine), program: table.program, image: table.image };
  const { traces } = planTraces(machine, record, program, table);
  const chips = traces.map((planned): ChipRows => {
    const stride = planned.chip.program.mainWidth;
    const cells = new Uint32Array(stride * 2 ** planned.logHeight);
    planned.fill({ cells: () => cells, stride, column: 0 });
    const fixed = planned.chip.preprocessedGroup === undefined ? undefined : preprocessed[planned.chip.name as keyof typeof preprocessed];
    return {
      chip: planned.chip,
      cells,
      stride,
      column: 0,
      height: 2 ** planned.logHeight,
      ...(fixed && { preprocessed: { cells: fixed.values, stride: fixed.width, column: 0 } }),
    };
  });
  const failures = [
    ...chips.flatMap((rows) => checkRows(rows)),
    ...checkBalance(chips, machineBoundary(machine, table.info, record), machine.buses),
  ];
  return { ok: failures.length === 0, failures: failures.slice(0, MAX_FAILURES), steps: record.steps, chips: chipRowCounts(traces) };
};
