import { blake3 as noble } from '@noble/hashes/blake3.js';
import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import { P } from '../../src/field/felt.ts';
import { permute } from '../../src/hash/poseidon2.ts';
import { HASHES, suiteOf } from '../../src/hash/suite.ts';
import type { Transcript } from '../../src/hash/transcript.ts';
import { rng } from '../support/rng.ts';

describe('the poseidon2 transcript', () => {
  it('is the sponge that docs/protocol.md describes', () => {
    const transcript = suiteOf('poseidon2').transcript();
    transcript.absorb([5, 6, 7]);
    const state = [5, 6, 7, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0];
    permute(state);
    expect(transcript.sampleExt(4)).toEqual(state.slice(0, 4));
    expect(transcript.sampleExt(4)).toEqual(state.slice(4, 8));
    permute(state);
    expect(transcript.sampleFelt()).toBe(state[0]);
  });
});

describe('the blake3 transcript', () => {
  const bytes = (words: Uint32Array): Uint8Array =>
    new Uint8Array(words.buffer.slice(words.byteOffset, words.byteOffset + words.byteLength));
  const output = (use: string, words: number[], count: number): Uint32Array => {
    const key = noble(new TextEncoder().encode(`pellucid 0 ${use}`));
    return new Uint32Array(noble(bytes(Uint32Array.from(words)), { key, dkLen: 4 * count }).slice().buffer);
  };
  const elements = (words: Uint32Array): number[] => Array.from(words, (w) => w & 0x7fffffff).filter((w) => w < P);

  it('is the chain of keyed hashes that docs/protocol.md describes', () => {
    const transcript = suiteOf('blake3').transcript();
    transcript.absorb([5, 6, 7]);
    transcript.absorbBytes(Uint8Array.of(1, 2, 3, 4, 5));
    const first = output('transcript', [0, 0, 0, 0, 0, 0, 0, 0, 5, 6, 7, 5, 0x04030201, 5], 200);
    expect(transcript.sampleExt(150)).toEqual(elements(first.subarray(8)).slice(0, 150));
    transcript.absorb([]);
    const second = output('transcript', Array.from(first.subarray(0, 8)), 20);
    expect([transcript.sampleBits(20), transcript.sampleBits(3)]).toEqual([second[8] % 2 ** 20, second[9] % 8]);
    const third = output('work', [...second.subarray(0, 8), 77, 0, 0, 0, 0, 0, 0, 0], 20);
    expect(transcript.absorbNonce(77, 1)).toBe(third[8] % 2 === 0);
    expect(transcript.sampleBits(27)).toBe(third[9] % 2 ** 27);
    transcript.absorb([9]);
    expect(transcript.sampleBits(27)).toBe(output('transcript', [...third.subarray(0, 8), 9], 9)[8] % 2 ** 27);
  });
});

describe.each(HASHES)('a %s transcript', (hash) => {
  const sampleAfter = (...messages: number[][]): string => {
    const transcript = suiteOf(hash).transcript();
    for (const message of messages) {
      transcript.absorb(message);
      transcript.sampleFelt();
    }
    return transcript.sampleExt(4).join();
  };

  it('separates messages that differ in length, content or split', () => {
    const variants = [
      [[]],
      [[0]],
      [[0, 0]],
      [[1]],
      [[5, 7]],
      [[5, 7, 0, 0]],
      [[5, 7, 1]],
      [[5], [7]],
      [[5, 7], []],
      [[], [5, 7]],
      [[1, 2, 3, 4, 5, 6, 7]],
      [[1, 2, 3, 4, 5, 6, 7, 1]],
      [[1, 2, 3, 4, 5, 6, 7, 8]],
      [[1, 2, 3, 4, 5, 6, 7, 8, 1]],
    ];
    expect(new Set(variants.map((v) => sampleAfter(...v))).size).toBe(variants.length);
  });

  it('separates byte strings that differ in length only', () => {
    const after = (bytes: number[]): string => {
      const transcript = suiteOf(hash).transcript();
      transcript.absorbBytes(Uint8Array.from(bytes));
      return transcript.sampleExt(4).join();
    };
    const variants = [[], [0], [0, 0], [0, 0, 0], [0, 0, 0, 0], [1, 2, 3], [1, 2, 3, 0]];
    expect(new Set(variants.map(after)).size).toBe(variants.length);
  });

  it('binds every word that is absorbed to every later challenge', () => {
    const random = rng(3);
    const message = random.felts(40);
    const honest = sampleAfter(message);
    for (let i = 0; i < message.length; i++) {
      expect(sampleAfter(message.with(i, (message[i] + 1) % 2013265921))).not.toBe(honest);
    }
  });

  it('accepts a nonce only with its bits of work, and goes on differently after another nonce', () => {
    const fresh = (): Transcript => {
      const transcript = suiteOf(hash).transcript();
      transcript.absorb([1, 2, 3]);
      return transcript;
    };
    const nonce = createReferenceBackend().grind(fresh().grindState(), 6, hash);
    expect(fresh().absorbNonce(nonce, 6)).toBe(true);
    expect(fresh().absorbNonce(P + nonce, 1)).toBe(false);
    expect(fresh().absorbNonce(nonce + 1, 20)).toBe(false);
    const [a, b] = [fresh(), fresh()];
    a.absorbNonce(nonce, 6);
    b.absorbNonce(nonce + 1, 6);
    expect(a.sampleExt(4)).not.toEqual(b.sampleExt(4));
  });

  it('samples bits within their range, without the values that would be biased', () => {
    const transcript = suiteOf(hash).transcript();
    for (let i = 0; i < 200; i++) expect(transcript.sampleBits(10)).toBeLessThan(1024);
  });
});
