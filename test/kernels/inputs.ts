/** Deterministic inputs for the kernel tests. */
import { babyBear4 } from '../../src/field/babybear4.ts';
import { createExtField, type Ext, type ExtField } from '../../src/field/ext.ts';
import { P } from '../../src/field/felt.ts';

/** A generator of 32-bit words (mulberry32). */
export const randomWords = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
};

export const randomElements = (seed: number, length: number): Uint32Array => {
  const next = randomWords(seed);
  return Uint32Array.from({ length }, () => next() % P);
};

export const elementOf = (seed: number, { degree }: ExtField): Ext => Array.from(randomElements(seed, degree));
export const extOf = (seed: number): Ext => elementOf(seed, babyBear4);

/** Fields that the kernels have instructions for, and that they do not. */
export const FIELDS: readonly ExtField[] = [babyBear4, createExtField(5, 2)];
