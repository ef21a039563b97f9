/** A hash suite that no key may name, as one table: it proves and verifies in the reference backend, and the kernels refuse it. */
import { expect, it, vi } from 'vitest';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import { babyBear4 } from '../../src/field/babybear4.ts';
import { type HashName, type HashSuite, isHash } from '../../src/hash/suite.ts';
import { PRESETS } from '../../src/stark/config.ts';
import { verifyStark } from '../../src/stark/verifier.ts';
import { wasmBackend } from '../kernels/backends.ts';
import { proveToy, toyKey, toyRun } from './toyMachine.ts';

/** BLAKE3's table, but digests of leaves and nodes have their words in reverse order. */
const thirdSuite = (blake3: HashSuite): HashSuite => ({
  ...blake3,
  name: 'third',
  hashLeaf: (row, node) => blake3.hashLeaf(row, node).reverse(),
  compress: (left, right) => blake3.compress(left, right).reverse(),
});

vi.mock('../../src/hash/suite.ts', async (original) => {
  const module = await original<typeof import('../../src/hash/suite.ts')>();
  const also = (suiteOf: (name: string) => HashSuite) => (name: string) =>
    name === 'third' ? thirdSuite(suiteOf('blake3')) : suiteOf(name);
  return { ...module, suiteOf: also(module.suiteOf), plainSuiteOf: also(module.plainSuiteOf) };
});

const config = { ...PRESETS['insecure-test'], hash: 'third' as HashName };
const run = toyRun(9);

it('proves and verifies with a suite of its own', async () => {
  expect(isHash('third')).toBe(false);
  const backend = createReferenceBackend(babyBear4);
  const { key, group } = toyKey(backend, config);
  const { bytes } = await proveToy(backend, key, group, run, { padLog: 6 });
  expect(verifyStark(key, run.statement, bytes, 0)).toMatchObject({ ok: true });
  expect(verifyStark({ ...key, config: { ...config, hash: 'blake3' } }, run.statement, bytes, 0)).toMatchObject({ ok: false });
});

it.each(['relaxed', 'integer'] as const)('the %s kernels do not take it for another', (variant) => {
  const backend = wasmBackend(variant);
  const matrix = backend.allocMatrix(3, 8);
  const unsupported = expect.objectContaining({ code: 'unsupported-hash' });
  expect(() => backend.merkle([matrix], 'third')).toThrow(unsupported);
  expect(() => backend.grind(new Uint32Array(16), 4, 'third')).toThrow(unsupported);
});
