/** Proving: run the guest, fill the traces, make the STARK. */
import { proveJob } from '../orchestrator/prove.ts';
import { presetConfig } from '../stark/config.ts';
import type { Pellucid, ProveParameters, ProveResult } from './types.ts';

/**
 * Proves that the guest, on this input, exits with code 0 and its public values. Calls that overlap on one prover wait for each other.
 * Throws a PellucidError: those of `execute`, 'guest-exit' for another exit code, 'guest-steps-exceeded', 'program-too-large' and
 * 'trace-too-long' beyond the preset's limits, 'out-of-memory', 'aborted'.
 *
 * @example
 * const { proof, publicValues } = await prove(vm, { program, input, onProgress: ({ phase, done }) => console.log(phase, done) });
 */
export const prove = ({ session }: Pellucid, parameters: ProveParameters): Promise<ProveResult> => {
  const { program, input = new Uint8Array(0), provingKey, preset = 'fast', hash, maxSteps, onProgress, signal } = parameters;
  return session.inTurn(async () => {
    const under = provingKey ?? presetConfig(preset, hash);
    return proveJob(session, { program, input, maxSteps, under, onProgress, signal });
  });
};
