/** What only Node has: engine switches and files that are written whole or not at all. */
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/**
 * Turns on the engine's relaxed SIMD where it is behind a flag (Node 20). Call it before the first WebAssembly module is
 * compiled; the fast kernels need it. Where the engine refuses, the other kernels do the same work.
 */
export const enableFastKernels = (): void => {
  try {
    setFlagsFromString('--experimental-wasm-relaxed-simd');
  } catch {
    // Without the flag the backend is chosen by what the engine has.
  }
};

/** Writes a file under a temporary name beside it and renames it: a reader never sees a part of it. */
export const writeFileAtomic = (path: string, bytes: Uint8Array): void => {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, bytes, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
};
