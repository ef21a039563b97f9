/**
 * The verifier's module and the emulator's, instantiated by AssemblyScript's own loader: a host that is not ours. The package instantiates
 * them with the engine alone (docs/adr/0005-dependencies-and-types.md).
 */
import { readFileSync } from 'node:fs';
import { instantiateSync } from '@assemblyscript/loader';
import { blake3 } from '@noble/hashes/blake3.js';
import { expect, it } from 'vitest';
import { INPUT, KEY, STATE } from '../../src/hash/kernelMemory.ts';
import { rng } from '../support/rng.ts';

interface Memory {
  readonly memory: { readonly buffer: ArrayBuffer };
}
const load = <Exports extends object>(name: string): Exports =>
  instantiateSync<Exports & Record<string, unknown>>(Uint8Array.from(readFileSync(`build/wasm/${name}.wasm`))).exports;

it('the verifier: BLAKE3 as @noble/hashes computes it', () => {
  const { memory, blake3: hash } = load<Memory & { blake3(words: number): void }>('verify');
  const random = rng(41);
  for (const words of [1, 8, 16, 17, 256, 257, 1000]) {
    const [key, message] = [8, words].map((length) => Uint32Array.from({ length }, () => random.felt()));
    const view = new Uint32Array(memory.buffer);
    view.fill(0);
    view.set(key, KEY / 4);
    view.set(message, INPUT / 4);
    hash(words);
    const digest = new Uint8Array(memory.buffer, STATE, 32);
    expect(digest).toEqual(blake3(new Uint8Array(message.buffer), { key: new Uint8Array(key.buffer) }));
  }
});

it('the emulator: a page of guest memory, zero until it is written', () => {
  const emulator = load<
    Memory & {
      setup(base: number, count: number, tracing: boolean): number;
      hostAddress(address: number, readOnly: number): number;
      peekAddress(address: number): number;
    }
  >('emu');
  expect(emulator.setup(0x1000, 1, false)).toBe(1);
  expect(emulator.peekAddress(0x2004)).toBe(0);
  const at = emulator.hostAddress(0x2004, 0);
  expect(at % 4096).toBe(4);
  expect(emulator.peekAddress(0x2004)).toBe(at);
  expect(new Uint8Array(emulator.memory.buffer, at, 4)).toEqual(new Uint8Array(4));
  expect(emulator.hostAddress(0x4000_0000, 0)).toBe(0);
});
