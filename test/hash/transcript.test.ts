import { describe, expect, it } from 'vitest';
import { permute } from '../../src/hash/poseidon2.ts';
import { Transcript } from '../../src/hash/transcript.ts';
import { rng } from '../support/rng.ts';

const sampleAfter = (...messages: number[][]): string => {
  const transcript = new Transcript();
  for (const message of messages) {
    transcript.absorb(message);
    transcript.sampleFelt();
  }
  return transcript.sampleExt(4).join();
};

describe('transcript', () => {
  it('is the sponge that docs/protocol.md describes', () => {
    const transcript = new Transcript();
    transcript.absorb([5, 6, 7]);
    const state = [5, 6, 7, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0];
    permute(state);
    expect(transcript.sampleExt(4)).toEqual(state.slice(0, 4));
    expect(transcript.sampleExt(4)).toEqual(state.slice(4, 8));
    permute(state);
    expect(transcript.sampleFelt()).toBe(state[0]);
  });

  it('separates messages that differ in length, content or split', () => {
    const variants = [
      [[]], [[0]], [[0, 0]], [[1]], [[5, 7]], [[5, 7, 0, 0]], [[5, 7, 1]], [[5], [7]], [[5, 7], []], [[], [5, 7]],
      [[1, 2, 3, 4, 5, 6, 7]], [[1, 2, 3, 4, 5, 6, 7, 1]], [[1, 2, 3, 4, 5, 6, 7, 8]], [[1, 2, 3, 4, 5, 6, 7, 8, 1]],
    ];
    expect(new Set(variants.map((v) => sampleAfter(...v))).size).toBe(variants.length);
  });

  it('separates byte strings that differ in length only', () => {
    const after = (bytes: number[]): string => {
      const transcript = new Transcript();
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
      const transcript = new Transcript();
      transcript.absorb([1, 2, 3]);
      return transcript;
    };
    const state = fresh().grindState();
    let nonce = 0;
    for (; ; nonce++) {
      const attempt = state.slice();
      attempt[0] = nonce;
      permute(attempt);
      if (attempt[0] % 64 === 0) break;
    }
    expect(fresh().absorbNonce(nonce, 6)).toBe(true);
    expect(fresh().absorbNonce(nonce + 1, 20)).toBe(false);
    const [a, b] = [fresh(), fresh()];
    a.absorbNonce(nonce, 6);
    b.absorbNonce(nonce + 1, 6);
    expect(a.sampleExt(4)).not.toEqual(b.sampleExt(4));
  });

  it('samples bits within their range, without the values that would be biased', () => {
    const transcript = new Transcript();
    for (let i = 0; i < 200; i++) expect(transcript.sampleBits(10)).toBeLessThan(1024);
  });
});
