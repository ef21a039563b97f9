/** The package as its users get it: packed, and installed beside a copy of an example. */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

const temporary = (): string => mkdtempSync(join(tmpdir(), 'pellucid-consumer-'));

let installed: string | undefined;

/** Packs and installs once for a suite. */
export const installPackage = (): void => {
  beforeAll(() => {
    installed = temporary();
    const npm = (...args: string[]): string => execFileSync('npm', args, { cwd: installed, encoding: 'utf8', stdio: 'pipe' });
    const [{ filename }] = JSON.parse(npm('pack', resolve('.'), '--json', '--ignore-scripts'));
    writeFileSync(join(installed, 'package.json'), '{ "private": true }');
    npm('install', `./${filename}`, '--no-audit', '--no-fund', '--prefer-offline');
  }, 120_000);
  afterAll(() => {
    if (installed !== undefined) rmSync(installed, { recursive: true, force: true });
  });
};

/** A folder, removed after the test, with the package in its node_modules and a copy of examples/`name`, if one is named. */
export const consumer = (name?: string): string => {
  if (installed === undefined) throw new Error('call installPackage first');
  const folder = temporary();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(installed, 'node_modules'), join(folder, 'node_modules'), { recursive: true });
  if (name !== undefined) cpSync(join('examples', name), folder, { recursive: true });
  return folder;
};

const vite = resolve('node_modules/vite/bin/vite.js');

export const viteBuild = (folder: string): void => {
  execFileSync(process.execPath, [vite, 'build'], { cwd: folder, stdio: 'pipe' });
};

/** Starts `vite dev` or `vite preview`, ended with the test; the URL that it answers at. */
export const viteServer = async (folder: string, command: 'dev' | 'preview'): Promise<string> => {
  const server = spawn(process.execPath, [vite, command, '--host', '127.0.0.1', '--port', '0'], {
    cwd: folder,
    // No colours: the URL is read from what it prints.
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  onTestFinished(() => {
    server.kill();
  });
  let printed = '';
  return new Promise((found, failed) => {
    const read = (chunk: Buffer): void => {
      printed += chunk;
      const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed)?.[0];
      if (url !== undefined) found(url);
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('exit', (code) => failed(new Error(`vite ${command} ended with ${code}: ${printed}`)));
  });
};
