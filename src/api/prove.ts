/** Proving: run the guest, fill the traces, make the STARK. */
import { equalBytes, wordsToBytes } from '../core/bytes.ts';
import { PellucidError } from '../core/error.ts';
import { prepareGroup } from '../keys/machineKey.ts';
import { prepareProgram } from '../keys/programKey.ts';
import { encodeProof } from '../keys/proof.ts';
import { assertKeyOf } from '../keys/provingKey.ts';
import { PROGRAM_GROUP, programCommitment, type Statement, starkStatement, UNKNOWN_ROOT } from '../keys/statement.ts';
import { buildProgramTable } from '../machine/programTable.ts';
import { planTraces } from '../machine/traces.ts';
import { PRESETS, presetConfig, type StarkConfig } from '../stark/config.ts';
import type { PreparedGroup } from '../stark/preprocessed.ts';
import { proveStark } from '../stark/prover.ts';
import { securityReport } from '../stark/security.ts';
import { trace } from '../vm/execute.ts';
import { derivedKey } from './derivedKeys.ts';
import { planMemory } from './memory.ts';
import { createPhaseClock } from './phaseClock.ts';
import { recordRoom } from './recordRoom.ts';
import { cellCounts, chipRowCounts } from './report.ts';
import type { Pellucid, ProveParameters, ProveResult } from './types.ts';

/**
 * Proves that the guest, on this input, exits with code 0 and its public values. Throws a PellucidError: those of `execute`,
 * 'guest-exit' for another exit code, 'guest-steps-exceeded' beyond the preset's limit, 'out-of-memory', 'aborted'.
 */
export const prove = async (vm: Pellucid, parameters: ProveParameters): Promise<ProveResult> => {
  const { program, input = new Uint8Array(0), provingKey, signal } = parameters;
  const { machine, backend } = vm;
  if (provingKey !== undefined) assertKeyOf(machine, provingKey.verifyingKey);
  const config = provingKey?.verifyingKey.config ?? presetConfig(parameters.preset ?? 'fast', parameters.hash);
  const clock = createPhaseClock(parameters.onProgress, signal);
  const start = backend.mark();
  try {
    await clock.enter('execute');
    const record = await runTraced(vm, program, input, parameters.maxSteps, config);
    if (record.exitCode !== 0) {
      throw new PellucidError('guest-exit', `the guest exited with code ${record.exitCode}; only exit code 0 can be proved`, {
        exitCode: record.exitCode,
      });
    }
    const table = buildProgramTable(machine, program);
    const { traces, begin } = planTraces(machine, record, program, table, {
      maxLogHeight: config.maxLogHeight,
      threads: vm.traceThreads,
      room: (bytes) => recordRoom(vm, 'starts', bytes),
    });

    const byName = new Map(traces.map((t) => [t.chip.name, t]));
    const claim = { program: table.info, exitCode: record.exitCode, publicValues: record.publicValues };

    await clock.enter('keys');
    const key = provingKey ?? derivedKey(backend, config, machine);
    const { verifyingKey } = key;
    const planned = verifyingKey.chips.map((chip) => byName.get(chip.name));
    const heights = planned.map((t) => t?.logHeight ?? -1);
    const plan = planMemory(vm.workers, verifyingKey, { ...claim, programRoot: UNKNOWN_ROOT }, heights, record);
    backend.reserve(plan.words, plan.besides);
    const programGroup = prepareProgram(backend, config, table);
    const groups = new Map<number, PreparedGroup>();
    const group = (index: number): PreparedGroup => {
      const { name, root } = verifyingKey.groups[index];
      if (name === PROGRAM_GROUP) return programGroup;
      let prepared = groups.get(index);
      if (prepared === undefined) {
        prepared = prepareGroup(backend, verifyingKey, index, key.tables);
        groups.set(index, prepared);
        if (root === undefined || !equalBytes(wordsToBytes(root), wordsToBytes(prepared.tree.root))) {
          throw new PellucidError('key-invalid', `the proving key's ${name} are not those of its root: run setup again`);
        }
      }
      return prepared;
    };

    const statement: Statement = { ...claim, programRoot: programGroup.tree.root };
    await begin();
    const { bytes, shape } = await proveStark({
      backend,
      key: verifyingKey,
      statement: starkStatement(statement),
      witness: { heights, fill: (chip, cells, stride, column) => planned[chip]?.fill(cells, stride, column) },
      group,
      report: clock.enter,
    });
    const proof = encodeProof(config, statement, bytes);
    const { phases, total } = clock.finish();
    const chips = chipRowCounts(traces, config);
    return {
      proof,
      programCommitment: programCommitment(config.hash, statement),
      steps: record.steps,
      exitCode: record.exitCode,
      publicValues: record.publicValues,
      console: record.console,
      segments: 1,
      proveSeconds: total,
      phases,
      cells: cellCounts(chips, shape.logN, config),
      provenBits: securityReport(config, shape.security).bits,
      plannedBytes: plan.bytes,
      backendBytes: 4 * backend.usage().peakWords,
      chips,
    };
  } finally {
    backend.release(start);
  }
};

const runTraced = async (
  vm: Pellucid,
  program: ProveParameters['program'],
  input: Uint8Array,
  asked: number | undefined,
  config: StarkConfig,
) => {
  const maxSteps = Math.min(asked ?? config.maxSteps, config.maxSteps);
  try {
    return trace(program, { input, maxSteps, room: (bytes) => recordRoom(vm, 'records', bytes) });
  } catch (error) {
    if (!(error instanceof PellucidError) || error.code !== 'guest-steps-exceeded' || maxSteps < config.maxSteps) throw error;
    const larger = config.maxSteps < PRESETS.fast.maxSteps ? `: preset 'fast' holds ${PRESETS.fast.maxSteps}` : '';
    throw new PellucidError(
      error.code,
      `the guest runs for more than ${maxSteps} instructions, the most that one proof of preset '${config.preset}' holds${larger}. ${error.message}`,
      { ...error.details },
      error,
    );
  }
};
