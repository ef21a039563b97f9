/**
 * What one unit of work takes on one thread, with the kernels that prove and data in the cache; and what it could take: the best that was
 * measured of any code in WebAssembly on the machine of the figures in docs/performance.md.
 */
import { readFileSync } from 'node:fs';
import type { Backend } from '../../src/backend/types.ts';
import { Arena } from '../../src/backend/wasm/arena.ts';
import { Assembler, type Quad } from '../../src/backend/wasm/assembler.ts';
import { createWasmBackend } from '../../src/backend/wasm/backend.ts';
import { instantiateKernels } from '../../src/backend/wasm/instantiate.ts';
import { THREAD_BYTES } from '../../src/backend/wasm/kernelMemory.ts';
import type { Variant } from '../../src/backend/wasm/layout.ts';
import { quadsRegion, type RowMachine, runRows } from '../../src/backend/wasm/rows.ts';
import { babyBear4 } from '../../src/field/babybear4.ts';
import { P } from '../../src/field/felt.ts';
import type { HashName } from '../../src/hash/suite.ts';
import { loadProgram } from '../../src/index.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { trace } from '../../src/vm/execute.ts';
import { best, processorTime } from '../timing.ts';
import { fibonacci } from '../workloads.ts';
import { merkleWork, type Unit } from './work.ts';

export interface Rate {
  readonly what: string;
  /** Nanoseconds, measured. */
  readonly measured: number;
  /** Nanoseconds of the best code known; undefined where there is no figure. */
  readonly ceiling: number | undefined;
}
export type Rates = Readonly<Record<Unit, Rate>>;

const CEILINGS: Readonly<Record<Unit, readonly [what: string, ceiling: number | undefined]>> = {
  poseidon2: ['Poseidon2 permutation', 300],
  // Four at once: 7 rounds of 8 mixes of 18 vector operations, transposes, output; three operations a cycle at 3.47 GHz.
  blake3: ['BLAKE3 compression', 26],
  level: ['NTT, element and level', 6.7 / 20],
  product: ['product', 0.35],
  // Two loads and a store to two lanes: one store a cycle.
  sum: ['sum or difference', 0.15],
  term: ['term: base value times extension weight, added', 0.73],
  read: ['word of a row read', undefined],
  written: ['word of a row written', undefined],
  // 2.1 ns without records to know the length, 2.4 ns with.
  step: ['instruction executed twice, recorded once', 4.5],
  cell: ['trace cell written', undefined],
  lookup: ['lookup counted', undefined],
};

const NANOSECONDS = 1e9;
/** Of one thread, so in processor time. */
const fastest = (runs: number, work: () => void): number => best(runs, work, processorTime);

/** A tree over rows of 64 words, a quarter of a megabyte. */
const hashRate = (backend: Backend, hash: HashName): number => {
  const mark = backend.mark();
  const matrix = backend.allocMatrix(10, 64);
  const calls = merkleWork([matrix], hash)[hash] as number;
  const seconds = fastest(60, () => {
    const inner = backend.mark();
    backend.merkle([matrix], hash);
    backend.release(inner);
  });
  backend.release(mark);
  return (seconds / calls) * NANOSECONDS;
};

/** One transform of ten levels and its inverse and the other coset's, of 16 columns: half a megabyte. */
const levelRate = (backend: Backend): number => {
  const mark = backend.mark();
  const log = 10;
  const [source, target] = [backend.allocMatrix(log, 16), backend.allocMatrix(log + 1, 16)];
  const seconds = fastest(40, () => backend.lde(source, target));
  backend.release(mark);
  return (seconds / (3 * log * 2 ** log * 16)) * NANOSECONDS;
};

const createMachine = (variant: Variant): RowMachine => {
  const { memory, run, jobs } = instantiateKernels(variant);
  return { variant, field: babyBear4, memory, run, jobs, arena: new Arena(memory, THREAD_BYTES, 2 ** 26) };
};

