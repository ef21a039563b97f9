/** Pins that are inherited, or not enumerable, are pins: a caller's class with getters must not lose them. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { loadProgram } from '../../src/api/load.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { verify } from '../../src/api/verify.ts';

const program = loadProgram(readFileSync(new URL('../../guests/elf/exit.elf', import.meta.url)));
const vm = createPellucid();
const provingKey = setupMachine(vm);
const { verifyingKey } = provingKey;
const { proof } = await prove(vm, { program, provingKey });
const base = { verifyingKey, proof, anyProgram: true };
const valid = (parameters: object): boolean => {
  try {
    return verify(parameters as Parameters<typeof verify>[0]).valid;
  } catch {
    return false;
  }
};
const wrong = { keyDigest: '11'.repeat(32), publicValues: '00', programCommitment: '11'.repeat(32), minBits: 1000 };

it.each(Object.entries(wrong))('an inherited or hidden %s is not dropped', (name, value) => {
  expect(valid(base), 'without it').toBe(true);
  expect(valid({ ...base, [name]: value }), 'own').toBe(false);
  expect(valid(Object.assign(Object.create({ [name]: value }), base)), 'inherited').toBe(false);
  expect(valid(Object.defineProperty({ ...base }, name, { value, enumerable: false })), 'not enumerable').toBe(false);
});
