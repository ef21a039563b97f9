/** The demo's page, as its tests drive it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as axeCore from 'axe-core';
import type { BrowserContextOptions, Download, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type PageOptions, pageAt, serve } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const openDemo = async (options: PageOptions = {}, context: BrowserContextOptions = {}): Promise<Page> => {
  const page = await pageAt(`${await serve({ folders: { '/': 'build/web' }, ...options })}/`, context);
  await page.getByText(/^\d+ threads?/).waitFor();
  return page;
};

export const choose = (page: Page, program: string): Promise<void> => page.getByRole('radio', { name: program }).check();
export const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

/** Drops files on the page, as from another window. */
export const drop = async (page: Page, files: Readonly<Record<string, Uint8Array>>): Promise<void> => {
  const plain = Object.entries(files).map(([name, bytes]) => [name, Array.from(bytes)] as const);
  const transfer = await page.evaluateHandle((list) => {
    // The types of the page are not those of the tests.
    const { DataTransfer, File } = globalThis as unknown as {
      DataTransfer: new () => { items: { add(file: object): void } };
      File: new (parts: Uint8Array[], name: string) => object;
    };
    const made = new DataTransfer();
    for (const [name, bytes] of list) made.items.add(new File([Uint8Array.from(bytes)], name));
    return made;
  }, plain);
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
};

export const bytesOf = async (download: Download): Promise<Uint8Array> => new Uint8Array(readFileSync(await download.path()));

/** What the button saves. */
export const save = async (page: Page, button: RegExp): Promise<{ readonly name: string; readonly bytes: Uint8Array }> => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
  return { name: download.suggestedFilename(), bytes: await bytesOf(download) };
};

/** axe-core finds nothing, whatever its severity. */
export const expectAccessible = async (page: Page): Promise<void> => {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axeCore }).axe.run());
  // It has looked.
  expect(passes.length).toBeGreaterThan(10);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
};