const LOG_ROWS = 12;
/** Times a row program of `count` of something over rows in the cache; nanoseconds for each, without what `base` takes. */
const rowRate = (machine: RowMachine, emit: (asm: Assembler<void>, count: number) => Quad): number => {
  const seconds = (count: number): number => {
    const mark = machine.arena.mark();
    const asm = new Assembler<void>(machine.variant);
    asm.store4(0, 0, emit(asm, count));
    const program = asm.finish();
    const span = machine.arena.alloc(4 * 2 ** LOG_ROWS);
    machine.arena.view(span).fill(P - 2);
    const regions = [quadsRegion(span, LOG_ROWS)];
    const result = fastest(60, () => runRows(machine, program, undefined, regions, LOG_ROWS));
    machine.arena.release(mark);
    return result;
  };
  const [few, many] = [16, 80];
  return ((seconds(many) - seconds(few)) / ((many - few) * 2 ** LOG_ROWS)) * NANOSECONDS;
};

const repeat = (count: number, step: () => void): void => {
  for (let i = 0; i < count; i++) step();
};

const rowRates = (machine: RowMachine): Pick<Record<Unit, number>, 'sum' | 'term' | 'read' | 'written'> => ({
  sum: rowRate(machine, (asm, count) => {
    const [a, b, c, d] = asm.load4(0, 0);
    let x = a;
    repeat(count, () => (x = asm.add(x, b)));
    return [x, b, c, d];
  }),
  term: rowRate(machine, (asm, count) => {
    const values = asm.load4(0, 0);
    let total: Quad | undefined;
    // As many at a time as the quotient has.
    repeat(count / 16, () => {
      const terms = Array.from({ length: 16 }, (_, i) => ({ a: values[i % 4], w: asm.weight(() => [i + 1, 2, 3, 4]) }));
      const part = asm.fold(terms);
      total = total ? asm.addQuads(total, part) : part;
    });
    return total as Quad;
  }),
  read: rowRate(machine, (asm, count) => {
    let quad = asm.load4(0, 0);
    repeat(count / 4, () => (quad = asm.load4(0, 0)));
    return quad;
  }),
  written: rowRate(machine, (asm, count) => {
    const quad = asm.load4(0, 0);
    repeat(count / 4, () => asm.store4(0, 0, quad));
    return quad;
  }),
});

const productRate = ({ run }: RowMachine): number => {
  const at = THREAD_BYTES;
  return (fastest(40, () => run.mulForm(at, at + 8192, at + 16384, 1024, 1000)) / 1024000) * NANOSECONDS;
};

const stepRate = (): number => {
  const { guest, input } = fibonacci(100_000);
  const program = loadProgram(new Uint8Array(readFileSync(`guests/elf/${guest}.elf`)));
  let steps = 0;
  const seconds = fastest(3, () => (steps = trace(program, { input, calls: rv32im.calls }).steps));
  return (seconds / steps) * NANOSECONDS;
};

/** A plain loop that takes fields of records of 16 words apart into rows of 24 cells, and one that counts 16-bit values. */
const fillRates = (): Pick<Record<Unit, number>, 'cell' | 'lookup'> => {
  const [rows, width] = [2 ** 12, 24];
  const records = Uint32Array.from({ length: 16 * rows }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 0);
  const cells = new Uint32Array(rows * width);
  const counts = new Uint32Array(2 ** 16);
  const fill = (): void => {
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < width; i++) cells[row * width + i] = (records[16 * row + (i >> 1)] >>> (16 * (i & 1))) & 0xffff;
    }
  };
  const count = (): void => {
    for (let i = 0; i < cells.length; i++) counts[cells[i]]++;
  };
  const each = (work: () => void): number => (fastest(40, work) / cells.length) * NANOSECONDS;
  return { cell: each(fill), lookup: each(count) };
};

export const measureRates = (variant: Variant): Rates => {
  const backend = createWasmBackend({ variant });
  const machine = createMachine(variant);
  const measured: Record<Unit, number> = {
    poseidon2: hashRate(backend, 'poseidon2'),
    blake3: hashRate(backend, 'blake3'),
    level: levelRate(backend),
    product: productRate(machine),
    ...rowRates(machine),
    step: stepRate(),
    ...fillRates(),
  };
  const entries = Object.entries(CEILINGS) as [Unit, (typeof CEILINGS)[Unit]][];
  const rates = entries.map(([unit, [what, ceiling]]) => [unit, { what, measured: measured[unit], ceiling }]);
  return Object.fromEntries(rates) as unknown as Rates;
};

/** The faster of two measurements of each. */
export const fasterRates = (a: Rates, b: Rates): Rates =>
  Object.fromEntries(
    Object.entries(a).map(([unit, rate]) => [unit, { ...rate, measured: Math.min(rate.measured, b[unit as Unit].measured) }]),
  ) as unknown as Rates;
