/** A real browser for tests: Debian's Chromium, driven by playwright-core, on pages that a local server sends. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { type StaticServerOptions, startStaticServer } from '../../scripts/staticServer.ts';
import type * as entry from '../../src/browser.ts';
import type * as light from '../../src/verify.ts';

/** What pages/harness.js defines in the page: functions given to `evaluate` use it. */
declare global {
  var pellucid: typeof entry &
    typeof light & {
      /** Durations in ms of tasks that kept the page's thread for more than 50 ms. */
      readonly longTasks: number[];
      guest(name: string): Promise<Uint8Array>;
      u64(n: number): Uint8Array;
    };
}

const CHROMIUM = process.env.PELLUCID_CHROMIUM ?? '/usr/bin/chromium';
const missing = !existsSync(CHROMIUM);
if (missing) {
  const message = `there is no browser at ${CHROMIUM}: install Debian's chromium or name one in PELLUCID_CHROMIUM`;
  if (process.env.PELLUCID_REQUIRE_BROWSER === '1') throw new Error(message);
  console.warn(`SKIPPED: tests in a browser; ${message}`);
}

/** A suite that needs the browser; skipped where there is none, unless PELLUCID_REQUIRE_BROWSER=1. */
export const describeInBrowser = (name: string, suite: () => void): void => {
  describe.skipIf(missing)(name, { tags: ['browser'], timeout: 120_000 }, () => {
    beforeAll(launch);
    afterAll(() => running?.close());
    suite();
  });
};

let running: Browser | undefined;
const launch = async (): Promise<void> => {
  running = await chromium.launch({
    executablePath: CHROMIUM,
    // Chromium has no sandbox for root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
};

export const theBrowser = (): Browser => {
  if (running === undefined) throw new Error('the browser was not launched: use describeInBrowser');
  return running;
};

export type PageOptions = Partial<StaticServerOptions>;

/** A server, closed with the test, with the built package at /build/ and the guests at /guests/. */
export const serve = async ({ folders, ...options }: PageOptions = {}): Promise<string> => {
  const server = await startStaticServer({
    folders: { '/': 'test/browser/pages', '/build/': 'build', '/guests/': 'guests/elf', ...folders },
    ...options,
  });
  onTestFinished(() => server.close());
  return server.url;
};

/** A page in a context of its own, closed with the test. Errors that nobody caught in it make the test fail. */
export const pageAt = async (url: string, options: BrowserContextOptions = {}): Promise<Page> => {
  const context = await theBrowser().newContext(options);
  const page = await context.newPage();
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  onTestFinished(async () => {
    await context.close();
    if (errors.length > 0) throw errors[0];
  });
  await page.goto(url);
  return page;
};

/** The page with the harness, from a server of its own. */
export const openPage = async (options: PageOptions = {}): Promise<Page> => {
  const page = await pageAt(`${await serve(options)}/`);
  await page.waitForFunction('globalThis.pellucid !== undefined');
  return page;
};
