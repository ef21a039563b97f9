/** What proving a run will cost, before it is proved: by function of the guest, by chip, and in memory. */
import { cellsPerRow } from '../air/packing.ts';
import { assertKeyOf } from '../keys/provingKey.ts';
import { UNKNOWN_ROOT } from '../keys/statement.ts';
import type { Machine } from '../machine/machine.ts';
import type { ProgramTable } from '../machine/programTable.ts';
import { callsByChip } from '../machine/sources.ts';
import { planTraces } from '../machine/traces.ts';
import { planMemory } from '../orchestrator/memory.ts';
import { chipRowCounts } from '../orchestrator/report.ts';
import { presetConfig, type StarkConfig } from '../stark/config.ts';
import { trace } from '../vm/execute.ts';
import type { Program } from '../vm/program.ts';
import { Ecall, type ExecutionRecord, INSN_WORDS, Insn } from '../vm/record.ts';
import type { Pellucid, ProfileParameters, ProfileResult } from './types.ts';

/** Name of the function of instructions before the first symbol; of all instructions if the ELF is stripped. */
const NO_NAME = '?';

/** By index of the instruction: index of its function in `program.symbols`, -1 before the first. */
const functionsOf = ({ codeBase, instructions, symbols }: Program): Int32Array => {
  const found = new Int32Array(instructions.length);
  let at = -1;
  for (let i = 0; i < instructions.length; i++) {
    while (at + 1 < symbols.length && symbols[at + 1].address <= codeBase + 4 * i) at++;
    found[i] = at;
  }
  return found;
};

const byFunction = (
  machine: Machine,
  record: ExecutionRecord,
  program: Program,
  { chipOf }: ProgramTable,
  config: StarkConfig,
): ProfileResult['functions'] => {
  const { instructionChips, callChips } = machine;
  const { insns, ecalls } = record;
  const functions = functionsOf(program);
  // Place 0 counts instructions without a function.
  const steps = new Float64Array(program.symbols.length + 1);
  const cells = new Float64Array(steps.length);
  const count = (index: number, rowOfCells: number): void => {
    const place = functions[index] + 1;
    steps[place]++;
    cells[place] += rowOfCells;
  };
  const instructionCells = instructionChips.map(({ chip }) => cellsPerRow(chip.program, config));
  for (let r = 0; r < insns.length; r += INSN_WORDS) count(insns[r + Insn.INDEX], instructionCells[chipOf[insns[r + Insn.INDEX]]]);
  const callCells = callChips.map(({ chip }) => cellsPerRow(chip.program, config));
  callsByChip(machine, record).forEach((calls, i) => {
    for (const r of calls) count(ecalls[r + Ecall.INDEX], callCells[i]);
  });
  return [NO_NAME, ...program.symbols.map(({ name }) => name)]
    .map((name, place) => ({ name, steps: steps[place], cells: cells[place] }))
    .filter((f) => f.steps > 0)
    .sort((a, b) => b.cells - a.cells);
};

/**
 * Runs a guest and plans its proof. Any exit code is a result, although only 0 can be proved. Throws a PellucidError: those of
 * `execute`, and 'guest-steps-exceeded' beyond what one proof holds.
 *
 * @example
 * const { functions, chips, plannedBytes } = profile(createPellucid(), { program, input });
 */
export const profile = ({ session, workers }: Pellucid, parameters: ProfileParameters): ProfileResult => {
  const { program, input, maxSteps, provingKey } = parameters;
  const config = provingKey?.verifyingKey.config ?? presetConfig(parameters.preset ?? 'fast', parameters.hash);
  const record = trace(program, {
    calls: session.machine.calls,
    maxSteps: Math.min(maxSteps ?? config.maxSteps, config.maxSteps),
    ...(input && { input }),
  });
  const table = session.programTable(program);
  const { traces } = planTraces(session.machine, record, program, table, { maxLogHeight: config.maxLogHeight });
  const logHeights = new Map(traces.map(({ chip, logHeight }) => [chip.name, logHeight]));
  const { verifyingKey } = provingKey ?? session.alone(() => session.provingKey(config));
  assertKeyOf(session.machine, verifyingKey);
  const heights = verifyingKey.chips.map(({ name }) => logHeights.get(name) ?? -1);
  const { exitCode, publicValues, steps } = record;
  const statement = { program: table.info, exitCode, publicValues, programRoot: UNKNOWN_ROOT };
  return {
    steps,
    exitCode,
    functions: byFunction(session.machine, record, program, table, config),
    chips: chipRowCounts(traces, config),
    plannedBytes: planMemory(workers, verifyingKey, statement, heights, record).bytes,
  };
};
