/** Both kernel modules, fresh. */
import v8 from 'node:v8';
import type { Backend } from '../../src/backend/types.ts';
import { createWasmBackend } from '../../src/backend/wasm.ts';
import type { Variant } from '../../src/wasm/layout.ts';

export const VARIANTS: readonly Variant[] = ['relaxed', 'integer'];

export const enableRelaxedSimd = (): void => v8.setFlagsFromString('--experimental-wasm-relaxed-simd');

export const wasmBackend = (variant: Variant): Backend => createWasmBackend({ variant, enableRelaxedSimd });
