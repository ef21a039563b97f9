/** Tables of measurements and of the kernels' rates. */
import { type KernelReport, VARIANTS } from './children.ts';
import type { Measurement } from './measure.ts';
import { table } from './table.ts';

export const formatMeasurements = (results: readonly Measurement[]): string => {
  const main = [
    ['guest', 'steps', 'seconds', 'steps/s', 'memory MB', 'proof kB', 'verify ms', 'proven bits'],
    ...results.map((r) => [
      r.name,
      `${r.steps}`,
      r.proveSeconds.toFixed(2),
      `${Math.round(r.steps / r.proveSeconds)}`,
      `${Math.round(r.peakMemoryBytes / 1e6)}`,
      `${Math.round(r.proofBytes / 1e3)}`,
      r.verifyMilliseconds.toFixed(0),
      r.provenBits.toFixed(1),
    ]),
  ];
  const perStep = (r: Measurement, cells: number): string => (cells / r.steps).toFixed(1);
  const cells = [
    ['cells per step', 'all', 'main', 'LogUp', 'quotient', '(tables)', '(padding)'],
    ...results.map((r) => {
      const { main: m, logup, quotient, tables, padding } = r.cells;
      return [r.name, ...[m + logup + quotient, m, logup, quotient, tables, padding].map((count) => perStep(r, count))];
    }),
  ];
  const names = [...new Set(results.flatMap((r) => Object.keys(r.phases)))];
  const phases = [
    ['seconds per phase', ...names],
    ...results.map((r) => [r.name, ...names.map((name) => (r.phases[name] ?? 0).toFixed(2))]),
  ];
  return [main, cells, phases].map(table).join('\n\n');
};

export const formatKernels = (kernels: KernelReport): string => {
  const variants = VARIANTS.filter((variant) => kernels[variant] !== undefined);
  const first = kernels[variants[0]] ?? [];
  const rate = (value: number): string => (value >= 1000 ? `${Math.round(value)}` : value.toPrecision(3));
  const rows = first.map(({ kernel, unit }) => [
    kernel,
    ...variants.map((variant) => rate(kernels[variant]?.find((k) => k.kernel === kernel)?.value ?? Number.NaN)),
    unit,
  ]);
  return table([['kernel', ...variants, 'unit'], ...rows]);
};
