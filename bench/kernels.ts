/**
 * Rates of the kernels, one module at a time: each figure is the best of several bursts after a warm-up, so that it measures
 * the code and not the load of the machine.
 */
import { defineBus } from '../src/air/bus.ts';
import { defineChip } from '../src/air/chip.ts';
import { array } from '../src/air/columns.ts';
import { packInteractions } from '../src/air/packing.ts';
import type { Backend, Matrix } from '../src/backend/types.ts';
import { instantiateKernels } from '../src/backend/wasm/instantiate.ts';
import { THREAD_BYTES } from '../src/backend/wasm/kernelMemory.ts';
import type { Variant } from '../src/backend/wasm/layout.ts';
import { P } from '../src/field/felt.ts';
import { createNodePellucid } from '../src/node.ts';
import { HASHES } from '../src/stark/config.ts';
import { best } from './timing.ts';

export interface KernelRate {
  readonly kernel: string;
  readonly value: number;
  readonly unit: string;
}

const fill = (backend: Backend, matrix: Matrix): Matrix => {
  const words = backend.view(matrix.span);
  for (let i = 0; i < words.length; i++) {
    words[i] = i % matrix.stride < matrix.width ? (Math.imul(i + 1, 0x9e3779b1) >>> 0) % P : 0;
  }
  return matrix;
};

const bus = defineBus(0, 'bench', 'permutation', ['a', 'b', 'c', 'd']);
/** Of the size of an instruction chip: 48 columns, 60 constraints of degree 3, 10 interactions of 4 fields. */
const chip = defineChip({
  name: 'bench',
  columns: { active: 'bool', x: array(47) },
  constrain(b, { active, x }) {
    for (let i = 0; i < 60; i++) {
      const [p, q, r, s] = [0, 5, 11, 23].map((step) => x[(i + step) % 47]);
      b.when(active).zero(`step ${i}`, p.mul(q).sub(r).add(s).sub(i));
    }
    for (let i = 0; i < 10; i++) b.send(bus, { a: x[i], b: x[i + 10], c: x[i + 20], d: x[i + 30].add(i) }, active);
  },
});

/** The product is of one thread, all else of `workers`. */
export const benchKernels = async (variant: Variant, workers: number | 'auto'): Promise<KernelRate[]> => {
  const rates: KernelRate[] = [];
  const note = (kernel: string, value: number, unit: string): void => {
    rates.push({ kernel, value, unit });
  };

  const { run } = instantiateKernels(variant);
  const at = THREAD_BYTES;
  const products = best(40, () => run.mulForm(at, at + 8192, at + 16384, 1024, 1000));
  note('product', (products / 1024000) * 1e9, 'ns');

  const { session, close } = await createNodePellucid({ backend: variant, workers });
  const { backend } = session;
  const state = new Uint32Array(16);
  const logLeaves = 14;
  for (const hash of HASHES) {
    const mark = backend.mark();
    const matrix = fill(backend, backend.allocMatrix(logLeaves, 64));
    const wide = best(20, () => {
      const inner = backend.mark();
      backend.merkle([matrix], hash);
      backend.release(inner);
    });
    // A row is 8 blocks of Poseidon2's rate and 4 of BLAKE3's block; a node is one of either.
    const calls = 2 ** logLeaves * (hash === 'blake3' ? 5 : 9);
    note(`${hash}, one call, tree of 2^14 x 64`, (wide / calls) * 1e6, 'us');
    note(`${hash}, hashed`, (2 ** logLeaves * 64 * 4) / wide / 1e9, 'GB/s');
    const ground = backend.grind(state, 16, hash);
    const grinding = best(3, () => backend.grind(state, 16, hash));
    note(`${hash}, one call, proof of work`, (grinding / (ground + 1)) * 1e6, 'us');
    backend.release(mark);
  }
  for (const log of [10, 14, 16, 18, 20]) {
    const mark = backend.mark();
    const source = fill(backend, backend.allocMatrix(log, 16));
    const target = backend.allocMatrix(log + 1, 16);
    const seconds = best(log > 16 ? 3 : 10, () => backend.lde(source, target));
    note(`NTT element, extension of 2^${log} x 16`, (seconds / (3 * 2 ** log * 16)) * 1e9, 'ns');
    backend.release(mark);
  }
  {
    const mark = backend.mark();
    const log = 14;
    const { program } = chip;
    const packs = packInteractions(program, 3);
    const prepared = backend.prepare(program, packs);
    const columns = (height: number, width: number) => ({ matrix: fill(backend, backend.allocMatrix(height, width)), column: 0 });
    const challenges = { alpha: [3, 5, 7, 9], betas: Array.from({ length: 5 }, (_, i) => [i + 11, 13, 17, 19]) };
    const [main, target] = [columns(log + 1, 48), columns(log + 1, 4 * packs.length)];
    const [share, sums] = [backend.alloc(8 * 2 ** log), backend.alloc(8 * 2 ** log)];
    const rows = 2 ** (log + 1);
    const own = { prepared, preprocessed: undefined, main };
    const logup = best(10, () => backend.logup({ ...own, challenges, target, rowSums: sums }));
    note('LogUp row, 10 interactions', (logup / rows) * 1e9, 'ns');
    const weights = Array.from({ length: program.constraints.length + packs.length }, (_, i) => [i, 1, 2, 3]);
    const onto = { ...own, logHeight: log, logExpansion: 1, logup: target, target: share, columnSums: sums };
    const quotient = best(10, () => backend.quotient({ ...onto, challenges, weights }));
    note('quotient row, 61 constraints, 10 interactions', (quotient / rows) * 1e9, 'ns');
    const coefficients = Array.from({ length: 48 }, (_, i) => [i, 1, 2, 3]);
    const reduce = best(10, () => backend.reduceRows(main.matrix, coefficients, share, true));
    note('reduceRows element', (reduce / (rows * 48)) * 1e9, 'ns');
    const evaluate = best(10, () => backend.evaluate(main.matrix, log, [1, 2, 3, 4], backend.evaluationWeights(log, [1, 2, 3, 4])));
    note('evaluate element', (evaluate / (2 ** log * 48)) * 1e9, 'ns');
    const sources = [
      { span: share, value: [1, 2, 3, 4], point: [5, 6, 7, 8] },
      { span: sums, value: [1, 2, 3, 4], point: [9, 6, 7, 8] },
    ];
    const deep = best(10, () => backend.deepQuotient({ logHeight: log, logBlowup: 1, sources, target: share }));
    note('deepQuotient row', (deep / rows) * 1e9, 'ns');
    const folded = { codeword: share, logSize: log + 1, logArity: 3, shift: 31, rho: [1, 2, 3, 4], target: sums };
    const fold = best(10, () => backend.friFold(folded));
    note('friFold element, arity 8', (fold / rows) * 1e9, 'ns');
    backend.release(mark);
  }
  await close();
  return rates;
};
