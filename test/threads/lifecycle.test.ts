import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { createSharedWasmBackend } from '../../src/backend/wasm/backend.ts';
import { createSharedJobs } from '../../src/backend/wasm/jobs.ts';
import { createNodePellucid } from '../../src/node.ts';
import { spawnNodeWorker } from '../../src/threads/node/spawn.ts';
import { createParallelPellucid } from '../../src/threads/parallel.ts';
import { watch, watched } from './threads.ts';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('close', () => {
  it('ends the workers and may be called again', async () => {
    const { vm, alive } = await watched({ workers: 3 });
    expect(alive()).toBe(2);
    vm.session.backend.grind(new Uint32Array(16), 12, 'blake3');
    await vm.close();
    await vm.close();
    expect(alive()).toBe(0);
    expect(() => vm.session.backend.grind(new Uint32Array(16), 12, 'blake3')).toThrowError(expect.objectContaining({ code: 'closed' }));
  });
  it('is not needed for the process to end, and a busy process can be closed at once', () => {
    const script = (end: string): string => `
      import { createNodePellucid, enableFastKernels } from ${JSON.stringify(new URL('../../build/node.js', import.meta.url).href)};
      enableFastKernels();
      const vm = await createNodePellucid({ workers: 3 });
      vm.session.backend.grind(new Uint32Array(16), 10, 'blake3');
      ${end}`;
    for (const end of ['', 'await vm.close();', 'process.exit(0);']) {
      const { status, signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script(end)], {
        timeout: 20_000,
        encoding: 'utf8',
      });
      expect({ end, status, signal, stderr }).toEqual({ end, status: 0, signal: null, stderr: '' });
    }
  }, 60_000);
  it('keeps the process alive until workers have ended that were still starting', async () => {
    const calls: string[] = [];
    let started = (): void => {};
    const isStarted = new Promise<void>((resolve) => {
      started = resolve;
    });
    const vm = await createParallelPellucid({ workers: 2 }, (index) => {
      const worker = spawnNodeWorker(index);
      return {
        ...worker,
        detach() {
          calls.push('detach');
          worker.detach();
        },
        async terminate() {
          calls.push('terminate');
          // As if the engine took its time: the worker's start is reported while it is being ended.
          await isStarted;
          await worker.terminate();
        },
      };
    });
    const closed = vm.close();
    await vm.started;
    started();
    await closed;
    expect(calls).toEqual(['terminate']);
  });
});

describe('a worker that dies', () => {
  it('while idle makes the next operation throw, and takes the others with it', async () => {
    const { vm, workers, alive } = await watched({ workers: 3 });
    await workers[0].terminate();
    await settled();
    const dead = expect.objectContaining({ name: 'PellucidError', code: 'worker-died', message: expect.stringContaining('worker 1') });
    expect(() => vm.session.backend.grind(new Uint32Array(16), 12, 'blake3')).toThrowError(dead);
    expect(() => vm.session.backend.evaluationWeights(4, [1, 2, 3, 4])).toThrowError(dead);
    await settled();
    expect(alive()).toBe(0);
    await vm.close();
  });
  it('with a part of the work in its hands ends the operation after a while', async () => {
    const { backend, kernels } = createSharedWasmBackend(2);
    const mark = backend.mark();
    const state = backend.alloc(16);
    const jobs = createSharedJobs(kernels.memory, kernels.run, 2, 500);
    // Claims one part (the board's OPEN word) as soon as there is one, and ends.
    const thief = new Worker(
      `const { workerData } = require('node:worker_threads');
       const board = new Int32Array(workerData.buffer, 0, 256);
       board[255] = 1;
       for (;;) if (Atomics.load(board, 16) > 0 && Atomics.sub(board, 16, 1) > 0) break;`,
      { eval: true, workerData: kernels.memory },
    );
    const board = new Int32Array(kernels.memory.buffer, 0, 256);
    await vi.waitFor(() => expect(Atomics.load(board, 255)).toBe(1));
    const stopped = vi.fn();
    jobs.onStop(stopped);
    const died = expect.objectContaining({ code: 'worker-died' });
    // So many parts that the thief gets one.
    const call = () => jobs.range('grind', [4 * state.offset, 2 ** 30 - 1], 2 ** 18, { max: 64 });
    expect(call).toThrowError(died);
    expect(stopped).toHaveBeenCalledOnce();
    expect(call).toThrowError(died);
    backend.release(mark);
    await thief.terminate();
  }, 30_000);
  it('at its start is told by `started` and by the next operation, with nothing left', async () => {
    const { spawn, workers, alive } = watch();
    const broken = await createParallelPellucid({ workers: 3 }, (index) => {
      const worker = spawn(index);
      if (index === 2) void worker.terminate();
      return worker;
    });
    await expect(broken.started).rejects.toMatchObject({ code: 'worker-died' });
    expect([workers.length, alive()]).toEqual([2, 0]);
    expect(() => broken.session.backend.grind(new Uint32Array(16), 12, 'blake3')).toThrowError(
      expect.objectContaining({ code: 'worker-died' }),
    );
  });
});

describe('one thread', () => {
  it('is what there is without shared memory', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    const { vm, workers } = await watched({ workers: 2 });
    expect(workers).toEqual([]);
    expect(vm.workers).toBe(1);
    expect(vm.backendReason).toContain('there is no shared memory');
    expect(vm.session.backend.grind(new Uint32Array(16), 12, 'blake3')).toBe(
      createPellucid().session.backend.grind(new Uint32Array(16), 12, 'blake3'),
    );
  });
  it('is what the reference has, and what is asked for with 1', async () => {
    expect((await watched({ workers: 2, backend: 'reference' })).vm.workers).toBe(1);
    const { vm, workers } = await watched({ workers: 1 });
    expect([vm.workers, workers.length]).toEqual([1, 0]);
  });
});

describe('options', () => {
  it('refuse a number of workers that is none', async () => {
    for (const workers of [0, -1, 1.5, 65, Number.NaN]) await expect(createNodePellucid({ workers })).rejects.toThrow(RangeError);
  });
  it('limit the memory of all threads together', async () => {
    const { vm } = await watched({ workers: 2, maxMemoryBytes: 2 ** 24 });
    expect(() => vm.session.backend.alloc(2 ** 22)).toThrowError(expect.objectContaining({ code: 'out-of-memory' }));
    expect(vm.session.backend.alloc(2 ** 20).length).toBe(2 ** 20);
  });
});
