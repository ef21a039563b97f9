/** Thousands of random programs: reference, emulator and qemu-riscv32 must print the same. */
import { describe, expect, it } from 'vitest';
import { loadElf } from '../../src/vm/elf.ts';
import { BLOCK_BYTES, generateElf } from '../support/programGenerator.ts';
import { runQemu, useQemu } from '../support/programQemu.ts';
import { execute, traceReference } from '../support/run.ts';

const BLOCKS = 500;
const SEEDS = Array.from({ length: 8 }, (_, i) => 1000 + i);

/** The first block that differs; undefined if none does. */
const firstDifference = (a: Uint8Array, b: Uint8Array): string | undefined => {
  for (let i = 0; i < Math.max(a.length, b.length); i++)
    if (a[i] !== b[i]) {
      const at = i % BLOCK_BYTES;
      return `block ${Math.floor(i / BLOCK_BYTES)}, ${at < 128 ? `x${at >> 2}` : `scratch byte ${at - 128}`}`;
    }
  return undefined;
};

describe(`${SEEDS.length * BLOCKS} random programs`, () => {
  it.each(SEEDS)('agree between emulator and reference, seed %i', (seed) => {
    const program = loadElf(generateElf({ seed, blocks: BLOCKS, fd: 1 }));
    const emulated = execute(program, { maxSteps: 1e7 });
    const reference = traceReference(program, { maxSteps: 1e7 });
    expect(emulated.console.length).toBe(BLOCKS * BLOCK_BYTES);
    expect(firstDifference(emulated.console, reference.console)).toBeUndefined();
    expect(emulated.steps).toBe(reference.steps);
  });

  it.runIf(useQemu).each(SEEDS)('agree with qemu-riscv32, seed %i', (seed) => {
    const elf = generateElf({ seed, blocks: BLOCKS, fd: 1 });
    const oracle = runQemu(elf);
    const { console, exitCode } = execute(loadElf(elf), { maxSteps: 1e7 });
    expect(oracle.exitCode).toBe(exitCode);
    expect(firstDifference(console, oracle.stdout)).toBeUndefined();
  });
});
