import { blake3 } from '@noble/hashes/blake3.js';
import { describe, expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { bytesToWords } from '../../src/core/bytes.ts';
import { decodeContainer } from '../../src/core/container.ts';
import { decodeProvingKey, encodeProvingKey } from '../../src/keys/provingKey.ts';
import { decodeVerifyingKey, encodeVerifyingKey } from '../../src/keys/verifyingKey.ts';
import { HASHES, PRESETS, type StarkConfig } from '../../src/stark/config.ts';
import type { VerifyingKey } from '../../src/stark/key.ts';

const vm = createPellucid();
/** The suite's identity digest of words in a domain, by another implementation of BLAKE3. */
const identityOf = (domain: number, words: readonly number[]): Uint8Array =>
  blake3(new Uint8Array(Uint32Array.of(domain, words.length, ...words).buffer), {
    key: blake3(new TextEncoder().encode('pellucid 0 identity')),
  });
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

  it('have the digest of docs/protocol.md: of parameters, machine and roots', () => {
    const key = keyOf('small', 'blake3');
    const decoded = decodeContainer(encodeVerifyingKey(key), 'verifying-key', ['machine', 'roots']);
    if (!decoded.ok) throw new Error(decoded.reason);
    const { machine, roots } = decoded.value.sections;
    const padded = new Uint8Array(4 * Math.ceil(machine.length / 4));
    padded.set(machine);
    const machineDigest = identityOf(3, [machine.length, ...bytesToWords(padded)]);
    const elements = Array.from({ length: 16 }, (_, i) => machineDigest[2 * i] + 256 * machineDigest[2 * i + 1]);
    expect(key.digest).toEqual(identityOf(1, [...elements, ...bytesToWords(roots)]));
  });

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
