/** Both kernel modules, fresh. */
import v8 from 'node:v8';
import { expect } from 'vitest';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import type { Backend } from '../../src/backend/types.ts';
import { createWasmBackend } from '../../src/backend/wasm/backend.ts';
import type { Variant } from '../../src/backend/wasm/layout.ts';
import { babyBear4 } from '../../src/field/babybear4.ts';
import type { ExtField } from '../../src/field/ext.ts';

export const VARIANTS: readonly Variant[] = ['relaxed', 'integer'];

export const enableRelaxedSimd = (): void => v8.setFlagsFromString('--experimental-wasm-relaxed-simd');

export const wasmBackend = (variant: Variant, field: ExtField = babyBear4): Backend =>
  createWasmBackend({ variant, field, enableRelaxedSimd });

/** Words compared fast: the general comparison takes longer than the kernels. */
const firstDifference = (a: Uint32Array, b: Uint32Array): string | undefined => {
  if (a.length !== b.length) return `${a.length} words, not ${b.length}`;
  const at = a.findIndex((word, i) => word !== b[i]);
  return at < 0 ? undefined : `word ${at} is ${a[at]}, not ${b[at]}`;
};

const expected = new Map<string, readonly unknown[]>();

/** Runs the same on a kernel module and on the reference, whose results are kept under the name of the case. */
export const agree = (variant: Variant, name: string, compute: (backend: Backend) => readonly unknown[], field = babyBear4): void => {
  const key = `${field.degree} ${name}`;
  if (!expected.has(key)) expected.set(key, compute(createReferenceBackend(field)));
  const wanted = expected.get(key) as readonly unknown[];
  compute(wasmBackend(variant, field)).forEach((result, i) => {
    const want = wanted[i];
    if (result instanceof Uint32Array && want instanceof Uint32Array) {
      const difference = firstDifference(result, want);
      if (difference) expect.fail(`${name}, result ${i}: ${difference}`);
    } else expect(result, name).toEqual(want);
  });
};
