/** Picks the fastest backend that the engine and the field allow: relaxed SIMD, integer SIMD, then plain TypeScript. */
import { PellucidError } from '../core/error.ts';
import { babyBear4 } from '../field/babybear4.ts';
import { createReferenceBackend } from './reference.ts';
import type { Backend } from './types.ts';
import { createWasmBackend, type WasmBackendOptions } from './wasm.ts';

export interface SelectedBackend {
  readonly backend: Backend;
  /** Why not a faster one; empty for the fastest. */
  readonly reasons: readonly string[];
}

export const selectBackend = (options: Omit<WasmBackendOptions, 'variant'> = {}): SelectedBackend => {
  const reasons: string[] = [];
  for (const variant of ['relaxed', 'integer'] as const) {
    try {
      return { backend: createWasmBackend({ ...options, variant }), reasons };
    } catch (error) {
      const expected =
        error instanceof PellucidError && ['unsupported-engine', 'unsupported-field'].includes(error.code);
      if (!expected) throw error;
      reasons.push(error.message);
    }
  }
  return { backend: createReferenceBackend(options.field ?? babyBear4), reasons };
};
