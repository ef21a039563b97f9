import { expect, it } from 'vitest';
import { describeInBrowser, openPage } from './browser.ts';

/** More instructions than are proved in a second. */
const LONG = 50_000;

describeInBrowser('cancelling', () => {
  it.each([true, false])('is done within 100 ms, whatever is going on, and the prover goes on; isolated: %s', async (isolated) => {
    const page = await openPage({ isolated });
    const result = await page.evaluate(async (n) => {
      const prover = await pellucid.createProver({ workers: 2 });
      const program = await prover.load(await pellucid.guest('fibonacci'));
      const { verifyingKey } = await prover.setup({ program });
      const cancelled: { after: number; code: string; reason: unknown; ms: number; late: number }[] = [];
      for (const after of [0, 50, 400, 800]) {
        const abort = new AbortController();
        let begins = 0;
        let over = false;
        let late = 0;
        const proof = prover.prove({
          program,
          input: pellucid.u64(n),
          signal: abort.signal,
          onProgress: () => {
            begins++;
            if (over) late++;
          },
        });
        const failed = proof.then(
          () => undefined,
          (error) => error,
        );
        if (after > 0) await new Promise((resolve) => setTimeout(resolve, after));
        const start = performance.now();
        abort.abort('enough');
        const error = await failed;
        const ms = performance.now() - start;
        over = true;
        await new Promise((resolve) => setTimeout(resolve, 50));
        cancelled.push({ after, code: error.code, reason: error.cause?.message ?? error.cause, ms, late });
        if (after >= 400 && begins === 0) throw new Error('the proof had not begun');
      }
      const { proof } = await prover.prove({ program, input: pellucid.u64(100) });
      const verdict = await prover.verify({ verifyingKey, anyProgram: true, proof });
      await prover.close();
      return { cancelled, valid: verdict.valid, longTasks: pellucid.longTasks };
    }, LONG);
    for (const { code, reason, ms, late } of result.cancelled) {
      expect({ code, reason, late }).toEqual({ code: 'aborted', reason: 'enough', late: 0 });
      expect(ms).toBeLessThan(100);
    }
    expect(result.valid).toBe(true);
    expect(result.longTasks).toEqual([]);
  });

  it('of a call that waits leaves the one before it alone', async () => {
    const page = await openPage();
    const [first, second, third] = await page.evaluate(async () => {
      const prover = await pellucid.createProver();
      const program = await prover.load(await pellucid.guest('fibonacci'));
      const abort = new AbortController();
      const calls = [
        prover.prove({ program, input: pellucid.u64(1000) }),
        prover.prove({ program, input: pellucid.u64(1000), signal: abort.signal }),
        prover.prove({ program, input: pellucid.u64(10) }),
      ];
      setTimeout(() => abort.abort(), 20);
      const codes = await Promise.all(
        calls.map((call) =>
          call.then(
            (result) => result.publicValues.length,
            (error) => error.code,
          ),
        ),
      );
      await prover.close();
      return codes;
    });
    expect([first, second, third]).toEqual([8, 'aborted', 8]);
  });

  it('before the call, of a run, and by what onProgress throws', async () => {
    const page = await openPage();
    const errors = await page.evaluate(async () => {
      const prover = await pellucid.createProver();
      const program = await prover.load(await pellucid.guest('fibonacci'));
      const input = pellucid.u64(1e9);
      const errorOf = (call: Promise<unknown>) =>
        call.then(
          () => 'none',
          (error) => error.code ?? error.message,
        );
      const onProgress = (): void => {
        throw new Error('the bar broke');
      };
      const errors = [
        await errorOf(prover.prove({ program, input, signal: AbortSignal.abort() })),
        await errorOf(prover.execute({ program, input, signal: AbortSignal.timeout(300) })),
        await errorOf(prover.prove({ program, input: pellucid.u64(10), onProgress })),
        await errorOf(prover.prove({ program, input: pellucid.u64(10) })),
      ];
      await prover.close();
      return errors;
    });
    expect(errors).toEqual(['aborted', 'aborted', 'the bar broke', 'none']);
  });

  it('everything by closing', async () => {
    const page = await openPage();
    const codes = await page.evaluate(async () => {
      const prover = await pellucid.createProver();
      const program = await prover.load(await pellucid.guest('fibonacci'));
      const code = (call: Promise<unknown>) => call.catch((error) => error.code);
      const running = [1, 2].map(() => code(prover.prove({ program, input: pellucid.u64(20_000) })));
      await new Promise((resolve) => setTimeout(resolve, 200));
      await prover.close();
      await prover.close();
      return [...(await Promise.all(running)), await code(prover.load(program.elf))];
    });
    expect(codes).toEqual(['closed', 'closed', 'closed']);
  });
});
