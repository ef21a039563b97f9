/** The demo page, as someone at a keyboard, a mouse or a screen reader meets it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Download, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser, type PageOptions, pageAt, serve, theBrowser } from './browser.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const openDemo = async (options: PageOptions = {}): Promise<Page> => {
  const page = await pageAt(`${await serve({ folders: { '/': 'build/web' }, ...options })}/`);
  await page.waitForSelector('text=proven bits, post-quantum');
  return page;
};
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const ran = (page: Page) => page.getByText('committed cells by chip').waitFor();
const proved = (page: Page) => button(page, 'Download the proof').waitFor();
const verdictOf = (page: Page) => page.locator('.verdict .says').innerText();

const runExample = async (page: Page, title: string, input?: string): Promise<void> => {
  await page.getByRole('button', { name: title }).click();
  if (input !== undefined) await page.locator('#input').fill(input);
  await button(page, 'Run').click();
  await ran(page);
};
const contentOf = async (download: Download): Promise<Buffer> => readFileSync(await download.path());
const downloaded = async (page: Page, name: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> => {
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, name).click()]);
  return { name: download.suggestedFilename(), mimeType: 'application/octet-stream', buffer: await contentOf(download) };
};
const dropped = async (page: Page, label: string, files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]): Promise<void> => {
  await page.getByLabel(label).setInputFiles(files);
};
const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

describeInBrowser('the demo', () => {
  it('runs, proves, verifies, and gives files that verify on another visit', async () => {
    const page = await openDemo();
    await runExample(page, 'Fibonacci', '100');
    expect(await page.locator('.result .says').innerText()).toContain('F(100) mod 2⁶⁴ = 3736710778780434371');
    await button(page, 'Prove').click();
    await proved(page);
    await button(page, 'Verify the proof above').click();
    expect(await verdictOf(page)).toBe('Valid');

    const proof = await downloaded(page, 'Download the proof');
    const programKey = await downloaded(page, 'Program key');
    const verifyingKey = await downloaded(page, 'Verifying key');
    expect([proof.name, programKey.name, verifyingKey.name]).toEqual(['fibonacci.proof', 'fibonacci.program.key', 'verifying.key']);

    const later = await openDemo();
    const elsewhere = 'A proof from elsewhere';
    await dropped(later, elsewhere, [proof, programKey, verifyingKey]);
    expect(await verdictOf(later)).toBe('Valid');
    await dropped(later, elsewhere, [proof, file('fibonacci.elf', readFileSync('guests/elf/fibonacci.elf'))]);
    await later.getByText('fibonacci.proof, fibonacci.elf').waitFor();
    expect(await verdictOf(later)).toBe('Valid');
    await dropped(later, elsewhere, [proof, file('sha256.elf', readFileSync('guests/elf/sha256.elf'))]);
    await later.getByText('fibonacci.proof, sha256.elf').waitFor();
    expect(await verdictOf(later)).toMatch(/^Invalid: the proof is about program/);
    const changed = Buffer.from(proof.buffer);
    changed[changed.length - 100] ^= 1;
    await dropped(later, elsewhere, [file('changed.proof', changed), verifyingKey]);
    await later.getByText('changed.proof, verifying.key').waitFor();
    expect(await verdictOf(later)).toMatch(/^Invalid: /);
    await dropped(later, elsewhere, [verifyingKey]);
    expect(await later.getByRole('alert').innerText()).toContain('none of these files is a proof');
    await dropped(later, elsewhere, [proof]);
    await later.getByText('This says that some program ran.').waitFor();
    expect(await verdictOf(later)).toBe('Valid');
    const hostile = Buffer.from(verifyingKey.buffer);
    hostile[hostile.length - 1] ^= 1;
    await dropped(later, elsewhere, [proof, programKey, file('verifying.key', hostile)]);
    await later.getByText('the verifying key is not that of this version').waitFor();
  });

  it('takes a program of one’s own, and says what is wrong with what is none', async () => {
    const page = await openDemo();
    await dropped(page, 'Your own', file('notes.txt', Buffer.from('no program')));
    expect(await page.getByRole('alert').innerText()).toContain('elf-invalid');
    await dropped(page, 'Your own', file('mine.elf', readFileSync('guests/elf/fail.elf')));
    await page.getByText('mine ·').or(page.locator('.chosen')).first().waitFor();
    await button(page, 'Run').click();
    await page.getByText('7: only 0 can be proved').waitFor();
    await page.getByText('exited with code 7').waitFor();
    await dropped(page, 'Your own', file('trap.elf', readFileSync('guests/elf/trap.elf')));
    await page.getByText('trap ·').or(page.locator('.chosen')).first().waitFor();
    await button(page, 'Run').click();
    expect(await page.getByRole('alert').innerText()).toContain('guest-trap');
    await dropped(page, 'Your own', file('json.elf', readFileSync('guests/elf/json.elf')));
    await page.getByText('Input from a file').waitFor();
    await dropped(page, 'Input from a file', file('document.json', Buffer.from('[1, 2, 39]')));
    await button(page, 'Run').click();
    await ran(page);
    await button(page, 'Prove').click();
    await proved(page);
  });

  it('cancels, goes on after that, and after a reload in the middle', async () => {
    const page = await openDemo();
    await runExample(page, 'Fibonacci', '30000');
    await button(page, 'Prove').click();
    await page.locator('progress').waitFor();
    await button(page, 'Cancel').click();
    await button(page, 'Prove').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await button(page, 'Prove').click();
    await page.locator('progress').waitFor();
    await page.reload();
    await runExample(page, 'Sort', '50');
    await button(page, 'Prove').click();
    await proved(page);
  });

  it('says what a page that is not isolated lacks, and proves on one thread', async () => {
    const page = await openDemo({ isolated: false });
    expect(await page.getByRole('note').innerText()).toContain('Cross-Origin-Opener-Policy');
    await page.getByText('1 thread', { exact: true }).waitFor();
    await runExample(page, 'SHA-256', 'abc');
    expect(await page.locator('.result .says').innerText()).toContain('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    await button(page, 'Prove').click();
    await proved(page);
  });

  it('asks nothing of any other server', async () => {
    const page = await openDemo();
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).protocol === 'blob:' ? 'blob' : new URL(request.url()).host));
    await runExample(page, 'Keccak-256');
    await button(page, 'Prove').click();
    await proved(page);
    hosts.delete('blob');
    expect([...hosts]).toEqual([new URL(page.url()).host]);
  });

  it.each([
    ['light', 1100],
    ['dark', 1100],
    ['light', 360],
  ] as const)('has nothing that axe finds, %s, %i wide, and scrolls one way', async (colorScheme, width) => {
    const url = await serve({ folders: { '/': 'build/web' } });
    // Colours that are on their way from one to another have no contrast of their own.
    const context = await theBrowser().newContext({ colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${url}/`);
    await page.waitForSelector('text=proven bits, post-quantum');
    const check = async (when: string): Promise<void> => {
      await page.addScriptTag({ path: AXE });
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
      });
      expect(found, when).toEqual([]);
      const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
      expect(wide, when).toBe(false);
    };
    await check('at first');
    await runExample(page, 'JSON');
    await check('after a run');
    await button(page, 'Prove').click();
    await page.locator('progress').waitFor();
    await check('while proving');
    await proved(page);
    await button(page, 'Verify the proof above').click();
    await page.locator('.verdict').waitFor();
    await check('at the end');
    await dropped(page, 'Your own', file('notes.txt', Buffer.from('no program')));
    await page.getByRole('alert').waitFor();
    await check('with an error');
    await context.close();
  });

  it('is worked by keyboard alone', async () => {
    const page = await openDemo();
    const focusOn = async (text: string): Promise<void> => {
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate<string>("document.activeElement?.textContent ?? ''")).includes(text)) return;
      }
      throw new Error(`no way to '${text}' by Tab`);
    };
    await focusOn('Fibonacci');
    await page.keyboard.press('Enter');
    await page.locator('#input').waitFor();
    await focusOn('Run');
    await page.keyboard.press('Enter');
    await ran(page);
    await focusOn('Prove');
    await page.keyboard.press('Enter');
    await proved(page);
  });
});
