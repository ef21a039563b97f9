/** The efficiency report as text. */
import { table } from '../table.ts';
import type { Efficiency, Line } from './measure.ts';
import type { Rate } from './rates.ts';

const ratio = (part: number, whole: number): string => (whole > 0 ? (part / whole).toFixed(2) : '-');

const lines = (heading: string, all: readonly Line[]): string =>
  table([
    [heading, 'calls', 'actual s', 'ideal s', 'ideal/actual', 'lost s', 'at the ceiling/actual'],
    ...all.map(({ name, calls, actual, ideal, atCeiling }) => [
      name,
      `${calls}`,
      actual.toFixed(3),
      ideal.toFixed(3),
      ratio(ideal, actual),
      (actual - ideal).toFixed(3),
      ratio(atCeiling, actual),
    ]),
  ]);

const rateRow = ({ what, measured, ceiling }: Rate): string[] => [
  what,
  measured.toPrecision(3),
  ceiling === undefined ? '-' : ceiling.toPrecision(3),
  ceiling === undefined ? '-' : ratio(ceiling, measured),
];

export const formatEfficiency = (e: Efficiency): string => {
  const loss = ({ actual, ideal }: Line): number => actual - ideal;
  const byLoss = [...e.operations].sort((a, b) => loss(b) - loss(a));
  return [
    `${e.name}, ${e.steps} steps, hash ${e.hash}, ${e.workers} worker${e.workers === 1 ? '' : 's'}; backend ${e.backend}: ${e.backendReason}`,
    table([['rates of the kernels, one thread', 'ns', 'ceiling', 'ceiling/ns'], ...Object.values(e.rates).map(rateRow)]),
    lines('phase', [...e.phases, e.total]),
    lines('operation', byLoss),
  ].join('\n\n');
};
