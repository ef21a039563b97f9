import { expect, it } from 'vitest';
import { describeInBrowser, openPage } from './browser.ts';

describeInBrowser('errors', () => {
  it('cross from the worker with class, code, message and details', async () => {
    const page = await openPage();
    const errors = await page.evaluate(async () => {
      const prover = await pellucid.createProver();
      const thrown = async (call: () => Promise<unknown>) => {
        try {
          await call();
          return undefined;
        } catch (error) {
          const { name, code, message, details, cause } = error as InstanceType<typeof pellucid.PellucidError>;
          return { ours: error instanceof pellucid.PellucidError, range: error instanceof RangeError, name, code, message, details, cause };
        }
      };
      const load = async (name: string) => prover.load(await pellucid.guest(name));
      const trap = await load('trap');
      const fail = await load('fail');
      const fibonacci = await load('fibonacci');
      const input = pellucid.u64(1000);
      const errors = {
        elf: await thrown(() => prover.load(new TextEncoder().encode('not an ELF file'))),
        trap: await thrown(() => prover.prove({ program: trap })),
        exit: await thrown(() => prover.prove({ program: fail })),
        steps: await thrown(() => prover.execute({ program: fibonacci, input, maxSteps: 100 })),
        preset: await thrown(() => prover.setup({ program: fibonacci, preset: 'huge' })),
        key: await thrown(() => prover.verify({ verifyingKey: new Uint8Array(10), anyProgram: true, proof: new Uint8Array(10) })),
        range: await thrown(() => prover.execute({ program: fibonacci, input, maxSteps: -1 })),
      };
      await prover.close();
      return errors;
    });
    const ours = { ours: true, name: 'PellucidError' };
    expect(errors.elf).toMatchObject({ ...ours, code: 'elf-invalid', message: expect.stringContaining('ELF') });
    expect(errors.trap).toMatchObject({ ...ours, code: 'guest-trap', details: { pc: expect.any(Number) } });
    expect(errors.exit).toMatchObject({ ...ours, code: 'guest-exit', details: { exitCode: expect.any(Number) } });
    expect(errors.steps).toMatchObject({ ...ours, code: 'guest-steps-exceeded', details: { maxSteps: 100 } });
    expect(errors.preset).toMatchObject({ ours: expect.any(Boolean), message: expect.stringContaining('huge') });
    expect(errors.key).toMatchObject({ ...ours, code: 'key-invalid' });
    expect(errors.range).toMatchObject({ range: true, name: 'RangeError' });
  });

  it('refuse a broken proof with a verdict, not an error, in the worker and on the page', async () => {
    const page = await openPage();
    const reasons = await page.evaluate(async () => {
      const prover = await pellucid.createProver();
      const program = await prover.load(await pellucid.guest('fibonacci'));
      const { verifyingKey, programCommitment } = await prover.setup({ program });
      const { proof } = await prover.prove({ program, input: pellucid.u64(10) });
      const changed = proof.slice();
      changed[changed.length >>> 1] ^= 1;
      const other = programCommitment.slice();
      other[0] ^= 1;
      const broken = [
        { proof: changed, programCommitment },
        { proof: proof.slice(0, -1), programCommitment },
        { proof: new Uint8Array(0), programCommitment },
        { proof, programCommitment: other },
        { proof, programCommitment, publicValues: new Uint8Array(8) },
        { proof, programCommitment, minBits: 200 },
      ];
      const key = pellucid.decodeVerifyingKey(verifyingKey);
      const reasons: (string | undefined)[][] = [];
      for (const parameters of broken) {
        const there = await prover.verify({ ...parameters, verifyingKey });
        const here = pellucid.verify({ ...parameters, verifyingKey: key });
        reasons.push([there.reason, here.reason]);
      }
      await prover.close();
      return reasons;
    });
    for (const [there, here] of reasons) {
      expect(there).toEqual(expect.any(String));
      expect(there).toBe(here);
    }
  });

  it('of memory say how much was needed, and leave a prover that works', async () => {
    const page = await openPage();
    const result = await page.evaluate(async () => {
      const prover = await pellucid.createProver({ maxMemoryBytes: 32 * 2 ** 20 });
      const program = await prover.load(await pellucid.guest('fibonacci'));
      const error = await prover.prove({ program, input: pellucid.u64(20_000) }).catch((e) => e);
      const { proof } = await prover.prove({ program, input: pellucid.u64(10) });
      await prover.close();
      return { code: error.code, message: error.message, details: error.details, proof: proof.length };
    });
    expect(result.code).toBe('out-of-memory');
    expect(result.message).toMatch(/needs .*\d+/);
    expect(result.details.bytes).toBeGreaterThan(result.details.maxBytes);
    expect(result.proof).toBeGreaterThan(0);
  });
});

