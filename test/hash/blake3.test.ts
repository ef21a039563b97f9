import { blake3 as noble } from '@noble/hashes/blake3.js';
import { describe, expect, it } from 'vitest';
import { BLAKE3_KEYS, blake3, keyedBlake3, keyedDigest } from '../../src/hash/blake3.ts';
import { suiteOf } from '../../src/hash/suite.ts';
import { rng } from '../support/rng.ts';

const bytesOf = (words: ArrayLike<number>): Uint8Array => new Uint8Array(Uint32Array.from(words).buffer);
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The input of the published vectors: bytes 0, 1, .., 250, 0, 1, .. */
const input = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 251);

describe('blake3', () => {
  it('gives the published answers', () => {
    const text = (s: string): Uint8Array => new TextEncoder().encode(s);
    expect(hexOf(bytesOf(blake3(text(''))(0)).subarray(0, 32))).toBe('af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262');
    expect(hexOf(bytesOf(blake3(text('abc'))(0)).subarray(0, 32))).toBe('6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85');
  });

  it.each([0, 1, 63, 64, 65, 1023, 1024, 1025, 2048, 2049, 3072, 5000, 8192, 31744])(
    'of %i bytes is that of @noble/hashes, extended output too',
    (length) => {
      const output = blake3(input(length));
      const blocks = [0, 1, 2].map((i) => hexOf(bytesOf(output(i)))).join('');
      expect(blocks).toBe(hexOf(noble(input(length), { dkLen: 192 })));
    },
  );

  it.each([0, 1, 15, 16, 17, 255, 256, 257, 512, 513, 1250, 4097])('of %i words with a key is that of @noble/hashes', (length) => {
    const words = new Uint32Array(input(4 * length).buffer);
    const key = Uint32Array.from({ length: 8 }, (_, i) => 0xfedcba98 - 12345 * i);
    const output = keyedBlake3(key, words);
    const blocks = [0, 1].map((i) => hexOf(bytesOf(output(i)))).join('');
    expect(blocks).toBe(hexOf(noble(input(4 * length), { key: bytesOf(key), dkLen: 128 })));
    expect(hexOf(bytesOf(keyedDigest(key, words)))).toBe(blocks.slice(0, 64));
  });
});

describe('the blake3 suite', () => {
  const suite = suiteOf('blake3');
  const random = rng(5);
  const words = (length: number): Uint32Array => Uint32Array.from({ length }, () => random.felt());
  const keyed = (use: string, ...parts: ArrayLike<number>[]): string =>
    hexOf(noble(bytesOf(parts.flatMap((p) => Array.from(p))), { key: noble(new TextEncoder().encode(`pellucid 0 ${use}`)) }));

  it('has a key for each use', () => {
    expect(new Set(Object.values(BLAKE3_KEYS).map((key) => key.join())).size).toBe(5);
  });

  it('hashes leaves, nodes and identities as docs/protocol.md says', () => {
    const [left, right] = [words(8), words(8)];
    for (const row of [words(3), words(16), words(300)]) {
      expect(hexOf(bytesOf(suite.hashLeaf(row)))).toBe(keyed('leaf', row));
      expect(hexOf(bytesOf(suite.hashLeaf(row, left)))).toBe(keyed('leaf', left, row));
    }
    expect(hexOf(bytesOf(suite.compress(left, right)))).toBe(keyed('node', left, right));
    expect(hexOf(bytesOf(suite.identity(2, [7, 0xffffffff])))).toBe(keyed('identity', [2, 2, 7, 0xffffffff]));
  });

  it('takes any words for a digest, poseidon2 only elements', () => {
    const largest = new Uint32Array(8).fill(0xffffffff);
    expect(suite.isDigest(largest)).toBe(true);
    expect(suiteOf('poseidon2').isDigest(largest)).toBe(false);
    expect(suiteOf('poseidon2').isDigest(words(8))).toBe(true);
  });
});
