/** Making a prover. */
import { createReferenceBackend } from '../backend/reference/backend.ts';
import { selectBackend } from '../backend/select.ts';
import type { Backend } from '../backend/types.ts';
import { createWasmBackend } from '../backend/wasm/backend.ts';
import { createSession, type ProverSession } from '../orchestrator/session.ts';
import { defaultMachine } from './defaultMachine.ts';
import type { CreatePellucidOptions, Pellucid } from './types.ts';

/**
 * A prover with its own memory, on the calling thread alone. `auto` takes relaxed SIMD where the engine has fused multiply-add, else integer
 * SIMD, else plain TypeScript. Throws a PellucidError 'unsupported-engine' for a named backend that the engine lacks.
 *
 * @example
 * const vm = createPellucid({ maxMemoryBytes: 2 ** 30 });
 */
export const createPellucid = ({
  backend = 'auto',
  maxMemoryBytes,
  interrupted,
  machine = defaultMachine,
}: CreatePellucidOptions = {}): Pellucid => {
  const limit = { ...(maxMemoryBytes !== undefined && { maxBytes: maxMemoryBytes }), ...(interrupted && { interrupted }) };
  const alone = (backend: Backend, reason: string): Pellucid => pellucidOf(createSession({ machine, backend, workers: 1 }), reason);
  if (backend === 'reference') return alone(createReferenceBackend(), 'asked for');
  if (backend !== 'auto') return alone(createWasmBackend({ ...limit, variant: backend }), 'asked for');
  const selected = selectBackend(limit);
  return alone(selected.backend, selected.reason);
};

/** The prover of a session. */
export const pellucidOf = (session: ProverSession, backendReason: string): Pellucid => ({
  session,
  backend: session.backend.name,
  backendReason,
  workers: session.workers,
});
