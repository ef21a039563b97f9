import { expect, it, onTestFinished } from 'vitest';
import { describeInBrowser, serve, theBrowser } from './browser.ts';

/** Runs in a page: proves and verifies, and gives the proof. */
const proveOnce = async (): Promise<string> => {
  const prover = await pellucid.createProver();
  const program = await prover.load(await pellucid.guest('fibonacci'));
  const { verifyingKey } = await prover.setup({ program });
  const { proof } = await prover.prove({ program, input: pellucid.u64(1000) });
  const verdict = await prover.verify({ verifyingKey, anyProgram: true, proof });
  await prover.close();
  if (!verdict.valid) throw new Error(verdict.reason);
  return pellucid.toHex(proof);
};

const openTabs = async (count: number) => {
  const url = await serve();
  const context = await theBrowser().newContext();
  onTestFinished(() => context.close());
  return Promise.all(
    Array.from({ length: count }, async () => {
      const page = await context.newPage();
      await page.goto(`${url}/`);
      await page.waitForFunction('globalThis.pellucid !== undefined');
      return page;
    }),
  );
};

describeInBrowser('tabs of one browser', () => {
  it('prove at the same time', async () => {
    const tabs = await openTabs(2);
    const proofs = await Promise.all(tabs.map((tab) => tab.evaluate(proveOnce)));
    expect(proofs[0].length).toBeGreaterThan(1000);
    expect(proofs[1] === proofs[0]).toBe(true);
  });

  it('are as before when reloaded in the middle of a proof', async () => {
    const [tab] = await openTabs(1);
    for (let i = 0; i < 3; i++) {
      await tab.evaluate(async () => {
        const prover = await pellucid.createProver();
        const program = await prover.load(await pellucid.guest('fibonacci'));
        await new Promise<void>((begun) => {
          void prover.prove({ program, input: pellucid.u64(50_000), onProgress: ({ phase }) => phase === 'commit main' && begun() });
        });
      });
      // The worker of the proof and its helper.
      expect(tab.workers().length).toBeGreaterThan(0);
      await tab.reload();
      await tab.waitForFunction('globalThis.pellucid !== undefined');
      expect(tab.workers()).toEqual([]);
    }
    expect((await tab.evaluate(proveOnce)).length).toBeGreaterThan(1000);
  });

  it('do not go on with a cancelled proof, though Chromium gives busy workers two seconds', async () => {
    const [tab] = await openTabs(1);
    await tab.evaluate(async () => {
      const prover = await pellucid.createProver();
      const program = await prover.load(await pellucid.guest('fibonacci'));
      const abort = new AbortController();
      Object.assign(globalThis, { abort });
      await new Promise<void>((begun) => {
        const onProgress = ({ phase }: { phase: string }): void => {
          if (phase === 'commit main') begun();
        };
        prover.prove({ program, input: pellucid.u64(100_000), onProgress, signal: abort.signal }).catch(() => {});
      });
    });
    const workers = tab.workers();
    let ended = 0;
    for (const worker of workers) worker.on('close', () => ended++);
    await tab.evaluate('abort.abort()');
    // The lead is gone; a helper that sleeps may be left for those two seconds.
    await expect.poll(() => ended, { timeout: 1500, interval: 20 }).toBeGreaterThan(0);
  });

  it('have no workers left when a prover is closed', async () => {
    const [tab] = await openTabs(1);
    await tab.evaluate(proveOnce);
    // Chromium gives a worker that sleeps two seconds.
    await expect.poll(() => tab.workers().length, { timeout: 10_000 }).toBe(0);
  });
});
