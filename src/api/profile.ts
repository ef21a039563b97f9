/** Where a run's cost lies: its functions and the chips that prove it, without proving. */

import { buildProgramTable } from '../machine/programTable.ts';
import { planTraces } from '../machine/traces.ts';
import { PRESETS } from '../stark/config.ts';
import { trace } from '../vm/execute.ts';
import type { Program } from '../vm/program.ts';
import { type ExecutionRecord, INSN_WORDS, Insn } from '../vm/record.ts';
import { chipRowCounts } from './report.ts';
import type { ExecuteParameters, Profile } from './types.ts';

/** Instructions outside of all symbols. */
const NO_FUNCTION = '';

/** Instructions executed in each function, most first; system calls, which have records of their own, apart. */
const functionSteps = ({ symbols, codeBase, instructions }: Program, { insns }: ExecutionRecord): Profile['functions'] => {
  const times = new Uint32Array(instructions.length);
  for (let r = 0; r < insns.length; r += INSN_WORDS) times[insns[r + Insn.INDEX]]++;
  const steps = new Map<string, number>();
  let next = 0;
  times.forEach((count, index) => {
    if (count === 0) return;
    const address = codeBase + 4 * index;
    while (next < symbols.length && symbols[next].address + symbols[next].size <= address) next++;
    const symbol = symbols[next];
    const name = symbol !== undefined && symbol.address <= address ? symbol.name : NO_FUNCTION;
    steps.set(name, (steps.get(name) ?? 0) + count);
  });
  return [...steps].map(([name, count]) => ({ name, steps: count })).sort((a, b) => b.steps - a.steps);
};

/**
 * Runs a guest, at most as long as one proof holds, and counts. Throws as `execute`, and 'guest-steps-exceeded' beyond that.
 *
 * @example
 * const { functions, chips } = profile({ program, input });
 */
export const profile = ({ program, input, maxSteps = PRESETS.fast.maxSteps }: ExecuteParameters): Profile => {
  const record = trace(program, { ...(input && { input }), maxSteps: Math.min(maxSteps, PRESETS.fast.maxSteps) });
  const { traces } = planTraces(record, program, buildProgramTable(program));
  return { steps: record.steps, functions: functionSteps(program, record), chips: chipRowCounts(traces) };
};
