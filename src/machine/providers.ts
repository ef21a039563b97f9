/**
 * The traces of the tables: how often each entry is looked up. Ranges and byte operations have two forms on the same buses, a
 * fixed table of 2^16 rows, or one row per distinct message over small fixed tables, so that a small program has a small proof.
 */
import type { Chip } from '../air/chip.ts';
import { cellsPerRow } from '../air/packing.ts';
import { RowWriter } from '../air/rowWriter.ts';
import { bytesBus, rangeBus } from '../chips/shared/buses.ts';
import { BYTE_OPS, bytesChip } from '../chips/tables/bytes.ts';
import { bytesSmallChip } from '../chips/tables/bytesSmall.ts';
import { byteOperation, nibblesChip } from '../chips/tables/nibbles.ts';
import { powerChip } from '../chips/tables/power.ts';
import { programChip } from '../chips/tables/program.ts';
import { rangeChip } from '../chips/tables/range.ts';
import { rangeBitsChip } from '../chips/tables/rangeBits.ts';
import { rangeSmallChip } from '../chips/tables/rangeSmall.ts';
import { log2Ceil } from '../core/log2.ts';
import { PRESETS } from '../stark/config.ts';
import { BYTE_KEYS, type LookupCounts, RANGE_KEYS } from './lookups.ts';

/** A trace of counts, with its rows once those are known. */
export interface Provider {
  readonly chip: Chip;
  readonly rows: number;
  readonly fill: (cells: Uint32Array, stride: number, column: number) => void;
}

/** Committed cells of a row under preset `fast`. The prover's choices compare these under every preset. */
export const rowCells = ({ program }: Chip): number => cellsPerRow(program, PRESETS.fast);

const tableCells = (chip: Chip, rows: number): number => (rows === 0 ? 0 : rowCells(chip) * 2 ** log2Ceil(rows));

/** A trace with one column per array of counts. */
const countsProvider = (chip: Chip, rows: number, columns: readonly Uint32Array[]): Provider => ({
  chip,
  rows,
  fill(cells, stride, column) {
    columns.forEach((counts, i) => {
      for (let row = 0; row < rows; row++) cells[row * stride + column + i] = counts[row];
    });
  },
});

/** The key (bits, value) of a range is a row number of its table: 2^16 + value for 16 bits, 2^bits + value for fewer. */
export const largeTables = (counts: LookupCounts, buses: ReadonlySet<number>): Provider[] => [
  ...(buses.has(rangeBus.id)
    ? [countsProvider(rangeChip.chip, 2 ** rangeChip.logHeight, [counts.range.subarray(1 << 16), counts.range])]
    : []),
  ...(buses.has(bytesBus.id)
    ? [
        countsProvider(
          bytesChip.chip,
          2 ** bytesChip.logHeight,
          Array.from({ length: BYTE_OPS }, (_, op) => counts.bytes.subarray(op << 16)),
        ),
      ]
    : []),
];

/** The small tables, once the counts are complete. */
export const smallTables = (counts: LookupCounts): Provider[] => {
  const smallRange = new Uint32Array(2 ** rangeBitsChip.logHeight);
  const nibbles = new Uint32Array(2 ** nibblesChip.logHeight);
  const ranges: number[] = [];
  for (let key = 0; key < RANGE_KEYS; key++) if (counts.range[key] !== 0) ranges.push(key);
  const bytes: number[] = [];
  for (let key = 0; key < BYTE_KEYS; key++) if (counts.bytes[key] !== 0) bytes.push(key);
  for (const key of ranges) {
    const bits = 31 - Math.clz32(key);
    const value = key - 2 ** bits;
    smallRange[2 ** Math.min(bits, 8) + (value & 0xff)]++;
    smallRange[2 ** Math.max(bits - 8, 0) + (value >>> 8)]++;
  }
  for (const key of bytes) {
    const op = key >>> 16;
    nibbles[(op << 8) | ((key >>> 4) & 0xf0) | (key & 15)]++;
    nibbles[(op << 8) | ((key >>> 8) & 0xf0) | ((key >>> 4) & 15)]++;
  }
  const tables: Provider[] = [];
  if (ranges.length > 0) {
    tables.push({
      chip: rangeSmallChip.chip,
      rows: ranges.length,
      fill(cells, stride, column) {
        const writer = new RowWriter(cells);
        ranges.forEach((key, row) => {
          const bits = 31 - Math.clz32(key);
          writer.at = row * stride + column;
          rangeSmallChip.fill(writer, { value: key - 2 ** bits, bits, count: counts.range[key] });
        });
      },
    });
    tables.push(countsProvider(rangeBitsChip.chip, smallRange.length, [smallRange]));
  }
  if (bytes.length > 0) {
    tables.push({
      chip: bytesSmallChip.chip,
      rows: bytes.length,
      fill(cells, stride, column) {
        const writer = new RowWriter(cells);
        bytes.forEach((key, row) => {
          const op = key >>> 16;
          const x = (key >>> 8) & 0xff;
          const y = key & 0xff;
          writer.at = row * stride + column;
          bytesSmallChip.fill(writer, { op, x, y, z: byteOperation(op, x, y), count: counts.bytes[key] });
        });
      },
    });
    tables.push(countsProvider(nibblesChip.chip, nibbles.length, [nibbles]));
  }
  return tables;
};

export const programProvider = (counts: LookupCounts): Provider =>
  countsProvider(programChip.chip, counts.program.length, [counts.program]);

export const powerProvider = (counts: LookupCounts): Provider => countsProvider(powerChip.chip, counts.power.length, [counts.power]);

/** Committed cells of the tables, LogUp columns included. The choice between the two forms compares them. */
export const cellsOf = (providers: readonly Provider[]): number =>
  providers.reduce((sum, { chip, rows }) => sum + tableCells(chip, rows), 0);
