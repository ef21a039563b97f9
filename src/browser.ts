/** The browser's entry: a prover in a web worker, which leaves the page's thread free. */
import { createRemoteProver } from './threads/remote/prover.ts';
import type { CreateProverOptions, Prover } from './threads/remote/types.ts';
import { LEAD_NAME } from './threads/web/names.ts';
import { workerScript } from './threads/web/script.ts';
import { spawnWebWorker } from './threads/web/spawn.ts';

export type { ExecuteResult, ProfileResult, ProveResult } from './api/types.ts';
export { PellucidError } from './core/error.ts';
export { ISOLATION_HEADERS } from './threads/remote/isolation.ts';
export type {
  CreateProverOptions,
  Isolation,
  Keys,
  LoadedProgram,
  MachineChoice,
  Progress,
  Prover,
  RemoteProfileParameters,
  RemoteProveParameters,
  RemoteProveResult,
  RemoteVerifyParameters,
  RunParameters,
  SetupParameters,
} from './threads/remote/types.ts';

export interface CreateBrowserProverOptions extends CreateProverOptions {
  /**
   * Where the workers' script is, if not in the package: `pellucid/worker.js` on the page's own origin. For pages whose
   * Content-Security-Policy has no `worker-src blob:`, and for caching.
   */
  readonly workerUrl?: string | URL;
}

/**
 * A prover in a worker, on all processors where the page is cross-origin isolated and on one where not (`isolation` says so).
 * Close it when it is no longer needed.
 *
 * @example
 * const prover = await createProver();
 * const program = await prover.load(elf);
 * const { verifyingKey, programCommitment } = await prover.setup({ program });
 * const { proof } = await prover.prove({ program, input });
 * const verdict = await prover.verify({ verifyingKey, programCommitment, proof });
 * await prover.close();
 */
export const createProver = async ({ workerUrl, ...options }: CreateBrowserProverOptions = {}): Promise<Prover> => {
  const { url, release } = await workerScript(workerUrl);
  try {
    const prover = await createRemoteProver(options, async () => ({ url, ...spawnWebWorker(url, LEAD_NAME) }));
    return { ...prover, close: () => prover.close().finally(release) };
  } catch (error) {
    release();
    throw error;
  }
};
