/** The digests of a verification: a hash that is not computed again is that of the same operands, in any order of use. */
import { expect, it } from 'vitest';
import { DIGEST_WORDS } from '../../src/hash/digest.ts';
import { HASHES, suiteOf } from '../../src/hash/suite.ts';
import { DigestStore, type Row, rowAt } from '../../src/stark/numbers.ts';
import { rng } from '../support/rng.ts';

it.each(HASHES)('parents and rows are those of the suite, %s, however they are mixed', (hash) => {
  const random = rng(31);
  const suite = suiteOf(hash);
  const proof = Uint32Array.from(random.felts(64));
  const store = new DigestStore(suite, proof);
  const words = (digest: number): number[] => Array.from(store.get(digest));
  const digests = Array.from({ length: 6 }, () => store.put(Uint32Array.from(random.felts(DIGEST_WORDS))));
  const rows: Row[] = Array.from({ length: 4 }, (_, i) => rowAt(16 * i, 5 + i));
  // More than the store has room for at first.
  for (let n = 0; n < 6000; n++) {
    const [left, right] = [digests[random.below(digests.length)], digests[random.below(digests.length)]];
    const row = rows[random.below(rows.length)];
    const node = random.below(3) === 0 ? undefined : left;
    const parent = store.compress(left, right);
    const leaf = store.hashRow(row, node);
    expect(words(parent)).toEqual(Array.from(suite.compress(store.get(left), store.get(right))));
    const cells = proof.subarray(row.at, row.at + row.width);
    expect(words(leaf)).toEqual(Array.from(suite.hashLeaf(cells, node === undefined ? undefined : store.get(node))));
    digests[random.below(digests.length)] = random.below(2) === 0 ? parent : leaf;
  }
});

it('equal operands give one digest, and others another', () => {
  const store = new DigestStore(suiteOf('blake3'), new Uint32Array(8));
  const [a, b, c] = [1, 2, 3].map((word) => store.put(new Uint32Array(DIGEST_WORDS).fill(word)));
  const first = store.compress(a, b);
  expect(store.compress(a, b)).toBe(first);
  expect(store.get(store.compress(a, c))).not.toEqual(store.get(first));
  expect(store.get(store.compress(a, b))).toEqual(store.get(first));
  expect(store.get(store.compress(b, a))).not.toEqual(store.get(first));
  const row = rowAt(0, 8);
  const alone = store.get(store.hashRow(row)).slice();
  expect(store.get(store.hashRow(row, a))).not.toEqual(alone);
  expect(store.get(store.hashRow(row))).toEqual(alone);
});