describeInBrowser('a page', () => {
  it('that is not isolated proves on one thread, and says what that costs and which headers change it', async () => {
    const page = await openPage({ isolated: false });
    const { workers, isolation } = await page.evaluate(async () => {
      const prover = await pellucid.createProver({ workers: 2 });
      const { workers, isolation } = prover;
      await prover.close();
      return { workers, isolation };
    });
    expect(workers).toBe(1);
    expect(isolation.isolated).toBe(false);
    expect(isolation.advice).toContain('Cross-Origin-Opener-Policy: same-origin');
    expect(isolation.advice).toContain('Cross-Origin-Embedder-Policy: require-corp');
  });

  const policy = (sources: string): Record<string, string> => ({ 'Content-Security-Policy': sources });
  const provesFrom = async (headers: Record<string, string>, workerUrl: string | undefined) => {
    const page = await openPage({ headers });
    return page.evaluate(async (workerUrl) => {
      try {
        const prover = await pellucid.createProver(workerUrl === undefined ? {} : { workerUrl });
        const program = await prover.load(await pellucid.guest('fibonacci'));
        const { proof } = await prover.prove({ program, input: pellucid.u64(10) });
        const { workers } = prover;
        await prover.close();
        return { workers, proved: proof.length > 0 };
      } catch (error) {
        return { code: (error as { code?: string }).code, message: (error as Error).message };
      }
    }, workerUrl);
  };
  const WASM = "script-src 'self' 'wasm-unsafe-eval'";

  it('with a content security policy proves from an embedded worker or from one placed elsewhere', async () => {
    expect(await provesFrom(policy(`default-src 'self'; ${WASM}; worker-src blob:`), undefined)).toEqual({ workers: 2, proved: true });
    const placed = await provesFrom(policy(`default-src 'self'; ${WASM}`), '/build/worker/web.worker.js');
    expect(placed).toEqual({ workers: 2, proved: true });
  });
  it('whose policy allows too little is told what to allow', async () => {
    const noBlob = await provesFrom(policy(`default-src 'self'; ${WASM}`), undefined);
    expect(noBlob).toMatchObject({ code: 'worker-died', message: expect.stringContaining('worker-src blob:') });
    const noWasm = await provesFrom(policy("default-src 'self'; worker-src blob:"), undefined);
    expect(noWasm).toMatchObject({ code: 'unsupported-engine', message: expect.stringContaining("'wasm-unsafe-eval'") });
  });
  it('whose policy forbids WebAssembly verifies all the same', async () => {
    const prover = await openPage();
    const files = await prover.evaluate(async () => {
      const prover = await pellucid.createProver();
      const program = await prover.load(await pellucid.guest('fibonacci'));
      const { verifyingKey } = await prover.setup({ program });
      const { proof } = await prover.prove({ program, input: pellucid.u64(10) });
      await prover.close();
      return [verifyingKey, proof].map((bytes) => pellucid.toHex(bytes));
    });
    const page = await openPage({ headers: policy("default-src 'self'") });
    const verdicts = await page.evaluate((files) => {
      const [key, proof] = files.map((hex) => pellucid.fromHex(hex)!);
      const verifyingKey = pellucid.decodeVerifyingKey(key);
      const changed = proof.slice();
      changed[changed.length >>> 1] ^= 1;
      return [proof, changed].map((bytes) => pellucid.verify({ verifyingKey, anyProgram: true, proof: bytes }).valid);
    }, files);
    expect(verdicts).toEqual([true, false]);
  });
  it('that names a worker which is not there, or is something else, is told so', async () => {
    expect(await provesFrom({}, '/nowhere.js')).toMatchObject({ code: 'worker-died' });
  });
});
