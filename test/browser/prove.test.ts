import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createPellucid, decodeVerifyingKey, fromHex, loadProgram, prove, setupMachine, toHex, verify } from '../../src/index.ts';
import { enableFastKernels } from '../../src/node.ts';
import { describeInBrowser, openPage } from './browser.ts';

enableFastKernels();
const GUEST = 'fibonacci';
const N = 1000;

const proveInNode = async (hash: string) => {
  const vm = createPellucid();
  const provingKey = setupMachine(vm, { preset: 'fast', hash });
  const program = loadProgram(new Uint8Array(readFileSync(`guests/elf/${GUEST}.elf`)));
  const input = new Uint8Array(new BigUint64Array([BigInt(N)]).buffer);
  return { provingKey, result: await prove(vm, { program, input, provingKey }) };
};

describeInBrowser('a prover in a page', () => {
  it.each([
    ['poseidon2', true],
    ['blake3', true],
    ['poseidon2', false],
    ['blake3', false],
  ])('with %s, isolated: %s, gives the proof bytes of Node, and both verify them', async (hash, isolated) => {
    const page = await openPage({ isolated });
    const here = await proveInNode(hash);
    const there = await page.evaluate(
      async ({ guest, n, hash, nodeProof }) => {
        const prover = await pellucid.createProver({ workers: 2 });
        const program = await prover.load(await pellucid.guest(guest));
        const keys = await prover.setup({ program, hash });
        const { proof, publicValues } = await prover.prove({ program, input: pellucid.u64(n), hash });
        const key = pellucid.decodeVerifyingKey(keys.verifyingKey);
        const verdicts = [
          await prover.verify({ ...keys, proof, publicValues }),
          pellucid.verify({ verifyingKey: key, programCommitment: keys.programCommitment, proof: pellucid.fromHex(nodeProof)! }),
        ];
        const { workers, isolation } = prover;
        await prover.close();
        return {
          proof: pellucid.toHex(proof),
          verifyingKey: pellucid.toHex(keys.verifyingKey),
          verdicts: verdicts.map((v) => v.valid),
          workers,
          isolation,
        };
      },
      { guest: GUEST, n: N, hash, nodeProof: toHex(here.result.proof) },
    );
    expect(there.verdicts).toEqual([true, true]);
    expect(there.workers).toBe(isolated ? 2 : 1);
    expect(there.isolation.isolated).toBe(isolated);
    expect(there.proof === toHex(here.result.proof)).toBe(true);
    const verifyingKey = decodeVerifyingKey(fromHex(there.verifyingKey)!);
    expect(toHex(verifyingKey.digest)).toBe(toHex(here.provingKey.verifyingKey.digest));
    expect(verify({ verifyingKey, anyProgram: true, proof: fromHex(there.proof)! }).valid).toBe(true);
  });

  it('leaves the thread of the page free, and says how far it is', async () => {
    const page = await openPage();
    const { progress, longTasks, phases } = await page.evaluate(async () => {
      const prover = await pellucid.createProver({ workers: 2 });
      const program = await prover.load(await pellucid.guest('sha256'));
      const input = new Uint8Array(4 + 2048);
      input[0] = 1;
      const progress: Parameters<NonNullable<Parameters<typeof prover.prove>[0]['onProgress']>>[0][] = [];
      for (let i = 0; i < 2; i++) await prover.prove({ program, input, onProgress: (p) => progress.push(p) });
      const { phases } = await prover.prove({ program, input });
      await prover.close();
      return { progress, longTasks: pellucid.longTasks, phases: Object.keys(phases) };
    });
    expect(longTasks).toEqual([]);
    expect(progress.map((p) => p.phase)).toEqual([...phases, ...phases]);
    for (const proof of [progress.slice(0, phases.length), progress.slice(phases.length)]) {
      const rising = (values: number[]): boolean => values.every((value, i) => i === 0 || value >= values[i - 1]);
      expect(rising(proof.map((p) => p.done))).toBe(true);
      expect(rising(proof.map((p) => p.elapsedSeconds))).toBe(true);
      expect(proof.at(-1)?.remainingSeconds).toBeGreaterThan(0);
      expect(Math.max(...proof.map((p) => p.memoryBytes))).toBeGreaterThan(1e6);
      for (const thread of [0, 1]) {
        const busy = proof.map((p) => p.busySeconds[thread]);
        expect(rising(busy)).toBe(true);
        expect(busy.at(-1)).toBeGreaterThan(0.1);
        expect(busy.at(-1)).toBeLessThan(proof.at(-1)?.elapsedSeconds ?? 0);
      }
    }
  });
});
