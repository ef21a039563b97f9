/**
 * `npm run bench:browser`: proves in Chromium and in Node, on one thread and on two, and verifies both in a page, with the hash kernel and
 * without. Prints tables. Needs the browser that tests need (test/browser/browser.ts).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startStaticServer } from '../scripts/staticServer.ts';
import { loadProgram, prove, setupMachine } from '../src/index.ts';
import { createNodePellucid, enableFastKernels } from '../src/node.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

const CHROMIUM = process.env.PELLUCID_CHROMIUM ?? '/usr/bin/chromium';
const REPEATS = 3;
const VERIFICATIONS = 5;

const MEASURED = ['sha256 2048 B', 'fibonacci(1000)', 'fibonacci(20000)'];

interface Proving {
  readonly seconds: number;
  readonly steps: number;
  readonly peakBytes: number;
}

const best = (results: readonly Proving[]): Proving => results.reduce((a, b) => (b.seconds < a.seconds ? b : a));

const inNode = async ({ guest, input }: Workload, workers: number): Promise<Proving> => {
  const vm = await createNodePellucid({ workers });
  const program = loadProgram(new Uint8Array(readFileSync(`guests/elf/${guest}.elf`)));
  const provingKey = setupMachine(vm);
  const results: Proving[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const { proveSeconds, steps, backendBytes } = await prove(vm, { program, input, provingKey });
    results.push({ seconds: proveSeconds, steps, peakBytes: backendBytes });
  }
  await vm.close();
  return best(results);
};

/** Largest resident size of the browser's page processes since they began, where /proc tells. */
const rendererBytes = (): number => {
  const sizes = readdirSync('/proc').map((pid) => {
    try {
      if (!/^\d+$/.test(pid) || !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) return 0;
      return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return Math.max(0, ...sizes);
};

const openPage = async (browser: Browser, url: string): Promise<Page> => {
  const page = await browser.newPage();
  await page.goto(`${url}/`);
  await page.waitForFunction('globalThis.pellucid !== undefined');
  return page;
};

/** Runs as text, which is not checked, in the page of test/browser/pages. */
const inPage = async (page: Page, { guest, input }: Workload, workers: number): Promise<Proving> =>
  page.evaluate(`(async () => {
    const prover = await pellucid.createProver({ workers: ${workers} });
    const program = await prover.load(await pellucid.guest('${guest}'));
    await prover.setup({ program });
    let best;
    for (let i = 0; i < ${REPEATS}; i++) {
      const start = performance.now();
      const { steps } = await prover.prove({ program, input: Uint8Array.from(${JSON.stringify([...input])}) });
      const seconds = (performance.now() - start) / 1000;
      if (best === undefined || seconds < best.seconds) best = { seconds, steps, peakBytes: 0 };
    }
    await prover.close();
    return best;
  })()`);

/** Milliseconds of the first verification in a page and of the fastest, after proving in its worker. */
const verifyTimes = async (
  page: Page,
  preset: string,
  hash: string,
): Promise<{ readonly first: number; readonly fastest: number; readonly kB: number }> =>
  page.evaluate(`(async () => {
    const prover = await pellucid.createProver();
    const program = await prover.load(await pellucid.guest('fibonacci'));
    const choice = { preset: '${preset}', hash: '${hash}' };
    const keys = await prover.setup({ program, ...choice });
    const { proof } = await prover.prove({ program, input: pellucid.u64(2000), ...choice });
    await prover.close();
    const verifyingKey = pellucid.decodeVerifyingKey(keys.verifyingKey);
    const times = [];
    for (let i = 0; i < ${VERIFICATIONS}; i++) {
      const start = performance.now();
      if (!pellucid.verify({ verifyingKey, anyProgram: true, proof }).valid) throw new Error('not valid');
      times.push(performance.now() - start);
    }
    return { first: times[0], fastest: Math.min(...times), kB: proof.length / 1000 };
  })()`);

const row = (cells: readonly (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);
const header = (...cells: string[]): void => {
  row(cells);
  row(cells.map(() => '---'));
};

enableFastKernels();
const server = await startStaticServer({ folders: { '/': 'test/browser/pages', '/build/': 'build', '/guests/': 'guests/elf' } });
const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });

header(
  'seconds to prove',
  'steps',
  'Node, 1 thread',
  'Chromium, 1',
  'Node, 2',
  'Chromium, 2',
  'MB of the kernels',
  'MB of the page, 1 thread',
);
for (const workload of WORKLOADS.filter(({ name }) => MEASURED.includes(name))) {
  const browser = await launch();
  const page = await openPage(browser, server.url);
  const node = await inNode(workload, 1);
  const chrome = await inPage(page, workload, 1);
  const memory = rendererBytes();
  const [node2, chrome2] = [await inNode(workload, 2), await inPage(page, workload, 2)];
  const times = [node, chrome, node2, chrome2].map(({ seconds }) => seconds.toFixed(2));
  row([workload.name, node.steps, ...times, Math.round(node.peakBytes / 1e6), Math.round(memory / 1e6)]);
  await browser.close();
}

console.log();
header('milliseconds to verify fibonacci(2000) in Chromium', 'proof kB', 'kernel, first', 'kernel', 'plain, first', 'plain');
for (const preset of ['fast', 'small']) {
  for (const hash of ['blake3', 'poseidon2']) {
    const browser = await launch();
    const page = await openPage(browser, server.url);
    const kernel = await verifyTimes(page, preset, hash);
    // The kernel is made at the first verification, so a page without WebAssembly until then has none.
    const without = await openPage(browser, server.url);
    await without.evaluate('delete globalThis.WebAssembly');
    const plain = await verifyTimes(without, preset, hash);
    const times = [kernel.first, kernel.fastest, plain.first, plain.fastest].map((ms) => ms.toFixed(0));
    row([`${preset}, ${hash}`, Math.round(kernel.kB), ...times]);
    await browser.close();
  }
}
await server.close();
