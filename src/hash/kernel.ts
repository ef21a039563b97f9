/**
 * The binding of the verifier's WASM module (assembly/verify.ts). It hashes one message at a time, several times as fast as
 * poseidon2.ts and blake3.ts and with the same results.
 */
import { verify as binary } from '../../build/wasm/verify.js';
import { decodeBinary, requireWasmEngine, type WasmMemory } from '../core/webAssembly.ts';
import { mul, P } from '../field/felt.ts';
import { P_INVERSE, R, R_SQUARED } from '../field/montgomery.ts';
import { DIGEST_WORDS, type Digest } from './digest.ts';
import * as memory from './kernelMemory.ts';
import { DIAGONAL, EXTERNAL_FINAL, EXTERNAL_INITIAL, INTERNAL, RATE, WIDTH } from './poseidon2.params.ts';

/** Exports of assembly/verify.ts. */
interface Exports {
  readonly memory: WasmMemory;
  permute(): void;
  absorb(blocks: number): void;
  compress(): void;
  blake3(words: number): void;
}

// Words of the module's memory.
const STATE = memory.STATE / 4;
const KEY = memory.KEY / 4;
const INPUT = memory.INPUT / 4;

/** Words of the longest message that the module takes. */
export const MAX_MESSAGE_WORDS = memory.MEMORY_BYTES / 4 - INPUT;

export interface HashKernel {
  /** Permutes 16 canonical elements in place. */
  permute(state: Uint32Array): void;
  /**
   * Absorbs rows into a sponge that starts at `state`, each row padded with zeros to whole blocks. Returns words 0..7 after the
   * last block. All rows together have at most MAX_MESSAGE_WORDS.
   */
  sponge(state: Uint32Array, rows: readonly ArrayLike<number>[]): Digest;
  /** Parent of two digests by Poseidon2. */
  compress(left: Digest, right: Digest): Digest;
  /** Keyed BLAKE3 of the parts, one after another: 8 words. Together the parts have at least one word and at most MAX_MESSAGE_WORDS. */
  blake3(key: Digest, parts: readonly ArrayLike<number>[]): Digest;
}

const writeConstants = (words: Uint32Array): void => {
  const lessP = (value: number): number => mul(value, R) - P;
  words.set([...EXTERNAL_INITIAL, ...EXTERNAL_FINAL].flat().map(lessP), memory.EXTERNAL / 4);
  words.set(INTERNAL.map(lessP), memory.INTERNAL / 4);
  words.set(
    DIAGONAL.map((d) => mul(d, R)),
    memory.DIAGONAL / 4,
  );
  for (const [at, value] of [
    [memory.K_P, P],
    [memory.K_Q, P_INVERSE],
    [memory.K_R2, R_SQUARED],
    [memory.K_ONE, 1],
  ])
    words.fill(value, at / 4, at / 4 + 4);
};

const instantiate = (): HashKernel => {
  const { Module, Instance } = requireWasmEngine();
  const run = new Instance(new Module(decodeBinary(binary)), {}).exports as Exports;
  const words = new Uint32Array(run.memory.buffer);
  writeConstants(words);
  const digest = (): Digest => words.slice(STATE, STATE + DIGEST_WORDS);
  return {
    permute(state) {
      words.set(state, STATE);
      run.permute();
      state.set(words.subarray(STATE, STATE + WIDTH));
    },
    sponge(state, rows) {
      words.set(state, STATE);
      let end = INPUT;
      for (const row of rows) {
        words.set(row, end);
        const padded = end + Math.ceil(row.length / RATE) * RATE;
        words.fill(0, end + row.length, padded);
        end = padded;
      }
      run.absorb((end - INPUT) / RATE);
      return digest();
    },
    compress(left, right) {
      words.set(left, INPUT);
      words.set(right, INPUT + DIGEST_WORDS);
      run.compress();
      return digest();
    },
    blake3(key, parts) {
      words.set(key, KEY);
      let end = INPUT;
      for (const part of parts) {
        words.set(part, end);
        end += part.length;
      }
      words.fill(0, end, Math.ceil(end / WIDTH) * WIDTH);
      run.blake3(end - INPUT);
      return digest();
    },
  };
};

let kernel: HashKernel | undefined | 'not tried' = 'not tried';

/**
 * The kernel, compiled at the first call. Undefined where the engine has no WebAssembly or no SIMD, where a policy forbids it, or
 * in a thread of a page that may not compile.
 */
export const hashKernel = (): HashKernel | undefined => {
  if (kernel !== 'not tried') return kernel;
  try {
    kernel = instantiate();
  } catch {
    kernel = undefined;
  }
  return kernel;
};
