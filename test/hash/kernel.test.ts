import { afterEach, describe, expect, it, vi } from 'vitest';
import { P } from '../../src/field/felt.ts';
import { hashKernel, MAX_MESSAGE_WORDS } from '../../src/hash/kernel.ts';
import { permute } from '../../src/hash/poseidon2.ts';
import { HASHES, plainSuiteOf, suiteOf } from '../../src/hash/suite.ts';
import { rng } from '../support/rng.ts';
import vectors from '../vectors/poseidon2-babybear-16.json' with { type: 'json' };

const random = rng(17);
/** Elements, of which some are the first and the last ones. */
const felts = (length: number): Uint32Array =>
  Uint32Array.from({ length }, () => [random.felt(), random.felt(), 0, 1, P - 1][random.felt() % 5]);

describe('the hash kernel', () => {
  it('is there, where these tests run', () => {
    expect(hashKernel()).toBeDefined();
  });

  it('permutes as published and as its twin does', () => {
    for (const { input, output } of vectors) {
      const state = Uint32Array.from(input);
      hashKernel()?.permute(state);
      expect([...state]).toEqual(output);
    }
    const cases = [new Uint32Array(16), new Uint32Array(16).fill(P - 1), ...Array.from({ length: 3000 }, () => felts(16))];
    for (const state of cases) {
      const twin = state.slice();
      permute(twin);
      hashKernel()?.permute(state);
      expect(state).toEqual(twin);
    }
  });
});

describe.each(HASHES)('the suite %s with the kernel', (name) => {
  const fast = suiteOf(name);
  const plain = plainSuiteOf(name);

  it('is not the plain one', () => {
    expect(fast.hashLeaf).not.toBe(plain.hashLeaf);
  });

  it('hashes leaves of one row of any length as its twin does', () => {
    const lengths = [...Array.from({ length: 80 }, (_, i) => i + 1), 248, 255, 256, 257, 511, 512, 513, 767, 769, 1024, 1025, 1281, 5000];
    for (const length of lengths) {
      const row = felts(length);
      expect(fast.hashLeaf(row), `${length} words`).toEqual(plain.hashLeaf(row));
    }
  });

  it('hashes rows after nodes, empty ones and more than the kernel takes among them', () => {
    const lengths = [0, 1, 7, 8, 9, 16, 247, 248, 249, 300, MAX_MESSAGE_WORDS - 16, MAX_MESSAGE_WORDS - 15, MAX_MESSAGE_WORDS, 20_000];
    for (const length of lengths) {
      const [row, node] = [felts(length), felts(8)];
      expect(fast.hashLeaf(row), `${length} words`).toEqual(plain.hashLeaf(row));
      expect(fast.hashLeaf(row, node), `${length} words after a node`).toEqual(plain.hashLeaf(row, node));
      expect(plain.hashLeaf(row, node)).not.toEqual(plain.hashLeaf(row));
    }
  });

  it('compresses as its twin does', () => {
    for (let i = 0; i < 3000; i++) {
      const [left, right] = [felts(8), felts(8)];
      expect(fast.compress(left, right)).toEqual(plain.compress(left, right));
    }
  });

  it('has the same transcript', () => {
    const [a, b] = [fast, plain].map((suite) => {
      const transcript = suite.transcript();
      transcript.absorb(felts(0));
      transcript.absorbBytes(Uint8Array.from({ length: 100 }, (_, i) => i));
      const samples = Array.from({ length: 50 }, () => transcript.sampleFelt());
      return [...samples, transcript.absorbNonce(7, 3), ...transcript.grindState(), transcript.sampleBits(20)];
    });
    expect(a).toEqual(b);
  });

  it('is some times as fast', () => {
    const row = felts(512);
    const time = (suite: typeof fast): number => {
      const start = performance.now();
      for (let i = 0; i < 200; i++) suite.hashLeaf(row);
      return performance.now() - start;
    };
    const times = [fast, plain].map((suite) => Math.min(...Array.from({ length: 5 }, () => time(suite))));
    console.info(`${name}: ${times.map((ms) => `${(ms * 5).toFixed(1)} us`).join(' by the kernel, ')} in plain JavaScript for 512 words`);
    expect(times[0]).toBeLessThan(times[1]);
  });
});

describe('without the kernel', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });
  const refusing = {
    Module: () => {
      throw new Error('refused');
    },
  };
  it.each([
    ['there is no WebAssembly', undefined],
    ['compiling is refused', refusing],
  ])('the suites are the plain ones: %s', async (_, engine) => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', engine);
    const suites = await import('../../src/hash/suite.ts');
    for (const name of HASHES) expect(suites.suiteOf(name)).toBe(suites.plainSuiteOf(name));
  });
});
