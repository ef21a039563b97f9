import { readFileSync } from 'node:fs';
import { expose } from 'comlink';
import nodeEndpoint, { type NodeEndpoint } from 'comlink/dist/esm/node-adapter.mjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPellucid } from '../../../src/api/createPellucid.ts';
import { loadProgram } from '../../../src/api/load.ts';
import { PellucidError } from '../../../src/core/error.ts';
import { prove, setupMachine, toHex, verify } from '../../../src/index.ts';
import { decodeVerifyingKey } from '../../../src/keys/verifyingKey.ts';
import { spawnNodeWorker } from '../../../src/threads/node/spawn.ts';
import type { LeadWorker } from '../../../src/threads/remote/connection.ts';
import { createLead, type Lead } from '../../../src/threads/remote/lead.ts';
import { settle } from '../../../src/threads/remote/outcome.ts';
import { createRemoteProver } from '../../../src/threads/remote/prover.ts';
import type { CreateProverOptions } from '../../../src/threads/remote/types.ts';

const elf = new Uint8Array(readFileSync('guests/elf/fibonacci.elf'));
const u64 = (n: number): Uint8Array => new Uint8Array(new BigUint64Array([BigInt(n)]).buffer);
const CHOICE = { preset: 'insecure-test' } as const;

/** A prover whose lead lives on this thread, behind a channel: `leads` are those that were started, `die` ends the last one. */
const localProver = async (options: CreateProverOptions = {}, change: (lead: Lead) => Lead = (lead) => lead) => {
  const leads: LeadWorker[] = [];
  let die = (_why: string): void => {};
  const spawn = async (): Promise<LeadWorker> => {
    const { port1, port2 } = new MessageChannel();
    const endpoint = (port: unknown) => nodeEndpoint(port as NodeEndpoint);
    const platform = { isolated: true, parallelism: 2, checkWebAssembly: () => {}, helpers: () => spawnNodeWorker };
    expose(change(createLead(platform)), endpoint(port2));
    const worker: LeadWorker = {
      url: 'here',
      endpoint: endpoint(port1),
      onDeath: (listener) => {
        die = listener;
      },
      attach: () => {},
      detach: () => {},
      terminate: async () => {
        port1.close();
        port2.close();
      },
    };
    leads.push(worker);
    return worker;
  };
  const prover = await createRemoteProver(options, spawn);
  onTestFinished(() => prover.close());
  return { prover, leads, die: (why: string) => die(why) };
};

