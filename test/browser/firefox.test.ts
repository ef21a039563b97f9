import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPellucid, loadProgram, prove, toHex } from '../../src/index.ts';
import { serve } from './browser.ts';

const FIREFOX = process.env.PELLUCID_FIREFOX ?? '/usr/bin/firefox-esr';
const missing = !existsSync(FIREFOX);
if (missing) {
  const message = `there is no Firefox at ${FIREFOX}: install Debian's firefox-esr or name one in PELLUCID_FIREFOX`;
  if (process.env.PELLUCID_REQUIRE_BROWSER === '1') throw new Error(message);
  console.warn(`SKIPPED: tests in Firefox; ${message}`);
}

/** What the page posts, which is all that is heard of a browser that is not driven. */
const postedTo = async (): Promise<{ readonly url: string; readonly body: Promise<string> }> => {
  let received: (body: string) => void;
  const body = new Promise<string>((resolve) => {
    received = resolve;
  });
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      response.writeHead(204, { 'Cross-Origin-Resource-Policy': 'cross-origin' }).end();
      received(text);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, body };
};

describe.skipIf(missing)('Firefox', { tags: ['browser'], timeout: 120_000 }, () => {
  it.each([true, false])('proves, cancels and verifies, with the proof bytes of Node; isolated: %s', async (isolated) => {
    const profile = mkdtempSync(join(tmpdir(), 'pellucid-firefox-'));
    const posted = await postedTo();
    const url = `${await serve({ isolated })}/report.html?to=${encodeURIComponent(posted.url)}`;
    const firefox = spawn(FIREFOX, ['--headless', '--no-remote', '--profile', profile, url], {
      stdio: 'ignore',
      env: { ...process.env, HOME: profile },
    });
    onTestFinished(async () => {
      firefox.kill();
      await new Promise((ended) => firefox.once('exit', ended));
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    });
    const { proof, ...answer } = JSON.parse(await posted.body);
    expect(answer).toMatchObject({ workers: isolated ? 2 : 1, isolated, code: 'aborted', valid: [true, true] });
    expect(answer.cancelMs).toBeLessThan(100);
    console.info(`Firefox, isolated ${isolated}: ${JSON.stringify(answer)}`);
    const program = loadProgram(new Uint8Array(readFileSync('guests/elf/fibonacci.elf')));
    const input = new Uint8Array(new BigUint64Array([1000n]).buffer);
    expect(proof === toHex((await prove(createPellucid(), { program, input })).proof)).toBe(true);
  });
});
