/** Making a prover. */
import { createReferenceBackend } from '../backend/reference/backend.ts';
import { selectBackend } from '../backend/select.ts';
import type { Backend } from '../backend/types.ts';
import { createWasmBackend } from '../backend/wasm/backend.ts';
import type { Machine } from '../machine/machine.ts';
import { createSession } from '../orchestrator/session.ts';
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
  if (backend === 'reference') return pellucid(machine, createReferenceBackend(), 'asked for');
  if (backend !== 'auto') return pellucid(machine, createWasmBackend({ ...limit, variant: backend }), 'asked for');
  const selected = selectBackend(limit);
  return pellucid(machine, selected.backend, selected.reason);
};

const pellucid = (machine: Machine, backend: Backend, backendReason: string): Pellucid => {
  const session = createSession({ machine, backend, workers: 1 });
  return { session, backend: backend.name, backendReason, workers: session.workers };
};