describe('a prover behind a channel', () => {
  it('proves what the prover itself proves, program and keys being plain data', async () => {
    const { prover, leads } = await localProver({ workers: 1 });
    const program = structuredClone(await prover.load(elf));
    const keys = await prover.setup({ program, ...CHOICE });
    const { proof } = await prover.prove({ program, ...CHOICE, input: u64(20) });
    expect(await prover.verify({ ...keys, proof, minBits: 0 })).toMatchObject({ valid: true });
    // Pins that a caller's class has behind getters are not lost on the way.
    const { verifyingKey } = keys;
    const inherited = Object.create({ keyDigest: new Uint8Array(32) });
    const pinned = Object.assign(inherited, { verifyingKey, proof, minBits: 0, anyProgram: true });
    expect(await prover.verify(pinned)).toMatchObject({ valid: false, reason: expect.stringContaining('digest') });
    const vm = createPellucid();
    const provingKey = setupMachine(vm, CHOICE);
    const here = await prove(vm, { program: loadProgram(elf), provingKey, input: u64(20) });
    expect(toHex(proof) === toHex(here.proof)).toBe(true);
    expect(toHex(decodeVerifyingKey(keys.verifyingKey).digest)).toBe(toHex(provingKey.verifyingKey.digest));
    expect(toHex(keys.keyDigest)).toBe(toHex(provingKey.verifyingKey.digest));
    expect(verify({ verifyingKey: provingKey.verifyingKey, anyProgram: true, proof, minBits: 0 }).valid).toBe(true);
    expect(leads.length).toBe(1);
  });

  it('does not share what it is given or gives', async () => {
    const { prover } = await localProver({ workers: 1 });
    const mine = elf.slice();
    const program = await prover.load(mine);
    mine.fill(0);
    expect((await prover.execute({ program, input: u64(20) })).exitCode).toBe(0);
    expect(program.elf).toEqual(elf);
  });

  it('knows what it was given when it was called, in buffers of Node too and by every lead', async () => {
    const { prover, die } = await localProver({ workers: 1 });
    const mine = Buffer.from(elf);
    const loading = prover.load(mine);
    mine.fill(0, 100);
    const program = await loading;
    expect(program.elf).toEqual(elf);
    const keys = await prover.setup({ program, ...CHOICE });
    const { proof } = await prover.prove({ program, ...CHOICE, input: u64(20) });
    die('of age');
    expect(await prover.setup({ program, ...CHOICE })).toEqual(keys);

    const shown = proof.slice();
    const verdict = prover.verify({ ...keys, proof: shown, minBits: 0 });
    shown.fill(0);
    expect((await verdict).valid).toBe(true);
    shown.fill(0);
    const refused = prover.verify({ ...keys, proof: shown, minBits: 0 });
    shown.set(proof);
    expect((await refused).valid).toBe(false);
  });

  it('goes on with a new lead when the old one died', async () => {
    const { prover, leads, die } = await localProver({ workers: 1 });
    const program = await prover.load(elf);
    const running = prover.prove({ program, ...CHOICE, input: u64(20), onProgress: () => die('out of luck') });
    await expect(running).rejects.toMatchObject({ code: 'worker-died', message: expect.stringContaining('out of luck') });
    expect((await prover.prove({ program, ...CHOICE, input: u64(20) })).exitCode).toBe(0);
    expect(leads.length).toBe(2);
  });

  it('goes on with a new lead when the old one lost a helper', async () => {
    let broken = true;
    const { prover, leads } = await localProver({ workers: 1 }, (lead) => ({
      ...lead,
      prove: (...run) => (broken ? settle(() => Promise.reject(new PellucidError('worker-died', 'worker 1 ended'))) : lead.prove(...run)),
    }));
    const program = await prover.load(elf);
    const run = () => prover.prove({ program, ...CHOICE, input: u64(20) });
    await expect(run()).rejects.toMatchObject({ code: 'worker-died' });
    broken = false;
    expect((await run()).exitCode).toBe(0);
    expect(leads.length).toBe(2);
  });

  it('has one new lead for each that was cancelled, however fast the calls come', async () => {
    const { prover, leads } = await localProver({ workers: 1 });
    const program = await prover.load(elf);
    for (let i = 1; i <= 3; i++) {
      const abort = new AbortController();
      const onProgress = (): void => abort.abort();
      const running = prover.prove({ program, ...CHOICE, input: u64(20), onProgress, signal: abort.signal });
      const next = prover.execute({ program, input: u64(20) });
      await expect(running).rejects.toMatchObject({ code: 'aborted' });
      expect((await next).exitCode).toBe(0);
      expect(leads.length).toBe(1 + i);
    }
  });

  it('is not made when its lead cannot start, and the error says why', async () => {
    const broken = (error: Error) => localProver({}, (lead) => ({ ...lead, start: () => Promise.reject(error) }));
    await expect(broken(new Error('no start'))).rejects.toThrow('no start');
    const older = localProver({}, (lead) => ({ ...lead, start: (options) => lead.start({ ...options, version: '0.0.0' }) }));
    await expect(older).rejects.toMatchObject({ code: 'worker-version', message: expect.stringContaining('0.0.0') });
    await expect(localProver({ workers: 0 })).rejects.toThrow(RangeError);
  });

  it('does its calls one after the other', async () => {
    let running = 0;
    let most = 0;
    const { prover } = await localProver({ workers: 1 }, (lead) => ({
      ...lead,
      execute: async (run) => {
        most = Math.max(most, ++running);
        const outcome = await lead.execute(run);
        running--;
        return outcome;
      },
    }));
    const program = await prover.load(elf);
    await Promise.all([1, 2, 3].map((n) => prover.execute({ program, input: u64(n) })));
    expect(most).toBe(1);
  });
});

describe('the estimate', () => {
  it('follows the last proof, and says nothing while it knows nothing', async () => {
    const { prover } = await localProver({ workers: 1 });
    const program = await prover.load(elf);
    const proofs: { done: number; remainingSeconds: number | undefined }[][] = [[], []];
    let phases: Readonly<Record<string, number>> = {};
    for (const seen of proofs) {
      const result = await prover.prove({ program, ...CHOICE, input: u64(20), onProgress: (p) => seen.push(p) });
      if (seen === proofs[0]) phases = result.phases;
    }
    expect(proofs[0][0]).toMatchObject({ done: 0, remainingSeconds: undefined });
    const total = Object.values(phases).reduce((a, b) => a + b);
    const before = Object.values(phases)
      .slice(0, 5)
      .reduce((a, b) => a + b);
    expect(proofs[1][5].done).toBeCloseTo(before / total, 6);
  });
});
