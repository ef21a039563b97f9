import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { startStaticServer } from '../../scripts/staticServer.ts';
import { describeInBrowser, pageAt } from './browser.ts';
import { consumer, installPackage, viteBuild, viteServer } from './consumer.ts';

/** fibonacci(1000) mod 2^64, little-endian. */
const ANSWER = '4b60c05cc74d590b';
const ANSWER_BYTES = [...Buffer.from(ANSWER, 'hex')].join(',');

const served = async (folder: string, isolated = true): Promise<string> => {
  const server = await startStaticServer({ folders: { '/': folder }, isolated });
  onTestFinished(() => server.close());
  return server.url;
};
const result = async (page: Page, pattern: RegExp): Promise<string> => {
  const output = page.locator('#result');
  await expect.poll(() => output.textContent(), { timeout: 60_000 }).toMatch(pattern);
  return (await output.textContent()) ?? '';
};

describeInBrowser('examples, with the packed package', () => {
  installPackage();

  const provesInVite = async (url: string): Promise<void> => {
    const page = await pageAt(url);
    await page.click('#prove');
    expect(await result(page, /^(in)?valid/)).toMatch(new RegExp(`^valid: ${ANSWER}, proved in .* on [2-9]\\d* threads`));
    await page.fill('#n', '20000');
    await page.click('#prove');
    await page.click('#cancel');
    await result(page, /^aborted/);
    await page.fill('#n', '1000');
    await page.click('#prove');
    await result(page, new RegExp(`^valid: ${ANSWER}`));
  };
  it('vite, development server', async () => {
    await provesInVite(await viteServer(consumer('vite'), 'dev'));
  });
  it('vite, build', async () => {
    const folder = consumer('vite');
    viteBuild(folder);
    await provesInVite(await viteServer(folder, 'preview'));
  });

  it.each([true, false])('a page without a bundler, isolated: %s', async (isolated) => {
    const page = await pageAt(`${await served(consumer('page'), isolated)}/`);
    expect(await result(page, /valid/)).toBe(`valid: ${ANSWER_BYTES}`);
  });

  it('a worker that only verifies what the command line proved, and loads no more than that', async () => {
    const folder = consumer('verify-worker');
    const elf = 'node_modules/pellucid/guests/elf/fibonacci.elf';
    const pellucid = (...args: string[]): Buffer =>
      execFileSync(process.execPath, ['node_modules/pellucid/build/cli.js', ...args], { cwd: folder, stdio: 'pipe' });
    writeFileSync(join(folder, 'input.bin'), new Uint8Array(new BigUint64Array([1000n]).buffer));
    writeFileSync(join(folder, 'setup.json'), pellucid('setup', '-e', elf, '-o', '.', '--json'));
    pellucid('prove', '-e', elf, '-i', 'input.bin', '-o', 'proof.bin');
    const url = await served(folder, false);
    const loaded: string[] = [];
    const page = await pageAt('about:blank');
    page.context().on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await page.goto(`${url}/`);
    expect(await result(page, /valid/)).toBe(`valid: ${ANSWER_BYTES}`);
    const scripts = loaded.filter((path) => path.includes('/pellucid/'));
    expect(scripts).toContain('/node_modules/pellucid/build/verify.js');
    expect(scripts.some((path) => /index|browser|worker|web-/.test(path))).toBe(false);
  });

  it("types, in a project that has the browser's and not Node's", () => {
    const folder = consumer();
    writeFileSync(
      join(folder, 'main.ts'),
      `import { createPellucid, type Pellucid, prove } from 'pellucid';
       import { createProver, type Progress, type Prover } from 'pellucid/browser';
       import { PellucidError, verify } from 'pellucid/verify';
       export const prover: Promise<Prover> = createProver({ workerUrl: new URL('https://example.org/'), workers: 'auto' });
       export const signal = (p: Prover, progress: (p: Progress) => void) =>
         p.load(new Uint8Array(1)).then((program) => p.prove({ program, signal: AbortSignal.timeout(1), onProgress: progress }));
       export const vm: Pellucid = createPellucid();
       export const error: Error = new PellucidError('code', 'message');
       // @ts-expect-error there is no such option
       createProver({ threads: 2 });
       export { prove, verify };`,
    );
    const compilerOptions = {
      ...{ noEmit: true, strict: true, target: 'ES2022', module: 'ESNext', moduleResolution: 'bundler' },
      ...{ lib: ['ES2022', 'DOM'], types: [] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['main.ts'] }));
    const { stdout, status } = spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc')], { cwd: folder, encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });

  it('a script of Node', () => {
    const folder = consumer('node');
    expect(execFileSync(process.execPath, ['main.js'], { cwd: folder, encoding: 'utf8' })).toMatch(new RegExp(`^valid: ${ANSWER}`));
  });
});
