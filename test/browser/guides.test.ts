import { execFileSync, spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { startStaticServer } from '../../scripts/staticServer.ts';
import { readGuide } from '../support/guide.ts';
import { describeInBrowser, openPage, pageAt } from './browser.ts';
import { consumer, installPackage, viteBuild, viteServer } from './consumer.ts';

const shows = (page: Page, pattern: RegExp): Promise<void> =>
  expect.poll(() => page.locator('body').innerText(), { timeout: 60_000 }).toMatch(pattern);

/** A page that imports a module of a guide and shows on how many threads its prover is. */
const PROBE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body></body>
<script type="module">
  import { prover } from './probed.js';
  document.body.textContent = prover.workers + ' threads';
</script>`;

describeInBrowser('docs/guide/getting-started.md', () => {
  installPackage();
  const guide = readGuide('getting-started');

  it('leads to a proof that is verified in a page', async () => {
    // The test installs the packed package, and starts the Vite of this repository.
    expect(guide.shell).toEqual(['npm install pellucid', 'npm install --save-dev vite', 'npx vite']);
    const folder = consumer();
    guide.write(folder, 'vite.config.js', 'index.html', 'main.js');
    const page = await pageAt(await viteServer(folder, 'dev'));
    await shows(page, /13044 instructions, public values 75,96,192,92,199,77,89,11\s+valid, 100\.\d bits/);
    expect(await page.evaluate(() => (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated)).toBe(true);
  });

  it('verifies elsewhere', () => {
    const folder = consumer('node');
    guide.write(folder, 'verifyElsewhere.js');
    // The example's keys and proof, as bytes.
    writeFileSync(
      join(folder, 'try.mjs'),
      `import { readFileSync } from 'node:fs';
       import { createPellucid, encodeVerifyingKey, loadProgram, prove, setupMachine, setupProgram } from 'pellucid';
       import { check } from './verifyElsewhere.js';
       const vm = createPellucid();
       const program = loadProgram(readFileSync('node_modules/pellucid/guests/elf/fibonacci.elf'));
       const provingKey = setupMachine(vm);
       const { programCommitment } = setupProgram(vm, { provingKey, program });
       const { proof } = await prove(vm, { program, provingKey, input: new Uint8Array(8) });
       const verifyingKey = encodeVerifyingKey(provingKey.verifyingKey);
       console.log(check({ verifyingKey, programCommitment, proof }));
       console.log(check({ verifyingKey, programCommitment, proof: proof.slice(1) }));`,
    );
    const printed = execFileSync(process.execPath, ['try.mjs'], { cwd: folder, encoding: 'utf8' });
    expect(printed).toBe('this program published 0000000000000000\nrefused: not a Pellucid file\n');
  });

  it('has no snippet that was not run', () => {
    expect(guide.unused()).toEqual([]);
  });
});

describeInBrowser('docs/guide/headers-and-bundlers.md', () => {
  installPackage();
  const guide = readGuide('headers-and-bundlers');

  it("esbuild's build, served by the server", async () => {
    const folder = consumer();
    guide.write(folder, 'server.mjs', 'build.mjs', 'main.js');
    cpSync(resolve('node_modules/esbuild'), join(folder, 'node_modules/esbuild'), { recursive: true });
    cpSync(resolve('node_modules/@esbuild'), join(folder, 'node_modules/@esbuild'), { recursive: true });
    execFileSync(process.execPath, ['build.mjs'], { cwd: folder, stdio: 'pipe' });
    writeFileSync(join(folder, 'public/index.html'), '<!doctype html><body></body><script type="module" src="main.js"></script>');
    const server = spawn(process.execPath, ['server.mjs'], { cwd: folder, env: { ...process.env, PORT: '48613' } });
    onTestFinished(() => {
      server.kill();
    });
    const url = 'http://localhost:48613/';
    await expect
      .poll(
        () =>
          fetch(url).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 10_000 },
      )
      .toBe(200);
    const page = await pageAt(url);
    await shows(page, /^[2-9]\d* threads, wasm-/);
  });

  it('no bundler', async () => {
    const folder = consumer();
    guide.write(folder, 'public/index.html');
    const server = await startStaticServer({
      folders: { '/': join(folder, 'public'), '/pellucid/': join(folder, 'node_modules/pellucid/build') },
    });
    onTestFinished(() => server.close());
    await shows(await pageAt(`${server.url}/`), /^[2-9]\d* threads, wasm-/);
  });

  it('a worker of your own, with the strictest policy', async () => {
    const folder = consumer();
    guide.write(folder, 'ownWorker.js');
    const build = join(folder, 'node_modules/pellucid/build');
    cpSync(join(build, 'worker/web.worker.js'), join(folder, 'pellucid-worker.js'));
    cpSync(join(folder, 'ownWorker.js'), join(folder, 'probed.js'));
    const map = '<script type="importmap">{"imports":{"pellucid/browser":"/pellucid/browser.js"}}</script>';
    writeFileSync(join(folder, 'index.html'), PROBE.replace('<body>', `${map}<body>`));
    const server = await startStaticServer({
      folders: { '/': folder, '/pellucid/': build },
      // The page's own scripts are inline, for this test.
      headers: { 'Content-Security-Policy': "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; img-src data:" },
    });
    onTestFinished(() => server.close());
    await shows(await pageAt(`${server.url}/`), /^[2-9]\d* threads/);
  });

  it.each(['dev', 'build'])("Vite's place for the worker, %s", async (mode) => {
    const folder = consumer();
    guide.write(folder, 'viteWorker.js');
    readGuide('getting-started').write(folder, 'vite.config.js');
    cpSync(join(folder, 'viteWorker.js'), join(folder, 'probed.js'));
    writeFileSync(join(folder, 'index.html'), PROBE);
    if (mode === 'build') viteBuild(folder);
    const page = await pageAt(await viteServer(folder, mode === 'dev' ? 'dev' : 'preview'));
    await shows(page, /^[2-9]\d* threads/);
  });

  it('has no snippet that was not run', () => {
    expect([guide.unused(), guide.shell]).toEqual([[], []]);
  });
});

/** Runs lines that a page could have in a module, with what they use: an ELF, an input, a signal; `verdict` is what they end in. */
const runInPage = async (lines: string): Promise<boolean> => {
  const page = await openPage();
  return page.evaluate(async (body) => {
    const values = [pellucid.createProver, await pellucid.guest('fibonacci'), pellucid.u64(10), new AbortController().signal];
    const run = new Function('createProver', 'elf', 'input', 'signal', `return (async () => { ${body}; return verdict.valid; })()`);
    return run(...values);
  }, lines);
};

describeInBrowser('README.md', () => {
  it('has a page that runs', async () => {
    const [, module] =
      /```html\n<script type="module">\n *import [^\n]*\n([\s\S]*?)<\/script>\n```/.exec(readFileSync('README.md', 'utf8')) ?? [];
    expect(await runInPage(module)).toBe(true);
  });
});

describeInBrowser('docs/api.md', () => {
  const examples = [...readFileSync('docs/api.md', 'utf8').matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, text]) => text);

  // Those of the other entries run in test/repo/apiExamples.test.ts.
  it('has an example of a page that runs', async () => {
    const ofPage = examples.filter((text) => text.includes('createProver('));
    expect(ofPage.length).toBe(1);
    expect(await runInPage(ofPage[0])).toBe(true);
  });
});
