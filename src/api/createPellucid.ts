/** Making a prover. */
import { createReferenceBackend } from '../backend/reference/backend.ts';
import { selectBackend } from '../backend/select.ts';
import { createWasmBackend } from '../backend/wasm/backend.ts';
import { defaultMachine } from './defaultMachine.ts';
import type { CreatePellucidOptions, Pellucid } from './types.ts';

/**
 * A prover with its own memory, on the calling thread alone. `auto` takes relaxed SIMD where the engine has fused multiply-add, else integer SIMD, else plain
 * TypeScript; a named backend that the engine lacks throws PellucidError 'unsupported-engine'.
 */
export const createPellucid = ({
  backend = 'auto',
  maxMemoryBytes,
  interrupted,
  machine = defaultMachine,
}: CreatePellucidOptions = {}): Pellucid => {
  const limit = { ...(maxMemoryBytes !== undefined && { maxBytes: maxMemoryBytes }), ...(interrupted && { interrupted }) };
  if (backend === 'reference') return { machine, backend: createReferenceBackend(), backendReason: 'asked for', workers: 1 };
  if (backend !== 'auto')
    return { machine, backend: createWasmBackend({ ...limit, variant: backend }), backendReason: 'asked for', workers: 1 };
  const selected = selectBackend(limit);
  return { machine, backend: selected.backend, backendReason: selected.reason, workers: 1 };
};
