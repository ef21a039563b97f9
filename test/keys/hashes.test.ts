import { describe, expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { decodeProvingKey, encodeProvingKey } from '../../src/keys/provingKey.ts';
import { decodeVerifyingKey, encodeVerifyingKey } from '../../src/keys/verifyingKey.ts';
import { HASHES, PRESETS, type StarkConfig } from '../../src/stark/config.ts';
import type { VerifyingKey } from '../../src/stark/key.ts';

const vm = createPellucid();
const keyOf = (preset: string, hash: string): VerifyingKey => setupMachine(vm, { preset, hash }).verifyingKey;

describe('keys', () => {
  it('differ by preset and hash, and read back what was written', () => {
    const digests = Object.keys(PRESETS).flatMap((preset) =>
      HASHES.map((hash) => {
        const key = keyOf(preset, hash);
        expect(decodeVerifyingKey(encodeVerifyingKey(key))).toEqual(key);
        return key.digest.join();
      }),
    );
    expect(new Set(digests).size).toBe(6);
    const provingKey = setupMachine(vm, { hash: 'blake3' });
    expect(decodeProvingKey(encodeProvingKey(provingKey)).verifyingKey).toEqual(provingKey.verifyingKey);
  }, 60_000);

  it('are read with no other parameters than those of a preset and one of the hashes', () => {
    const key = keyOf('insecure-test', 'blake3');
    const encodedWith = (config: object): Uint8Array => encodeVerifyingKey({ ...key, config: config as StarkConfig });
    const refuse = (bytes: () => Uint8Array): void => {
      expect(() => decodeVerifyingKey(bytes())).toThrow(expect.objectContaining({ code: 'key-invalid' }));
    };
    const patched = (from: string, to: string): Uint8Array => {
      const text = Buffer.from(encodeVerifyingKey(key)).toString('latin1');
      expect(text).toContain(from);
      return Uint8Array.from(Buffer.from(text.replaceAll(from, to), 'latin1'));
    };
    for (const hash of ['blake2', '_proto', 'BLAKE3']) refuse(() => patched('"hash":"blake3"', `"hash":"${hash}"`));
    refuse(() => patched('"hash":"blake3","extensionDegree":4', '"extensionDegree":4,"hash":"blake3"'));
    // The digest in the header is then that of the other hash.
    refuse(() => encodedWith({ ...key.config, hash: 'poseidon2' }));
    for (const change of [{ queries: 3 }, { preset: 'fast' }, { targetBits: 1 }]) refuse(() => encodedWith({ ...key.config, ...change }));
    expect(decodeVerifyingKey(encodedWith(key.config))).toEqual(key);
  });

  it('of poseidon2 have roots of elements, of blake3 any', () => {
    const large = (key: VerifyingKey): VerifyingKey => ({
      ...key,
      groups: key.groups.map((g) => (g.root === undefined ? g : { ...g, root: g.root.map(() => 0xffffffff) })),
    });
    const read = (hash: string) => () => decodeVerifyingKey(encodeVerifyingKey(large(keyOf('insecure-test', hash))));
    expect(read('poseidon2')).toThrow(/a root is not a digest/);
    expect(read('blake3')).toThrow(/digest in its header/);
  });
});
