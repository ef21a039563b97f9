/**
 * The compute kernels: one source for two modules, f64x2 with fused multiply-add ("relaxed") and i32x4 ("integer"), with the
 * same exports and the same canonical results. Addresses in bytes, canonical u32 in memory; nothing is allocated.
 */
export { absorbRows, compressLayer, grind } from './merkle';
export { setThread } from './lib/layout';
export { ldePass, nttPass } from './ntt';
export { fromForm, fusedMultiplyAdd, mulForm, runningSums, scaleWords, toForm } from './field';
export { runProgram } from './interpreter';
export { weightedSums } from './openings';
export { blake3Grind, blake3Layer, blake3Rows } from './blake3';
