/** Picks the fastest backend that the engine and the field allow: relaxed SIMD, integer SIMD, then plain TypeScript. */
import { PellucidError } from '../core/error.ts';
import { babyBear4 } from '../field/babybear4.ts';
import type { Variant } from '../wasm/layout.ts';
import { createReferenceBackend } from './reference.ts';
import type { Backend } from './types.ts';
import { createSharedWasmBackend, createWasmBackend, type WasmBackendOptions } from './wasm.ts';

type Options = Omit<WasmBackendOptions, 'variant'>;

interface Choice<T> {
  readonly made: T | undefined;
  /** Why not a faster one; empty for the fastest. */
  readonly reasons: readonly string[];
}
export interface SelectedBackend {
  readonly backend: Backend;
  readonly reasons: readonly string[];
}

const fastest = <T>(make: (variant: Variant) => T): Choice<T> => {
  const reasons: string[] = [];
  for (const variant of ['relaxed', 'integer'] as const) {
    try {
      return { made: make(variant), reasons };
    } catch (error) {
      const expected = error instanceof PellucidError && ['unsupported-engine', 'unsupported-field'].includes(error.code);
      if (!expected) throw error;
      reasons.push(error.message);
    }
  }
  return { made: undefined, reasons };
};

export const selectBackend = (options: Options = {}): SelectedBackend => {
  const { made, reasons } = fastest((variant) => createWasmBackend({ ...options, variant }));
  return { backend: made ?? createReferenceBackend(options.field ?? babyBear4), reasons };
};

/** The same for several threads; nothing is made where only the reference runs. */
export const selectSharedBackend = (threads: number, options: Options = {}): Choice<ReturnType<typeof createSharedWasmBackend>> =>
  fastest((variant) => createSharedWasmBackend(threads, { ...options, variant }));
