/** A machine of a test's own, with a system call of k rows: executed twice, checked, proved, and lied about. */
import { expect, it } from 'vitest';
import { type ChipRows, checkBalance, checkRows } from '../../src/air/check.ts';
import { checkConstraints } from '../../src/api/check.ts';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { verify } from '../../src/api/verify.ts';
import { P } from '../../src/field/felt.ts';
import { machineBoundary } from '../../src/machine/boundary.ts';
import { fixedTables } from '../../src/machine/preprocessed.ts';
import { buildProgramTable } from '../../src/machine/programTable.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { planTraces } from '../../src/machine/traces.ts';
import { assertMachine } from '../../src/machine/validate.ts';
import { DATA_ADDRESS } from '../support/elfBuilder.ts';
import { exit, systemCall } from '../support/programAssembler.ts';
import { execute, trace, traceReference } from '../support/run.ts';
import { programOf } from './machineHarness.ts';
import { CONSTANTS, MIX, mixMachine, ROUNDS } from './mix.ts';

const words = [0xffff_fff0, 7, 0x1234_ffff, 0xffff_ffff, 0x8000_0000];
const program = programOf(
  [
    ...systemCall(MIX, DATA_ADDRESS, 0xffff_fffe, 0),
    ...systemCall(MIX, DATA_ADDRESS, 5, 1),
    ...systemCall(64, 3, DATA_ADDRESS, 4 * ROUNDS),
    ...exit(0),
  ],
  new Uint8Array(Uint32Array.from(words).buffer),
);
const { calls } = mixMachine;

const expected = (): Uint8Array => {
  const list = Uint32Array.from(words);
  for (let sum of [0xffff_fffe, 5]) for (let i = 0; i < ROUNDS; i++) list[i] = sum = (sum + list[i] + CONSTANTS[i]) >>> 0;
  return new Uint8Array(list.buffer);
};

it('is the same in emulator and reference, and unknown to a machine without it', () => {
  const record = trace(program, { calls });
  expect(record.publicValues).toEqual(expected());
  expect(record).toEqual(traceReference(program, { calls }));
  expect(execute(program, { calls }).publicValues).toEqual(expected());
  expect(() => execute(program)).toThrow(`unknown system call ${MIX}`);
  const outside = programOf([...systemCall(MIX, 8, 0, 0), ...exit(0)]);
  for (const run of [execute, trace, traceReference])
    expect(() => run(outside, { calls })).toThrow('access to 0x8, outside of guest memory');
});

it('satisfies every constraint, is proved and verified, and only under its own machine', async () => {
  expect(checkConstraints({ program, machine: mixMachine })).toMatchObject({ ok: true, failures: [] });
  const vm = createPellucid({ machine: mixMachine });
  const provingKey = setupMachine(vm, { preset: 'insecure-test' });
  const { proof } = await prove(vm, { program, provingKey });
  const verdict = verify({ verifyingKey: provingKey.verifyingKey, proof, minBits: 0, anyProgram: true } as never);
  expect(verdict).toMatchObject({ valid: true, publicValues: expected() });
  const plain = createPellucid();
  await expect(prove(plain, { program, provingKey })).rejects.toMatchObject({ code: 'key-invalid' });
});

it('is refused without a chip for its rows', () => {
  const recordChips = mixMachine.recordChips.filter(({ kind }) => kind !== 'mix');
  expect(() => assertMachine({ ...mixMachine, recordChips })).toThrow("0 chips prove the records 'mix'");
  assertMachine(rv32im);
});

const record = trace(program, { calls });
const table = buildProgramTable(mixMachine, program);
const fixed = { ...fixedTables(mixMachine), program: table.program, image: table.image } as ReturnType<typeof fixedTables>;
const honest = planTraces(mixMachine, record, program, table, { tables: 'large' }).traces.map(
  (planned): ChipRows & { readonly rows: number } => {
    const stride = planned.chip.program.mainWidth;
    const cells = new Uint32Array(stride * 2 ** planned.logHeight);
    planned.fill({ cells: () => cells, stride, column: 0 });
    const own = fixed[planned.chip.name];
    return {
      chip: planned.chip,
      rows: planned.rows,
      cells,
      stride,
      column: 0,
      height: 2 ** planned.logHeight,
      ...(own && { preprocessed: { cells: own.values, stride: own.width, column: 0 } }),
    };
  },
);
/** Only the chips of the call and its rows: whatever changes on a bus is a difference to what the others say. */
const own = honest.filter(({ chip }) => chip.name.startsWith('mix'));
const open = checkBalance(own, [], mixMachine.buses, 1000);
const noticed = (name: string, change: (cells: Uint32Array, stride: number) => void): boolean => {
  const lie = own.map((rows) => (rows.chip.name === name ? { ...rows, cells: rows.cells.slice() } : rows));
  for (const rows of lie) if (rows.chip.name === name) change(rows.cells, rows.stride);
  if (lie.some((rows) => checkRows(rows).length > 0)) return true;
  return checkBalance(lie, [], mixMachine.buses, 1000).join() !== open.join();
};

it('binds every cell of every live row, and whether a row is live', () => {
  expect(checkBalance(honest, machineBoundary(mixMachine, table.info, record), mixMachine.buses)).toEqual([]);
  for (const { chip, rows, cells, stride } of own) {
    for (let at = 0; at < cells.length; at++) {
      // A row of padding may hold anything, until it says that it is real.
      if (at >= rows * stride && chip.columnNames[at % stride] !== 'isReal') continue;
      for (const by of [1, 2, 65536]) {
        const isNoticed = noticed(chip.name, (lie) => {
          lie[at] = (lie[at] + by) % P;
        });
        expect(isNoticed, `${chip.columnNames[at % stride]} of ${chip.name}`).toBe(true);
      }
    }
  }
});

it('notices rows that are swapped between calls, left out, doubled, or of another time', () => {
  const half = (stride: number): number => ROUNDS * stride;
  const lies: ((cells: Uint32Array, stride: number) => void)[] = [
    // The states of two calls exchanged, the times kept.
    (cells, stride) => {
      for (let i = 6; i < stride; i++) [cells[i], cells[half(stride) + i]] = [cells[half(stride) + i], cells[i]];
    },
    (cells, stride) => cells.fill(0, 0, half(stride)),
    (cells, stride) => cells.copyWithin(half(stride), 0, half(stride)),
    (cells, stride) => {
      for (let row = 0; row < ROUNDS; row++) cells[row * stride] = cells[(ROUNDS + row) * stride];
    },
    (cells) => {
      cells[1] = 3;
    },
  ];
  for (const lie of lies) expect(noticed('mix-round', lie)).toBe(true);
});
