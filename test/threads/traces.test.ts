/** Traces that threads fill together are those that one fills, and a row that no table has is named all the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadProgram } from '../../src/api/load.ts';
import { buildProgramTable } from '../../src/machine/programTable.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { type PlannedTrace, planTraces } from '../../src/machine/traces.ts';
import { type ExecutionRecord, INSN_WORDS, Insn } from '../../src/vm/record.ts';
import { trace } from '../support/run.ts';
import { watched } from './threads.ts';

const program = loadProgram(readFileSync(new URL('../../guests/elf/sort.elf', import.meta.url)));
const table = buildProgramTable(rv32im, program);
const input = new Uint8Array(Uint32Array.of(400, 7).buffer);
/** Larger than asked for, and used before. */
const room = (bytes: number): SharedArrayBuffer => {
  const buffer = new SharedArrayBuffer(bytes + 100);
  new Uint8Array(buffer).fill(0xa5);
  return buffer;
};
type Threaded = Awaited<ReturnType<typeof watched>>['vm'];

/** All cells by chip, filled in the memory of the prover where there is one. */
const cellsOf = async (record: ExecutionRecord, vm?: Threaded): Promise<Record<string, Uint32Array>> => {
  const plan = planTraces(rv32im, record, program, table, { threads: vm?.session.traceThreads });
  await plan.begin();
  const place = ({ chip, logHeight }: PlannedTrace) => {
    // Beside another chip, as in a proof.
    const stride = chip.program.mainWidth + 3;
    const span = vm?.session.backend.alloc(2 ** logHeight * stride);
    return { stride, cells: () => (span === undefined || vm === undefined ? undefined : vm.session.backend.view(span)) };
  };
  const places = plan.traces.map((planned) => {
    const { stride, cells } = place(planned);
    return { planned, stride, cells, own: new Uint32Array(vm === undefined ? 2 ** planned.logHeight * stride : 0) };
  });
  for (const { planned, stride, cells, own } of places) planned.fill({ cells: () => cells() ?? own, stride, column: 2 });
  return Object.fromEntries(places.map(({ planned, cells, own }) => [planned.chip.name, (cells() ?? own).slice()]));
};

const sameWords = (a: Uint32Array, b: Uint32Array): boolean => a.length === b.length && a.every((word, i) => word === b[i]);

describe('traces of a sort', () => {
  it('are the same on 1, 2 and 4 threads, proof after proof', async () => {
    const record = trace(program, { input });
    expect(record.steps).toBeGreaterThan(2 ** 15);
    const alone = await cellsOf(record);
    for (const workers of [2, 4]) {
      const { vm } = await watched({ workers });
      for (const shared of [true, false, true]) {
        const start = vm.session.backend.mark();
        const together = await cellsOf(trace(program, { input, ...(shared && { room }) }), vm);
        expect(Object.keys(together)).toEqual(Object.keys(alone));
        for (const [name, cells] of Object.entries(alone)) expect(sameWords(together[name], cells), name).toBe(true);
        vm.session.backend.release(start);
      }
    }
  }, 60_000);

  it('name the row that looks up what no table has, wherever it was filled', async () => {
    const { vm } = await watched({ workers: 3 });
    for (const row of [0, 20_000, 41_000]) {
      const record = trace(program, { input, room });
      // A read of rs1 whose last access lies in the future.
      let at = row * INSN_WORDS + Insn.PTS1;
      while (record.insns[at] === 0) at += INSN_WORDS;
      record.insns[at] = 2 ** 27;
      const expected = await cellsOf(record).catch((error) => error);
      expect(expected).toMatchObject({ code: 'unprovable-lookup' });
      const start = vm.session.backend.mark();
      await expect(cellsOf(record, vm)).rejects.toMatchObject({ code: 'unprovable-lookup', message: expected.message });
      vm.session.backend.release(start);
    }
    // And the threads are good for the next.
    expect(Object.keys(await cellsOf(trace(program, { input, room }), vm)).length).toBeGreaterThan(10);
  }, 60_000);

  it('are not begun by threads of which one died', async () => {
    const { vm, workers } = await watched({ workers: 3 });
    await workers[1].terminate();
    await expect(cellsOf(trace(program, { input, room }), vm)).rejects.toMatchObject({ code: 'worker-died' });
  });
});
