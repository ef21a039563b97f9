/**
 * A machine of three chips that exercises all of the proof system without RISC-V: `step` moves (i, a, b) to (i + 1, b, a + b)
 * along a permutation bus and looks up i in a preprocessed `table` of squares; `pad` has no interactions at all.
 */
import { defineBus } from '../../src/air/bus.ts';
import { defineChip } from '../../src/air/chip.ts';
import { columnOffsets } from '../../src/air/columns.ts';
import type { Backend } from '../../src/backend/types.ts';
import * as felt from '../../src/field/felt.ts';
import { PRESETS, type StarkConfig } from '../../src/stark/config.ts';
import { keyChip, type VerifyingKey } from '../../src/stark/key.ts';
import { commitPreprocessed, type PreparedGroup } from '../../src/stark/preprocessed.ts';
import { proveStark, type StarkProof } from '../../src/stark/prover.ts';
import type { StarkStatement } from '../../src/stark/statement.ts';

const chain = defineBus(0, 'chain', 'permutation', ['i', 'a', 'b']);
const squares = defineBus(1, 'squares', 'lookup', ['x', 'xx']);

const stepColumns = { i: 'felt', a: 'felt', b: 'felt', square: 'felt', on: 'bool' } as const;
export const stepChip = defineChip({
  name: 'step',
  columns: stepColumns,
  constrain(b, row) {
    b.receive(chain, { i: row.i, a: row.a, b: row.b }, row.on);
    b.send(chain, { i: row.i.add(1), a: row.b, b: row.a.add(row.b) }, row.on);
    b.lookup(squares, { x: row.i, xx: row.square }, row.on);
    b.zero('square is i * i on live rows', row.on.mul(row.square.sub(row.i.mul(row.i))));
  },
});
const tableColumns = { count: 'felt' } as const;
export const tableChip = defineChip({
  name: 'table',
  columns: tableColumns,
  preprocessed: { x: 'felt', xx: 'felt' },
  preprocessedGroup: 'tables',
  constrain(b, row, pre) {
    b.provide(squares, { x: pre.x, xx: pre.xx }, row.count);
  },
});
export const padChip = defineChip({
  name: 'pad',
  columns: { x: 'felt', cube: 'felt' },
  constrain(b, row) {
    b.zero('cube is x cubed', row.x.mul(row.x).mul(row.x).sub(row.cube));
  },
});

export const TABLE_LOG = 4;

export const toyKey = (backend: Backend, config: StarkConfig = PRESETS['insecure-test']): { key: VerifyingKey; group: PreparedGroup } => {
  const n = 2 ** TABLE_LOG;
  const values = Uint32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? i / 2 : felt.mul((i - 1) / 2, (i - 1) / 2)));
  const group = commitPreprocessed(backend, config, [{ logHeight: TABLE_LOG, width: 2, values }]);
  const key: VerifyingKey = {
    config,
    busNames: ['chain', 'squares'],
    chips: [keyChip(stepChip, undefined, config), keyChip(tableChip, 0, config), keyChip(padChip, undefined, config)],
    groups: [{ name: 'tables', chips: [1], logHeights: [TABLE_LOG], root: group.tree.root }],
    boundary: [],
    digest: Uint8Array.from([1, 2, 3]),
  };
  return { key, group };
};

export interface ToyRun {
  readonly statement: StarkStatement;
  readonly rows: readonly (readonly number[])[];
}

/** The honest run of `steps` steps from (0, 0, 1). */
export const toyRun = (steps: number): ToyRun => {
  let [a, b] = [0, 1];
  const rows = Array.from({ length: steps }, (_, i) => {
    const row = [i, a, b, i * i, 1];
    [a, b] = [b, felt.add(a, b)];
    return row;
  });
  return {
    rows,
    statement: {
      bytes: Uint8Array.from([steps, a & 255]),
      groups: {},
      boundary: [
        { bus: 0, fields: [0, 0, 1], multiplicity: 1 },
        { bus: 0, fields: [steps, a, b], multiplicity: -1 },
      ],
    },
  };
};

export interface ToyOptions {
  readonly padLog?: number;
  readonly stepLog?: number;
  readonly selfCheck?: boolean;
  readonly seed?: Uint8Array;
  /** Edits a chip's cells after honest filling. */
  readonly tamper?: (chip: number, cells: Uint32Array, stride: number, column: number) => void;
}

export const proveToy = (
  backend: Backend,
  key: VerifyingKey,
  group: PreparedGroup,
  run: ToyRun,
  options: ToyOptions = {},
): Promise<StarkProof> => {
  const { stepLog = Math.ceil(Math.log2(run.rows.length)), padLog = -1, tamper, selfCheck = true, seed } = options;
  const c = columnOffsets(stepColumns);
  return proveStark({
    backend,
    key,
    statement: run.statement,
    group: () => group,
    selfCheck,
    ...(seed && { seed }),
    witness: {
      heights: [stepLog, TABLE_LOG, padLog],
      fill(chip, { cells: at, stride, column }) {
        const cells = at();
        if (chip === 0) {
          run.rows.forEach((row, r) => {
            cells.set(row, r * stride + column + c.i);
          });
        } else if (chip === 1) {
          for (const row of run.rows) cells[row[0] * stride + column] += row[4];
        } else {
          for (let r = 0; r < 2 ** padLog; r++) cells.set([r, felt.pow(r, 3)], r * stride + column);
        }
        tamper?.(chip, cells, stride, column);
      },
    },
  });
};
