/** A proof from beginning to end: run the guest, plan the traces, get keys and memory, make the STARK. */
import { equalBytes, toHex, wordsToBytes } from '../core/bytes.ts';
import { PellucidError } from '../core/error.ts';
import { prepareGroup } from '../keys/machineKey.ts';
import { assertProgramFits, prepareProgram } from '../keys/programKey.ts';
import { encodeProof } from '../keys/proof.ts';
import { assertKeyOf, type ProvingKeyParts } from '../keys/provingKey.ts';
import { programCommitment, type Statement, starkStatement, UNKNOWN_ROOT } from '../keys/statement.ts';
import { planTraces } from '../machine/traces.ts';
import { PRESETS, type StarkConfig } from '../stark/config.ts';
import { proveStark } from '../stark/prover.ts';
import { securityReport } from '../stark/security.ts';
import { trace } from '../vm/execute.ts';
import type { Program } from '../vm/program.ts';
import type { ExecutionRecord } from '../vm/record.ts';
import { consoleText } from '../vm/trap.ts';
import type { GroupRequest } from './keptGroups.ts';
import { type MemoryPlan, planMemory } from './memory.ts';
import { createPhaseClock } from './phaseClock.ts';
import { cellCounts, chipRowCounts } from './report.ts';
import type { ProverSession } from './session.ts';
import type { ProofJob, ProofResult } from './types.ts';

/**
 * Makes one proof. A session makes one at a time: call it within `inTurn`. Throws a PellucidError: those of `execute`, 'guest-exit'
 * for another exit code than 0, 'guest-steps-exceeded' beyond the configuration's limit, 'out-of-memory', 'aborted'.
 */
export const proveJob = async (session: ProverSession, job: ProofJob): Promise<ProofResult> => {
  const { backend } = session;
  const { program, under } = job;
  const config = 'verifyingKey' in under ? under.verifyingKey.config : under;
  if ('verifyingKey' in under) assertKeyOf(session.machine, under.verifyingKey);
  const clock = createPhaseClock(job.onProgress, job.signal);

  // 1. Run the guest and plan a trace for each chip that its record needs.
  await clock.enter('execute');
  const table = session.programTable(program);
  assertProgramFits(config, table);
  const record = runTraced(session, job, config);
  const { traces, begin } = planTraces(session.machine, record, program, table, {
    maxLogHeight: config.maxLogHeight,
    threads: session.traceThreads,
    room: (bytes) => session.room('starts', bytes),
  });

  // 2. Keys, and memory for all that follows. The heights say which preprocessed groups the proof needs.
  await clock.enter('keys');
  const key = 'verifyingKey' in under ? under : session.provingKey(config);
  const { verifyingKey } = key;
  const byName = new Map(traces.map((t) => [t.chip.name, t]));
  const planned = verifyingKey.chips.map((chip) => byName.get(chip.name));
  const heights = planned.map((t) => t?.logHeight ?? -1);
  const claim = { program: table.info, exitCode: record.exitCode, publicValues: record.publicValues };
  const plan = planMemory(session.workers, verifyingKey, { ...claim, programRoot: UNKNOWN_ROOT }, heights, record);
  const requests = groupRequests(session, key, program, heights);
  reserve(session, plan, [...requests.values()]);
  const prepared = session.groups.prepare([...requests.values()]);
  const groups = new Map([...requests.keys()].map((index, i) => [index, prepared[i]]));
  const group = (index: number) => {
    const found = groups.get(index);
    if (found === undefined) throw new PellucidError('internal', `group ${index} of the key was not prepared`);
    return found;
  };

  // 3. The STARK, in memory above the kept groups.
  const programIndex = verifyingKey.groups.findIndex(({ root }) => root === undefined);
  const statement: Statement = { ...claim, programRoot: group(programIndex).tree.root };
  const start = backend.mark();
  try {
    await begin();
    const { bytes, shape } = await proveStark({
      backend,
      key: verifyingKey,
      statement: starkStatement(verifyingKey, statement),
      witness: { heights, fill: (chip, target) => planned[chip]?.fill(target) },
      group,
      report: clock.enter,
    });
    const { phases, total } = clock.finish();
    const chips = chipRowCounts(traces, config);
    return {
      proof: encodeProof(config, statement, bytes),
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

/** The traced run. Only exit code 0 can be proved. */
const runTraced = (session: ProverSession, { program, input, maxSteps: asked }: ProofJob, config: StarkConfig): ExecutionRecord => {
  const maxSteps = Math.min(asked ?? config.maxSteps, config.maxSteps);
  const record = withPresetLimit(maxSteps, config, () =>
    trace(program, { input, maxSteps, calls: session.machine.calls, room: (bytes) => session.room('records', bytes) }),
  );
  if (record.exitCode !== 0) {
    throw new PellucidError('guest-exit', `the guest exited with code ${record.exitCode}; only exit code 0 can be proved`, {
      exitCode: record.exitCode,
      console: consoleText(record.console),
    });
  }
  return record;
};

/** If the run exceeds the preset's limit, the error names the preset and a larger one. */
const withPresetLimit = <T>(maxSteps: number, config: StarkConfig, run: () => T): T => {
  try {
    return run();
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

/** The groups with a present chip, by index in the key. A fixed group's tables must have the root that the key says. */
const groupRequests = (
  { backend, programTable }: ProverSession,
  { verifyingKey, tables }: ProvingKeyParts,
  program: Program,
  heights: readonly number[],
): Map<number, GroupRequest> => {
  const key = toHex(verifyingKey.digest);
  const requests = new Map<number, GroupRequest>();
  verifyingKey.groups.forEach(({ name, root, chips }, index) => {
    if (!chips.some((chip) => heights[chip] !== -1)) return;
    const isProgram = root === undefined;
    requests.set(index, {
      key,
      index,
      owner: isProgram ? program : undefined,
      make() {
        if (isProgram) return prepareProgram(backend, verifyingKey, programTable(program));
        const group = prepareGroup(backend, verifyingKey, index, tables);
        if (!equalBytes(wordsToBytes(root), wordsToBytes(group.tree.root))) {
          throw new PellucidError('key-invalid', `the proving key's ${name} are not those of its root: run setup again`);
        }
        return group;
      },
    });
  });
  return requests;
};

/** Makes room for the proof. Groups that earlier proofs left make way where there is no room beside them. */
const reserve = ({ backend, groups }: ProverSession, { words, besides }: MemoryPlan, requests: readonly GroupRequest[]): void => {
  try {
    backend.reserve(words - groups.wordsOf(requests), besides);
  } catch (error) {
    if (!(error instanceof PellucidError) || error.code !== 'out-of-memory') throw error;
    groups.clear();
    backend.reserve(words, besides);
  }
};
