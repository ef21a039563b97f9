/** Picks the fastest backend that the engine and the field allow: relaxed SIMD, integer SIMD, then plain TypeScript. */
import { PellucidError } from '../core/error.ts';
import { babyBear4 } from '../field/babybear4.ts';
import { createReferenceBackend } from './reference/backend.ts';
import type { Backend } from './types.ts';
import { createSharedWasmBackend, createWasmBackend, type WasmBackendOptions } from './wasm/backend.ts';
import type { Variant } from './wasm/layout.ts';

type Options = Omit<WasmBackendOptions, 'variant'>;

interface Choice<T> {
  readonly made: T | undefined;
  /** Why it is this backend and no faster one, in words for people. */
  readonly reason: string;
}
export interface SelectedBackend {
  readonly backend: Backend;
  readonly reason: string;
}

const FASTEST = 'the fastest, as the engine has relaxed SIMD and rounds a multiply-add once';

const fastest = <T>(make: (variant: Variant) => T): Choice<T> => {
  const reasons: string[] = [];
  for (const variant of ['relaxed', 'integer'] as const) {
    try {
      return { made: make(variant), reason: reasons.join('; ') || FASTEST };
    } catch (error) {
      const expected = error instanceof PellucidError && ['unsupported-engine', 'unsupported-field'].includes(error.code);
      if (!expected) throw error;
      reasons.push(error.message);
    }
  }
  return { made: undefined, reason: reasons.join('; ') };
};

export const selectBackend = (options: Options = {}): SelectedBackend => {
  const { made, reason } = fastest((variant) => createWasmBackend({ ...options, variant }));
  return { backend: made ?? createReferenceBackend(options.field ?? babyBear4), reason };
};

/** The same for several threads. Makes nothing where only the reference runs. */
export const selectSharedBackend = (threads: number, options: Options = {}): Choice<ReturnType<typeof createSharedWasmBackend>> =>
  fastest((variant) => createSharedWasmBackend(threads, { ...options, variant }));
